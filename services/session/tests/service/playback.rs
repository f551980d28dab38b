//! Takes heard over plain HTTP as players do, here curl, and seen as waveforms.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use starling_proto::session as wire;
use starling_proto::session::playback_service_client::PlaybackServiceClient;
use starling_proto::session::share_service_client::ShareServiceClient;
use starling_proto::transport::{Connection, Credentials, Token, connect};
use starling_speech::markers;

use crate::service::{Client, Service, new_request, refusal};
use crate::wav::{Random, SAMPLE_RATE, noise};

/// What a player was answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self
            .headers
            .lines()
            .filter_map(|line| line.split_once(": "));
        lines
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

async fn get(service: &Service, path: &str, arguments: &[&str]) -> Answer {
    let dir = tempfile::tempdir().unwrap();
    let (headers, body) = (dir.path().join("headers"), dir.path().join("body"));
    let output = tokio::process::Command::new("curl")
        .args([
            "--silent",
            "--show-error",
            "--max-time",
            "60",
            "--unix-socket",
        ])
        .arg(service.url.strip_prefix("unix:").unwrap())
        .arg("-D")
        .arg(&headers)
        .arg("-o")
        .arg(&body)
        .args(["-w", "%{http_code}"])
        .args(arguments)
        .arg(format!("http://localhost{path}"))
        .output()
        .await
        .unwrap();
    let status = String::from_utf8(output.stdout).unwrap();
    Answer {
        status: status.parse().unwrap(),
        headers: std::fs::read_to_string(headers).unwrap_or_default(),
        body: std::fs::read(body).unwrap_or_default(),
    }
}

/// Calls of players, as somebody.
struct Player(PlaybackServiceClient<Connection>);

impl Player {
    async fn connect(service: &Service, token: Option<&str>) -> Self {
        let token = token.map(|token| Token::new(token).unwrap());
        let credentials = Credentials {
            token,
            ..Credentials::default()
        };
        let connection = connect(&service.url, &credentials).await.unwrap();
        Self(PlaybackServiceClient::new(connection))
    }

    async fn address(&mut self, take: &str, content: wire::AudioContent) -> String {
        let request = url_of(take, content);
        self.0
            .create_audio_url(request)
            .await
            .unwrap()
            .into_inner()
            .path
    }

    async fn waveform(
        &mut self,
        take: &str,
        start: i64,
        end: i64,
        max: i32,
    ) -> wire::GetWaveformResponse {
        self.0
            .get_waveform(waveform_of(take, start, end, max))
            .await
            .unwrap()
            .into_inner()
    }
}

fn url_of(take: &str, content: wire::AudioContent) -> wire::CreateAudioUrlRequest {
    wire::CreateAudioUrlRequest {
        name: take.to_owned(),
        content: content.into(),
    }
}

fn waveform_of(take: &str, start: i64, end: i64, max: i32) -> wire::GetWaveformRequest {
    wire::GetWaveformRequest {
        name: take.to_owned(),
        start_sample: start,
        end_sample: end,
        max_bucket_count: max,
    }
}

const AS_IT_IS: wire::AudioContent = wire::AudioContent::Unspecified;
const WITH_COMMENTS: wire::AudioContent = wire::AudioContent::WithComments;

/// More than a part.
const TAKE_SIZE: usize = 9_000_000;

