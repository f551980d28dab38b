//! Asks the content service for what a take freezes.

use starling_practice::{FitError, Format, Question};
use starling_proto::client::ContentClient;
use starling_proto::error::CallError;
use tonic::Code;

use crate::store::NewTake;

/// Material that cannot be frozen into a take.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContentError {
    #[error("the content service cannot be asked: {0}")]
    Away(CallError),
    /// There is no such material, or it is damaged; the content service says which.
    #[error("{0}")]
    Refused(CallError),
    #[error("the content service does not do its work: {0}")]
    Broken(CallError),
    #[error(transparent)]
    Fit(#[from] FitError),
}

/// The question and the format of a new take, as they are now.
pub(crate) async fn material(
    mut client: ContentClient,
    new: &NewTake,
) -> Result<(Question, Format), ContentError> {
    let question = client.question(&new.question).await?;
    let format = client.format(&new.format).await?;
    format.bands(new.fit)?;
    Ok((question, format))
}

impl From<CallError> for ContentError {
    fn from(error: CallError) -> Self {
        match error.code {
            _ if error.is_transient() => Self::Away(error),
            Code::NotFound | Code::FailedPrecondition => Self::Refused(error),
            _ => Self::Broken(error),
        }
    }
}
