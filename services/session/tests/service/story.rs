//! One evening of practice, from the first session to a look back after a restart.

use starling_practice::{Report, StoredReport, Take, TakeEnd, report};
use starling_proto::session as wire;
use starling_proto::session::take_upload_service_client::TakeUploadServiceClient;
use starling_proto::transport::Connection;
use starling_speech::{measure, wav};

use crate::fake_content::{FORMAT, QUESTION};
use crate::service::{Client, Service, create_take, new_request};
use crate::wav::{SAMPLE_RATE, noise};

#[tokio::test]
async fn an_evening_of_practice_is_still_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;

    let request = wire::CreateSessionRequest {
        request_id: new_request(),
        title: "Before the loop".to_owned(),
        retention: None,
    };
    let response = client.sessions.create_session(request.clone()).await;
    let session = response.unwrap().into_inner().session.unwrap();
    assert_eq!(session.title, "Before the loop");
    let again = client.sessions.create_session(request).await.unwrap();
    assert_eq!(again.into_inner().session.unwrap(), session);

    let request = create_take(&session.name);
    let response = client.sessions.create_take(request.clone()).await.unwrap();
    let take = response.into_inner().take.unwrap();
    assert!(take.name.starts_with(&session.name));
    assert_eq!(take.question.as_ref().unwrap().name, QUESTION);
    assert_eq!(take.format.as_ref().unwrap().name, FORMAT);
    assert_eq!(take.end, None);
    let again = client.sessions.create_take(request).await.unwrap();
    assert_eq!(again.into_inner().take.unwrap(), take);

    let wav = noise(4 * SAMPLE_RATE);
    client.upload(&take.name, &wav).await;
    let request = wire::FinishTakeRequest {
        name: take.name.clone(),
        end: Some(end()),
    };
    for _ in 0..2 {
        let response = client.sessions.finish_take(request.clone()).await.unwrap();
        let finished = response.into_inner().take.unwrap();
        assert_eq!(finished.end, Some(end()));
        assert_eq!(finished.question, take.question);
    }

    let report = create_report(&mut client, &take.name, &new_request()).await;
    assert_eq!(report.name, format!("{}/reports/1", take.name));
    assert_eq!(report.lead_in_sample_count, 8_000);
    let elapsed: Vec<i64> = report
        .segments
        .iter()
        .map(|segment| segment.end_sample - segment.start_sample)
        .collect();
    assert_eq!(elapsed, [24_000, 32_000]);
    let stored = StoredReport::try_from(report.clone()).unwrap();
    assert_eq!(stored.report, made_here(take.clone(), &wav));

    // A new score is a new report; a repeated request is the first one's.
    let request_id = new_request();
    let second = create_report(&mut client, &take.name, &request_id).await;
    assert_eq!(second.name, format!("{}/reports/2", take.name));
    assert_eq!(second.score, report.score);
    assert_eq!(
        create_report(&mut client, &take.name, &request_id).await,
        second
    );

    let before = look_back(&mut client, &take.name).await;
    assert_eq!(before.reports, [second, report]);
    drop(client);
    service.stop().await;

    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    assert_eq!(look_back(&mut client, &take.name).await, before);
    let third = create_report(&mut client, &take.name, &new_request()).await;
    assert_eq!(third.name, format!("{}/reports/3", take.name));
    assert_eq!(third.segments, before.reports[0].segments);
}

/// All that the service knows.
#[derive(Debug, PartialEq)]
struct Past {
    sessions: Vec<wire::Session>,
    takes: Vec<wire::Take>,
    upload: wire::Upload,
    reports: Vec<wire::Report>,
}

/// Lists everything, and gets each item by its name too.
async fn look_back(client: &mut Client, take: &str) -> Past {
    let Client {
        sessions, uploads, ..
    } = client;
    let listed = sessions.list_sessions(wire::ListSessionsRequest::default());
    let past_sessions = listed.await.unwrap().into_inner().sessions;
    for session in &past_sessions {
        let request = wire::GetSessionRequest {
            name: session.name.clone(),
        };
        let got = sessions.get_session(request).await.unwrap().into_inner();
        assert_eq!(got.session.as_ref(), Some(session));
    }
    let request = wire::ListTakesRequest {
        parent: "sessions/-".to_owned(),
        ..Default::default()
    };
    let takes = sessions
        .list_takes(request)
        .await
        .unwrap()
        .into_inner()
        .takes;
    for take in &takes {
        let request = wire::GetTakeRequest {
            name: take.name.clone(),
        };
        let got = sessions.get_take(request).await.unwrap().into_inner();
        assert_eq!(got.take.as_ref(), Some(take));
    }
    let request = wire::ListReportsRequest {
        parent: take.to_owned(),
        ..Default::default()
    };
    let listed = sessions.list_reports(request).await.unwrap();
    let reports = listed.into_inner().reports;
    for report in &reports {
        let request = wire::GetReportRequest {
            name: report.name.clone(),
        };
        let got = sessions.get_report(request).await.unwrap().into_inner();
        assert_eq!(got.report.as_ref(), Some(report));
    }
    Past {
        sessions: past_sessions,
        takes,
        upload: upload(uploads, take).await,
        reports,
    }
}

async fn upload(uploads: &mut TakeUploadServiceClient<Connection>, take: &str) -> wire::Upload {
    let request = wire::GetUploadRequest {
        take: take.to_owned(),
    };
    let response = uploads.get_upload(request).await.unwrap();
    response.into_inner().upload.unwrap()
}

async fn create_report(client: &mut Client, take: &str, request_id: &str) -> wire::Report {
    let request = wire::CreateReportRequest {
        parent: take.to_owned(),
        request_id: request_id.to_owned(),
    };
    let response = client.sessions.create_report(request).await.unwrap();
    response.into_inner().report.unwrap()
}

/// The report that the speaker's machine makes of the same take.
fn made_here(take: wire::Take, wav: &[u8]) -> Report {
    let take = Take::try_from(take).unwrap();
    let end = TakeEnd::try_from(end()).unwrap();
    let mut reader = wav::Reader::new(wav).unwrap();
    report(
        &take.format,
        take.fit,
        &end.marks,
        &measure(&mut reader).unwrap(),
        end.lost_frame_count,
        end.ended,
    )
    .unwrap()
}

/// Half a second of lead-in, then one and a half and two seconds of answer.
fn end() -> wire::TakeEnd {
    let mark = |sample, place: &str| wire::Mark {
        sample,
        place: place.to_owned(),
    };
    wire::TakeEnd {
        marks: vec![mark(8_000, "situation"), mark(32_000, "result")],
        lost_frame_count: 3,
        ended: "stopped".to_owned(),
    }
}
