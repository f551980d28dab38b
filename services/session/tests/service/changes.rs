//! Sessions and takes change, are deleted and come back; of two who change at a time, one is told.

use std::time::{Duration, SystemTime};

use starling_proto::client::SessionClient;
use starling_proto::transport::{Credentials, connect};
use starling_proto::{name, session as wire};
use tokio_stream::StreamExt as _;
use tonic::{Response, Status};

use crate::service::{Client, Service, chunk, create_take, new_request, reason, refusal};
use crate::wav::{SAMPLE_RATE, noise};

const DAY: i64 = 86_400;

#[tokio::test]
async fn a_change_is_made_of_what_the_mask_names() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let name = client.session().await;
    let created = get(&mut client, &name).await;
    let changed = wire::Session {
        name: name.clone(),
        title: "Tuesday".to_owned(),
        retention: Some(seconds(2 * DAY)),
        ..Default::default()
    };
    let titled = update(&mut client, changed.clone(), &["title"]).await;
    let titled = titled.unwrap().into_inner().session.unwrap();
    assert_eq!(titled.title, "Tuesday");
    assert_eq!((titled.retention, titled.purge_time), (None, None));
    assert_eq!(titled.create_time, created.create_time);
    assert_ne!(titled.etag, created.etag);
    assert_eq!(get(&mut client, &name).await, titled);

    let retained = update(&mut client, changed.clone(), &["retention"]).await;
    let retained = retained.unwrap().into_inner().session.unwrap();
    let purge_time = retained.purge_time.unwrap().seconds;
    assert_eq!(purge_time, created.create_time.unwrap().seconds + 2 * DAY);

    let unset = wire::Session {
        name: name.clone(),
        ..Default::default()
    };
    let unset = update(&mut client, unset, &["*"]).await;
    let unset = unset.unwrap().into_inner().session.unwrap();
    assert_eq!((unset.title.as_str(), unset.purge_time), ("", None));

    for mask in [&["name"][..], &["title", "owner"], &["session.title"], &[]] {
        let refused = update(&mut client, changed.clone(), mask).await;
        assert_eq!(
            refusal(refused),
            "InvalidArgument INVALID_FIELD",
            "{mask:?}"
        );
    }
    let short = wire::Session {
        retention: Some(seconds(60)),
        ..changed
    };
    let refused = update(&mut client, short, &["retention"]).await;
    assert_eq!(refusal(refused), "InvalidArgument INVALID_FIELD");
    assert_eq!(get(&mut client, &name).await, unset);
}

#[tokio::test]
async fn a_change_of_something_that_has_changed_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let name = client.session().await;
    let seen = get(&mut client, &name).await;
    let first = update(&mut client, seen.clone(), &["title"]).await.unwrap();
    let stale = update(&mut client, seen.clone(), &["title"]).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
    let stale = delete(&mut client, &name, &seen.etag).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
    let etag = first.into_inner().session.unwrap().etag;
    let deleted = delete(&mut client, &name, &etag)
        .await
        .unwrap()
        .into_inner();
    let stale = undelete(&mut client, &name, &etag).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
    // A repeated deletion finds it done.
    let again = delete(&mut client, &name, &etag)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(again, deleted);

    // The end of a take is a change of it.
    let session = client.session().await;
    let take = client.sessions.create_take(create_take(&session)).await;
    let take = take.unwrap().into_inner().take.unwrap();
    finish(&mut client, &take.name).await.unwrap();
    let request = wire::DeleteTakeRequest {
        name: take.name,
        etag: take.etag,
    };
    let stale = client.sessions.delete_take(request).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
}

