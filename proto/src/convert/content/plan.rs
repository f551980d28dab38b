//! Plans. What exercises name is of the plan's pack, so it is passed down.

use starling_practice::{
    Block, Collection, Day, DayPart, Deliverables, Exercise, ItemId, Plan, Slug,
};

use super::level::{level, level_value};
use crate::convert::{ConvertError, checked, required, signed_32, unsigned};
use crate::{content as wire, name};

impl From<Plan> for wire::Plan {
    fn from(plan: Plan) -> Self {
        let pack = &plan.pack;
        Self {
            name: name::in_pack(pack, Collection::Plans, &plan.id),
            title: plan.title,
            level: level_value(Some(plan.level)),
            text: plan.text,
            days: plan
                .days
                .into_iter()
                .map(|day| wire_day(pack, day))
                .collect(),
            guidance: plan
                .guidance
                .iter()
                .map(|id| name::in_pack(pack, Collection::Guidance, id))
                .collect(),
            source: plan.source,
        }
    }
}

impl TryFrom<wire::Plan> for Plan {
    type Error = ConvertError;

    fn try_from(wire: wire::Plan) -> Result<Self, ConvertError> {
        let ItemId { pack, id } = name::parse_item("plan.name", Collection::Plans, &wire.name)?;
        Ok(Self {
            id,
            title: wire.title,
            level: level("plan.level", wire.level)?,
            text: wire.text,
            days: wire
                .days
                .into_iter()
                .map(|wire| day(&pack, wire))
                .collect::<Result<_, _>>()?,
            guidance: ids("plan.guidance", &pack, Collection::Guidance, &wire.guidance)?,
            source: wire.source,
            pack,
        })
    }
}

fn wire_day(pack: &Slug, day: Day) -> wire::Day {
    wire::Day {
        title: day.title,
        text: day.text,
        blocks: day
            .blocks
            .into_iter()
            .map(|block| wire_block(pack, block))
            .collect(),
        deliverables: Some(wire::Deliverables {
            items: day.deliverables.items,
            source: day.deliverables.source,
        }),
        source: day.source,
    }
}

fn day(pack: &Slug, wire: wire::Day) -> Result<Day, ConvertError> {
    let deliverables = required("day.deliverables", wire.deliverables)?;
    Ok(Day {
        title: wire.title,
        text: wire.text,
        blocks: wire
            .blocks
            .into_iter()
            .map(|wire| block(pack, wire))
            .collect::<Result<_, _>>()?,
        deliverables: Deliverables {
            items: deliverables.items,
            source: deliverables.source,
        },
        source: wire.source,
    })
}

fn wire_block(pack: &Slug, block: Block) -> wire::Block {
    let part = match block.part {
        DayPart::Morning => wire::DayPart::Morning,
        DayPart::Afternoon => wire::DayPart::Afternoon,
        DayPart::Evening => wire::DayPart::Evening,
    };
    wire::Block {
        title: block.title,
        part: part.into(),
        minutes: signed_32(block.minutes),
        exercises: block
            .exercises
            .into_iter()
            .map(|exercise| wire_exercise(pack, exercise))
            .collect(),
        source: block.source,
    }
}

fn block(pack: &Slug, wire: wire::Block) -> Result<Block, ConvertError> {
    Ok(Block {
        title: wire.title,
        part: match checked("block.part", wire::DayPart::try_from(wire.part))? {
            wire::DayPart::Morning => DayPart::Morning,
            wire::DayPart::Afternoon => DayPart::Afternoon,
            wire::DayPart::Evening => DayPart::Evening,
            wire::DayPart::Unspecified => {
                return Err(ConvertError::new("block.part", "is required"));
            }
        },
        minutes: unsigned("block.minutes", wire.minutes)?,
        exercises: wire
            .exercises
            .into_iter()
            .map(|wire| exercise(pack, wire))
            .collect::<Result<_, _>>()?,
        source: wire.source,
    })
}

fn wire_exercise(pack: &Slug, exercise: Exercise) -> wire::Exercise {
    let name = |collection, id: &Slug| name::in_pack(pack, collection, id);
    wire::Exercise {
        title: exercise.title,
        minutes: exercise.minutes.map(signed_32),
        format: exercise
            .format
            .map(|id| name(Collection::Formats, &id))
            .unwrap_or_default(),
        assessment: exercise
            .assessment
            .map(|id| name(Collection::Assessments, &id))
            .unwrap_or_default(),
        questions: exercise
            .questions
            .iter()
            .map(|id| name(Collection::Questions, id))
            .collect(),
        steps: exercise.steps,
    }
}

fn exercise(pack: &Slug, wire: wire::Exercise) -> Result<Exercise, ConvertError> {
    let optional = |field, collection, name: String| {
        let name = Some(name).filter(|name| !name.is_empty());
        name.map(|name| name::parse_in_pack(field, pack, collection, &name))
            .transpose()
    };
    Ok(Exercise {
        title: wire.title,
        minutes: wire
            .minutes
            .map(|minutes| unsigned("exercise.minutes", minutes))
            .transpose()?,
        format: optional("exercise.format", Collection::Formats, wire.format)?,
        assessment: optional(
            "exercise.assessment",
            Collection::Assessments,
            wire.assessment,
        )?,
        questions: ids(
            "exercise.questions",
            pack,
            Collection::Questions,
            &wire.questions,
        )?,
        steps: wire.steps,
    })
}

fn ids(
    field: &'static str,
    pack: &Slug,
    collection: Collection,
    names: &[String],
) -> Result<Vec<Slug>, ConvertError> {
    names
        .iter()
        .map(|name| name::parse_in_pack(field, pack, collection, name))
        .collect()
}
