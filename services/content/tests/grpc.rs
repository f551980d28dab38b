//! The service over real gRPC, with the domain client and with the generated one.
#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use expect_test::{Expect, expect};
use starling_content::Config;
use starling_edge::{Bind, Edge, Listener, NoGuard};
use starling_practice::{ItemId, Level, Slug};
use starling_proto::client::ContentClient;
use starling_proto::content as wire;
use starling_proto::content::content_service_client::ContentServiceClient;
use starling_proto::convert::QuestionFilter;
use starling_proto::error::CallError;
use starling_proto::transport::{self, Connection, Credentials};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::{Response, Status};

struct Server {
    connection: Connection,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

async fn start(packs: Vec<PathBuf>) -> Server {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let listeners = starling_edge::listen([Bind::from(address)], &NoGuard);
    let listeners = listeners.await.unwrap();
    let url = listeners.iter().find_map(Listener::url).unwrap();
    let edge = Edge::new(listeners, NoGuard);
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(starling_content::serve(edge, Config { packs }, async {
        stopped.await.unwrap()
    }));
    let connection = transport::connect(&url, &Credentials::default())
        .await
        .unwrap();
    Server {
        connection,
        stop,
        served,
    }
}

impl Server {
    fn domain_client(&self) -> ContentClient {
        ContentClient::new(self.connection.clone())
    }

