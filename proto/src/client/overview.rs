//! The client for what lists show, and for what changes.

use starling_practice::{
    Caller, Collection, ItemId, SessionFilter, SessionOverview, Slug, TakeOverview,
};
use tokio_stream::{Stream, StreamExt as _};

use super::{PAGE_SIZE, sound};
use crate::convert::{Event, event};
use crate::error::CallError;
use crate::session::overview_service_client::OverviewServiceClient;
use crate::transport::Connection;
use crate::{name, session as wire};

/// Asks the session service for sessions and takes at a glance. Lists are whole, newest first.
#[derive(Debug, Clone)]
pub struct OverviewClient(OverviewServiceClient<Connection>);

impl OverviewClient {
    /// A client on a connection.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self(OverviewServiceClient::new(connection))
    }

    /// Who the caller is to the server.
    ///
    /// # Errors
    /// [`CallError`] as the service or the connection gives it; so for every method here.
    pub async fn caller(&mut self) -> Result<Caller, CallError> {
        let response = self.0.get_caller(wire::GetCallerRequest {}).await?;
        sound(response.into_inner().try_into())
    }

    /// The caller's sessions that a filter lets through and in which all words of a query stand.
    pub async fn session_overviews(
        &mut self,
        query: &str,
        filter: SessionFilter,
    ) -> Result<Vec<SessionOverview>, CallError> {
        pages!(self.0.list_session_overviews -> sessions, ListSessionOverviewsRequest {
            query: query.to_owned(),
            filter: wire::SessionFilter::from(filter).into(),
            ..Default::default()
        })
    }

    /// The takes of a session, or of all of the caller's own; of one question, or of all.
    pub async fn take_overviews(
        &mut self,
        session: Option<&Slug>,
        question: Option<&ItemId>,
    ) -> Result<Vec<TakeOverview>, CallError> {
        let question = question.map(|question| name::item(Collection::Questions, question));
        pages!(self.0.list_take_overviews -> takes, ListTakeOverviewsRequest {
            parent: parent(session),
            question: question.clone().unwrap_or_default(),
            ..Default::default()
        })
    }

    /// What changes in a session, or in all of the caller's own, as it changes.
    pub async fn watch(
        &mut self,
        session: Option<&Slug>,
    ) -> Result<impl Stream<Item = Result<Event, CallError>> + Send + use<>, CallError> {
        let parent = parent(session);
        let request = wire::WatchRequest { parent };
        let events = self.0.watch(request).await?.into_inner();
        Ok(events.filter_map(|told| match told {
            Ok(told) => sound(event(told)).transpose(),
            Err(status) => Some(Err(status.into())),
        }))
    }
}

fn parent(session: Option<&Slug>) -> String {
    session.map_or_else(|| name::ALL_SESSIONS.to_owned(), name::session)
}
