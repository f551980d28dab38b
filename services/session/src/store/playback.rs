//! What players need besides audio: waveforms, and who has heard what.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::TakeId;
use starling_speech::SampleRate;
use starling_speech::waveform::Waveform;

use super::StoreError;

/// The waveform of a take at its rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TakeWaveform {
    pub(crate) sample_rate: SampleRate,
    pub(crate) waveform: Waveform,
}

/// Keeps waveforms and hearings.
pub(crate) trait PlaybackStore {
    /// The waveform of a take; none where it has not been kept yet.
    fn waveform(
        &self,
        take: TakeId,
    ) -> impl Future<Output = Result<Option<TakeWaveform>, StoreError>> + Send;

    /// Keeps the waveform of a take. One that is kept stays: a take's audio does not change.
    fn keep_waveform(
        &self,
        take: TakeId,
        waveform: TakeWaveform,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Notes that somebody has heard a take; gives whether they had not before.
    fn mark_heard(
        &self,
        take: TakeId,
        listener: String,
        now: SystemTime,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}
