//! From a stored take to its report.

use std::io::Read;
use std::sync::Arc;

use starling_practice::{Report, ReportError, Take, TakeEnd, TakeId, report};
use starling_speech::waveform::WaveformBuilder;
use starling_speech::{Analyzer, Measures, SampleRate, wav};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::store::{StorageError, StoreError, TakeWaveform, UploadStore};

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
    /// Measures a take and holds it against its own format; gives its waveform as well, which costs little on the way. The
    /// same take gives the same report.
    pub(crate) async fn report(
        &self,
        store: &impl UploadStore,
        take: Take,
    ) -> Result<(Report, TakeWaveform), AnalysisError> {
        let end = take.end.clone().ok_or(StoreError::TakeUnfinished)?;
        let made = self.read(store, take.id.clone(), move |audio| {
            let (measures, waveform) = hear(audio)?;
            Ok((make(&take, end, &measures)?, waveform))
        });
        made.await
    }

    /// The waveform of a take alone.
    pub(crate) async fn waveform(
        &self,
        store: &impl UploadStore,
        take: TakeId,
    ) -> Result<TakeWaveform, AnalysisError> {
        self.read(store, take, draw).await
    }

    /// Waits until there is a core for work on a take.
    pub(crate) async fn permit(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        permit.map_err(|_| StorageError::Closed.into())
    }

    async fn read<T: Send + 'static>(
        &self,
        store: &impl UploadStore,
        take: TakeId,
        make: impl FnOnce(&mut dyn Read) -> Result<T, AnalysisError> + Send + 'static,
    ) -> Result<T, AnalysisError> {
        let permit = self.permit().await?;
        let made = store.read_audio(take, move |audio| {
            // Outlives a caller who goes away, like the work itself.
            let _permit = permit;
            make(audio)
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

/// Measures and draws in one pass.
fn hear(audio: &mut dyn Read) -> Result<(Measures, TakeWaveform), AnalysisError> {
    let mut reader = wav::Reader::new(audio)?;
    let sample_rate = reader.spec().sample_rate;
    let mut analyzer = Analyzer::new(sample_rate);
    let waveform = drawn(&mut reader, |block| analyzer.push(block))?;
    Ok((analyzer.finish(), waveform))
}

/// Draws alone, which is many times as fast.
fn draw(audio: &mut dyn Read) -> Result<TakeWaveform, AnalysisError> {
    drawn(&mut wav::Reader::new(audio)?, |_| {})
}

fn drawn<R: Read>(
    reader: &mut wav::Reader<R>,
    mut beside: impl FnMut(&[f32]),
) -> Result<TakeWaveform, AnalysisError> {
    let mut builder = WaveformBuilder::default();
    let mut block = Vec::new();
    while reader.read_block(&mut block)? > 0 {
        builder.push(&block);
        beside(&block);
    }
    Ok(TakeWaveform {
        sample_rate: reader.spec().sample_rate,
        waveform: builder.finish(),
    })
}

fn make(take: &Take, end: TakeEnd, measures: &Measures) -> Result<Report, ReportError> {
    report(
        &take.format,
        take.fit,
        &end.marks,
        measures,
        end.lost_frame_count,
        end.ended,
    )
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
