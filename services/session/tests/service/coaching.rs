//! What coaches do beyond notes: drafts, threads, spoken comments, rubrics, files for other programs.

use starling_proto::session as wire;
use wire::ExportFormat;

use crate::service::{Client, Service, new_request, refusal};
use crate::wav::{SAMPLE_RATE, noise};

async fn create(
    client: &mut Client,
    take: &str,
    comment: wire::Comment,
    voice: Vec<u8>,
) -> Result<tonic::Response<wire::CreateCommentResponse>, tonic::Status> {
    let request = wire::CreateCommentRequest {
        parent: take.to_owned(),
        request_id: new_request(),
        comment: Some(wire::Comment {
            author: "Ann".to_owned(),
            ..comment
        }),
        voice,
    };
    client.reviews.create_comment(request).await
}

async fn created(client: &mut Client, take: &str, comment: wire::Comment) -> wire::Comment {
    let response = create(client, take, comment, Vec::new()).await;
    response.unwrap().into_inner().comment.unwrap()
}

fn said(text: &str) -> wire::Comment {
    wire::Comment {
        text: text.to_owned(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_draft_is_sent_once() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let rating = |level: i32| wire::Rating {
        dimension: "depth".to_owned(),
        point: 3,
        level,
        missing_evidence: "Whose idea was it?".to_owned(),
    };
    let request = wire::CreateReviewRequest {
        parent: take,
        request_id: new_request(),
        review: Some(wire::Review {
            author: "Ann".to_owned(),
            ratings: (0..3).map(rating).collect(),
            ..Default::default()
        }),
    };
    let draft = client.reviews.create_review(request).await.unwrap();
    let draft = draft.into_inner().review.unwrap();
    assert_eq!((draft.send_time, draft.is_own), (None, true));
    assert_eq!(draft.ratings, [rating(0), rating(1), rating(2)]);
    let send = wire::SendReviewRequest {
        name: draft.name,
        etag: draft.etag,
    };
    let sent = client.reviews.send_review(send.clone()).await.unwrap();
    let sent = sent.into_inner().review.unwrap();
    assert!(sent.send_time.is_some());
    let stale = client.reviews.send_review(send).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
}

#[tokio::test]
async fn a_thread_has_replies_and_is_settled() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let thread = wire::Comment {
        start_sample: 5,
        end_sample: 9,
        kind: wire::CommentKind::RedFlag.into(),
        criterion: "Blames others".to_owned(),
        ..Default::default()
    };
    let thread = created(&mut client, &take, thread).await;
    assert_eq!(thread.criterion, "Blames others");
    let reply = wire::Comment {
        reply_to: thread.name.clone(),
        ..said("I did not")
    };
    let reply = created(&mut client, &take, reply).await;
    assert_eq!((reply.start_sample, reply.end_sample), (5, 9));
    assert_eq!(reply.reply_to, thread.name);
    let nothing = create(&mut client, &take, said(""), Vec::new()).await;
    assert_eq!(refusal(nothing), "InvalidArgument INVALID_FIELD");

    let resolve = |comment: &wire::Comment| wire::ResolveCommentRequest {
        name: comment.name.clone(),
        etag: comment.etag.clone(),
    };
    let settled = client.reviews.resolve_comment(resolve(&thread)).await;
    let settled = settled.unwrap().into_inner().comment.unwrap();
    assert!(settled.resolve_time.is_some());
    let stale = client.reviews.resolve_comment(resolve(&thread)).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
    let of_reply = client.reviews.resolve_comment(resolve(&reply)).await;
    assert_eq!(refusal(of_reply), "InvalidArgument INVALID_FIELD");
    let reopen = wire::ReopenCommentRequest {
        name: settled.name,
        etag: String::new(),
    };
    let reopened = client.reviews.reopen_comment(reopen).await.unwrap();
    assert_eq!(reopened.into_inner().comment.unwrap().resolve_time, None);
}

#[tokio::test]
async fn a_spoken_comment_is_heard_as_it_was_sent() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    // As large as it may be: 2 MiB, and all texts around it.
    let mut wav = noise(2 * SAMPLE_RATE);
    wav.resize(2 * 1024 * 1024, 1);
    let comment = wire::Comment {
        criterion: "🦀".repeat(1_000),
        ..said(&"🦀".repeat(5_000))
    };
    let spoken = create(&mut client, &take, comment, wav.clone()).await;
    let spoken = spoken.unwrap().into_inner().comment.unwrap();
    let expected = wire::Voice {
        sample_rate_hertz: SAMPLE_RATE as i32,
        sample_count: i64::from(2 * SAMPLE_RATE),
    };
    assert_eq!(spoken.voice, Some(expected));
    let get = |name: &str| wire::GetVoiceRequest {
        name: name.to_owned(),
    };
    let heard = client.reviews.get_voice(get(&spoken.name)).await.unwrap();
    assert!(heard.into_inner().voice == wav, "byte for byte");

    let spoken = create(&mut client, &take, said(""), noise(SAMPLE_RATE)).await;
    assert!(spoken.is_ok(), "it need not be written too");
    for unreadable in [&b"OggS"[..], &noise(SAMPLE_RATE - 1), &wav[..50_000]] {
        let refused = create(&mut client, &take, said("Here"), unreadable.to_vec()).await;
        assert_eq!(refusal(refused), "InvalidArgument AUDIO_UNREADABLE");
    }
    let written = created(&mut client, &take, said("Here")).await;
    let silent = client.reviews.get_voice(get(&written.name)).await;
    assert_eq!(refusal(silent), "NotFound COMMENT_NOT_FOUND");
}

