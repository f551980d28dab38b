//! What is refused on the way from a question to a report.

use starling_proto::session as wire;

use crate::fake_content::{FORMAT, FORMAT_WITHOUT_HEADLINE, QUESTION};
use crate::service::{Client, Service, create_take, new_request, refusal};
use crate::wav::{SAMPLE_RATE, noise};

#[tokio::test]
async fn a_take_needs_material_that_there_is() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    let right = create_take(&session);
    let with = |change: fn(&mut wire::CreateTakeRequest)| {
        let mut request = right.clone();
        change(&mut request);
        request
    };
    for (request, answer) in [
        (
            with(|request| request.parent = "sessions/nowhere".to_owned()),
            "NotFound SESSION_NOT_FOUND",
        ),
        (
            with(|request| request.question = QUESTION.replace("worst", "best")),
            "NotFound QUESTION_NOT_FOUND",
        ),
        (
            with(|request| request.format = FORMAT.replace("short", "long")),
            "NotFound FORMAT_NOT_FOUND",
        ),
        (
            with(|request| {
                request.format = FORMAT_WITHOUT_HEADLINE.to_owned();
                request.fit = wire::Fit::Headline.into();
            }),
            "FailedPrecondition FIT_UNAVAILABLE",
        ),
        (
            with(|request| request.fit = 0),
            "InvalidArgument INVALID_FIELD",
        ),
        (
            with(|request| request.request_id = "1".to_owned()),
            "InvalidArgument INVALID_FIELD",
        ),
        (
            with(|request| request.format = "formats/short".to_owned()),
            "InvalidArgument INVALID_FIELD",
        ),
    ] {
        let response = client.sessions.create_take(request.clone()).await;
        assert_eq!(refusal(response), answer, "{request:?}");
    }
    let with_headline = with(|request| request.fit = wire::Fit::Headline.into());
    client.sessions.create_take(with_headline).await.unwrap();
}

#[tokio::test]
async fn the_content_service_says_itself_what_it_does_not_have() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let mut request = create_take(&client.session().await);
    request.question = "packs/fake/questions/best-day".to_owned();
    let refused = client.sessions.create_take(request).await.unwrap_err();
    assert!(
        refused
            .message()
            .ends_with("did you mean packs/fake/questions/worst-day?")
    );
}

#[tokio::test]
async fn without_the_content_service_all_but_new_takes_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    let request = create_take(&session);
    let response = client.sessions.create_take(request.clone()).await.unwrap();
    let take = response.into_inner().take.unwrap();
    let Service { content, .. } = service;
    content.stop().await;

    let new = client.sessions.create_take(create_take(&session)).await;
    assert_eq!(refusal(new), "Unavailable CONTENT_UNAVAILABLE");
    let repeated = client.sessions.create_take(request).await.unwrap();
    assert_eq!(repeated.into_inner().take.unwrap(), take);
    client.upload(&take.name, &noise(SAMPLE_RATE)).await;
    finish(&mut client, &take.name, &[(0, "result")])
        .await
        .unwrap();
    report(&mut client, &take.name).await.unwrap();
}

#[tokio::test]
async fn a_request_id_is_for_one_request() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    let first = create_take(&session);
    client.sessions.create_take(first.clone()).await.unwrap();
    let mut other_fit = first.clone();
    other_fit.fit = wire::Fit::Headline.into();
    let reused = client.sessions.create_take(other_fit).await;
    assert_eq!(refusal(reused), "InvalidArgument REQUEST_ID_REUSED");
    let for_session = wire::CreateSessionRequest {
        request_id: first.request_id,
        title: String::new(),
        retention: None,
    };
    let reused = client.sessions.create_session(for_session).await;
    assert_eq!(refusal(reused), "InvalidArgument REQUEST_ID_REUSED");
}

#[tokio::test]
async fn requests_that_are_repeated_at_the_same_time_are_one() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let request = create_take(&client.session().await);
    let answers = [(); 8].map(|()| {
        let (mut client, request) = (client.clone(), request.clone());
        tokio::spawn(async move { client.sessions.create_take(request).await })
    });
    let mut names = Vec::new();
    for answer in answers {
        let response = answer.await.unwrap().unwrap();
        names.push(response.into_inner().take.unwrap().name);
    }
    names.dedup();
    assert_eq!(names.len(), 1);
}

#[tokio::test]
async fn a_title_has_a_limit() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let with_title = |title: String| wire::CreateSessionRequest {
        request_id: new_request(),
        title,
        retention: None,
    };
    let fits = with_title("ü".repeat(200));
    client.sessions.create_session(fits).await.unwrap();
    let too_long = with_title("u".repeat(201));
    let refused = client.sessions.create_session(too_long).await;
    assert_eq!(refusal(refused), "InvalidArgument INVALID_FIELD");
}

