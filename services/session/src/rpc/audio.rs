//! Streams the audio of a take to whoever listens.

use starling_proto::convert::ConvertError;
use starling_proto::{name, session as wire};
use tokio_stream::StreamExt as _;
use tonic::codegen::BoxStream;
use tonic::{Request, Response};

use super::{Answer, Rpc, called};
use crate::audio_stream;
use crate::store::Store;

pub(super) async fn read<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ReadAudioRequest>,
) -> Answer<BoxStream<wire::ReadAudioResponse>> {
    let (caller, request) = called(request)?;
    let take = name::parse_take("name", &request.name)?;
    let permit = rpc.access.session(&caller, &take.session).await?;
    let offset = unsigned("offset_bytes", request.offset_bytes)?;
    let end = match unsigned("limit_bytes", request.limit_bytes)? {
        0 => u64::MAX,
        limit => offset.saturating_add(limit),
    };
    let runs = audio_stream::stretch(permit.store(), take.clone(), offset..end).await?;
    let mut stored = Some(permit.store().stored_audio(take).await?.into());
    let runs = runs.map(move |run| {
        run.map(|data| {
            let stored = stored.take();
            wire::ReadAudioResponse { data, stored }
        })
    });
    Ok(Response::new(Box::pin(runs)))
}

/// A position or count, which is never negative.
pub(super) fn unsigned(field: &'static str, value: i64) -> Result<u64, ConvertError> {
    u64::try_from(value).map_err(|_| ConvertError::new(field, "must not be negative"))
}
