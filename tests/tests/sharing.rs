//! Sharing with a coach, deleting for good, and what is said to those who are recorded.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use starling_proto::{
    client::{SessionClient, ShareClient},
    error::CallError,
    name,
    transport::{self, Credentials, Token},
};
use starling_tests::{
    agree::agree,
    microphone::{SAMPLE_RATE, noise},
    program::Starling,
    proxy::Proxy,
    recording::write_wav,
    server::Server,
    terminal::Terminal,
};
use tokio_stream::StreamExt as _;
use uuid::Uuid;

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
    let take_id = name::parse_take("take", &take_name(&starling)).unwrap();
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
                "starling revoke sessions/",
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

#[test]
fn a_deleted_take_leaves_no_byte_behind() {
    let starling = Starling::new();
    let first = practise(&starling, &["--told", "Zebulon"]);
    let audio = fs::read(starling.only_take()).unwrap();
    let piece = &audio[audio.len() / 2..][..64];
    let second = practise_on(&starling, &starling.home().join("other.wav"), 7);
    assert!(!holding(&starling.data_dir(), piece).is_empty());
    assert!(!holding(&starling.data_dir(), b"Zebulon").is_empty());

    let backup = starling.home().join("backup");
    let _ = starling
        .run(["backup".as_ref(), backup.as_os_str()])
        .code(0);
    let deleted = starling.run(["delete", &first, "--yes"]).code(0).stdout;
    assert!(
        deleted.starts_with(&format!("deleted {first}\n")),
        "{deleted}"
    );
    assert!(deleted.contains(&backup.display().to_string()), "{deleted}");
    assert_eq!(holding(&starling.data_dir(), piece), Vec::<PathBuf>::new());
    assert_eq!(
        holding(&starling.data_dir(), b"Zebulon"),
        Vec::<PathBuf>::new()
    );
    let takes = starling.run(["takes", "--json"]).code(0).json();
    agree(
        "takes",
        &json!([{"name": second, "uploaded": true}]),
        &takes,
    );

    let deleted = starling
        .run(["delete", "--everything", "--yes", "--json"])
        .code(0)
        .json();
    assert_eq!(deleted["takes"], json!([second]));
    assert!(starling.takes("").is_empty());
    let server = Server::start(&starling);
    assert_eq!(server.stored()["takes"], json!([]));
    server.stop();
}

#[test]
fn where_the_server_is_away_nothing_is_deleted() {
    let starling = Starling::new();
    let there = Starling::new();
    let server = Server::start(&there);
    let url = server.url();
    let token = server.token().expose().to_owned();
    let own = practise(&starling, &[]);
    let answer = starling.home().join("answer.wav");
    let their = practise_with(&starling, &answer, &["--server", &url, "--token", &token]);

    let _ = starling
        .run(["delete", &their, "--yes"])
        .code(4)
        .said(&[&url]);
    let _ = starling
        .run(["delete", &own, "--yes", "--server", &url, "--token", &token])
        .code(4)
        .said(&["leave --server out"]);
    let _ = starling
        .run(["delete", "--everything", "--yes"])
        .code(1)
        .said(&["1 take of other servers kept"]);
    server.kill();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    drop(nobody);
    for what in [&their, "--everything"] {
        let command = ["delete", what, "--yes", "--server", &url, "--token", &token];
        let _ = starling.run(command).code(5).said(&[&url]);
    }
    assert_eq!(starling.takes(".wav").len(), 1);
    assert_eq!(starling.takes(".json").len(), 1);
    assert_eq!(starling.takes(".labels.txt").len(), 1);
}

#[test]
fn a_person_is_asked_before_anything_is_deleted() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let delete = format!("starling delete {take}; echo ended $?");
    let terminal = Terminal::open(&starling);
    terminal.type_line(&delete);
    terminal.wait_for("Type yes to go on");
    terminal.type_line("no");
    terminal.wait_for("nothing was deleted");
    terminal.wait_for("ended 0");
    assert_eq!(starling.takes(".wav").len(), 1);
    terminal.type_line("clear");
    terminal.type_line(&delete);
    terminal.wait_for("Type yes to go on");
    terminal.type_line("yes");
    terminal.wait_for("ended 0");
    assert!(starling.takes("").is_empty());
}

#[test]
fn who_was_told_and_how_long_it_is_kept_are_stored() {
    let starling = Starling::new();
    let take = practise(
        &starling,
        &["--told", "Ana", "--told", "Ben Gurion", "--keep-for", "30d"],
    );
    let told = json!(["Ana", "Ben Gurion"]);
    let takes = starling.run(["takes", "--json"]).code(0).json();
    assert_eq!(takes[0]["told"], told);
    let report = starling.run(["takes", &take, "--json"]).code(0).json();
    assert_eq!(report["take"]["told"], told);
    let shown = starling.run(["takes", &take]).code(0).stdout;
    assert!(
        shown.ends_with("told that it is recorded: Ana, Ben Gurion\n"),
        "{shown}"
    );

    let server = Server::start(&starling);
    let stored = server.stored();
    assert_eq!(stored["takes"][0]["consent"]["told"], told, "{stored:#}");
    assert_eq!(stored["sessions"][0]["retention"], "2592000s", "{stored:#}");
    server.stop();

    let refused = ["practice", "--demo", "--keep-for", "1m"];
    let _ = starling.run(refused).code(4).said(&["1 hour"]);
    assert_eq!(
        starling.takes(".wav").len(),
        1,
        "it is refused before anything is kept"
    );
}

