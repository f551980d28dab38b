//! Both services as programs of other people see them: Python and a page in Chromium, with stubs made of the protos here
//! and now, and `buf curl`, which asks the server for them.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use serde_json::{Value, json};
use starling_tests::{
    agree::agree, certificate::Certificate, microphone::SAMPLE_RATE, node::buf_curl,
    program::Starling, python::python, recording::Answer, server::Server,
};
use uuid::Uuid;

#[test]
fn the_content_service_keeps_its_promises() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let way_in = [server.address(), server.token().expose()];
    let content = python("content_service.py", &way_in, &Value::Null);
    server.stop();

    let names = |list: &Value, key: &str| -> Vec<String> {
        let items = list.as_array().unwrap().iter();
        items
            .map(|item| item[key].as_str().unwrap().to_owned())
            .collect()
    };
    // All of the material is there: what the shipped pack promises.
    let counts = [
        ("formats", 15),
        ("questions", 143),
        ("stories", 100),
        ("scenarios", 20),
        ("principles", 16),
        ("competencies", 8),
        ("assessments", 11),
        ("plans", 1),
        ("rubrics", 2),
    ];
    for (collection, count) in counts {
        assert_eq!(
            content[collection].as_array().unwrap().len(),
            count,
            "{collection}"
        );
    }

    // The command shows what the wire has.
    let formats = starling.run(["formats", "--json"]).code(0).json();
    assert_eq!(
        names(&formats, "title"),
        names(&content["formats"], "title")
    );
    let questions = starling.run(["questions", "--json"]).code(0).json();
    assert_eq!(
        names(&questions, "text"),
        names(&content["questions"], "text")
    );
}

#[test]
fn the_session_service_keeps_its_promises_by_tls() {
    let starling = Starling::new();
    let certificate = Certificate::new(starling.home());
    let server = Server::start_configured(&starling, &certificate.config());
    let token = server.token().expose().to_owned();
    let way_in = [server.address(), &token, certificate.path()];
    the_session_service_keeps_its_promises(&starling, &way_in);
    server.stop();
}

#[test]
fn the_session_service_keeps_its_promises_by_unix_socket() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    // Who can reach the socket is the machine's user and needs no token.
    the_session_service_keeps_its_promises(&starling, &[&format!("unix:{}", socket(&starling))]);
    server.stop();
}

#[test]
fn a_coach_is_let_in_by_a_link_and_out_again() {
    let starling = Starling::new();
    let certificate = Certificate::new(starling.home());
    let server = Server::start_configured(&starling, &certificate.config());
    let token = server.token().expose().to_owned();
    let way_in = [server.address(), &token, certificate.path()];
    python("coaching.py", &way_in, &Value::Null);
    server.stop();
}

#[test]
fn whoever_watches_hears_what_changes() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    python(
        "overview.py",
        &[server.address(), server.token().expose()],
        &Value::Null,
    );
    server.stop();
}

#[test]
fn the_services_describe_themselves() {
    let starling = Starling::new();
    let certificate = Certificate::new(starling.home());
    let server = Server::start_configured(&starling, &certificate.config());
    let authorization = format!("authorization: Bearer {}", server.token().expose());
    let by_tls = ["--cacert", certificate.path(), "--header", &authorization];
    let socket = socket(&starling);
    let by_socket = ["--unix-socket", &socket, "--http2-prior-knowledge"];
    called_by_reflection(&server.url(), &by_tls);
    called_by_reflection("http://localhost", &by_socket);
    server.stop();
}

