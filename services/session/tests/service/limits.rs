//! Deadlines that pass and quotas that are used up, as a program sees them.

use std::time::Duration;

use starling_proto::error::CallError;
use starling_proto::session as wire;
use starling_session::Limits;
use tokio_stream::StreamExt as _;
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::service::{Service, chunk, new_request, reason};

#[tokio::test]
async fn a_deadline_that_passes_takes_nothing_back() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    client.open(&take).await;
    let requests = [b"abcd", b"efgh"].into_iter().enumerate();
    let requests = requests.map(|(index, data)| wire::StreamUploadRequest {
        chunk: Some(chunk(&take, 1, 4 * index, data)),
    });
    // A writer that has more to say, but does not.
    let requests = tokio_stream::iter(requests.collect::<Vec<_>>());
    let mut request = Request::new(requests.chain(tokio_stream::pending()));
    request.set_timeout(Duration::from_secs(2));
    let answers = client.uploads.stream_upload(request).await.unwrap();
    let answers: Vec<_> = answers.into_inner().collect().await;

    let (end, acknowledged) = answers.split_last().unwrap();
    let end = end.as_ref().unwrap_err();
    assert_eq!(
        reason(&end.clone().into()),
        "DeadlineExceeded DEADLINE_PASSED"
    );
    let last = acknowledged.last().unwrap().as_ref().unwrap();
    assert_eq!(last.committed_size_bytes, 8);
    let held = client.uploads.get_upload(wire::GetUploadRequest { take });
    let held = held.await.unwrap().into_inner().upload.unwrap();
    assert_eq!(held.committed_size_bytes, 8);
    assert_eq!(held.state(), wire::UploadState::Open);
}

#[tokio::test]
async fn a_quota_that_is_used_up_says_when_to_try_again() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits {
        max_open_uploads: 1,
        ..Limits::default()
    };
    let service = Service::start_with(dir.path(), limits).await;
    let mut client = service.client().await;
    let (first, second) = (client.new_take().await, client.new_take().await);
    client.open(&first).await;
    let open = wire::OpenUploadRequest {
        take: second.clone(),
        request_id: new_request(),
    };
    let refused = client.uploads.open_upload(open.clone()).await.unwrap_err();
    let retry = refused.get_details_retry_info().unwrap();
    assert!(retry.retry_delay > Some(Duration::ZERO), "{retry:?}");
    let error = CallError::from(refused);
    assert_eq!(error.code, Code::ResourceExhausted);
    assert_eq!(error.reason, "QUOTA_EXCEEDED");

    let abort = wire::AbortUploadRequest {
        take: first,
        writer_epoch: 1,
    };
    client.uploads.abort_upload(abort).await.unwrap();
    client.uploads.open_upload(open).await.unwrap();
}
