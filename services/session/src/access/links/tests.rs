//! Links in use, on a store in memory and the runtime's time.

use std::collections::HashMap;
use std::sync::Mutex;

use starling_practice::{LinkLabel, LinkRole, LinkTerms};
use starling_proto::error::CallError;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use super::*;
use crate::access::while_valid;
use crate::store::{LinkAccess, Listed, Noun, Page};

const START: SystemTime = SystemTime::UNIX_EPOCH;
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn a_redeemed_link_lets_its_holder_in_until_the_access_ends() {
    let (links, token) = links(48 * HOUR).await;
    let redeemed = links.redeem(&token, None).await.unwrap();
    assert_eq!(redeemed.expire_time, START + 12 * HOUR);
    let (principal, _) = links.principal(&redeemed.token).await.unwrap();
    assert_eq!(principal, coach());
    time::advance(12 * HOUR - Duration::from_secs(1)).await;
    links.principal(&redeemed.token).await.unwrap();
    time::advance(Duration::from_secs(1)).await;
    check(
        links.principal(&redeemed.token).await,
        "Unauthenticated ACCESS_EXPIRED",
    );
    let again = links.redeem(&token, None).await.unwrap();
    links.principal(&again.token).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_access_ends_with_its_link() {
    let (links, token) = links(HOUR).await;
    let redeemed = links.redeem(&token, None).await.unwrap();
    assert_eq!(redeemed.expire_time, START + HOUR);
    time::advance(HOUR).await;
    check(
        links.principal(&redeemed.token).await,
        "Unauthenticated LINK_EXPIRED",
    );
    check(
        links.redeem(&token, None).await,
        "Unauthenticated LINK_EXPIRED",
    );
}

#[tokio::test(start_paused = true)]
async fn a_revoked_link_lets_nobody_in_any_more() {
    let (links, token) = links(HOUR).await;
    let redeemed = links.redeem(&token, None).await.unwrap();
    links.revoke(link_id("l")).await.unwrap();
    check(
        links.principal(&redeemed.token).await,
        "Unauthenticated LINK_REVOKED",
    );
    check(
        links.redeem(&token, None).await,
        "Unauthenticated LINK_REVOKED",
    );
    let unknown = LinkToken::random().unwrap();
    check(
        links.redeem(&unknown, None).await,
        "Unauthenticated LINK_UNKNOWN",
    );
    let unknown = AccessToken::random().unwrap();
    check(
        links.principal(&unknown).await,
        "Unauthenticated CREDENTIALS_UNKNOWN",
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_redeems_only_so_often_and_hears_when_to_try_again() {
    let (links, token) = links(HOUR).await;
    for _ in 0..10 {
        links.redeem(&token, None).await.unwrap();
    }
    let refused = links.redeem(&token, None).await.unwrap_err();
    let status = Status::from(refused);
    let retry = tonic_types::StatusExt::get_details_retry_info(&status).unwrap();
    assert_eq!(retry.retry_delay, Some(Duration::from_secs(6)));
    let error = CallError::from(status);
    assert_eq!(
        (error.code, error.reason.as_str()),
        (Code::ResourceExhausted, "TOO_MANY_REDEMPTIONS")
    );
    let other = "192.0.2.1".parse().ok();
    links.redeem(&token, other).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_open_stream_ends_at_once_when_its_link_is_revoked() {
    let (links, token) = links(HOUR).await;
    let mut stream = Open::by(&links, &token).await;
    stream.passes_on(1).await;
    let before = Instant::now();
    // Neither is its own.
    links.end(Ended::Link(link_id("other")));
    links.end(Ended::Session(slug("other")));
    stream.passes_on(2).await;
    links.revoke(link_id("l")).await.unwrap();
    stream.ends("PermissionDenied LINK_REVOKED").await;
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_open_stream_ends_with_its_session() {
    let (links, token) = links(HOUR).await;
    let mut stream = Open::by(&links, &token).await;
    stream.passes_on(1).await;
    links.end_session(&slug("s"));
    stream.ends("PermissionDenied LINK_REVOKED").await;
}

#[tokio::test(start_paused = true)]
async fn an_open_stream_misses_no_end_before_its_first_poll() {
    let (links, token) = links(HOUR).await;
    let mut stream = Open::by(&links, &token).await;
    // Between the gate and the stream.
    links.revoke(link_id("l")).await.unwrap();
    stream.ends("PermissionDenied LINK_REVOKED").await;
}

#[tokio::test(start_paused = true)]
async fn an_open_stream_ends_in_the_moment_that_its_link_or_access_does() {
    for (lifetime, expected, elapsed) in [
        (100, "PermissionDenied LINK_EXPIRED", 100),
        (48 * 3600, "Unauthenticated ACCESS_EXPIRED", 12 * 3600),
    ] {
        let (links, token) = links(Duration::from_secs(lifetime)).await;
        let mut stream = Open::by(&links, &token).await;
        stream.passes_on(1).await;
        let start = Instant::now();
        stream.ends(expected).await;
        assert_eq!(start.elapsed(), Duration::from_secs(elapsed));
    }
}

#[tokio::test(start_paused = true)]
async fn an_open_stream_looks_at_its_link_every_30_seconds() {
    // By another server: this one is not told.
    let (links, token) = links(HOUR).await;
    let mut stream = Open::by(&links, &token).await;
    stream.passes_on(1).await;
    let start = Instant::now();
    let store = links.store.clone();
    store.revoke_share_link(link_id("l"), START).await.unwrap();
    stream.ends("PermissionDenied LINK_REVOKED").await;
    assert_eq!(start.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_was_told_of_too_much_still_sees_its_end() {
    let (links, token) = links(HOUR).await;
    let mut stream = Open::by(&links, &token).await;
    stream.passes_on(1).await;
    links.revoke(link_id("l")).await.unwrap();
    for number in 0..2 * MAX_WAITING {
        links.end(Ended::Link(link_id(&format!("other-{number}"))));
    }
    stream.ends("PermissionDenied LINK_REVOKED").await;
}

#[tokio::test(start_paused = true)]
async fn what_has_no_access_lasts_as_long_as_its_link() {
    let (links, _) = links(48 * HOUR).await;
    let mut stream = Open::until(links.admit(&link_id("l")).await.unwrap());
    time::advance(47 * HOUR).await;
    stream.passes_on(1).await;
    links.revoke(link_id("l")).await.unwrap();
    stream.ends("PermissionDenied LINK_REVOKED").await;
    assert_eq!(
        links.admit(&link_id("l")).await.err(),
        Some(LinkRefusal::Revoked)
    );
}

/// A stream that a server holds open.
struct Open {
    answers: mpsc::Sender<Result<u32, Status>>,
    stream: while_valid::WhileValid<ReceiverStream<Result<u32, Status>>>,
}

impl Open {
    /// Of somebody who has just redeemed a link.
    async fn by(links: &Links<Memory>, token: &LinkToken) -> Self {
        let redeemed = links.redeem(token, None).await.unwrap();
        let (_, expulsion) = links.principal(&redeemed.token).await.unwrap();
        Self::until(expulsion)
    }

    fn until(expulsion: Expulsion) -> Self {
        let (answers, stream) = mpsc::channel(1);
        let stream = while_valid(ReceiverStream::new(stream), expulsion);
        Self { answers, stream }
    }

    async fn passes_on(&mut self, answer: u32) {
        self.answers.send(Ok(answer)).await.unwrap();
        let passed_on = self.stream.next().await.unwrap();
        assert_eq!(passed_on.unwrap(), answer);
    }

    /// Ends, and stays ended though an answer is ready.
    async fn ends(&mut self, expected: &str) {
        let ended = self.stream.next().await.unwrap();
        let error = CallError::from(ended.unwrap_err());
        assert_eq!(format!("{:?} {}", error.code, error.reason), expected);
        self.answers.send(Ok(0)).await.unwrap();
        assert!(self.stream.next().await.is_none());
    }
}

#[track_caller]
fn check<T: std::fmt::Debug>(outcome: Result<T, Refusal>, expected: &str) {
    let error = CallError::from(Status::from(outcome.unwrap_err()));
    assert_eq!(format!("{:?} {}", error.code, error.reason), expected);
}

/// A store with the link `l` of the session `s`, and its token.
async fn links(lifetime: Duration) -> (Links<Memory>, LinkToken) {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::of_runtime(START);
    let audit = Audit::open(dir.path(), clock.clone()).unwrap();
    let links = Links::new(Memory::default(), clock, audit);
    let link = ShareLink {
        id: link_id("l"),
        terms: LinkTerms {
            label: LinkLabel::new("").unwrap(),
            role: LinkRole::Listen,
            expire_time: START + lifetime,
            max_use_count: None,
        },
        create_time: START,
        use_count: 0,
        last_use_time: None,
        revoke_time: None,
    };
    let (_, token) = links.create(Uuid::nil(), link).await.unwrap();
    (links, token)
}

fn coach() -> Principal {
    Principal::Link(LinkPrincipal {
        link: link_id("l"),
        role: LinkRole::Listen,
    })
}

fn link_id(link: &str) -> ShareLinkId {
    ShareLinkId {
        session: slug("s"),
        link: slug(link),
    }
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

/// One link in memory: a database's threads would not wait for paused time.
#[derive(Debug, Clone, Default)]
struct Memory {
    link: Arc<Mutex<Option<(ShareLink, blake3::Hash)>>>,
    accesses: Arc<Mutex<HashMap<blake3::Hash, SystemTime>>>,
}

impl ShareLinkStore for Memory {
    async fn create_share_link(
        &self,
        _: Uuid,
        link: ShareLink,
        token: blake3::Hash,
    ) -> Result<ShareLink, StoreError> {
        *self.link.lock().unwrap() = Some((link.clone(), token));
        Ok(link)
    }

    async fn share_link(&self, id: ShareLinkId) -> Result<ShareLink, StoreError> {
        let link = self.link.lock().unwrap().clone().map(|(link, _)| link);
        link.filter(|link| link.id == id)
            .ok_or_else(|| StoreError::NotFound(Noun::ShareLink, id.to_string()))
    }

    async fn share_links(&self, _: Slug, _: Page) -> Result<Listed<ShareLink>, StoreError> {
        unreachable!("no test here lists")
    }

    async fn revoke_share_link(
        &self,
        id: ShareLinkId,
        now: SystemTime,
    ) -> Result<ShareLink, StoreError> {
        if let Some((link, _)) = &mut *self.link.lock().unwrap() {
            link.revoke_time.get_or_insert(now);
        }
        self.share_link(id).await
    }

    async fn redeem_share_link(
        &self,
        token: blake3::Hash,
        now: SystemTime,
        access: NewAccess,
    ) -> Result<ShareLink, StoreError> {
        match &mut *self.link.lock().unwrap() {
            Some((link, own)) if *own == token => {
                link.check_redeemable(now)?;
                let mut accesses = self.accesses.lock().unwrap();
                accesses.insert(access.token, access.expire_time);
                Ok(link.clone())
            }
            _ => Err(LinkRefusal::Unknown.into()),
        }
    }

    async fn access(&self, token: blake3::Hash) -> Result<Option<LinkAccess>, StoreError> {
        let expire_time = self.accesses.lock().unwrap().get(&token).copied();
        let link = self.link.lock().unwrap().clone();
        Ok(expire_time
            .zip(link)
            .map(|(expire_time, (link, _))| LinkAccess { link, expire_time }))
    }
}
