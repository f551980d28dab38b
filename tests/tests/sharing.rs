//! Sharing with a coach: links, their codes, and how they end.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, process::Command};

use serde_json::json;
use starling_proto::{
    client::{SessionClient, ShareClient},
    error::CallError,
    name,
    transport::{self, Credentials, Token},
};
use starling_tests::{
    agree::agree,
    practised::{practise, resource_name},
    program::Starling,
    server::Server,
    terminal::Terminal,
};
use tokio_stream::StreamExt as _;

#[tokio::test(flavor = "multi_thread")]
async fn a_coach_hears_what_was_shared_until_it_is_taken_back() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let audio = fs::read(starling.only_take()).unwrap();

    let share = [
        "share", &take, "--role", "listen", "--for", "7d", "--uses", "2", "--label", "Ana",
        "--json",
    ];
    let shared = starling.run(share).code(0).json();
    agree(
        "the link",
        &json!({"label": "Ana", "role": "listen", "max_use_count": 2, "use_count": 0, "revoke_time": null}),
        &shared,
    );
    let link = shared["name"].as_str().unwrap();
    let token = shared["token"].as_str().unwrap();

    assert_eq!(
        shared["link"],
        format!("http://127.0.0.1:7350/#link={token}")
    );

    let server = Server::start(&starling);
    let (access, session) = redeem(&server, token).await.unwrap();
    assert_eq!(shared["session"], *session);
    let mut coach = coach(&server, &access).await;
    let take_id = name::parse_take("take", &resource_name(&starling)).unwrap();
    let heard = hear(&mut coach, &take_id).await.unwrap();
    assert!(heard == audio, "byte for byte");
    let refused = coach.expunge_take(&take_id, None).await.unwrap_err();
    assert!(
        refused.to_string().contains("listen") || !refused.reason.is_empty(),
        "{refused:?}"
    );

    for what in [vec!["links"], vec!["links", &take], vec!["links", &session]] {
        let links = starling
            .run([&what[..], &["--json"]].concat())
            .code(0)
            .json();
        agree("links", &json!([{"name": link, "use_count": 1}]), &links);
        assert!(links[0]["last_use_time"].is_string(), "{links:#}");
        assert!(!links.to_string().contains(token), "a token is told once");
        let listed = starling.run(what).code(0);
        assert!(
            listed.stdout.contains("listen, for Ana") && listed.stdout.contains("uses: 1 of 2"),
            "{listed:#?}"
        );
    }

    let short = link.rsplit('/').next().unwrap();
    let revoked = starling.run(["revoke", short]).code(0);
    assert_eq!(revoked.stdout, format!("revoked {link}\n"));
    assert!(
        hear(&mut coach, &take_id).await.is_err(),
        "the access ends with the link"
    );
    let refused = redeem(&server, token).await.unwrap_err();
    assert_eq!(refused.reason, "LINK_REVOKED");
    let listed = starling.run(["links"]).code(0).stdout;
    assert!(listed.contains("revoked"), "{listed}");
    server.stop();
}

#[test]
fn a_script_gets_the_link_alone_and_every_link_goes_at_once() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    for role in ["listen", "comment"] {
        let shared = starling
            .run(["share", &take, "--role", role, "--for", "30m"])
            .code(0)
            .said(&[
                "not shown again",
                "\nstarling revoke ",
                "Nobody serves",
                "on this machine only",
            ]);
        let link = shared.stdout.strip_suffix('\n').unwrap();
        assert!(
            link.starts_with("http://127.0.0.1:7350/#link=starling_link_")
                && !link.contains(char::is_whitespace),
            "{link}"
        );
    }
    let revoked = starling
        .run(["revoke", "--all-of", &take, "--json"])
        .code(0)
        .json();
    let revoked = revoked.as_array().unwrap();
    assert_eq!(revoked.len(), 2);
    assert!(revoked.iter().all(|link| link["revoke_time"].is_string()));
}

#[test]
fn a_link_begins_where_the_server_is_reached() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let share = ["share", &take, "--role", "listen", "--for", "7d"];

    let server = Server::start(&starling);
    let url = server.url();
    let shared = starling.run(share).code(0).said(&["on this machine only"]);
    assert!(!shared.stderr.contains("Nobody serves"), "{shared:#?}");
    assert!(
        shared.stdout.starts_with(&format!("{url}/#link=")),
        "{shared:#?}"
    );
    let stored = server.stored();
    let session = stored["sessions"][0]["name"].as_str().unwrap();
    let by_url = [
        "share", session, "--role", "listen", "--for", "7d", "--server", &url,
    ];
    let shared = starling.run(by_url).code(0);
    assert!(shared.stdout.starts_with(&url), "{shared:#?}");
    server.kill();

    let shared = starling.run(share).code(0).said(&["Nobody serves"]);
    assert!(
        shared.stdout.starts_with("http://127.0.0.1:7350/#link="),
        "a killed server's address is not told: {shared:#?}"
    );

    let public = "[listen]\npublic_url = \"https://starling.example.org\"\n";
    let server = Server::start_configured(&starling, public);
    let shared = starling.run(share).code(0);
    assert!(
        shared
            .stdout
            .starts_with("https://starling.example.org/#link=starling_link_"),
        "{shared:#?}"
    );
    assert!(
        !shared.stderr.contains("on this machine only"),
        "{shared:#?}"
    );
    server.stop();
    assert!(!starling.data_dir().join("sessions/addresses.json").exists());
}

