//! `starling compare`

mod sheet;

use serde::Serialize;
use starling_practice::{Collection, Competency, Contradiction, ItemRef, Level, Slug};
use starling_proto::convert::PackStatus;

use crate::args::{CompareArguments, Global};
use crate::choose::unknown;
use crate::failure::Failure;
use crate::{output, services};

/// What is compared.
#[derive(Debug, Serialize)]
struct Comparison {
    /// What stands on the left, and what on the right.
    levels: [Level; 2],
    competencies: Vec<Competency>,
    /// Where the sources disagree about one of them.
    contradictions: Vec<Contradiction>,
    disclaimers: Vec<Disclaimer>,
    /// Only one aspect of them was asked for.
    #[serde(skip)]
    is_of_aspect: bool,
}

/// What a pack says about what it is not.
#[derive(Debug, Serialize)]
struct Disclaimer {
    pack: Slug,
    text: String,
}

pub(crate) async fn run(global: &Global, arguments: CompareArguments) -> Result<(), Failure> {
    let levels = [arguments.left.into(), arguments.right.into()];
    if levels[0] == levels[1] {
        return Err(Failure::input(
            "name two levels to compare: `starling compare l6 l7`",
        ));
    }
    let connection = services::connect(global).await?;
    let mut content = connection.content();
    let competencies = content.competencies(None).await?;
    let contradictions = content.contradictions(None).await?;
    let packs = content.packs().await?;
    let (competencies, is_of_aspect) = match &arguments.area {
        Some(area) => of_area(competencies, area)?,
        None => (competencies, false),
    };
    let comparison = Comparison {
        is_of_aspect,
        ..compare(levels, competencies, contradictions, packs)
    };
    if global.json {
        output::json(&comparison)?;
    } else {
        output::text(&sheet::text(&comparison, output::width()))?;
    }
    connection.close().await
}

/// The competencies that a person means: one, those of an area, or of all of them one aspect; and whether it is that.
fn of_area(competencies: Vec<Competency>, area: &str) -> Result<(Vec<Competency>, bool), Failure> {
    let area = area.to_lowercase();
    let is_meant = |id: &Slug| id.as_str() == area;
    if competencies
        .iter()
        .any(|of| is_meant(&of.id) || is_meant(&of.area))
    {
        let meant = competencies.into_iter();
        let meant = meant.filter(|of| is_meant(&of.id) || is_meant(&of.area));
        return Ok((meant.collect(), false));
    }
    let mut names: Vec<String> = Vec::new();
    let mut meant = Vec::new();
    for mut competency in competencies {
        names.extend([competency.id.to_string(), competency.area.to_string()]);
        names.extend(
            competency
                .aspects
                .iter()
                .map(|aspect| aspect.id.to_string()),
        );
        competency.aspects.retain(|aspect| is_meant(&aspect.id));
        if !competency.aspects.is_empty() {
            meant.push(competency);
        }
    }
    if meant.is_empty() {
        names.sort();
        names.dedup();
        return Err(unknown(
            "competency, area or aspect",
            &area,
            &names,
            "starling compare l6 l7",
        ));
    }
    Ok((meant, true))
}

fn compare(
    levels: [Level; 2],
    competencies: Vec<Competency>,
    mut contradictions: Vec<Contradiction>,
    packs: Vec<PackStatus>,
) -> Comparison {
    contradictions.retain(|contradiction| {
        competencies
            .iter()
            .any(|competency| is_about(contradiction, competency))
    });
    let compared = packs.into_iter().map(|status| status.pack).filter(|pack| {
        let is_compared = competencies
            .iter()
            .any(|competency| competency.pack == pack.id);
        is_compared && !pack.disclaimer.is_empty()
    });
    Comparison {
        levels,
        contradictions,
        disclaimers: compared
            .map(|pack| Disclaimer {
                pack: pack.id,
                text: pack.disclaimer,
            })
            .collect(),
        competencies,
        is_of_aspect: false,
    }
}

fn is_about(contradiction: &Contradiction, competency: &Competency) -> bool {
    let is_it =
        |item: &ItemRef| item.collection == Collection::Competencies && item.id == competency.id;
    contradiction.pack == competency.pack && contradiction.about.iter().any(is_it)
}

#[cfg(test)]
mod tests;
