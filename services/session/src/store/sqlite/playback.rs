//! Waveforms, and who has heard what.

use std::time::SystemTime;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::TakeId;
use starling_speech::SampleRate;
use starling_speech::waveform::Waveform;

use super::{SqliteStore, columns, takes};
use crate::store::{PlaybackStore, StoreError, TakeWaveform};

impl PlaybackStore for SqliteStore {
    async fn waveform(&self, take: TakeId) -> Result<Option<TakeWaveform>, StoreError> {
        self.database.read(move |db| find(db, &take)).await
    }

    async fn keep_waveform(&self, take: TakeId, waveform: TakeWaveform) -> Result<(), StoreError> {
        let size = waveform.waveform.buckets.len();
        let change = move |db: &Connection| keep(db, &take, &waveform);
        self.database.submit(size, change).await?.await
    }

    async fn mark_heard(
        &self,
        take: TakeId,
        listener: String,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.database
            .write(move |db| mark_heard(db, &take, &listener, now))
            .await
    }
}

fn find(db: &Connection, take: &TakeId) -> Result<Option<TakeWaveform>, StoreError> {
    let number = takes::kept(db, take)?;
    Ok(db
        .prepare_cached("SELECT sample_rate, sample_count, buckets FROM waveforms WHERE take = ?1")?
        .query_row([number], read)
        .optional()?)
}

fn keep(db: &Connection, take: &TakeId, kept: &TakeWaveform) -> Result<(), StoreError> {
    let number = takes::kept(db, take)?;
    db.prepare_cached(
        "INSERT INTO waveforms (take, sample_rate, sample_count, buckets)
         VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        number,
        kept.sample_rate.hertz(),
        kept.waveform.sample_count,
        kept.waveform.buckets,
    ])?;
    Ok(())
}

fn mark_heard(
    db: &Connection,
    take: &TakeId,
    listener: &str,
    now: SystemTime,
) -> Result<bool, StoreError> {
    let number = takes::kept(db, take)?;
    let added = db
        .prepare_cached(
            "INSERT INTO hearings (take, listener, hear_time) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![number, listener, columns::nanoseconds(now)])?;
    Ok(added == 1)
}

fn read(row: &Row<'_>) -> rusqlite::Result<TakeWaveform> {
    let sample_rate = SampleRate::new(row.get(0)?);
    Ok(TakeWaveform {
        sample_rate: sample_rate.map_err(|error| {
            let kind = rusqlite::types::Type::Integer;
            rusqlite::Error::FromSqlConversionFailure(0, kind, Box::new(error))
        })?,
        waveform: Waveform {
            sample_count: row.get(1)?,
            buckets: row.get(2)?,
        },
    })
}
