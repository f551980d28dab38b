//! The audio of spoken comments.

use starling_practice::Voice;
use starling_proto::{name, session as wire};
use tonic::{Request, Response, Status};

use super::{Answer, Rpc, called};
use crate::status;
use crate::store::{NewVoice, Store};

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::GetVoiceRequest>,
) -> Answer<wire::GetVoiceResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_comment("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.take.session).await?;
    let voice = permit.store().voice(id).await?;
    Ok(Response::new(wire::GetVoiceResponse { voice }))
}

/// The audio of a new comment; none for a written one.
pub(super) fn checked(wav: Vec<u8>) -> Result<Option<NewVoice>, Status> {
    if wav.is_empty() {
        return Ok(None);
    }
    let voice = Voice::of_wav(&wav).map_err(|error| status::voice(&error))?;
    Ok(Some(NewVoice { voice, wav }))
}