#[track_caller]
fn called_by_reflection(url: &str, way_in: &[&str]) {
    let curl = |arguments: &[&str]| buf_curl(&[way_in, arguments].concat());
    let call = |method: &str, request: Value| {
        let url = format!("{url}/starling.session.v1.SessionService/{method}");
        curl(&["--data", &request.to_string(), &url])
    };
    let services = curl(&["--list-services", url]).unwrap();
    for service in [
        "grpc.health.v1.Health",
        "starling.content.v1.ContentService",
        "starling.session.v1.OverviewService",
        "starling.session.v1.ReviewService",
        "starling.session.v1.SessionService",
        "starling.session.v1.ShareService",
        "starling.session.v1.TakeUploadService",
    ] {
        assert!(services.contains(service), "{services}");
    }
    let new = json!({"requestId": Uuid::new_v4().to_string(), "title": "Wednesday"});
    let created: Value = serde_json::from_str(&call("CreateSession", new).unwrap()).unwrap();
    agree(
        "created",
        &json!({"title": "Wednesday"}),
        &created["session"],
    );

    let absent = json!({"name": format!("sessions/{}", Uuid::new_v4())});
    let refused = call("GetSession", absent).unwrap_err();
    for text in ["not_found", "there is no session", "google.rpc.ErrorInfo"] {
        assert!(refused.contains(text), "{refused}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_uploads_if_its_origin_may() {
    let starling = Starling::new();
    let certificate = Certificate::new(starling.home());
    let own = "https://coach.example.org";
    let config = format!("listen.origins = [{own:?}]\n{}", certificate.config());
    let server = Server::start_configured(&starling, &config);
    let visit = |origin: &str| {
        let visit = json!({
            "origin": origin,
            "url": server.url(),
            "token": server.token().expose(),
            "key_hash": certificate.key_hash(),
            "wav": recorded_by_a_page(),
        });
        starling_tests::node::node("browser.js", &visit)
    };
    let uploaded = json!({
        "committed": ["50000", "100000", "120000"],
        "refused": {
            "code": "OutOfRange",
            "reason": "OFFSET_GAP",
            "metadata": {"next_offset_bytes": "50000"},
        },
        "is_complete": true,
        "is_read_back": true,
    });
    agree("its own page", &uploaded, &visit(own));
    // The browser keeps from the page why it may not.
    let kept_out = visit("https://example.org");
    agree("a foreign page", &json!({"code": "Unknown"}), &kept_out);
    server.stop();
}

/// What a page is to upload, with the sums that browsers do not compute.
#[cfg(target_os = "linux")]
fn recorded_by_a_page() -> Value {
    const CHUNK_SIZE: usize = 50_000;
    let wav: Vec<u8> = (0..120_000_u32).map(|index| (index % 251) as u8).collect();
    let chunks = wav.chunks(CHUNK_SIZE).enumerate();
    let chunks = chunks.map(|(index, chunk)| {
        json!({"start": index * CHUNK_SIZE, "size": chunk.len(), "crc32c": crc32c::crc32c(chunk)})
    });
    json!({
        "size": wav.len(),
        "period": 251,
        "chunks": chunks.collect::<Vec<_>>(),
        "blake3": blake3::hash(&wav).as_bytes(),
    })
}

/// The report that comes out of a take which Python brings by this way in is the one that `starling score` makes.
#[track_caller]
fn the_session_service_keeps_its_promises(starling: &Starling, way_in: &[&str]) {
    let answer = Answer::in_folder(starling.home());
    let wav = answer.wav.to_str().unwrap();
    let report = python("session_service.py", &[&[wav], way_in].concat(), &marks());

    let command = [
        "score",
        wav,
        "--marks",
        "answer.txt",
        "--format",
        "l6-2min",
        "--json",
    ];
    let scored = starling.run(command).code(0).json();
    let section = |section: &Value| {
        json!({
            "section": section["section"],
            "elapsed_seconds": section["elapsed_s"],
            "speech_seconds": section["speech_s"],
            "low_seconds": section["low_s"],
            "high_seconds": section["high_s"],
            "score": section["score"],
            "verdict": format!("VERDICT_{}", section["verdict"].as_str().unwrap().to_uppercase()),
        })
    };
    let sections: Vec<Value> = scored["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(section)
        .collect();
    let expected = json!({
        "format": "l6-2min",
        "score": {
            "score_version": 1,
            "fit": "FIT_PRINTED",
            "sections": sections,
            "order_score": scored["order_score"],
            "timing_score": scored["timing_score"],
            "headline_overrun_seconds": scored["headline_overrun_s"],
        },
        "advice": scored["advice"],
        "lead_in_sample_count": "24000",
        "sample_rate_hertz": SAMPLE_RATE,
        "ended": "stopped",
    });
    agree("the report", &expected, &report);
}

/// The marks that the label track of the answer stands for: a gap is off-clock.
fn marks() -> Value {
    let mut marks = Vec::new();
    let mut end = 0.0;
    let mut mark = |seconds: f64, place: &str| {
        marks.push(json!({"sample": (seconds * f64::from(SAMPLE_RATE)) as u64, "place": place}));
    };
    for (section, start, section_end) in Answer::SECTIONS {
        if end > 0.0 && start > end {
            mark(end, "off_clock");
        }
        mark(start, section);
        end = section_end;
    }
    marks.into()
}

fn socket(starling: &Starling) -> String {
    let socket = starling.data_dir().join("sessions/starling.sock");
    socket.display().to_string()
}
