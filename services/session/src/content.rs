//! Asks the content service for what a take freezes, and for what it is rated with.

use starling_practice::{FitError, Format, Level, Question, Rubric, Slug};
use starling_proto::client::ContentClient;
use starling_proto::error::CallError;
use tonic::Code;

use crate::store::NewTake;

/// Material that a take cannot be given.
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

/// The rubrics that an answer to a question can be rated with, one a level: those of its pack, or else of a shipped one.
pub(crate) async fn rubrics(
    mut client: ContentClient,
    question: &Question,
) -> Result<Vec<Rubric>, ContentError> {
    let rubrics = client.rubrics(None).await?;
    let own = comparable(&rubrics, &question.pack, question.level);
    if !own.is_empty() {
        return Ok(own);
    }
    let packs = client.packs().await?;
    let shipped = packs.iter().filter(|pack| pack.is_shipped);
    let mut shipped = shipped.map(|status| comparable(&rubrics, &status.pack.id, question.level));
    Ok(shipped.find(|found| !found.is_empty()).unwrap_or_default())
}

/// The rubrics of a pack, one a level, that have the dimensions of the one for `level`.
fn comparable(rubrics: &[Rubric], pack: &Slug, level: Level) -> Vec<Rubric> {
    let mut rubrics: Vec<&Rubric> = rubrics
        .iter()
        .filter(|rubric| rubric.pack == *pack)
        .collect();
    rubrics.sort_by_key(|rubric| rubric.level);
    let of_level = rubrics.iter().find(|rubric| rubric.level == level);
    let Some(dimensions) = of_level
        .or(rubrics.first())
        .map(|rubric| dimensions(rubric))
    else {
        return Vec::new();
    };
    rubrics.retain(|rubric| self::dimensions(rubric) == dimensions);
    rubrics.dedup_by_key(|rubric| rubric.level);
    rubrics.into_iter().cloned().collect()
}

fn dimensions(rubric: &Rubric) -> Vec<&Slug> {
    rubric
        .dimensions
        .iter()
        .map(|dimension| &dimension.id)
        .collect()
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

#[cfg(test)]
mod tests {
    use starling_practice::Dimension;

    use super::*;

    fn rubric(name: &str, level: Level, dimensions: &[&str]) -> Rubric {
        let (pack, id) = name.split_once('/').unwrap();
        let slug = |text: &str| Slug::new(text).unwrap();
        let dimension = |id: &&str| Dimension {
            id: slug(id),
            title: String::new(),
            what: String::new(),
            points: Default::default(),
        };
        Rubric {
            pack: slug(pack),
            id: slug(id),
            title: String::new(),
            level,
            text: String::new(),
            dimensions: dimensions.iter().map(dimension).collect(),
            source: String::new(),
        }
    }

    #[test]
    fn rubrics_that_are_shown_together_have_the_same_dimensions() {
        let rubrics = [
            rubric("a/l7", Level::L7, &["x", "y"]),
            rubric("a/l6", Level::L6, &["x", "y"]),
            rubric("a/l6-too", Level::L6, &["x", "y"]),
            rubric("b/l6", Level::L6, &["x"]),
            rubric("c/l6", Level::L6, &["x"]),
            rubric("c/l7", Level::L7, &["y"]),
        ];
        let check = |pack, level, expected: &[&str]| {
            let found = comparable(&rubrics, &Slug::new(pack).unwrap(), level);
            let found: Vec<&str> = found.iter().map(|rubric| rubric.id.as_str()).collect();
            assert_eq!(found, expected, "{pack} {level:?}");
        };
        check("a", Level::L6, &["l6", "l7"]);
        check("a", Level::L7, &["l6", "l7"]);
        check("b", Level::L7, &["l6"]);
        check("c", Level::L6, &["l6"]);
        check("c", Level::L7, &["l7"]);
        check("none", Level::L6, &[]);
    }
}