#[tokio::test]
async fn a_player_hears_any_stretch_of_a_take() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let data = Random(5).bytes(TAKE_SIZE);
    client.upload(&take, &data).await;
    let mut player = Player::connect(&service, None).await;
    let path = player.address(&take, AS_IT_IS).await;

    let whole = get(&service, &path, &[]).await;
    assert_eq!(whole.status, 200, "{}", whole.headers);
    assert!(whole.body == data);
    assert_eq!(whole.header("content-type"), Some("audio/wav"));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(whole.header("cache-control"), Some("private"));
    assert_eq!(whole.header("content-length"), Some("9000000"));
    let tag = whole.header("etag").unwrap();

    let border = 8 * 1024 * 1024;
    for (range, expected) in [
        ("0-0".to_owned(), 0..1),
        ("0-".to_owned(), 0..TAKE_SIZE),
        (format!("{}-{}", border - 1, border), border - 1..border + 1),
        ("100000-999999".to_owned(), 100_000..1_000_000),
        ("-10".to_owned(), TAKE_SIZE - 10..TAKE_SIZE),
        ("8999999-99999999".to_owned(), TAKE_SIZE - 1..TAKE_SIZE),
    ] {
        let part = get(&service, &path, &["-r", &range]).await;
        assert_eq!(part.status, 206, "{range}");
        assert!(part.body == data[expected.clone()], "{range}");
        let (first, last) = (expected.start, expected.end - 1);
        let said = format!("bytes {first}-{last}/{TAKE_SIZE}");
        assert_eq!(part.header("content-range"), Some(said.as_str()));
        assert_eq!(
            part.header("content-length"),
            Some(expected.len().to_string().as_str())
        );
    }
    let beyond = get(&service, &path, &["-r", "9000000-"]).await;
    assert_eq!(
        (beyond.status, beyond.header("content-range")),
        (416, Some("bytes */9000000"))
    );
    // Several ranges, and a range of something else than is here: all of it.
    assert_eq!(
        get(&service, &path, &["-r", "0-1,5-6"]).await.body.len(),
        TAKE_SIZE
    );
    let known = format!("if-range: {tag}");
    assert_eq!(
        get(&service, &path, &["-r", "0-1", "-H", &known])
            .await
            .status,
        206
    );
    let other = get(&service, &path, &["-r", "0-1", "-H", "if-range: \"other\""]).await;
    assert_eq!((other.status, other.body.len()), (200, TAKE_SIZE));

    let head = get(&service, &path, &["--head"]).await;
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some("9000000"))
    );
}

#[tokio::test]
async fn an_address_is_for_what_it_was_given_for_and_no_longer() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    let (take, other) = (client.take(&session).await, client.take(&session).await);
    let mut player = Player::connect(&service, None).await;
    for state in ["not begun", "open"] {
        let refused = player.0.create_audio_url(url_of(&take, AS_IT_IS)).await;
        assert_eq!(
            refusal(refused),
            "FailedPrecondition UPLOAD_INCOMPLETE",
            "{state}"
        );
        client.open(&take).await;
    }
    client.upload(&take, &noise(100)).await;
    client.upload(&other, &noise(200)).await;
    let path = player.address(&take, AS_IT_IS).await;
    assert_eq!(get(&service, &path, &[]).await.status, 200);
    let (_, take_id) = take.rsplit_once('/').unwrap();
    let (_, other_id) = other.rsplit_once('/').unwrap();
    for forged in [
        path.replace(take_id, other_id),
        path.replace(".wav", ""),
        path.replacen("/audio/", "/audio/1", 1),
        "/audio/".to_owned(),
        "/audio/x/y.wav".to_owned(),
    ] {
        assert_eq!(get(&service, &forged, &[]).await.status, 403, "{forged}");
    }
    let request = wire::DeleteTakeRequest {
        name: take.clone(),
        ..Default::default()
    };
    client.sessions.delete_take(request).await.unwrap();
    assert_eq!(get(&service, &path, &[]).await.status, 403);
    let refused = player.0.create_audio_url(url_of(&take, AS_IT_IS)).await;
    assert_eq!(refusal(refused), "FailedPrecondition DELETED");

    // A server that was started again gives new ones.
    let path = player.address(&other, AS_IT_IS).await;
    drop((client, player));
    service.stop().await;
    let service = Service::start(dir.path()).await;
    assert_eq!(get(&service, &path, &[]).await.status, 403);
    let mut player = Player::connect(&service, None).await;
    let path = player.address(&other, AS_IT_IS).await;
    assert_eq!(get(&service, &path, &[]).await.body, noise(200));
}

