//! Streams what changes to whoever watches.

use std::time::Duration;

use starling_proto::convert::Event;
use starling_proto::name::{self, ALL_SESSIONS};
use starling_proto::{error, session as wire};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::codegen::BoxStream;
use tonic::{Code, Request, Response, Status};

use super::overview::viewer;
use super::{Answer, Rpc, called};
use crate::store::{Noun, Reviewer, Store, StoreError};
use crate::watch::{Change, News, Scope, WatchError, Watcher};

/// Time after which somebody who hears nothing else hears a heartbeat.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Events that wait for a client to read them.
const EVENTS_LEN: usize = 16;
/// How long a client may read nothing.
const PATIENCE: Duration = Duration::from_secs(60);

type Told = Result<wire::WatchResponse, Status>;

pub(super) async fn watch<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::WatchRequest>,
) -> Answer<BoxStream<wire::WatchResponse>> {
    let (caller, request) = called(request)?;
    let (store, reviewer, scope) = match request.parent.as_str() {
        ALL_SESSIONS => {
            let permit = rpc.access.own(&caller)?;
            let scope = Scope {
                owner: permit.owner().clone(),
                session: None,
            };
            (permit.store(), permit.reviewer(), scope)
        }
        parent => {
            let session = name::parse_session("parent", parent)?;
            let permit = rpc.access.session(&caller, &session).await?;
            let scope = Scope {
                owner: permit.owner().clone(),
                session: Some(session),
            };
            (permit.store(), permit.reviewer(), scope)
        }
    };
    let watcher = rpc.changes.watch(scope, caller.principal().id())?;
    let (events, told) = mpsc::channel(EVENTS_LEN + 1);
    let watching = Watching {
        store: store.clone(),
        reviewer,
        events,
    };
    tokio::spawn(watching.run(watcher));
    Ok(Response::new(Box::pin(ReceiverStream::new(told))))
}

/// One watch, as its client sees it.
struct Watching<S> {
    store: S,
    reviewer: Reviewer,
    events: mpsc::Sender<Told>,
}

impl<S: Store> Watching<S> {
    async fn run(self, watcher: Watcher) {
        // There is room for the reason at the end, even if nobody reads.
        let Ok(last) = self.events.clone().reserve_owned().await else {
            return;
        };
        if let Err(status) = self.tell(watcher).await {
            last.send(Err(status));
        }
    }

    /// Tells until the client goes away.
    async fn tell(&self, mut watcher: Watcher) -> Result<(), Status> {
        self.send(Event::Ready).await?;
        loop {
            let news = tokio::select! {
                () = self.events.closed() => return Ok(()),
                news = timeout(HEARTBEAT, watcher.next()) => news,
            };
            match news {
                Ok(News::Changes(changes)) => {
                    for change in changes {
                        if let Some(event) = self.event(change).await? {
                            self.send(event).await?;
                        }
                    }
                }
                Ok(News::Missed) => self.send(Event::Ready).await?,
                Ok(News::Stopped) => return Err(WatchError::Stopped.into()),
                Err(_) => self.send(Event::Heartbeat).await?,
            }
        }
    }

    /// A change as the client may see it; none where it may not.
    async fn event(&self, change: Change) -> Result<Option<Event>, StoreError> {
        Ok(Some(match change {
            Change::Session(id) => Event::Session(id),
            Change::Take(id) => {
                let viewer = viewer(self.reviewer.id.clone());
                match there(self.store.take_overview(id.clone(), viewer).await)? {
                    Some(take) => Event::Take(Box::new(take)),
                    None => Event::TakeRemoved(id),
                }
            }
            Change::Comment(id) => {
                match there(self.store.comment(self.reviewer.clone(), id.clone()).await)? {
                    Some(comment) => Event::Comment(Box::new(comment)),
                    None => Event::CommentRemoved(id),
                }
            }
            Change::Draft { author, .. } if author != self.reviewer.id => return Ok(None),
            Change::Review(id) | Change::Draft { review: id, .. } => {
                match there(self.store.review(self.reviewer.clone(), id.clone()).await)? {
                    Some(review) => Event::Review(Box::new(review)),
                    None => Event::ReviewRemoved(id),
                }
            }
            Change::Everything => Event::Ready,
        }))
    }

    async fn send(&self, event: Event) -> Result<(), Status> {
        match timeout(PATIENCE, self.events.send(Ok(event.into()))).await {
            // One who has gone is noticed before the next event.
            Ok(_) => Ok(()),
            Err(_) => Err(too_slow()),
        }
    }
}

/// What was found; none where it is gone.
fn there<T>(found: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(StoreError::NotFound(..) | StoreError::Deleted(Noun::Take)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn too_slow() -> Status {
    let message = "nothing was read for a minute; watch again";
    error::status(Code::Unavailable, "CLIENT_TOO_SLOW", message)
}

impl From<WatchError> for Status {
    fn from(refused: WatchError) -> Self {
        let (code, reason) = match refused {
            WatchError::TooMany => (Code::ResourceExhausted, "TOO_MANY_WATCHES"),
            WatchError::Stopped => (Code::Unavailable, "STOPPING"),
        };
        error::status(code, reason, refused.to_string())
    }
}

#[cfg(test)]
mod tests;
