//! What becomes of sessions and takes that are kept: found again, changed, deleted, brought back, expunged.

use bytes::Bytes;
use starling_practice::{Etag, Session, Slug, StoredReport, Take, TakeId};
use tokio_stream::{Stream, StreamExt as _};

use super::super::{PAGE_SIZE, present, sound};
use super::SessionClient;
use crate::convert::{Backup, StoredAudio};
use crate::error::CallError;
use crate::{name, session as wire};

/// A change is made only if the etag, where one is given, is still the session's or the take's.
impl SessionClient {
    /// The newest report on a take; none where there is none yet.
    pub async fn newest_report(
        &mut self,
        take: &TakeId,
    ) -> Result<Option<StoredReport>, CallError> {
        let request = wire::ListReportsRequest {
            parent: name::take(take),
            page_size: 1,
            ..Default::default()
        };
        let response = self.sessions.list_reports(request).await?.into_inner();
        let newest = response.reports.into_iter().next();
        newest.map(|report| sound(report.try_into())).transpose()
    }

    /// The caller's sessions that are not deleted, newest first.
    pub async fn sessions(&mut self) -> Result<Vec<Session>, CallError> {
        pages!(self.sessions.list_sessions -> sessions, ListSessionsRequest {
            ..Default::default()
        })
    }

    /// One session, deleted or not.
    pub async fn session(&mut self, id: &Slug) -> Result<Session, CallError> {
        let name = name::session(id);
        let request = wire::GetSessionRequest { name };
        let response = self.sessions.get_session(request).await?.into_inner();
        sound(present(response.session)?.try_into())
    }

    /// One take, deleted or not.
    pub async fn take(&mut self, id: &TakeId) -> Result<Take, CallError> {
        let name = name::take(id);
        let request = wire::GetTakeRequest { name };
        let response = self.sessions.get_take(request).await?.into_inner();
        sound(present(response.take)?.try_into())
    }

    /// Gives a session the title and the retention of this one, if it is still in the state of its etag.
    pub async fn update_session(&mut self, session: Session) -> Result<Session, CallError> {
        let paths = vec!["*".to_owned()];
        let request = wire::UpdateSessionRequest {
            session: Some(session.into()),
            update_mask: Some(prost_types::FieldMask { paths }),
        };
        let response = self.sessions.update_session(request).await?.into_inner();
        sound(present(response.session)?.try_into())
    }

    /// Removes everything of the caller's for good; gives the number of sessions, and the backups that may hold them.
    pub async fn expunge_owner(&mut self) -> Result<(u32, Vec<Backup>), CallError> {
        let request = wire::ExpungeOwnerRequest { confirm: true };
        let response = self.sessions.expunge_owner(request).await?.into_inner();
        let count = sound(u32::try_from(response.session_count))?;
        Ok((count, backups(response.backups)?))
    }

    /// Reads the audio of a take from an offset on, run by run.
    pub async fn read_audio(
        &mut self,
        take: &TakeId,
        offset: u64,
    ) -> Result<impl Stream<Item = Result<Bytes, CallError>> + Send + use<>, CallError> {
        let request = wire::ReadAudioRequest {
            name: name::take(take),
            offset_bytes: sound(i64::try_from(offset))?,
            limit_bytes: 0,
        };
        let runs = self.sessions.read_audio(request).await?.into_inner();
        Ok(runs.map(|run| Ok(run?.data)))
    }

    /// Reads the whole audio of a take, and what it must be.
    pub async fn whole_audio(
        &mut self,
        take: &TakeId,
    ) -> Result<
        (
            StoredAudio,
            impl Stream<Item = Result<Bytes, CallError>> + Send + use<>,
        ),
        CallError,
    > {
        let request = wire::ReadAudioRequest {
            name: name::take(take),
            ..Default::default()
        };
        let mut runs = self.sessions.read_audio(request).await?.into_inner();
        let first = present(runs.message().await?)?;
        let stored = sound(present(first.stored)?.try_into())?;
        let rest = runs.map(|run| Ok(run?.data));
        Ok((stored, tokio_stream::once(Ok(first.data)).chain(rest)))
    }
}

/// The methods that delete, bring back and expunge.
macro_rules! deletions {
    ($($noun:ident: $Noun:ident of $Id:ty,
       $delete:ident($Delete:ident), $undelete:ident($Undelete:ident), $expunge:ident($Expunge:ident);)*) => {
        impl SessionClient {$(
            #[doc = concat!("Hides a ", stringify!($noun), ", until it is brought back or its purge time comes.")]
            pub async fn $delete(&mut self, id: &$Id, etag: Option<&Etag>) -> Result<$Noun, CallError> {
                let (name, etag) = (name::$noun(id), text(etag));
                let response = self.sessions.$delete(wire::$Delete { name, etag }).await?.into_inner();
                sound(present(response.$noun)?.try_into())
            }

            #[doc = concat!("Brings a deleted ", stringify!($noun), " back.")]
            pub async fn $undelete(&mut self, id: &$Id, etag: Option<&Etag>) -> Result<$Noun, CallError> {
                let (name, etag) = (name::$noun(id), text(etag));
                let response = self.sessions.$undelete(wire::$Undelete { name, etag }).await?.into_inner();
                sound(present(response.$noun)?.try_into())
            }

            #[doc = concat!("Removes a ", stringify!($noun), " for good; gives the backups that may hold it.")]
            pub async fn $expunge(&mut self, id: &$Id, etag: Option<&Etag>) -> Result<Vec<Backup>, CallError> {
                let (name, etag) = (name::$noun(id), text(etag));
                let response = self.sessions.$expunge(wire::$Expunge { name, etag }).await?.into_inner();
                backups(response.backups)
            }
        )*}
    };
}

deletions! {
    session: Session of Slug,
        delete_session(DeleteSessionRequest), undelete_session(UndeleteSessionRequest),
        expunge_session(ExpungeSessionRequest);
    take: Take of TakeId,
        delete_take(DeleteTakeRequest), undelete_take(UndeleteTakeRequest),
        expunge_take(ExpungeTakeRequest);
}

fn text(etag: Option<&Etag>) -> String {
    etag.map_or_else(String::new, |etag| etag.as_str().to_owned())
}

fn backups(backups: Vec<wire::Backup>) -> Result<Vec<Backup>, CallError> {
    let backups = backups.into_iter().map(Backup::try_from);
    sound(backups.collect::<Result<_, _>>())
}
