//! Whoever watches hears what changes, as far as they may see it, and no longer than they may.

use starling_proto::session as wire;
use starling_proto::session::overview_service_client::OverviewServiceClient;
use starling_proto::session::playback_service_client::PlaybackServiceClient;
use starling_proto::session::review_service_client::ReviewServiceClient;
use starling_proto::session::share_service_client::ShareServiceClient;
use starling_proto::session::watch_response::Event;
use starling_proto::transport::{Connection, Credentials, Token, connect};
use tonic::{Status, Streaming};

use crate::service::{Client, Service, chunk, finish_upload, new_request, reason, refusal};
use crate::wav::noise;

const OWN: &str = "sessions/-";

/// A client that watches.
struct Watcher {
    overviews: OverviewServiceClient<Connection>,
    events: Streaming<wire::WatchResponse>,
    last: Option<Event>,
}

impl Watcher {
    async fn start(service: &Service, parent: &str) -> Self {
        Self::start_with(service, parent, None).await.unwrap()
    }

    async fn start_with(
        service: &Service,
        parent: &str,
        token: Option<&str>,
    ) -> Result<Self, Status> {
        let mut overviews = overviews(service, token).await;
        let parent = parent.to_owned();
        let events = overviews.watch(wire::WatchRequest { parent }).await?;
        let events = events.into_inner();
        let mut watcher = Self {
            overviews,
            events,
            last: None,
        };
        assert_eq!(watcher.next().await, Event::Ready(wire::Ready {}));
        Ok(watcher)
    }

    /// The next event that says something else than the one before: what is told may be told again.
    async fn next(&mut self) -> Event {
        loop {
            let told = self.events.message().await.unwrap();
            let event = told.unwrap().event;
            if event != self.last {
                self.last.clone_from(&event);
                return event.unwrap();
            }
        }
    }

    async fn take(&mut self) -> wire::TakeOverview {
        match self.next().await {
            Event::Take(take) => take,
            other => panic!("{other:?}"),
        }
    }

    async fn end(&mut self) -> String {
        let ended = self.events.message().await.unwrap_err();
        reason(&ended.into())
    }
}

async fn connection(service: &Service, token: Option<&str>) -> Connection {
    let credentials = Credentials {
        token: token.map(|token| Token::new(token).unwrap()),
        ..Credentials::default()
    };
    connect(&service.url, &credentials).await.unwrap()
}

async fn overviews(service: &Service, token: Option<&str>) -> OverviewServiceClient<Connection> {
    OverviewServiceClient::new(connection(service, token).await)
}

/// The token of an access to a session, and the name of its link.
async fn invited(service: &Service, session: &str, role: wire::LinkRole) -> (String, String) {
    let (token, name) = link(service, session, role).await;
    (redeemed(service, &token).await, name)
}

/// What opens a new link, and its name.
async fn link(service: &Service, session: &str, role: wire::LinkRole) -> (String, String) {
    let mut links = ShareServiceClient::new(connection(service, None).await);
    let expire_time = std::time::SystemTime::now() + std::time::Duration::from_secs(3_600);
    let request = wire::CreateShareLinkRequest {
        parent: session.to_owned(),
        request_id: new_request(),
        share_link: Some(wire::ShareLink {
            role: role.into(),
            expire_time: Some(expire_time.into()),
            ..Default::default()
        }),
    };
    let created = links.create_share_link(request).await.unwrap().into_inner();
    (created.token, created.share_link.unwrap().name)
}

/// An access token of a visit by a link.
async fn redeemed(service: &Service, token: &str) -> String {
    let mut links = ShareServiceClient::new(connection(service, None).await);
    let request = wire::RedeemShareLinkRequest {
        token: token.to_owned(),
    };
    let redeemed = links.redeem_share_link(request).await.unwrap();
    redeemed.into_inner().access_token
}

