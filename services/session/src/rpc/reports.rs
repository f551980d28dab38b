//! Calls on reports.

use std::time::SystemTime;

use starling_proto::{name, session as wire};
use tonic::{Request, Response};

use super::paging::{fitting, next_token, page};
use super::{Answer, Rpc, called, request_id};
use crate::store::{NewReport, Store};
use crate::watch::Change;

pub(super) async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::CreateReportRequest>,
) -> Answer<wire::CreateReportResponse> {
    let (caller, request) = called(request)?;
    let request_id = request_id(&request.request_id)?;
    let id = name::parse_take("parent", &request.parent)?;
    let permit = rpc.access.session(&caller, &id.session).await?;
    let report = match permit
        .store()
        .created_report(request_id, id.clone())
        .await?
    {
        Some(report) => report,
        None => {
            let take = permit.store().take(id.clone()).await?;
            let (report, waveform) = rpc.analysis.report(permit.store(), take).await?;
            permit.store().keep_waveform(id.clone(), waveform).await?;
            let new = NewReport {
                take: id,
                report,
                create_time: SystemTime::now(),
            };
            permit.store().create_report(request_id, new).await?
        }
    };
    rpc.changes
        .tell(permit.owner(), Change::Take(report.take.clone()));
    Ok(Response::new(wire::CreateReportResponse {
        report: Some(report.into()),
    }))
}

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::GetReportRequest>,
) -> Answer<wire::GetReportResponse> {
    let (caller, request) = called(request)?;
    let (take, id) = name::parse_report("name", &request.name)?;
    let permit = rpc.access.session(&caller, &take.session).await?;
    let report = permit.store().report(take, id).await?;
    Ok(Response::new(wire::GetReportResponse {
        report: Some(report.into()),
    }))
}

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ListReportsRequest>,
) -> Answer<wire::ListReportsResponse> {
    let (caller, request) = called(request)?;
    let take = name::parse_take("parent", &request.parent)?;
    let permit = rpc.access.session(&caller, &take.session).await?;
    let query = format!("{}/reports", request.parent);
    let page = page(&query, request.page_size, &request.page_token)?;
    let list = |page| permit.store().reports(take.clone(), page);
    let listed = fitting(page, list).await?;
    Ok(Response::new(wire::ListReportsResponse {
        reports: listed.items,
        next_page_token: next_token(&query, listed.last),
    }))
}
