//! The log of the service never tells what is a secret or a person's.

use std::fs;

use starling_proto::session as wire;
use starling_proto::session::review_service_client::ReviewServiceClient;
use starling_proto::session::session_service_client::SessionServiceClient;
use starling_proto::transport::{Credentials, Token, connect};

use crate::fake_content::FakeContent;
use crate::process::Process;
use crate::service::{Client, new_request};

const TITLE: &str = "The day that I was let go";
const COMMENT: &str = "You speak of the team and never of yourself";
const AUTHOR: &str = "Maria the coach";

#[tokio::test]
async fn tokens_titles_and_comments_stay_out_of_the_log_at_every_level() {
    let dir = tempfile::tempdir().unwrap();
    let content = FakeContent::start().await;
    let traced = ["env", "RUST_LOG=trace"];
    let process = Process::start_with(&traced, dir.path(), &content.url).await;
    let token = fs::read_to_string(dir.path().join("token")).unwrap();
    let token = token.trim().to_owned();
    let credentials = Credentials {
        token: Some(Token::new(token.as_str()).unwrap()),
        ..Credentials::default()
    };
    let connection = connect(&process.url, &credentials).await.unwrap();
    let mut client = Client::connect(&process.url).await;
    let mut sessions = SessionServiceClient::new(connection.clone());
    let request = wire::CreateSessionRequest {
        request_id: new_request(),
        title: TITLE.to_owned(),
        ..wire::CreateSessionRequest::default()
    };
    let created = sessions.create_session(request).await.unwrap();
    let take = client
        .take(&created.into_inner().session.unwrap().name)
        .await;
    client.upload(&take, &[7; 300_000]).await;
    let request = wire::CreateCommentRequest {
        parent: take,
        request_id: new_request(),
        comment: Some(wire::Comment {
            author: AUTHOR.to_owned(),
            text: COMMENT.to_owned(),
            ..wire::Comment::default()
        }),
        voice: Vec::new(),
    };
    let mut reviews = ReviewServiceClient::new(connection);
    reviews.create_comment(request).await.unwrap();
    drop((sessions, reviews, client));
    process.terminate().await;
    let (_, log) = process.end().await;
    content.stop().await;
    // It told of the calls, and of the chunks by their take alone.
    assert!(log.contains("SessionService/CreateSession"), "{log}");
    assert!(log.contains("ReviewService/CreateComment"), "{log}");
    for secret in [&token, TITLE, COMMENT, AUTHOR] {
        assert!(!log.contains(secret), "{secret:?} is in {log}");
    }
}