#[test]
fn a_phone_reads_the_code_on_the_screen() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    for (colours, no_colours) in [("", false), ("NO_COLOR=1 ", true)] {
        let terminal = Terminal::open(&starling);
        terminal.type_line("clear");
        let share = format!("{colours}starling share {take} --role listen --for 7d 2>said; cat");
        terminal.type_line(&share);
        let screen = terminal.wait_for("▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀");
        let with_colours = terminal.screen_with_colours();
        assert_eq!(
            !with_colours.contains('\u{1b}'),
            no_colours,
            "{with_colours:?}"
        );
        let read = read_code(&starling, &screen);
        assert!(
            read.starts_with("http://127.0.0.1:7350/#link=starling_link_"),
            "{read}"
        );
    }
    let terminal = Terminal::open(&starling);
    let share = format!("starling share {take} --role listen --for 7d --no-qr 2>said; cat said");
    terminal.type_line(&share);
    let screen = terminal.wait_for("starling revoke");
    assert!(!screen.contains('█'), "{screen}");
}

#[test]
fn advice_is_read_and_copied_from_a_narrow_terminal() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let terminal = Terminal::open(&starling);
    let share = format!("clear; starling share {take} --role listen --for 7d --no-qr");
    terminal.type_line(&share);
    let screen = terminal.wait_for("starling parcel` writes.");
    assert!(screen.contains("it opens\nin a browser,"), "{screen}");
    let revoke = screen
        .lines()
        .find_map(|line| line.strip_prefix("starling revoke "));
    let _ = starling.run(["revoke", revoke.unwrap().trim()]).code(0);
}

#[test]
fn what_cannot_be_shared_or_deleted_is_said() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    for (command, code, said) in [
        (
            &["share", "none", "--role", "listen", "--for", "7d"][..],
            4,
            "starling takes",
        ),
        (
            &["share", &take, "--role", "listen", "--for", "soon"],
            2,
            "7d",
        ),
        (
            &["share", &take, "--role", "listen", "--for", "400d"],
            4,
            "366 days",
        ),
        (
            &["share", "sessions/none", "--role", "listen", "--for", "7d"],
            4,
            "session",
        ),
        (&["links", "sessions/none"], 4, "session"),
        (&["revoke", "none"], 4, "starling links"),
        (&["delete", "none", "--yes"], 4, "starling takes"),
        (&["delete", "../takes/none", "--yes"], 4, "starling takes"),
        (&["delete", &take], 2, "--yes"),
        (&["delete", "--everything"], 2, "--yes"),
        (&["delete"], 2, "TAKE"),
    ] {
        let _ = starling.run(command).code(code).said(&[said]);
    }
    assert_eq!(starling.takes(".wav").len(), 1);
    assert_eq!(
        starling.run(["takes", "--json"]).code(0).json()[0]["uploaded"],
        true
    );
}

/// Photographs a screen with a QR code on it, and has zbar read it.
#[track_caller]
fn read_code(starling: &Starling, screen: &str) -> String {
    const MODULE: usize = 4;
    let rows = screen.lines().filter(|line| line.contains(['█', '▀', '▄']));
    let rows: Vec<[Vec<bool>; 2]> = rows
        .map(|line| {
            let lit = |half: char| {
                let cells = line.chars().chain(std::iter::repeat(' ')).take(80);
                cells.map(|cell| cell == '█' || cell == half).collect()
            };
            [lit('▀'), lit('▄')]
        })
        .collect();
    let mut picture = format!("P5 {} {} 255\n", 80 * MODULE, rows.len() * 2 * MODULE).into_bytes();
    for row in rows.iter().flatten() {
        for _ in 0..MODULE {
            for is_lit in row {
                picture.extend([if *is_lit { 255 } else { 0 }; MODULE]);
            }
        }
    }
    let file = starling.home().join("screen.pgm");
    fs::write(&file, picture).unwrap();
    let read = Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(read.status.success(), "no code is read in:\n{screen}");
    String::from_utf8(read.stdout).unwrap()
}

/// The access token, and the session's name.
async fn redeem(server: &Server, token: &str) -> Result<(Token, String), CallError> {
    let url = server.url();
    let connection = transport::connect(&url, &Credentials::default()).await?;
    let redeemed = ShareClient::new(connection)
        .redeem_share_link(token)
        .await?;
    let access = Token::new(redeemed.access_token.expose()).unwrap();
    Ok((access, name::session(&redeemed.session)))
}

async fn coach(server: &Server, access: &Token) -> SessionClient {
    let credentials = Credentials {
        token: Some(access.clone()),
        certificate_authority: None,
    };
    SessionClient::new(
        transport::connect(&server.url(), &credentials)
            .await
            .unwrap(),
    )
}

async fn hear(
    coach: &mut SessionClient,
    take: &starling_practice::TakeId,
) -> Result<Vec<u8>, CallError> {
    let mut runs = coach.read_audio(take, 0).await?;
    let mut audio = Vec::new();
    while let Some(run) = runs.next().await {
        audio.extend(run?);
    }
    Ok(audio)
}
