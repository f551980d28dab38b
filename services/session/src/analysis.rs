//! From a stored take to its report.

use std::io::Read;
use std::sync::Arc;

use starling_practice::{Report, ReportError, Take, TakeEnd, TakeId, report};
use starling_speech::{SampleRate, measure, wav};
use tokio::sync::Semaphore;

use crate::store::{StorageError, StoreError, UploadStore};

/// Takes that are measured at a time. Each keeps a core busy; uploads need what is left.
const MAX_ANALYSES: usize = 2;

/// Measures takes, a few at a time.
#[derive(Debug, Clone)]
pub(crate) struct Analysis {
    permits: Arc<Semaphore>,
}

/// A take that cannot be reported on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnalysisError {
    #[error("the take's upload is not complete; finish it first")]
    UploadIncomplete,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the take's audio cannot be read: {0}")]
    Audio(wav::WavError),
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl Default for Analysis {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(MAX_ANALYSES)),
        }
    }
}

impl Analysis {
    /// Measures a take and holds it against its own format. The same take gives the same report.
    pub(crate) async fn report(
        &self,
        store: &impl UploadStore,
        take: Take,
    ) -> Result<Report, AnalysisError> {
        let end = take.end.clone().ok_or(StoreError::TakeUnfinished)?;
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::from(StorageError::Closed))?;
        let made = store.read_audio(take.id.clone(), move |audio| {
            // Outlives a caller who goes away, like the work itself.
            let _permit = permit;
            make(&take, end, audio)
        });
        made.await?.ok_or(AnalysisError::UploadIncomplete)?
    }
}

/// The rate of a take's audio, as its file says.
pub(crate) async fn sample_rate(
    store: &impl UploadStore,
    take: TakeId,
) -> Result<SampleRate, AnalysisError> {
    let read = |audio: &mut dyn Read| Ok(wav::Reader::new(audio)?.spec().sample_rate);
    let read = store.read_audio(take, read);
    read.await?.ok_or(AnalysisError::UploadIncomplete)?
}

fn make(take: &Take, end: TakeEnd, audio: &mut dyn Read) -> Result<Report, AnalysisError> {
    let mut reader = wav::Reader::new(audio)?;
    let measures = measure(&mut reader)?;
    Ok(report(
        &take.format,
        take.fit,
        &end.marks,
        &measures,
        end.lost_frame_count,
        end.ended,
    )?)
}

impl From<wav::WavError> for AnalysisError {
    fn from(error: wav::WavError) -> Self {
        match error {
            wav::WavError::Io(error) => match error.downcast::<StoreError>() {
                Ok(error) => Self::Store(error),
                Err(error) => Self::Audio(wav::WavError::Io(error)),
            },
            error => Self::Audio(error),
        }
    }
}
