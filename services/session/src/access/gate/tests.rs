//! Who comes through the gate, and from there to a session.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use starling_practice::{
    Lifecycle, LinkLabel, LinkRole, LinkTerms, Session, ShareLink, ShareLinkId, Slug,
};
use starling_proto::error::CallError;
use tempfile::TempDir;
use tonic::codegen::http::Request;
use uuid::Uuid;

use super::*;
use crate::access::{Access, Audit, Clock, IssuerConfig, LinkToken};
use crate::store::{Owner, SessionStore as _, SqliteStore, Store as _};

const GET_SESSION: &str = "/starling.session.v1.SessionService/GetSession";
const LIST_SESSIONS: &str = "/starling.session.v1.SessionService/ListSessions";
const READ_AUDIO: &str = "/starling.session.v1.SessionService/ReadAudio";
const CREATE_COMMENT: &str = "/starling.session.v1.ReviewService/CreateComment";
const REDEEM: &str = "/starling.session.v1.ShareService/RedeemShareLink";
const GET_PACK: &str = "/starling.content.v1.ContentService/GetPack";
const HEALTH: &str = "/grpc.health.v1.Health/Check";
const JWT: &str = "eyJhbGciOiJFZERTQSIsImtpZCI6ImEifQ.e30.AAAA";

#[tokio::test]
async fn the_machines_user_needs_no_credentials_but_by_tcp() {
    let server = Server::open(None).await;
    for peer in [Peer::InProcess, Peer::Unix { uid: 1000 }] {
        assert_eq!(server.call(GET_SESSION, peer, &[]).await, "Owner");
        assert_eq!(server.call(LIST_SESSIONS, peer, &[]).await, "Machine");
    }
    for peer in [tcp("127.0.0.1"), tcp("192.0.2.1")] {
        for path in [GET_SESSION, LIST_SESSIONS, GET_PACK] {
            let refused = server.call(path, peer, &[]).await;
            assert_eq!(refused, "Unauthenticated CREDENTIALS_MISSING");
        }
        // Health and redemption are open, and what is not there is the router's.
        for path in [
            HEALTH,
            REDEEM,
            "/",
            "/a.B/C",
            "/starling.session.v1.SessionService/",
        ] {
            assert_eq!(server.call(path, peer, &[]).await, "let through", "{path}");
        }
    }
    server.close().await;
}

#[tokio::test]
async fn the_local_token_opens_from_this_machine_alone() {
    let server = Server::open(None).await;
    let bearer = format!("Bearer {}", server.local);
    for peer in [
        tcp("127.0.0.1"),
        tcp("::1"),
        tcp("::ffff:127.0.0.1"),
        Peer::InProcess,
    ] {
        assert_eq!(
            server.call(LIST_SESSIONS, peer, &[&bearer]).await,
            "Machine"
        );
    }
    let refused = "Unauthenticated CREDENTIALS_UNKNOWN";
    let remote = tcp("192.0.2.1");
    assert_eq!(
        server.call(LIST_SESSIONS, remote, &[&bearer]).await,
        refused
    );
    server.close().await;
}

#[tokio::test]
async fn a_link_opens_its_session_for_its_role() {
    let server = Server::open(None).await;
    let (link, access) = server.redeemed("s", LinkRole::Listen).await;
    let coach = tcp("192.0.2.1");
    let bearer = [access.as_str()];
    assert_eq!(server.call(READ_AUDIO, coach, &bearer).await, "Listener");
    let lacks = "PermissionDenied ROLE_LACKS_PERMISSION";
    assert_eq!(server.call(CREATE_COMMENT, coach, &bearer).await, lacks);
    assert_eq!(server.call(GET_PACK, coach, &bearer).await, lacks);
    assert_eq!(server.call(LIST_SESSIONS, coach, &bearer).await, lacks);
    // Whoever sends credentials is who they say, even where none are needed: a proxy may sit on the socket.
    let proxy = Peer::Unix { uid: 1000 };
    assert_eq!(server.call(READ_AUDIO, proxy, &bearer).await, "Listener");

    let (_, commenter) = server.redeemed("s", LinkRole::Comment).await;
    assert_eq!(
        server.call(CREATE_COMMENT, coach, &[&commenter]).await,
        "Commenter"
    );
    let (_, other) = server.redeemed("t", LinkRole::Comment).await;
    let hidden = "NotFound SESSION_NOT_FOUND";
    assert_eq!(server.call(READ_AUDIO, coach, &[&other]).await, hidden);

    server.gate.links.revoke(link).await.unwrap();
    let revoked = "Unauthenticated LINK_REVOKED";
    assert_eq!(server.call(READ_AUDIO, coach, &bearer).await, revoked);
    assert_eq!(server.call(GET_PACK, coach, &bearer).await, revoked);
    server.close().await;
}

