//! Calls on reports.

use std::time::SystemTime;

use starling_proto::{name, session as wire};
use tonic::Response;

use super::paging::{next_token, page};
use super::{Answer, Rpc, request_id};
use crate::store::{NewReport, Store};

pub(super) async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: wire::CreateReportRequest,
) -> Answer<wire::CreateReportResponse> {
    let request_id = request_id(&request.request_id)?;
    let id = name::parse_take("parent", &request.parent)?;
    let report = match rpc.store.created_report(request_id, id.clone()).await? {
        Some(report) => report,
        None => {
            let take = rpc.store.take(id.clone()).await?;
            let new = NewReport {
                take: id,
                report: rpc.analysis.report(&rpc.store, take).await?,
                create_time: SystemTime::now(),
            };
            rpc.store.create_report(request_id, new).await?
        }
    };
    Ok(Response::new(wire::CreateReportResponse {
        report: Some(report.into()),
    }))
}

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: wire::GetReportRequest,
) -> Answer<wire::GetReportResponse> {
    let (take, id) = name::parse_report("name", &request.name)?;
    let report = rpc.store.report(take, id).await?;
    Ok(Response::new(wire::GetReportResponse {
        report: Some(report.into()),
    }))
}

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: wire::ListReportsRequest,
) -> Answer<wire::ListReportsResponse> {
    let take = name::parse_take("parent", &request.parent)?;
    let query = format!("{}/reports", request.parent);
    let page = page(&query, request.page_size, &request.page_token)?;
    let listed = rpc.store.reports(take, page).await?;
    Ok(Response::new(wire::ListReportsResponse {
        reports: listed.items.into_iter().map(Into::into).collect(),
        next_page_token: next_token(&query, listed.last),
    }))
}
