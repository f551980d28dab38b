//! Reports on takes.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{Report, Slug, StoredReport, TakeId};
use uuid::Uuid;

use super::{Listed, Page, StoreError};

/// Keeps reports.
pub(crate) trait ReportStore {
    /// The report that this request has stored, if it was made before.
    fn created_report(
        &self,
        request: Uuid,
        take: TakeId,
    ) -> impl Future<Output = Result<Option<StoredReport>, StoreError>> + Send;

    /// Stores a report under the next id of its take, or gives the one that this request has stored.
    fn create_report(
        &self,
        request: Uuid,
        report: NewReport,
    ) -> impl Future<Output = Result<StoredReport, StoreError>> + Send;

    /// The report of this id.
    fn report(
        &self,
        take: TakeId,
        id: Slug,
    ) -> impl Future<Output = Result<StoredReport, StoreError>> + Send;

    /// A page of the reports on a take.
    fn reports(
        &self,
        take: TakeId,
        page: Page,
    ) -> impl Future<Output = Result<Listed<StoredReport>, StoreError>> + Send;
}

/// A report that has no id yet.
#[derive(Debug, Clone)]
pub(crate) struct NewReport {
    pub(crate) take: TakeId,
    pub(crate) create_time: SystemTime,
    pub(crate) report: Report,
}
