//! What every store promises, whatever it is made of: a back end adds `conformance!(open)`, where `open` opens it on a
//! directory, with the limits of [`fixture::limits`].

pub(crate) mod expunge;
pub(crate) mod fixture;
pub(crate) mod overviews;
pub(crate) mod playback;
pub(crate) mod quotas;
pub(crate) mod resources;
pub(crate) mod reviews;
pub(crate) mod uploads;

/// Makes a test of every promise.
macro_rules! conformance {
    ($open:path) => {
        $crate::store::conformance::conformance! { $open:
            resources::a_repeated_request_gives_the_first_answer,
            resources::everybody_has_lists_of_their_own,
            resources::a_stale_etag_changes_nothing,
            resources::a_clock_that_jumps_changes_no_order,
            resources::what_is_deleted_takes_nothing_in,
            resources::retention_and_grace_set_the_purge_time,
            expunge::what_is_due_is_purged,
            expunge::a_request_on_a_take_is_forgotten_with_it,
            expunge::an_owner_leaves_others_alone,
            reviews::a_draft_is_there_for_its_author_alone,
            reviews::a_reply_is_about_what_its_thread_is_about,
            reviews::a_thread_is_settled_by_anybody_and_removed_with_care,
            reviews::what_was_imported_is_changed_by_nobody,
            reviews::a_voice_counts_and_goes_with_its_comment,
            overviews::what_comes_of_a_take_keeps_it_live,
            overviews::everybody_has_overviews_of_their_own,
            playback::a_waveform_is_kept_once,
            playback::everybody_hears_a_take_for_the_first_time_once,
            quotas::sessions_and_takes_are_counted,
            quotas::what_is_said_of_a_take_is_counted,
            quotas::bytes_and_open_uploads_are_counted,
            quotas::what_is_held_of_a_take_that_is_too_long_can_be_finished,
        }
    };
    ($open:path: $($subject:ident::$promise:ident,)*) => {$(
        #[tokio::test]
        async fn $promise() {
            let dir = tempfile::tempdir().unwrap();
            let store = $open(dir.path());
            $crate::store::conformance::$subject::$promise(&store).await;
            $crate::store::Store::close(&store).await;
        }
    )*};
}
pub(crate) use conformance;