#[tokio::test]
async fn marks_must_fit_the_frozen_format() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    for marks in [
        &[(5, "situation"), (4, "result")][..],
        &[(0, "situation"), (4, "action")],
    ] {
        let refused = finish(&mut client, &take, marks).await;
        assert_eq!(
            refusal(refused),
            "InvalidArgument MARKS_REFUSED",
            "{marks:?}"
        );
    }
    for marks in [&[(-1, "situation")][..], &[(0, "")]] {
        let refused = finish(&mut client, &take, marks).await;
        assert_eq!(
            refusal(refused),
            "InvalidArgument INVALID_FIELD",
            "{marks:?}"
        );
    }
    let marks = [(0, "Situation"), (4, "off-clock"), (9, "result")];
    finish(&mut client, &take, &marks).await.unwrap();
    finish(&mut client, &take, &marks).await.unwrap();
    let changed = finish(&mut client, &take, &marks[..2]).await;
    assert_eq!(refusal(changed), "FailedPrecondition TAKE_FINISHED");
    let nowhere = finish(&mut client, "sessions/a/takes/b", &marks).await;
    assert_eq!(refusal(nowhere), "NotFound SESSION_NOT_FOUND");
}

#[tokio::test]
async fn a_report_needs_an_end_and_all_of_the_audio() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let unfinished = report(&mut client, &take).await;
    assert_eq!(refusal(unfinished), "FailedPrecondition TAKE_UNFINISHED");
    finish(&mut client, &take, &[(0, "result")]).await.unwrap();
    let never_opened = report(&mut client, &take).await;
    assert_eq!(
        refusal(never_opened),
        "FailedPrecondition UPLOAD_INCOMPLETE"
    );
    client.open(&take).await;
    let open = report(&mut client, &take).await;
    assert_eq!(refusal(open), "FailedPrecondition UPLOAD_INCOMPLETE");
    client.upload(&take, &noise(SAMPLE_RATE)).await;
    report(&mut client, &take).await.unwrap();
    let nowhere = report(&mut client, "sessions/a/takes/b").await;
    assert_eq!(refusal(nowhere), "NotFound SESSION_NOT_FOUND");
}

#[tokio::test]
async fn audio_and_marks_must_belong_together() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let last_sample = i64::from(SAMPLE_RATE);
    for (audio, marks, answer) in [
        (b"no WAV".to_vec(), &[(0, "result")][..], "AUDIO_UNREADABLE"),
        (noise(SAMPLE_RATE), &[], "MARKS_REFUSED"),
        (
            noise(SAMPLE_RATE),
            &[(last_sample + 1, "result")],
            "MARKS_REFUSED",
        ),
    ] {
        let take = client.new_take().await;
        client.upload(&take, &audio).await;
        finish(&mut client, &take, marks).await.unwrap();
        let refused = report(&mut client, &take).await;
        assert_eq!(refusal(refused), format!("InvalidArgument {answer}"));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    client.upload(&take, &noise(SAMPLE_RATE)).await;
    finish(&mut client, &take, &[(0, "result")]).await.unwrap();
    report(&mut client, &take).await.unwrap();
    for name in ["2", "0", "01", "one", "99999999999999999999"] {
        let request = wire::GetReportRequest {
            name: format!("{take}/reports/{name}"),
        };
        let response = client.sessions.get_report(request).await;
        assert_eq!(refusal(response), "NotFound REPORT_NOT_FOUND", "{name}");
    }
    // A take is found in its own session only.
    let (_, id) = take.rsplit_once('/').unwrap();
    let other_session = client.session().await;
    let request = wire::GetTakeRequest {
        name: format!("{other_session}/takes/{id}"),
    };
    let response = client.sessions.get_take(request).await;
    assert_eq!(refusal(response), "NotFound TAKE_NOT_FOUND");
}

async fn finish(
    client: &mut Client,
    take: &str,
    marks: &[(i64, &str)],
) -> Result<tonic::Response<wire::FinishTakeResponse>, tonic::Status> {
    let marks = marks.iter().map(|(sample, place)| wire::Mark {
        sample: *sample,
        place: (*place).to_owned(),
    });
    let request = wire::FinishTakeRequest {
        name: take.to_owned(),
        end: Some(wire::TakeEnd {
            marks: marks.collect(),
            lost_frame_count: 0,
            ended: "stopped".to_owned(),
        }),
    };
    client.sessions.finish_take(request).await
}

async fn report(
    client: &mut Client,
    take: &str,
) -> Result<tonic::Response<wire::CreateReportResponse>, tonic::Status> {
    let request = wire::CreateReportRequest {
        parent: take.to_owned(),
        request_id: new_request(),
    };
    client.sessions.create_report(request).await
}