#[tokio::test]
async fn what_is_not_known_is_refused_wherever_it_comes_from() {
    let server = Server::open(None).await;
    let link = LinkToken::random().unwrap().expose();
    let access = AccessToken::random().unwrap().expose();
    let damaged = access.replace("starling_access_", "starling_access_0");
    let credentials = [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic eDp5",
        JWT,
        &format!("Bearer {JWT}"),
        &format!("Bearer {link}"),
        &format!("Bearer {access}"),
        &format!("Bearer {damaged}"),
        &format!("Bearer {} x", server.local),
    ];
    for credentials in credentials {
        for peer in [tcp("127.0.0.1"), Peer::InProcess] {
            let refused = server.call(LIST_SESSIONS, peer, &[credentials]).await;
            assert_eq!(
                refused, "Unauthenticated CREDENTIALS_UNKNOWN",
                "{credentials}"
            );
        }
    }
    let known = format!("Bearer {}", server.local);
    let twice = [known.as_str(), known.as_str()];
    let both = server.call(LIST_SESSIONS, tcp("127.0.0.1"), &twice).await;
    assert_eq!(both, "Unauthenticated CREDENTIALS_UNKNOWN");
    server.close().await;
}

#[tokio::test]
async fn a_jwt_goes_to_the_issuer() {
    // Nobody listens there.
    let issuer = Issuer::new(IssuerConfig {
        issuer: "http://127.0.0.1:9".to_owned(),
        audience: "starling".to_owned(),
        keys_url: None,
        admin: None,
    });
    let server = Server::open(Some(issuer.unwrap())).await;
    let bearer = format!("bearer {JWT}");
    let away = server
        .call(LIST_SESSIONS, tcp("192.0.2.1"), &[&bearer])
        .await;
    assert_eq!(away, "Unavailable ISSUER_AWAY");
    let local = format!("Bearer {}", server.local);
    assert_eq!(
        server.call(LIST_SESSIONS, tcp("::1"), &[&local]).await,
        "Machine"
    );
    server.close().await;
}

/// A gate before a store with the sessions `s` and `t` of the machine's user.
struct Server {
    gate: Gate<SqliteStore>,
    access: Access<SqliteStore>,
    store: SqliteStore,
    local: String,
    _dir: TempDir,
}

impl Server {
    async fn open(issuer: Option<Issuer>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path(), 512).unwrap();
        for (number, id) in [(1, "s"), (2, "t")] {
            let session = Session {
                id: Slug::new(id).unwrap(),
                title: String::new(),
                retention: None,
                lifecycle: Lifecycle::new(SystemTime::now()),
            };
            let request = Uuid::from_u128(number);
            store
                .create_session(request, Owner::local(), session)
                .await
                .unwrap();
        }
        let audit = Audit::open(dir.path(), Clock::system()).unwrap();
        let rules = Rules::for_services(&[
            starling_proto::DESCRIPTORS,
            tonic_health::pb::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
        ]);
        let links = Links::new(store.clone(), Clock::system(), audit.clone());
        let path = dir.path().join("local-token");
        let local = LocalToken::open(&path).unwrap();
        Self {
            gate: Gate::new(rules.unwrap(), links, Some(local), issuer),
            access: Access::new(store.clone(), audit),
            store,
            local: LocalToken::read(&path).unwrap().expose().to_owned(),
            _dir: dir,
        }
    }

    /// A new link to a session, and the credentials that it gives.
    async fn redeemed(&self, session: &str, role: LinkRole) -> (ShareLinkId, String) {
        let id = ShareLinkId {
            session: Slug::new(session).unwrap(),
            link: Slug::new(&Uuid::now_v7().to_string()).unwrap(),
        };
        let link = ShareLink {
            id: id.clone(),
            terms: LinkTerms {
                label: LinkLabel::new("").unwrap(),
                role,
                expire_time: SystemTime::now() + Duration::from_secs(3600),
                max_use_count: None,
            },
            create_time: SystemTime::now(),
            use_count: 0,
            last_use_time: None,
            revoke_time: None,
        };
        let (_, token) = self.gate.links.create(Uuid::now_v7(), link).await.unwrap();
        let redeemed = self.gate.links.redeem(&token, None).await.unwrap();
        (id, format!("Bearer {}", redeemed.token.expose()))
    }

    /// Who the caller of a method on the session `s` is: their role, their kind, or why they are refused.
    async fn call(&self, path: &str, peer: Peer, credentials: &[&str]) -> String {
        let mut request = Request::builder().uri(path).extension(peer);
        for credentials in credentials {
            request = request.header(AUTHORIZATION, *credentials);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        if let Err(status) = self.gate.admit(&mut parts).await {
            return refusal(status);
        }
        let Some(caller) = parts.extensions.get::<Caller>() else {
            return "let through".to_owned();
        };
        let Rule::On(_) = caller.rule else {
            let name = format!("{:?}", caller.principal);
            return name.split('(').next().unwrap().to_owned();
        };
        let session = Slug::new("s").unwrap();
        match self.access.session(caller, &session).await {
            Ok(permit) => format!("{:?}", permit.role),
            Err(refused) => refusal(refused.into()),
        }
    }

    async fn close(self) {
        self.store.close().await;
    }
}

fn refusal(status: Status) -> String {
    let error = CallError::from(status);
    format!("{:?} {}", error.code, error.reason)
}

fn tcp(ip: &str) -> Peer {
    let address = SocketAddr::new(ip.parse().unwrap(), 1);
    Peer::Tcp { address, tls: true }
}