#[tokio::test]
async fn a_revoked_link_ends_its_addresses_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let (session, _) = take.split_once("/takes/").unwrap();
    client.upload(&take, &noise(100)).await;
    let connection = connect(&service.url, &Credentials::default())
        .await
        .unwrap();
    let mut shares = ShareServiceClient::new(connection);
    let expire_time = std::time::SystemTime::now() + std::time::Duration::from_secs(3_600);
    let request = wire::CreateShareLinkRequest {
        parent: session.to_owned(),
        request_id: new_request(),
        share_link: Some(wire::ShareLink {
            role: wire::LinkRole::Listen.into(),
            expire_time: Some(expire_time.into()),
            ..Default::default()
        }),
    };
    let created = shares
        .create_share_link(request)
        .await
        .unwrap()
        .into_inner();
    let request = wire::RedeemShareLinkRequest {
        token: created.token,
    };
    let redeemed = shares
        .redeem_share_link(request)
        .await
        .unwrap()
        .into_inner();

    let mut coach = Player::connect(&service, Some(&redeemed.access_token)).await;
    let coachs = coach.address(&take, AS_IT_IS).await;
    let own = Player::connect(&service, None)
        .await
        .address(&take, AS_IT_IS)
        .await;
    let request = wire::MarkTakeHeardRequest { name: take.clone() };
    coach.0.mark_take_heard(request).await.unwrap();
    assert_eq!(get(&service, &coachs, &[]).await.body, noise(100));
    let name = created.share_link.unwrap().name;
    shares
        .revoke_share_link(wire::RevokeShareLinkRequest { name })
        .await
        .unwrap();
    assert_eq!(get(&service, &coachs, &[]).await.status, 403);
    assert_eq!(get(&service, &own, &[]).await.status, 200);
}

#[tokio::test]
async fn damage_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    client.upload(&take, &Random(6).bytes(TAKE_SIZE)).await;
    drop(client);
    // By then what is complete has become parts.
    service.stop().await;
    let folder = take.replace("sessions/", "parts/").replace("/takes/", "/");
    let part = dir.path().join(folder).join("000008388608");
    let mut bytes = std::fs::read(&part).unwrap();
    bytes[20_000] ^= 1;
    std::fs::write(&part, bytes).unwrap();

    let service = Service::start(dir.path()).await;
    let mut player = Player::connect(&service, None).await;
    let path = player.address(&take, AS_IT_IS).await;
    assert_eq!(get(&service, &path, &["-r", "0-9"]).await.status, 206);
    let cut = get(&service, &path, &[]).await;
    assert!(
        cut.body.len() < TAKE_SIZE,
        "the connection breaks where the damage begins"
    );
    let damaged = get(&service, &path, &["-r", "8999999-"]).await;
    assert_eq!(damaged.status, 500);
    // Known by now.
    let refused = player.0.create_audio_url(url_of(&take, AS_IT_IS)).await;
    assert_eq!(refusal(refused), "DataLoss STORED_DATA_DAMAGED");
}

#[tokio::test]
async fn comments_are_markers_in_the_file_to_keep() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let wav = noise(3 * SAMPLE_RATE);
    client.upload(&take, &wav).await;
    let about = |sample: u32, text: &str| wire::Comment {
        author: "Ann".to_owned(),
        start_sample: sample.into(),
        end_sample: sample.into(),
        text: text.to_owned(),
        ..Default::default()
    };
    say(&mut client, &take, about(SAMPLE_RATE * 2, "Which result?")).await;
    let thread = say(&mut client, &take, about(SAMPLE_RATE / 2, "Good start")).await;
    let mut player = Player::connect(&service, None).await;
    let path = player.address(&take, WITH_COMMENTS).await;
    let answer = get(&service, &path, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.headers);
    let kept = answer.header("content-disposition").unwrap();
    assert!(
        kept.starts_with("attachment; filename=\"") && kept.ends_with(".wav\""),
        "{kept}"
    );
    let file = dir.path().join("kept.wav");
    std::fs::write(&file, &answer.body).unwrap();
    assert_eq!(
        chapters(&file),
        [
            ("0.500000", "Ann: Good start"),
            ("2.000000", "Ann: Which result?")
        ]
        .map(|(start, title)| (start.to_owned(), title.to_owned()))
    );
    assert!(
        answer.body[44..].starts_with(&wav[44..]),
        "the audio is the same"
    );
    let head = get(&service, &path, &["--head"]).await;
    assert_eq!(
        head.header("content-length"),
        Some(answer.body.len().to_string().as_str())
    );

    // The file has the comments that there are now; at one sample, a reply comes after what it is to.
    let reply = wire::Comment {
        reply_to: thread,
        ..about(0, "Thank you")
    };
    say(&mut client, &take, reply).await;
    let answer = get(&service, &path, &[]).await;
    let markers = markers::read(&mut Cursor::new(answer.body)).unwrap();
    let labels: Vec<&str> = { markers.iter() }
        .map(|marker| marker.label.as_str())
        .collect();
    let expected = ["Ann: Good start", "Ann: Thank you", "Ann: Which result?"];
    assert_eq!(labels, expected);
}

