//! The waveforms of takes, each worked out once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use starling_practice::TakeId;
use tokio::sync::Mutex as Turn;

use crate::analysis::{Analysis, AnalysisError};
use crate::store::{StorageError, Store, StoreError, TakeWaveform};

/// Gives waveforms: those that are kept, and others once they are worked out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waveforms {
    /// The takes whose waveforms are asked for; whoever comes second finds what the first has kept.
    turns: Arc<Mutex<HashMap<TakeId, Weak<Turn<()>>>>>,
}

impl Waveforms {
    /// The waveform of a take.
    ///
    /// # Errors
    /// [`AnalysisError`] where its audio is not complete, or cannot be read.
    pub(crate) async fn of<S: Store>(
        &self,
        store: &S,
        analysis: &Analysis,
        take: TakeId,
    ) -> Result<TakeWaveform, AnalysisError> {
        if let Some(kept) = store.waveform(take.clone()).await? {
            return Ok(kept);
        }
        let turn = self.turn(&take).lock_owned().await;
        let (store, analysis) = (store.clone(), analysis.clone());
        let work = tokio::spawn(async move {
            // Outlives a caller who goes away, like the work itself.
            let _turn = turn;
            if let Some(kept) = store.waveform(take.clone()).await? {
                return Ok(kept);
            }
            let waveform = analysis.waveform(&store, take.clone()).await?;
            store.keep_waveform(take, waveform.clone()).await?;
            Ok(waveform)
        });
        work.await
            .map_err(|_| StoreError::from(StorageError::Closed))?
    }

    fn turn(&self, take: &TakeId) -> Arc<Turn<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(take).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        turns.insert(take.clone(), Arc::downgrade(&turn));
        turn
    }
}
