//! Assessments.

use starling_practice::{Assessment, Collection, ItemId, Readiness, StatementGroup};

use super::level::{level, level_value};
use crate::convert::{ConvertError, required, signed_32, unsigned};
use crate::{content as wire, name};

impl From<Assessment> for wire::Assessment {
    fn from(assessment: Assessment) -> Self {
        Self {
            name: name::in_pack(&assessment.pack, Collection::Assessments, &assessment.id),
            title: assessment.title,
            level: level_value(Some(assessment.level)),
            scale: assessment.scale.map(|(min, max)| wire::Scale {
                min_points: signed_32(min),
                max_points: signed_32(max),
            }),
            ready: Some(wire::Readiness {
                total: assessment.ready.total,
                each: assessment.ready.each,
                mean: assessment.ready.mean,
            }),
            horizon: assessment.horizon_months.map(|(min, max)| wire::Horizon {
                min_months: signed_32(min),
                max_months: signed_32(max),
            }),
            groups: assessment.groups.into_iter().map(Into::into).collect(),
            text: assessment.text,
            source: assessment.source,
        }
    }
}

impl TryFrom<wire::Assessment> for Assessment {
    type Error = ConvertError;

    fn try_from(wire: wire::Assessment) -> Result<Self, ConvertError> {
        let ItemId { pack, id } =
            name::parse_item("assessment.name", Collection::Assessments, &wire.name)?;
        let ready = required("assessment.ready", wire.ready)?;
        Ok(Self {
            pack,
            id,
            title: wire.title,
            level: level("assessment.level", wire.level)?,
            scale: wire
                .scale
                .map(|scale| range("assessment.scale", scale.min_points, scale.max_points))
                .transpose()?,
            ready: Readiness {
                total: ready.total,
                each: ready.each,
                mean: ready.mean,
            },
            horizon_months: wire
                .horizon
                .map(|months| range("assessment.horizon", months.min_months, months.max_months))
                .transpose()?,
            groups: wire.groups.into_iter().map(Into::into).collect(),
            text: wire.text,
            source: wire.source,
        })
    }
}

fn range(field: &'static str, min: i32, max: i32) -> Result<(u32, u32), ConvertError> {
    if max < min {
        return Err(ConvertError::new(field, "must not end before it starts"));
    }
    Ok((unsigned(field, min)?, unsigned(field, max)?))
}

impl From<StatementGroup> for wire::StatementGroup {
    fn from(group: StatementGroup) -> Self {
        Self {
            title: group.title,
            statements: group.statements,
        }
    }
}

impl From<wire::StatementGroup> for StatementGroup {
    fn from(wire: wire::StatementGroup) -> Self {
        Self {
            title: wire.title,
            statements: wire.statements,
        }
    }
}
