//! Reviews and comments as files for other programs.

use std::future::Future;

use starling_practice::export::{self, ReviewedTake};
use starling_proto::convert::ConvertError;
use starling_proto::error;
use starling_proto::{name, session as wire};
use starling_speech::SampleRate;
use tonic::{Code, Request, Response, Status};

use super::paging::MAX_SIZE;
use super::{Answer, Rpc, called};
use crate::analysis::{AnalysisError, sample_rate};
use crate::store::{Listed, Page, Store, StoreError};

/// Reviews and comments that go into a file.
const MAX_ITEMS: usize = 10_000;
const PAGE_SIZE: usize = 200;

/// How a kind of file is made, and what it is called.
struct Kind {
    write: fn(ReviewedTake<'_>) -> String,
    suffix: &'static str,
    media_type: &'static str,
}

pub(super) async fn review<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ExportReviewRequest>,
) -> Answer<wire::ExportReviewResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_take("name", &request.name)?;
    let kind = kind(request.format)?;
    let permit = rpc.access.session(&caller, &id.session).await?;
    let store = permit.store();
    let take = store.take(id.clone()).await?;
    let report = store.reports(id.clone(), first(1)).await?.items.pop();
    let report = report.map(|stored| stored.report);
    let sample_rate = match &report {
        Some(report) => SampleRate::new(report.take.sample_rate_hertz)
            .map_err(|error| AnalysisError::Audio(error.into()))?,
        None => sample_rate(store, id.clone()).await?,
    };
    let reviews = all(|page| store.reviews(permit.reviewer(), id.clone(), page)).await?;
    let comments = all(|page| store.comments(permit.reviewer(), id.clone(), page)).await?;
    let content = (kind.write)(ReviewedTake {
        take: &take,
        sample_rate,
        report: report.as_ref(),
        reviews: &reviews,
        comments: &comments,
    });
    if content.len() > MAX_SIZE {
        return Err(too_large());
    }
    Ok(Response::new(wire::ExportReviewResponse {
        content: content.into_bytes(),
        file_name: format!("{}-{}", take.question.id, kind.suffix),
        media_type: kind.media_type.to_owned(),
    }))
}

fn kind(format: i32) -> Result<Kind, ConvertError> {
    use wire::ExportFormat as Format;
    let unknown = || ConvertError::new("format", "is none that there is");
    Ok(match Format::try_from(format).map_err(|_| unknown())? {
        Format::Unspecified => return Err(unknown()),
        Format::Labels => Kind {
            write: export::labels,
            suffix: "labels.txt",
            media_type: "text/plain",
        },
        Format::Webvtt => Kind {
            write: export::vtt,
            suffix: "comments.vtt",
            media_type: "text/vtt",
        },
        Format::Csv => Kind {
            write: export::csv,
            suffix: "comments.csv",
            media_type: "text/csv",
        },
        Format::Markdown => Kind {
            write: export::markdown,
            suffix: "review.md",
            media_type: "text/markdown",
        },
    })
}

/// Everything in a list.
async fn all<T, P>(mut list: impl FnMut(Page) -> P) -> Result<Vec<T>, Status>
where
    P: Future<Output = Result<Listed<T>, StoreError>>,
{
    let mut items = Vec::new();
    let mut page = first(PAGE_SIZE);
    loop {
        let listed = list(page).await?;
        items.extend(listed.items);
        match listed.last {
            None => return Ok(items),
            Some(_) if items.len() >= MAX_ITEMS => return Err(too_large()),
            Some(below) => page.below = below,
        }
    }
}

fn first(size: usize) -> Page {
    Page {
        below: i64::MAX,
        size,
    }
}

fn too_large() -> Status {
    let message = "there are more comments than one file takes; list them page by page";
    error::status(Code::OutOfRange, "EXPORT_TOO_LARGE", message)
}