async fn comment(client: &mut Client, take: &str) -> wire::Comment {
    let request = wire::CreateCommentRequest {
        parent: take.to_owned(),
        request_id: new_request(),
        comment: Some(wire::Comment {
            author: "Ann".to_owned(),
            text: "Here".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let response = client.reviews.create_comment(request).await.unwrap();
    response.into_inner().comment.unwrap()
}

#[tokio::test]
async fn a_take_is_told_at_every_step() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let mut watcher = Watcher::start(&service, OWN).await;

    let session = client.session().await;
    assert_eq!(watcher.next().await, Event::Session(session.clone()));
    let take = client.take(&session).await;
    let told = watcher.take().await;
    assert_eq!(
        (&told.name, told.state()),
        (&take, wire::TakeState::Recording)
    );
    let end = wire::TakeEnd {
        marks: vec![wire::Mark {
            sample: 0,
            place: "situation".to_owned(),
        }],
        lost_frame_count: 0,
        ended: "stopped".to_owned(),
    };
    let request = wire::FinishTakeRequest {
        name: take.clone(),
        end: Some(end),
    };
    client.sessions.finish_take(request).await.unwrap();
    assert_eq!(watcher.take().await.state(), wire::TakeState::Uploading);
    let (wav, epoch) = (noise(16_000), client.open(&take).await.writer_epoch);
    let chunk = Some(chunk(&take, epoch, 0, &wav));
    let request = wire::AppendUploadRequest { chunk };
    client.uploads.append_upload(request).await.unwrap();
    let request = finish_upload(&take, epoch, &wav);
    client.uploads.finish_upload(request).await.unwrap();
    assert_eq!(watcher.take().await.state(), wire::TakeState::Stored);
    let request = wire::CreateReportRequest {
        parent: take.clone(),
        request_id: new_request(),
    };
    client.sessions.create_report(request).await.unwrap();
    let told = watcher.take().await;
    assert_eq!(told.state(), wire::TakeState::Reported);
    assert!(told.timing_score.is_some() && !told.sections.is_empty());

    // What is told is what is listed.
    let request = wire::ListTakeOverviewsRequest {
        parent: session.clone(),
        question: told.question.clone(),
        ..Default::default()
    };
    let listed = watcher.overviews.list_take_overviews(request).await;
    assert_eq!(
        listed.unwrap().into_inner().takes,
        std::slice::from_ref(&told)
    );
    let request = wire::ListSessionOverviewsRequest {
        query: "monday".to_owned(),
        filter: wire::SessionFilter::Unheard.into(),
        ..Default::default()
    };
    let listed = watcher.overviews.list_session_overviews(request).await;
    let [overview] = &listed.unwrap().into_inner().sessions[..] else {
        panic!("one session");
    };
    assert_eq!(overview.latest_take.as_ref(), Some(&told));
    assert_eq!((overview.take_count, overview.unheard_take_count), (1, 1));

    let mut player = PlaybackServiceClient::new(connection(&service, None).await);
    let request = wire::MarkTakeHeardRequest { name: take.clone() };
    player.mark_take_heard(request.clone()).await.unwrap();
    assert!(watcher.take().await.is_heard);
    // Heard again, it is as it was, and is not told twice either.
    player.mark_take_heard(request).await.unwrap();
    let written = comment(&mut client, &take).await;
    let told = watcher.events.message().await.unwrap().unwrap().event;
    assert_eq!(told, Some(Event::Comment(written)));

    let request = wire::DeleteTakeRequest {
        name: take.clone(),
        etag: String::new(),
    };
    client.sessions.delete_take(request).await.unwrap();
    assert_eq!(watcher.next().await, Event::RemovedTake(take));
    let request = wire::ExpungeSessionRequest {
        name: session.clone(),
        etag: String::new(),
    };
    client.sessions.expunge_session(request).await.unwrap();
    assert_eq!(watcher.next().await, Event::Session(session));
    let request = wire::ExpungeOwnerRequest { confirm: true };
    client.sessions.expunge_owner(request).await.unwrap();
    assert_eq!(watcher.next().await, Event::Ready(wire::Ready {}));
}

#[tokio::test]
async fn a_second_client_hears_a_comment_come_and_go() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let session = take.split_once("/takes/").unwrap().0;
    let mut watchers = [
        Watcher::start(&service, OWN).await,
        Watcher::start(&service, session).await,
    ];
    let written = comment(&mut client, &take).await;
    let request = wire::DeleteCommentRequest {
        name: written.name.clone(),
        etag: String::new(),
    };
    for watcher in &mut watchers {
        assert_eq!(watcher.next().await, Event::Comment(written.clone()));
    }
    client.reviews.delete_comment(request).await.unwrap();
    for watcher in &mut watchers {
        let gone = Event::RemovedComment(written.name.clone());
        assert_eq!(watcher.next().await, gone);
    }
}

#[tokio::test]
async fn a_draft_is_told_to_its_author_alone() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let session = take.split_once("/takes/").unwrap().0;
    let (token, _) = invited(&service, session, wire::LinkRole::Comment).await;
    let coach = Watcher::start_with(&service, session, Some(&token)).await;
    let (mut coach, mut speaker) = (coach.unwrap(), Watcher::start(&service, OWN).await);
    let mut reviews = ReviewServiceClient::new(connection(&service, Some(&token)).await);

    let request = |note: &str| wire::CreateReviewRequest {
        parent: take.clone(),
        request_id: new_request(),
        review: Some(wire::Review {
            author: "Ann".to_owned(),
            note: note.to_owned(),
            ..Default::default()
        }),
    };
    let dropped = reviews.create_review(request("dropped")).await.unwrap();
    let dropped = dropped.into_inner().review.unwrap();
    assert_eq!(coach.next().await, Event::Review(dropped.clone()));
    let delete = wire::DeleteReviewRequest {
        name: dropped.name.clone(),
        etag: String::new(),
    };
    reviews.delete_review(delete).await.unwrap();
    assert_eq!(coach.next().await, Event::RemovedReview(dropped.name));

    let draft = reviews.create_review(request("sent")).await.unwrap();
    let draft = draft.into_inner().review.unwrap();
    assert!(draft.is_own && draft.send_time.is_none());
    assert_eq!(coach.next().await, Event::Review(draft.clone()));
    let request = wire::SendReviewRequest {
        name: draft.name,
        etag: draft.etag,
    };
    let sent = reviews.send_review(request).await.unwrap();
    let sent = sent.into_inner().review.unwrap();
    assert!(sent.is_own && sent.send_time.is_some());
    assert_eq!(coach.next().await, Event::Review(sent.clone()));
    // This is the first that the speaker hears of the coach.
    let seen = wire::Review {
        is_own: false,
        ..sent
    };
    assert_eq!(speaker.next().await, Event::Review(seen));
}

