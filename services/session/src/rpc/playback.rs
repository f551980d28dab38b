//! Calls of players.

use std::time::SystemTime;

use starling_practice::TakeId;
use starling_proto::convert::{ConvertError, UploadState};
use starling_proto::session::playback_service_server::PlaybackService;
use starling_proto::{name, session as wire};
use tonic::{Request, Response, Status};

use super::audio::unsigned;
use super::{Answer, Rpc, called};
use crate::playback::Content;
use crate::store::{Noun, StorageError, Store, StoreError, UploadError};
use crate::watch::Change;

/// Buckets where nobody says how many: more than the pixels of a wide screen.
const DEFAULT_BUCKETS: u64 = 4_096;
const MAX_BUCKETS: u64 = 16_384;

#[tonic::async_trait]
impl<S: Store> PlaybackService for Rpc<S> {
    async fn create_audio_url(
        &self,
        request: Request<wire::CreateAudioUrlRequest>,
    ) -> Answer<wire::CreateAudioUrlResponse> {
        create_audio_url(self, request).await
    }

    async fn get_waveform(
        &self,
        request: Request<wire::GetWaveformRequest>,
    ) -> Answer<wire::GetWaveformResponse> {
        get_waveform(self, request).await
    }

    async fn mark_take_heard(
        &self,
        request: Request<wire::MarkTakeHeardRequest>,
    ) -> Answer<wire::MarkTakeHeardResponse> {
        mark_take_heard(self, request).await
    }
}

async fn create_audio_url<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::CreateAudioUrlRequest>,
) -> Answer<wire::CreateAudioUrlResponse> {
    let (caller, request) = called(request)?;
    let take = name::parse_take("name", &request.name)?;
    let content = match wire::AudioContent::try_from(request.content) {
        Ok(wire::AudioContent::Unspecified) => Content::AsItIs,
        Ok(wire::AudioContent::WithComments) => Content::WithComments,
        Err(error) => return Err(ConvertError::new("content", error).into()),
    };
    let permit = rpc.access.session(&caller, &take.session).await?;
    check_is_sound(permit.store(), &take).await?;
    let (path, expire_time) = rpc.player.addresses.give(&caller, take, content);
    Ok(Response::new(wire::CreateAudioUrlResponse {
        path,
        expire_time: Some(expire_time.into()),
    }))
}

async fn get_waveform<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::GetWaveformRequest>,
) -> Answer<wire::GetWaveformResponse> {
    let (caller, request) = called(request)?;
    let take = name::parse_take("name", &request.name)?;
    let start = unsigned("start_sample", request.start_sample)?;
    let end = match unsigned("end_sample", request.end_sample)? {
        0 => u64::MAX,
        end if end > start => end,
        _ => {
            let problem = "must be above start_sample, or 0 for the end of the take";
            return Err(ConvertError::new("end_sample", problem).into());
        }
    };
    let max_buckets = match unsigned("max_bucket_count", request.max_bucket_count.into())? {
        0 => DEFAULT_BUCKETS,
        count => count.min(MAX_BUCKETS),
    };
    let permit = rpc.access.session(&caller, &take.session).await?;
    let found = rpc.waveforms.of(permit.store(), &rpc.analysis, take);
    let found = found.await?;
    let max_buckets = usize::try_from(max_buckets).unwrap_or(usize::MAX);
    let stretch = found.waveform.stretch(start..end, max_buckets);
    Ok(Response::new(wire::GetWaveformResponse {
        sample_rate_hertz: i32::try_from(found.sample_rate.hertz()).unwrap_or(i32::MAX),
        sample_count: signed(found.waveform.sample_count),
        start_sample: signed(stretch.start),
        samples_per_bucket: signed(stretch.samples_per_bucket),
        buckets: stretch.buckets,
    }))
}

async fn mark_take_heard<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::MarkTakeHeardRequest>,
) -> Answer<wire::MarkTakeHeardResponse> {
    let (caller, request) = called(request)?;
    let take = name::parse_take("name", &request.name)?;
    let permit = rpc.access.session(&caller, &take.session).await?;
    let listener = permit.reviewer().id;
    let now = SystemTime::now();
    let heard = permit.store().mark_heard(take.clone(), listener, now);
    // A second time, nothing has changed.
    if heard.await? {
        rpc.changes.tell(permit.owner(), Change::Take(take));
    }
    Ok(Response::new(wire::MarkTakeHeardResponse {}))
}

/// Refuses a take whose audio is deleted, not complete, or known to be damaged.
async fn check_is_sound(store: &impl Store, id: &TakeId) -> Result<(), Status> {
    let take = store.take(id.clone()).await?;
    if take.lifecycle.delete_time.is_some() {
        return Err(StoreError::Deleted(Noun::Take).into());
    }
    let upload = match store.upload(id.clone()).await {
        Err(StoreError::NotFound(Noun::Upload, _)) => return Err(incomplete()),
        upload => upload?,
    };
    if upload.state != UploadState::Complete {
        return Err(incomplete());
    }
    if upload.is_damaged {
        let damage = "a part of the take's audio is lost".to_owned();
        return Err(StoreError::from(StorageError::Damaged(damage)).into());
    }
    Ok(())
}

fn incomplete() -> Status {
    StoreError::from(UploadError::Incomplete).into()
}

/// No recording comes near the limit.
fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
