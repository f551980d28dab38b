//! TLS, as curl, openssl and our own client speak it.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use starling_edge::{Bind, Edge, NoGuard, TlsFiles, listen};
use starling_proto::client::ContentClient;
use starling_proto::transport::{Credentials, connect};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::timeout;

use crate::curl::{call, named};
use crate::server::{GET_QUESTION, Server};

/// Vouches for servers.
pub(crate) struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        // A certificate of its authority's name passes for one that nobody vouches for.
        params
            .distinguished_name
            .push(DnType::CommonName, "Starling's test authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        Self { pem, issuer }
    }

    /// Writes a certificate and its key into a folder, in place of those before.
    pub(crate) fn files(&self, folder: &Path) -> TlsFiles {
        let key = KeyPair::generate().unwrap();
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let params = CertificateParams::new(names).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let files = TlsFiles {
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        };
        fs::write(&files.certificate, certificate.pem()).unwrap();
        fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }
}

async fn start(files: TlsFiles, change: impl FnOnce(&mut Edge<NoGuard>)) -> Server {
    let address = Bind::Tcp {
        address: "127.0.0.1:0".parse().unwrap(),
        tls: Some(files),
    };
    let mut edge = Edge::new(listen([address], &NoGuard).await.unwrap(), NoGuard);
    change(&mut edge);
    Server::of(edge)
}

#[tokio::test]
async fn clients_trust_whom_they_are_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let server = start(authority.files(folder.path()), |_| ()).await;
    assert!(server.url.starts_with("https://"));
    let trusting = |pem: Option<&str>| Credentials {
        token: None,
        certificate_authority: pem.map(str::to_owned),
    };
    let connection = connect(&server.url, &trusting(Some(&authority.pem))).await;
    let answered = ContentClient::new(connection.unwrap()).packs().await;
    assert_eq!(answered.unwrap_err().reason, "METHOD_UNKNOWN");
    for other in [None, Some(Authority::new().pem)] {
        let refused = connect(&server.url, &trusting(other.as_deref())).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("invalid peer certificate"), "{refused}");
    }

    let trusted = folder.path().join("authority.pem");
    fs::write(&trusted, &authority.pem).unwrap();
    let trusted = ["--cacert", trusted.to_str().unwrap()];
    let answer = call(&server.url, GET_QUESTION, &trusted, &named("one")).await;
    assert_eq!(answer.status(), "Ok");
    assert!(String::from_utf8_lossy(&answer.body).contains("tls: true"));
}

#[tokio::test]
async fn http_2_and_http_1_are_offered() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(Authority::new().files(folder.path()), |_| ()).await;
    for protocol in ["h2", "http/1.1"] {
        let said = openssl(&server, &["-alpn", protocol]).await;
        assert!(
            said.contains(&format!("ALPN protocol: {protocol}")),
            "{said}"
        );
        assert!(said.contains("TLSv1.3"), "{said}");
    }
    let said = openssl(&server, &["-tls1_1"]).await;
    assert!(said.contains("Cipher is (NONE)"), "{said}");
}

#[tokio::test]
async fn a_new_certificate_is_taken_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let server = start(authority.files(folder.path()), |_| ()).await;
    let certificate = async || {
        let said = openssl(&server, &[]).await;
        let (_, rest) = said.split_once("-----BEGIN CERTIFICATE-----").unwrap();
        rest.split_once("-----END").unwrap().0.to_owned()
    };
    let before = certificate().await;
    assert_eq!(certificate().await, before);
    authority.files(folder.path());
    let taken = async { while certificate().await == before {} };
    timeout(Duration::from_secs(60), taken).await.unwrap();
}

#[tokio::test]
async fn a_handshake_that_does_not_begin_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let files = Authority::new().files(folder.path());
    let server = start(files, |edge| {
        edge.limits.first_bytes = Duration::from_millis(200);
    });
    let mut silent = TcpStream::connect(server.await.address()).await.unwrap();
    let mut said = Vec::new();
    let closed = timeout(Duration::from_secs(30), silent.read_to_end(&mut said));
    closed.await.expect("it closes").unwrap();
}

/// What openssl says of a handshake.
async fn openssl(server: &Server, arguments: &[&str]) -> String {
    let said = Command::new("openssl")
        .args(["s_client", "-connect", &server.address().to_string()])
        .args(arguments)
        .stdin(Stdio::null())
        .output();
    let said = said.await.unwrap();
    String::from_utf8_lossy(&said.stdout).into_owned()
}