#[tokio::test]
async fn what_is_deleted_is_hidden_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    let take = client.take(&session).await;
    let before = get(&mut client, &session).await;
    let refused = undelete(&mut client, &session, "").await;
    assert_eq!(refusal(refused), "FailedPrecondition NOT_DELETED");

    let deleted = delete(&mut client, &session, &before.etag).await.unwrap();
    let deleted = deleted.into_inner().session.unwrap();
    let delete_time = SystemTime::try_from(deleted.delete_time.unwrap()).unwrap();
    let purge_time = SystemTime::try_from(deleted.purge_time.unwrap()).unwrap();
    assert_eq!(
        purge_time.duration_since(delete_time).unwrap(),
        Duration::from_secs(30 * 86_400)
    );
    assert_eq!(get(&mut client, &session).await, deleted);
    assert_eq!(lists(&mut client, &session, false).await, [0, 0, 0]);
    assert_eq!(lists(&mut client, &session, true).await, [1, 1, 1]);
    let takes_of_it = client.sessions.create_take(create_take(&session)).await;
    assert_eq!(refusal(takes_of_it), "FailedPrecondition DELETED");
    let changed = update(&mut client, deleted, &["title"]).await;
    assert_eq!(refusal(changed), "FailedPrecondition DELETED");
    let finished = finish(&mut client, &take).await;
    assert_eq!(refusal(finished), "FailedPrecondition DELETED");

    let back = undelete(&mut client, &session, "").await.unwrap();
    let back = back.into_inner().session.unwrap();
    assert_eq!((back.delete_time, back.purge_time), (None, None));
    assert_eq!(lists(&mut client, &session, false).await, [1, 1, 1]);

    let request = wire::DeleteTakeRequest {
        name: take.clone(),
        etag: String::new(),
    };
    client.sessions.delete_take(request).await.unwrap();
    assert_eq!(lists(&mut client, &session, false).await, [1, 0, 0]);
    assert_eq!(lists(&mut client, &session, true).await, [1, 1, 1]);
    let finished = finish(&mut client, &take).await;
    assert_eq!(refusal(finished), "FailedPrecondition DELETED");
    let request = wire::CreateCommentRequest {
        parent: take.clone(),
        request_id: new_request(),
        comment: Some(wire::Comment {
            author: "A coach".to_owned(),
            text: "Too late".to_owned(),
            ..wire::Comment::default()
        }),
        voice: Vec::new(),
    };
    let commented = client.reviews.create_comment(request).await;
    assert_eq!(refusal(commented), "FailedPrecondition DELETED");
    let request = wire::UndeleteTakeRequest {
        name: take.clone(),
        etag: String::new(),
    };
    let back = client.sessions.undelete_take(request.clone()).await;
    let back = back.unwrap().into_inner().take.unwrap();
    assert_eq!((back.delete_time, back.purge_time), (None, None));
    let again = client.sessions.undelete_take(request).await;
    assert_eq!(refusal(again), "FailedPrecondition NOT_DELETED");
    finish(&mut client, &take).await.unwrap();
}

#[tokio::test]
async fn an_upload_under_way_ends_with_its_take() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    let (take, done) = (client.take(&session).await, client.take(&session).await);
    client.upload(&done, &noise(SAMPLE_RATE)).await;
    finish(&mut client, &done).await.unwrap();
    let epoch = client.open(&take).await.writer_epoch;
    let (sender, chunks) = tokio::sync::mpsc::channel(2);
    let send = |offset| {
        let chunk = Some(chunk(&take, epoch, offset, &[7; 100]));
        sender.send(wire::StreamUploadRequest { chunk })
    };
    send(0).await.unwrap();
    let chunks = tokio_stream::wrappers::ReceiverStream::new(chunks);
    let stream = client.uploads.stream_upload(chunks).await.unwrap();
    let mut answers = stream.into_inner();
    let first = answers.message().await.unwrap().unwrap();
    assert_eq!(first.committed_size_bytes, 100);

    delete(&mut client, &session, "").await.unwrap();
    send(100).await.unwrap();
    let ended: Result<Response<()>, Status> = Err(answers.message().await.unwrap_err());
    assert_eq!(refusal(ended), "FailedPrecondition DELETED");
    let request = wire::OpenUploadRequest {
        take: take.clone(),
        request_id: new_request(),
    };
    let refused = client.uploads.open_upload(request).await;
    assert_eq!(refusal(refused), "FailedPrecondition DELETED");
    let request = wire::CreateReportRequest {
        parent: done,
        request_id: new_request(),
    };
    let refused = client.sessions.create_report(request).await;
    assert_eq!(refusal(refused), "FailedPrecondition DELETED");

    // What was acknowledged before is still there.
    undelete(&mut client, &session, "").await.unwrap();
    assert_eq!(client.open(&take).await.committed_size_bytes, 100);
}

#[tokio::test]
async fn a_take_says_who_knew_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let mut request = create_take(&client.session().await);
    let consent = |told: &[&str]| wire::Consent {
        told: told.iter().map(|name| (*name).to_owned()).collect(),
        tell_time: Some(SystemTime::now().into()),
    };
    for told in [&[][..], &[""], &["a"; 21]] {
        request.consent = Some(consent(told));
        let refused = client.sessions.create_take(request.clone()).await;
        assert_eq!(refusal(refused), "InvalidArgument INVALID_FIELD");
    }
    request.consent = Some(consent(&["Ada", "the coach"]));
    let take = client.sessions.create_take(request.clone()).await.unwrap();
    let take = take.into_inner().take.unwrap();
    assert_eq!(take.consent, request.consent);
    let got = wire::GetTakeRequest { name: take.name };
    let got = client.sessions.get_take(got).await.unwrap().into_inner();
    assert_eq!(got.take.unwrap().consent, request.consent);
    // What was said of others is part of what was asked for.
    request.consent = Some(consent(&["Ada"]));
    let reused = client.sessions.create_take(request).await;
    assert_eq!(refusal(reused), "InvalidArgument REQUEST_ID_REUSED");
}