/// How many bytes of an upload reach the server before another device comes.
const PASSED: u64 = 3_000_000;

#[test]
fn an_upload_that_another_device_takes_over_stops_and_says_so() {
    let starling = Starling::new();
    let there = Starling::new();
    let server = Server::start(&there);
    let proxy = Proxy::start(server.address(), PASSED).unwrap();
    let url = proxy.url();
    let token = server.token().expose();
    let answer: Vec<i16> = noise()
        .map(|sample| sample / 64)
        .take(42 * SAMPLE_RATE as usize)
        .collect();
    write_wav(&starling.home().join("answer.wav"), &answer);
    fs::write(starling.home().join("answer.txt"), LABELS).unwrap();
    let practice = [
        &PRACTISE[..],
        &["answer.wav", "--server", &url, "--token", token],
    ]
    .concat();
    let practice = starling.start(practice);
    proxy.wait_until_held();
    let take = name::parse_take("take", &take_name(&starling)).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let taken_over = runtime.block_on(async {
        let mut other = server.client().await.unwrap();
        other.open_upload(&take, Uuid::new_v4()).await
    });
    assert_eq!(taken_over.unwrap().upload.writer_epoch, 2);
    proxy.mend(server.address());
    proxy.cut();
    let said = [
        "another device has taken the upload of this take over",
        "only `starling upload` takes it back",
    ];
    let outcome = practice.end().code(0).said(&said);
    assert!(!outcome.stderr.contains("tries again"), "{outcome:#?}");

    // Another practice brings what waits, but not this.
    let short = starling.home().join("short.wav");
    practise_with(&starling, &short, &["--server", &url, "--token", token]);
    let takes = starling.run(["takes", "--json"]).code(0).json();
    agree(
        "takes",
        &json!([{"uploaded": false}, {"uploaded": true}]),
        &takes,
    );

    let upload = ["upload", "--json", "--server", &url, "--token", token];
    let uploaded = starling.run(upload).code(0).json();
    assert_eq!(uploaded, json!({"uploaded": 1, "failed": 0}));
    server.stop();
}

const LABELS: &str = "1\t4\tsituation\n4\t6\ttask\n";
const PRACTISE: [&str; 6] = [
    "practice",
    "--marks",
    "answer.txt",
    "--format",
    "l6-2min",
    "--input",
];

/// Practises on eight seconds of noise; gives the name of the take.
#[track_caller]
fn practise(starling: &Starling, more: &[&str]) -> String {
    practise_with(starling, &starling.home().join("answer.wav"), more)
}

#[track_caller]
fn practise_with(starling: &Starling, wav: &Path, more: &[&str]) -> String {
    let before = starling.takes(".wav");
    let answer: Vec<i16> = noise()
        .map(|sample| sample / 64)
        .take(8 * SAMPLE_RATE as usize)
        .collect();
    write_wav(wav, &answer);
    brought(starling, wav, more, &before)
}

#[track_caller]
fn practise_on(starling: &Starling, wav: &Path, divisor: i16) -> String {
    let before = starling.takes(".wav");
    let answer: Vec<i16> = noise()
        .map(|sample| sample / 64 / divisor)
        .take(8 * SAMPLE_RATE as usize)
        .collect();
    write_wav(wav, &answer);
    brought(starling, wav, &[], &before)
}

#[track_caller]
fn brought(starling: &Starling, wav: &Path, more: &[&str], before: &[PathBuf]) -> String {
    fs::write(starling.home().join("answer.txt"), LABELS).unwrap();
    let wav = wav.to_str().unwrap();
    let _ = starling.run([&PRACTISE[..], &[wav], more].concat()).code(0);
    let takes = starling.takes(".wav");
    let new = takes.iter().find(|take| !before.contains(take)).unwrap();
    new.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// `sessions/…/takes/…` of the one take, which may still be on its way.
#[track_caller]
fn take_name(starling: &Starling) -> String {
    let records = starling.takes(".json");
    let record: Value = serde_json::from_slice(&fs::read(&records[0]).unwrap()).unwrap();
    let id = |key: &str| record["take"][key].as_str().unwrap().to_owned();
    format!("sessions/{}/takes/{}", id("session"), id("take"))
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

/// The files below a folder that have these bytes in them.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, bytes));
        } else if path.is_file()
            && fs::read(&path)
                .unwrap()
                .windows(bytes.len())
                .any(|run| run == bytes)
        {
            found.push(path);
        }
    }
    found
}