/// Comments on a take; gives the comment's name.
async fn say(client: &mut Client, take: &str, comment: wire::Comment) -> String {
    let request = wire::CreateCommentRequest {
        parent: take.to_owned(),
        request_id: new_request(),
        comment: Some(comment),
        ..Default::default()
    };
    let created = client.reviews.create_comment(request).await.unwrap();
    created.into_inner().comment.unwrap().name
}

/// Start in seconds and title of a file's chapters, as ffprobe sees them.
fn chapters(file: &Path) -> Vec<(String, String)> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-show_chapters", "-of", "json"])
        .arg(file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let chapters = found["chapters"].as_array().unwrap().iter();
    chapters
        .map(|chapter| {
            (
                text(&chapter["start_time"]),
                text(&chapter["tags"]["title"]),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_waveform_is_as_fine_as_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let mut player = Player::connect(&service, None).await;
    let refused = player.0.get_waveform(waveform_of(&take, 0, 0, 0)).await;
    assert_eq!(refusal(refused), "FailedPrecondition UPLOAD_INCOMPLETE");
    let count = 3 * SAMPLE_RATE;
    client.upload(&take, &noise(count)).await;

    // All who ask at once get the same.
    let mut others = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (mut client, request) = (player.0.clone(), waveform_of(&take, 0, 0, 0));
        others.spawn(async move { client.get_waveform(request).await.unwrap().into_inner() });
    }
    let whole = player.waveform(&take, 0, 0, 0).await;
    for other in others.join_all().await {
        assert_eq!(other, whole);
    }
    assert_eq!(whole.sample_rate_hertz, SAMPLE_RATE as i32);
    assert_eq!(whole.sample_count, i64::from(count));
    assert_eq!((whole.start_sample, whole.samples_per_bucket), (0, 256));
    assert_eq!(whole.buckets.len() as u32, count.div_ceil(256) * 2);
    // A second of noise, one of silence, one of noise.
    let highest = |from: usize| whole.buckets[from * 2 + 1] as i8;
    assert!(
        highest(10) > 20 && highest(170) > 20,
        "{} {}",
        highest(10),
        highest(170)
    );
    assert_eq!(highest(90), 0);

    let coarse = player.waveform(&take, 0, 0, 10).await;
    assert_eq!(
        (coarse.samples_per_bucket, coarse.buckets.len()),
        (8_192, 12)
    );
    let stretch = player.waveform(&take, 20_000, 20_600, 100).await;
    assert_eq!(
        (stretch.start_sample, stretch.samples_per_bucket),
        (19_968, 256)
    );
    assert_eq!(stretch.buckets[..], whole.buckets[78 * 2..81 * 2]);

    for (start, end, max) in [(-1, 0, 0), (0, -1, 0), (5, 5, 0), (5, 4, 0), (0, 0, -1)] {
        let refused = player
            .0
            .get_waveform(waveform_of(&take, start, end, max))
            .await;
        assert_eq!(
            refusal(refused),
            "InvalidArgument INVALID_FIELD",
            "{start} {end} {max}"
        );
    }
    let other = client.new_take().await;
    client.upload(&other, b"no WAV").await;
    let refused = player.0.get_waveform(waveform_of(&other, 0, 0, 0)).await;
    assert_eq!(refusal(refused), "InvalidArgument AUDIO_UNREADABLE");
}
