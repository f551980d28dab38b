//! Waveforms and hearings.

use starling_speech::SampleRate;
use starling_speech::waveform::Waveform;

use super::fixture::{at, create_take, new_take};
use crate::store::{Noun, Store, StoreError, TakeWaveform};

fn waveform(level: u8) -> TakeWaveform {
    TakeWaveform {
        sample_rate: SampleRate::new(48_000).unwrap(),
        waveform: Waveform {
            sample_count: 300,
            buckets: vec![129, level, 0, level],
        },
    }
}

pub(crate) async fn a_waveform_is_kept_once(store: &impl Store) {
    let take = new_take(store).await;
    let other = create_take(store, "session", "other").await.unwrap();
    assert_eq!(store.waveform(take.clone()).await.unwrap(), None);
    for level in [127, 1] {
        let kept = store.keep_waveform(take.clone(), waveform(level)).await;
        kept.unwrap();
        let found = store.waveform(take.clone()).await.unwrap();
        assert_eq!(found, Some(waveform(127)));
    }
    assert_eq!(store.waveform(other).await.unwrap(), None);
    store.delete_take(take.clone(), None, at(1)).await.unwrap();
    let refused = store.waveform(take.clone()).await;
    assert!(matches!(refused, Err(StoreError::Deleted(Noun::Take))));
    let refused = store.keep_waveform(take.clone(), waveform(1)).await;
    assert!(matches!(refused, Err(StoreError::Deleted(Noun::Take))));
    store.expunge_take(take.clone(), None).await.unwrap();
    let gone = store.waveform(take).await;
    assert!(matches!(gone, Err(StoreError::NotFound(Noun::Take, _))));
}

pub(crate) async fn everybody_hears_a_take_for_the_first_time_once(store: &impl Store) {
    let take = new_take(store).await;
    for (listener, is_new) in [
        ("local", true),
        ("link l1", true),
        ("local", false),
        ("link l1", false),
        ("link l2", true),
    ] {
        let heard = store.mark_heard(take.clone(), listener.to_owned(), at(1));
        assert_eq!(heard.await.unwrap(), is_new, "{listener}");
    }
    store.delete_take(take.clone(), None, at(2)).await.unwrap();
    let refused = store.mark_heard(take, "late".to_owned(), at(3)).await;
    assert!(matches!(refused, Err(StoreError::Deleted(Noun::Take))));
}
