//! The program: what it says, how it stops, with which code it ends.
#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Child, Command, ExitStatus, Stdio};

use starling_proto::client::ContentClient;
use starling_proto::transport::{self, Credentials};

fn program(args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_starling-content"))
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The exit code, and what was said on standard error.
fn ended(mut program: Child) -> (ExitStatus, String) {
    let mut said = String::new();
    program
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    (program.wait().unwrap(), said)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_until_it_is_told_to_stop() {
    for signal in ["-TERM", "-INT"] {
        let packs = tempfile::tempdir().unwrap();
        std::fs::create_dir(packs.path().join("torn")).unwrap();
        let folder = packs.path().to_str().unwrap();
        let mut program = program(&["--listen", "127.0.0.1:0", "--packs", folder]);
        let mut said = BufReader::new(program.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let (_, url) = line.trim_end().split_once("listening on ").expect(&line);
        let connection = transport::connect_lazy(url, &Credentials::default());
        let mut client = ContentClient::new(connection.unwrap());
        let formats = client.formats().await.unwrap();
        assert!(!formats.is_empty());

        let id = program.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        assert!(program.wait().unwrap().success(), "{rest}");
        let error = format!("{folder}/torn/pack.toml: is missing; every pack has one");
        assert!(rest.contains(&error), "{rest}");
    }
}

#[test]
fn it_fails_with_1_and_is_misused_with_2() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let check = |args: &[&str], code: i32, text: &str| {
        let (status, said) = ended(program(args));
        assert_eq!(status.code(), Some(code), "{said}");
        assert!(said.contains(text), "{said}");
    };
    check(&["--listen", &address], 1, "choose another address");
    check(&["--listen", "0.0.0.0:0"], 1, "listen on 127.0.0.1");
    check(&["--listen", "here"], 2, "--listen");
    check(&["--pack"], 2, "--packs");
}