#[tokio::test]
async fn a_take_is_rated_with_the_shipped_rubrics_where_its_pack_has_none() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let parent = client.new_take().await;
    let request = wire::ListTakeRubricsRequest { parent };
    let response = client.reviews.list_take_rubrics(request).await.unwrap();
    let rubrics = response.into_inner().rubrics;
    let names: Vec<&str> = rubrics.iter().map(|rubric| rubric.name.as_str()).collect();
    let expected = ["l6", "l7"].map(|id| format!("packs/house/rubrics/{id}"));
    assert_eq!(names, expected);
}

#[tokio::test]
async fn comments_are_written_as_files_for_other_programs() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let export = |format: ExportFormat| wire::ExportReviewRequest {
        name: take.clone(),
        format: format.into(),
    };
    let early = export(ExportFormat::Labels);
    for _ in 0..2 {
        let refused = client.reviews.export_review(early.clone()).await;
        assert_eq!(refusal(refused), "FailedPrecondition UPLOAD_INCOMPLETE");
        client.open(&take).await;
    }
    client.upload(&take, &noise(4 * SAMPLE_RATE)).await;
    // More than a page of them.
    for number in 0..201 {
        let comment = wire::Comment {
            start_sample: i64::from(SAMPLE_RATE),
            end_sample: i64::from(2 * SAMPLE_RATE),
            ..said(&format!("Comment {number}"))
        };
        created(&mut client, &take, comment).await;
    }
    for (format, name, media_type, holds) in [
        (
            ExportFormat::Labels,
            "worst-day-labels.txt",
            "text/plain",
            "1.000000\t2.000000\tAnn: Comment 200\n",
        ),
        (
            ExportFormat::Webvtt,
            "worst-day-comments.vtt",
            "text/vtt",
            "00:00:01.000 --> 00:00:02.000\nAnn: Comment 0\n",
        ),
        (
            ExportFormat::Csv,
            "worst-day-comments.csv",
            "text/csv",
            "1.000,2.000,\"Ann\",note,\"\",\"Comment 100\"",
        ),
        (
            ExportFormat::Markdown,
            "worst-day-review.md",
            "text/markdown",
            "# The worst day\n",
        ),
    ] {
        let file = client.reviews.export_review(export(format)).await.unwrap();
        let file = file.into_inner();
        assert_eq!((&*file.file_name, &*file.media_type), (name, media_type));
        let content = String::from_utf8(file.content).unwrap();
        assert!(content.contains(holds), "{content}");
        assert_eq!(content.matches("Comment ").count(), 201);
    }
    let unknown = export(ExportFormat::Unspecified);
    let unknown = client.reviews.export_review(unknown).await;
    assert_eq!(refusal(unknown), "InvalidArgument INVALID_FIELD");
}