/// Pages keep by this what somebody has typed: two who share a browser must not find each other's.
#[tokio::test]
async fn a_caller_is_the_same_at_each_visit_and_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let session = service.client().await.session().await;
    let ana = link(&service, &session, wire::LinkRole::Comment).await.0;
    let ben = link(&service, &session, wire::LinkRole::Comment).await.0;
    let visit = async |token: Option<&str>| {
        let mut overviews = overviews(&service, token).await;
        let caller = overviews.get_caller(wire::GetCallerRequest {}).await;
        caller.unwrap().into_inner().id
    };
    let by = async |link: &str| visit(Some(&redeemed(&service, link).await)).await;
    let id = by(&ana).await;
    assert_eq!(by(&ana).await, id);
    let others = [by(&ben).await, visit(None).await];
    assert!(
        !others.contains(&id) && others[0] != others[1],
        "{others:?}"
    );
    assert!(!id.contains(&ana));
}

#[tokio::test]
async fn a_link_hears_of_its_session_until_it_is_revoked() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let shared = client.session().await;
    let (token, link) = invited(&service, &shared, wire::LinkRole::Listen).await;
    let token = Some(token.as_str());

    let mut overviews = overviews(&service, token).await;
    let caller = overviews.get_caller(wire::GetCallerRequest {}).await;
    let caller = caller.unwrap().into_inner();
    assert_eq!(
        (caller.role(), &caller.session),
        (wire::CallerRole::Listener, &shared)
    );
    let listed = overviews.list_session_overviews(wire::ListSessionOverviewsRequest::default());
    assert_eq!(
        refusal(listed.await),
        "PermissionDenied ROLE_LACKS_PERMISSION"
    );
    let other = client.session().await;
    for (parent, expected) in [
        (OWN, "PermissionDenied ROLE_LACKS_PERMISSION"),
        (other.as_str(), "NotFound SESSION_NOT_FOUND"),
    ] {
        let refused = Watcher::start_with(&service, parent, token).await;
        assert_eq!(reason(&refused.err().unwrap().into()), expected);
    }

    let watched = Watcher::start_with(&service, &shared, token).await;
    let mut watcher = watched.unwrap();
    client.take(&other).await;
    let take = client.take(&shared).await;
    assert_eq!(watcher.take().await.name, take);
    let mut links = ShareServiceClient::new(connection(&service, None).await);
    let revoke = wire::RevokeShareLinkRequest { name: link };
    links.revoke_share_link(revoke).await.unwrap();
    assert_eq!(watcher.end().await, "PermissionDenied LINK_REVOKED");
}

#[tokio::test]
async fn a_caller_may_watch_only_so_often() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    let mut watchers = Vec::new();
    for _ in 0..64 {
        watchers.push(Watcher::start(&service, OWN).await);
    }
    let refused = Watcher::start_with(&service, &session, None).await;
    assert_eq!(
        reason(&refused.err().unwrap().into()),
        "ResourceExhausted TOO_MANY_WATCHES"
    );
    // A coach is not kept out by that.
    let (token, _) = invited(&service, &session, wire::LinkRole::Comment).await;
    let coach = Watcher::start_with(&service, &session, Some(&token)).await;
    coach.unwrap();
}

#[tokio::test]
async fn a_server_that_stops_ends_its_watches() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut watcher = Watcher::start(&service, OWN).await;
    let stopped = tokio::spawn(service.stop());
    assert_eq!(watcher.end().await, "Unavailable STOPPING");
    drop(watcher);
    stopped.await.unwrap();
}
