//! The rubrics that a take is rated with.

use starling_proto::{name, session as wire};
use tonic::{Request, Response};

use super::{Answer, Rpc, called};
use crate::content;
use crate::store::Store;

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ListTakeRubricsRequest>,
) -> Answer<wire::ListTakeRubricsResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_take("parent", &request.parent)?;
    let permit = rpc.access.session(&caller, &id.session).await?;
    let question = permit.store().take(id).await?.question;
    let rubrics = content::rubrics(rpc.content.clone(), &question).await?;
    Ok(Response::new(wire::ListTakeRubricsResponse {
        rubrics: rubrics.into_iter().map(Into::into).collect(),
    }))
}