#[tokio::test]
async fn our_own_client_speaks_of_all_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut foreign = service.client().await;
    let take = name::parse_take("take", &foreign.new_take().await).unwrap();
    foreign
        .upload(&name::take(&take), &noise(SAMPLE_RATE))
        .await;
    let connection = connect(&service.url, &Credentials::default()).await;
    let mut client = SessionClient::new(connection.unwrap());

    let mut session = client.session(&take.session).await.unwrap();
    let seen = session.lifecycle.etag.clone();
    session.title = "Tuesday".to_owned();
    let changed = client.update_session(session).await.unwrap();
    assert_eq!(changed.title, "Tuesday");
    let stale = client.delete_session(&take.session, Some(&seen)).await;
    assert_eq!(reason(&stale.unwrap_err()), "Aborted ETAG_MISMATCH");
    client.delete_session(&take.session, None).await.unwrap();
    let back = client.undelete_session(&take.session, None).await;
    assert_eq!(back.unwrap().lifecycle.delete_time, None);

    let mut audio = Vec::new();
    let mut runs = Box::pin(client.read_audio(&take, 44).await.unwrap());
    while let Some(run) = runs.next().await {
        audio.extend_from_slice(&run.unwrap());
    }
    assert!(audio == noise(SAMPLE_RATE)[44..]);
    client.delete_take(&take, None).await.unwrap();
    client.undelete_take(&take, None).await.unwrap();
    assert_eq!(client.take(&take).await.unwrap().id, take);
    assert_eq!(client.expunge_take(&take, None).await.unwrap(), []);
    let gone = client.take(&take).await.unwrap_err();
    assert_eq!(reason(&gone), "NotFound TAKE_NOT_FOUND");
    client.expunge_session(&take.session, None).await.unwrap();
    foreign.new_take().await;
    assert_eq!(client.expunge_owner().await.unwrap(), (1, Vec::new()));
}

async fn get(client: &mut Client, name: &str) -> wire::Session {
    let request = wire::GetSessionRequest {
        name: name.to_owned(),
    };
    let response = client.sessions.get_session(request).await.unwrap();
    response.into_inner().session.unwrap()
}

async fn update(
    client: &mut Client,
    session: wire::Session,
    mask: &[&str],
) -> Result<Response<wire::UpdateSessionResponse>, Status> {
    let request = wire::UpdateSessionRequest {
        session: Some(session),
        update_mask: Some(prost_types::FieldMask {
            paths: mask.iter().map(|path| (*path).to_owned()).collect(),
        }),
    };
    client.sessions.update_session(request).await
}

async fn delete(
    client: &mut Client,
    name: &str,
    etag: &str,
) -> Result<Response<wire::DeleteSessionResponse>, Status> {
    let request = wire::DeleteSessionRequest {
        name: name.to_owned(),
        etag: etag.to_owned(),
    };
    client.sessions.delete_session(request).await
}

async fn undelete(
    client: &mut Client,
    name: &str,
    etag: &str,
) -> Result<Response<wire::UndeleteSessionResponse>, Status> {
    let request = wire::UndeleteSessionRequest {
        name: name.to_owned(),
        etag: etag.to_owned(),
    };
    client.sessions.undelete_session(request).await
}

async fn finish(
    client: &mut Client,
    take: &str,
) -> Result<Response<wire::FinishTakeResponse>, Status> {
    let mark = wire::Mark {
        sample: 0,
        place: "result".to_owned(),
    };
    let request = wire::FinishTakeRequest {
        name: take.to_owned(),
        end: Some(wire::TakeEnd {
            marks: vec![mark],
            lost_frame_count: 0,
            ended: "stopped".to_owned(),
        }),
    };
    client.sessions.finish_take(request).await
}

/// How many sessions, takes of a session, and takes of all sessions are listed.
async fn lists(client: &mut Client, session: &str, show_deleted: bool) -> [usize; 3] {
    let sessions = wire::ListSessionsRequest {
        show_deleted,
        ..Default::default()
    };
    let takes = |parent: &str| wire::ListTakesRequest {
        parent: parent.to_owned(),
        show_deleted,
        ..Default::default()
    };
    let sessions = client.sessions.list_sessions(sessions).await.unwrap();
    let of_session = client.sessions.list_takes(takes(session)).await.unwrap();
    let of_all = client.sessions.list_takes(takes("sessions/-")).await;
    [
        sessions.into_inner().sessions.len(),
        of_session.into_inner().takes.len(),
        of_all.unwrap().into_inner().takes.len(),
    ]
}

fn seconds(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}
