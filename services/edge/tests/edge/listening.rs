//! Where a server listens, and where it refuses to.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use starling_edge::{
    Bind, Edge, Guard, Listener, LocalGuard, LocalToken, NoGuard, TlsFiles, in_process, listen,
};
use starling_proto::content::GetQuestionRequest;
use starling_proto::content::content_service_client::ContentServiceClient;
use starling_proto::transport::{Connection, Credentials, connect};

use crate::curl::{call, named};
use crate::server::{GET_QUESTION, Server};
use crate::tls::Authority;

#[tokio::test]
async fn beyond_this_machine_only_with_tls_and_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let token = LocalToken::open(&folder.path().join("token")).unwrap();
    let guard = LocalGuard::new(token);
    let files = Authority::new().files(folder.path());
    let everywhere = |tls: Option<&TlsFiles>| Bind::Tcp {
        address: "0.0.0.0:0".parse().unwrap(),
        tls: tls.cloned(),
    };
    let (no_tls, no_credentials) = ("give a certificate", "choose a way to log in");
    refused(everywhere(None), &NoGuard, folder.path(), no_tls).await;
    refused(everywhere(None), &guard, folder.path(), no_tls).await;
    refused(
        everywhere(Some(&files)),
        &NoGuard,
        folder.path(),
        no_credentials,
    )
    .await;
    listen([everywhere(Some(&files))], &guard).await.unwrap();

    let missing = TlsFiles {
        certificate: folder.path().join("none.pem"),
        ..files
    };
    let refused = listen([everywhere(Some(&missing))], &guard).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("none.pem"), "{refused}");
}

/// The address is refused, and no other is listened on.
async fn refused(address: Bind, guard: &impl Guard, folder: &Path, why: &str) {
    let socket = folder.join("run/socket");
    let refused = listen([Bind::Unix(socket.clone()), address], guard).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains(why), "{refused}");
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let first = listen([crate::server::loopback()], &NoGuard).await.unwrap();
    let url = first[0].url().unwrap();
    let address = url.strip_prefix("http://").unwrap();
    let second = listen(
        [Bind::from(address.parse::<std::net::SocketAddr>().unwrap())],
        &NoGuard,
    );
    let refused = second.await.unwrap_err().to_string();
    assert!(refused.contains(address), "{refused}");
}

#[tokio::test]
async fn in_this_process_no_port_is_needed() {
    let (listener, connection) = in_process();
    assert_eq!(listener.url(), None);
    let server = Server::of(Edge::new(vec![listener], NoGuard));
    assert_eq!(peer(connection).await, "InProcess");
    drop(server.stop);
    server.served.await.unwrap();
}

#[tokio::test]
async fn a_unix_socket_is_for_its_user() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run/socket");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let server = Server::of(Edge::new(vec![unix(&path).await.unwrap()], NoGuard));
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));

    let connection = connect(&server.url, &Credentials::default()).await.unwrap();
    let uid = std::os::unix::fs::MetadataExt::uid(&fs::metadata(&path).unwrap());
    assert_eq!(peer(connection).await, format!("Unix {{ uid: {uid} }}"));
    let by_path = ["--unix-socket", path.to_str().unwrap()];
    // No web page is behind it, whatever the client calls the server.
    for name in ["http://localhost", "http://example.org"] {
        let answer = call(name, GET_QUESTION, &by_path, &named("one")).await;
        assert_eq!(answer.status(), "Ok", "{name}");
    }

    let second = unix(&path).await.unwrap_err();
    assert!(second.contains("in use"), "{second}");
    drop(server.stop);
    server.served.await.unwrap();
    assert!(!path.exists(), "the socket stays behind");
}

#[tokio::test]
async fn what_a_dead_server_left_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let path = folder.path().join("socket");
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let server = Server::of(Edge::new(vec![unix(&path).await.unwrap()], NoGuard));
    connect(&server.url, &Credentials::default()).await.unwrap();
}

#[tokio::test]
async fn a_folder_or_file_of_others_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o750)).unwrap();
    let refused = unix(&folder.path().join("socket")).await.unwrap_err();
    assert!(refused.contains("open to other users"), "{refused}");

    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let diary = folder.path().join("diary");
    fs::write(&diary, "Dear diary").unwrap();
    unix(&diary).await.unwrap_err();
    assert_eq!(fs::read(&diary).unwrap(), b"Dear diary");
}

async fn unix(path: &Path) -> Result<Listener, String> {
    let path = PathBuf::from(path);
    let listeners = listen([Bind::Unix(path)], &NoGuard).await;
    let mut listeners = listeners.map_err(|error| error.to_string())?;
    Ok(listeners.remove(0))
}

/// What the server takes a client for.
async fn peer(connection: Connection) -> String {
    let mut client = ContentServiceClient::new(connection);
    let answer = client.get_question(GetQuestionRequest::default()).await;
    answer.unwrap().into_inner().question.unwrap().title
}