    fn wire_client(&self) -> ContentServiceClient<Connection> {
        ContentServiceClient::new(self.connection.clone())
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        drop(self.connection);
        self.served.await.unwrap();
    }
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn item(id: &str) -> ItemId {
    ItemId {
        pack: slug("amazon-em"),
        id: slug(id),
    }
}

#[tokio::test]
async fn the_shipped_pack_is_served() {
    let server = start(Vec::new()).await;
    let mut client = server.domain_client();

    let format = client.format(&item("l6-2min")).await.unwrap();
    assert_eq!(format.title, "L6 two-minute answer");
    assert_eq!(format.headline, Some(Duration::from_secs(120)));
    let sections: Vec<(&str, u64)> = format
        .sections()
        .iter()
        .map(|section| (section.id.as_str(), section.budget.max().as_secs()))
        .collect();
    assert_eq!(
        sections,
        [
            ("situation", 25),
            ("task", 20),
            ("action", 60),
            ("result", 35)
        ]
    );

    let formats = client.formats().await.unwrap();
    assert!(formats.contains(&format));
    let questions = client.questions(&QuestionFilter::default()).await.unwrap();
    for question in &questions {
        assert!(
            formats.iter().any(|format| format.id == question.format),
            "{question:?}"
        );
    }

    let dive_deep = slug("dive-deep");
    let some = client
        .questions(&QuestionFilter {
            level: Some(Level::L7),
            principle: Some(dive_deep.clone()),
            kind: None,
        })
        .await
        .unwrap();
    let expected = questions
        .iter()
        .filter(|question| question.level == Level::L7 && question.principles.contains(&dive_deep));
    assert!(some.iter().eq(expected) && !some.is_empty());
    let one = client.question(&item(some[0].id.as_str())).await.unwrap();
    assert_eq!(one, some[0]);
    server.stop().await;
}

/// What a caller learns of a refused call.
#[track_caller]
fn check<T: std::fmt::Debug>(answer: Result<Response<T>, Status>, expect: Expect) {
    let error = CallError::from(answer.unwrap_err());
    expect.assert_eq(&format!(
        "{:?} {}: {}",
        error.code, error.reason, error.message
    ));
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let packs = tempfile::tempdir().unwrap();
    fs::create_dir(packs.path().join("torn")).unwrap();
    let server = start(vec![packs.path().to_owned()]).await;
    let mut client = server.wire_client();

    for (name, expect) in [
        (
            "packs/amazon-em/formats/l6-2mim",
            expect![
                "NotFound FORMAT_NOT_FOUND: there is no format l6-2mim in pack amazon-em; did you mean l6-2min?"
            ],
        ),
        (
            "packs/amazn-em/formats/l6-2min",
            expect!["NotFound PACK_NOT_FOUND: there is no pack amazn-em; did you mean amazon-em?"],
        ),
        (
            "packs/torn/formats/l6-2min",
            expect![
                "FailedPrecondition PACK_DAMAGED: pack torn is damaged and not served; mend its files, GetPack says where"
            ],
        ),
        (
            "packs/amazon-em/questions/l6-2min",
            expect![
                "InvalidArgument INVALID_FIELD: name: must have the form packs/{id}/formats/{id}"
            ],
        ),
        (
            "packs/-/formats/l6-2min",
            expect![
                "InvalidArgument INVALID_FIELD: name: must have the form packs/{id}/formats/{id}"
            ],
        ),
        (
            "",
            expect![
                "InvalidArgument INVALID_FIELD: name: must have the form packs/{id}/formats/{id}"
            ],
        ),
    ] {
        let name = name.to_owned();
        check(
            client.get_format(wire::GetFormatRequest { name }).await,
            expect,
        );
    }

    let name = "packs/amazon-em/questions/crisis-recoverry".to_owned();
    check(
        client.get_question(wire::GetQuestionRequest { name }).await,
        expect![
            "NotFound QUESTION_NOT_FOUND: there is no question crisis-recoverry in pack amazon-em; did you mean crisis-recovery?"
        ],
    );

    let all = wire::ListQuestionsRequest {
        parent: "packs/-".to_owned(),
        ..wire::ListQuestionsRequest::default()
    };
    for (request, expect) in [
        (
            wire::ListQuestionsRequest {
                parent: String::new(),
                ..all.clone()
            },
            expect!["InvalidArgument INVALID_FIELD: parent: must have the form packs/{id}"],
        ),
        (
            wire::ListQuestionsRequest {
                parent: "packs/torn".to_owned(),
                ..all.clone()
            },
            expect![
                "FailedPrecondition PACK_DAMAGED: pack torn is damaged and not served; mend its files, GetPack says where"
            ],
        ),
        (
            wire::ListQuestionsRequest {
                page_size: -1,
                ..all.clone()
            },
            expect!["InvalidArgument INVALID_FIELD: page_size: must not be negative"],
        ),
        (
            wire::ListQuestionsRequest {
                page_token: "?".to_owned(),
                ..all.clone()
            },
            expect![
                "InvalidArgument PAGE_TOKEN_INVALID: page_token is damaged or of another query; ask for the first page again, without one"
            ],
        ),
        (
            wire::ListQuestionsRequest {
                level: 9,
                ..all.clone()
            },
            expect!["InvalidArgument INVALID_FIELD: level: unknown enumeration value 9"],
        ),
        (
            wire::ListQuestionsRequest {
                principle: "Dive Deep".to_owned(),
                ..all.clone()
            },
            expect![
                "InvalidArgument INVALID_FIELD: principle: `Dive Deep` is not an id: use lower-case letters, digits and hyphens, at most 64 characters"
            ],
        ),
    ] {
        check(client.list_questions(request).await, expect);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_walk_over_pages_gives_the_whole_list_in_order() {
    let server = start(Vec::new()).await;
    let mut client = server.wire_client();
    let query = wire::ListQuestionsRequest {
        parent: "packs/amazon-em".to_owned(),
        level: wire::Level::L7.into(),
        page_size: 200,
        ..wire::ListQuestionsRequest::default()
    };
    let whole = client
        .list_questions(query.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(whole.next_page_token, "");
    assert!(whole.questions.is_sorted_by_key(|question| &question.name));

    let mut walked = Vec::new();
    let mut request = wire::ListQuestionsRequest {
        page_size: 7,
        ..query
    };
    loop {
        let page = client
            .list_questions(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert!(!page.questions.is_empty());
        walked.extend(page.questions);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(walked, whole.questions);

    for other in [
        wire::ListQuestionsRequest {
            level: 0,
            ..request.clone()
        },
        wire::ListQuestionsRequest {
            principle: "dive-deep".to_owned(),
            ..request.clone()
        },
        wire::ListQuestionsRequest {
            parent: "packs/-".to_owned(),
            ..request.clone()
        },
    ] {
        let refused = CallError::from(client.list_questions(other).await.unwrap_err());
        assert_eq!(refused.reason, "PAGE_TOKEN_INVALID");
    }
    let formats = wire::ListFormatsRequest {
        parent: request.parent,
        page_size: 7,
        page_token: request.page_token,
    };
    let refused = CallError::from(client.list_formats(formats).await.unwrap_err());
    assert_eq!(refused.reason, "PAGE_TOKEN_INVALID");
    server.stop().await;
}

/// 200 questions of 16 KiB: no page is beyond the 4 MiB that a client takes.
#[tokio::test]
async fn the_largest_page_reaches_the_client() {
    let packs = tempfile::tempdir().unwrap();
    let pack = packs.path().join("large");
    for folder in ["formats", "questions"] {
        fs::create_dir_all(pack.join(folder)).unwrap();
    }
    let manifest = "title = \"T\"\nsummary = \"S\"\nlicense = \"CC0-1.0\"\nlanguage = \"en\"\n";
    fs::write(pack.join("pack.toml"), manifest).unwrap();
    let section = "\n[[section]]\nid = \"all\"\ntitle = \"All\"\nbudget_s = 60\n";
    let format = format!("+++\ntitle = \"F\"\nlevel = \"L6\"\n{section}+++\n");
    fs::write(pack.join("formats/f.md"), format).unwrap();
    let mut question = "+++\ntitle = \"Q\"\nlevel = \"L6\"\nformat = \"f\"\n+++\n".to_owned();
    while question.len() < 16 * 1024 {
        question.push('x');
    }
    for number in 0..200 {
        let mut name = String::new();
        write!(name, "questions/{number:064}.md").unwrap();
        fs::write(pack.join(name), &question).unwrap();
    }
    let server = start(vec![packs.path().to_owned()]).await;
    let questions = server
        .domain_client()
        .questions(&QuestionFilter {
            level: Some(Level::L6),
            ..QuestionFilter::default()
        })
        .await
        .unwrap();
    assert!(questions.len() >= 200);
    server.stop().await;
}
