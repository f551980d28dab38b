//! The token of a machine.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use starling_edge::{Edge, LocalGuard, LocalToken, TokenFileError, in_process, listen};
use starling_proto::client::ContentClient;
use starling_proto::error::CallError;
use starling_proto::transport::{Credentials, Token, connect_lazy};

use crate::curl::{call, framed, named};
use crate::server::{HEALTH, Server, loopback};

#[tokio::test]
async fn by_tcp_only_its_bearer_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let guard = LocalGuard::new(LocalToken::open(&path).unwrap());
    let mut listeners = listen([loopback()], &guard).await.unwrap();
    let (own, in_process) = in_process();
    listeners.push(own);
    let server = Server::of(Edge::new(listeners, guard));

    let token = LocalToken::read(&path).unwrap();
    let longer = Token::new(format!("{}0", token.expose())).unwrap();
    let other = Token::new("starling_local_0").unwrap();
    let unknown = "Unauthenticated TOKEN_UNKNOWN";
    for (token, expected) in [
        (Some(token), "Unimplemented METHOD_UNKNOWN"),
        (Some(longer), unknown),
        (Some(other), unknown),
        (None, "Unauthenticated TOKEN_MISSING"),
    ] {
        let credentials = Credentials {
            token,
            certificate_authority: None,
        };
        let connection = connect_lazy(&server.url, &credentials).unwrap();
        // A method that the server does not have: the guard is asked first.
        let refused = ContentClient::new(connection).packs().await.unwrap_err();
        assert_eq!(told(&refused), expected);
    }
    let refused = ContentClient::new(in_process).packs().await.unwrap_err();
    assert_eq!(told(&refused), "Unimplemented METHOD_UNKNOWN");

    // What asks for health has no token; what asks what else there is should have one.
    let answer = call(&server.url, HEALTH, &[], &named("")).await;
    assert_eq!(answer.status(), "Ok");
    let reflection = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    let answer = call(&server.url, reflection, &[], &framed(b"")).await;
    assert_eq!(answer.status(), "Unauthenticated TOKEN_MISSING");
    for header in ["Basic eDp5", "bearer x", "Bearer"] {
        let header = format!("authorization: {header}");
        let answer = call(&server.url, reflection, &["-H", &header], &framed(b"")).await;
        assert_eq!(answer.status(), "Unauthenticated TOKEN_MISSING", "{header}");
    }
}

fn told(error: &CallError) -> String {
    format!("{:?} {}", error.code, error.reason)
}

#[test]
fn it_is_made_once_for_one_user() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| LocalToken::open(&path).unwrap());
        }
    });
    let token = LocalToken::read(&path).unwrap();
    assert_eq!(token.expose().len(), "starling_local_".len() + 64);
    LocalToken::open(&path).unwrap();
    assert_eq!(LocalToken::read(&path).unwrap(), token);
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "a draft is left"
    );

    let another = folder.path().join("another");
    LocalToken::open(&another).unwrap();
    assert_ne!(LocalToken::read(&another).unwrap(), token);
}

#[test]
fn what_others_could_read_or_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    LocalToken::open(&path).unwrap();
    for mode in [0o640, 0o604, 0o620] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(
            LocalToken::read(&path),
            Err(TokenFileError::Open(_))
        ));
        assert!(matches!(
            LocalToken::open(&path),
            Err(TokenFileError::Open(_))
        ));
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    for text in ["", "starling_local_", "starling_local_ab", "secret"] {
        fs::write(&path, text).unwrap();
        assert!(matches!(
            LocalToken::open(&path),
            Err(TokenFileError::Damaged(_))
        ));
    }
    let nowhere = folder.path().join("none/token");
    assert!(matches!(
        LocalToken::open(&nowhere),
        Err(TokenFileError::Io { .. })
    ));
}
