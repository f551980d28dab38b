//! All packs in memory: what can be looked up, and what to say about what is not there.

use std::collections::BTreeMap;

use starling_practice::{Format, ItemId, Level, Question, Slug};
use starling_proto::name;

use crate::nearest::did_you_mean;
use crate::pack::Pack;

/// The formats and questions of all packs, by resource name. Never changes.
#[derive(Debug, Default)]
pub struct Library {
    /// Every pack, and whether it is sound: of a damaged one, nothing is served.
    packs: BTreeMap<Slug, bool>,
    formats: BTreeMap<String, Format>,
    questions: BTreeMap<String, Question>,
}

/// Why something is not served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LookupError {
    #[error("there is no pack {pack}{nearest}")]
    NoPack { pack: Slug, nearest: String },
    #[error(
        "pack {0} is damaged and not served; mend what the server logged at its start, then start it again"
    )]
    DamagedPack(Slug),
    #[error("there is no format {} in pack {}{nearest}", item.id, item.pack)]
    NoFormat { item: ItemId, nearest: String },
    #[error("there is no question {} in pack {}{nearest}", item.id, item.pack)]
    NoQuestion { item: ItemId, nearest: String },
}

impl Library {
    /// A library of packs; none stands for a damaged one.
    pub(crate) fn new(packs: BTreeMap<Slug, Option<Pack>>) -> Self {
        let mut library = Self::default();
        for (id, pack) in packs {
            library.packs.insert(id, pack.is_some());
            let Pack { formats, questions } = pack.unwrap_or_default();
            for format in formats {
                let item = item_id(&format.pack, &format.id);
                library.formats.insert(name::format(&item), format);
            }
            for question in questions {
                let item = item_id(&question.pack, &question.id);
                library.questions.insert(name::question(&item), question);
            }
        }
        library
    }

    /// One format.
    pub(crate) fn format(&self, item: &ItemId) -> Result<&Format, LookupError> {
        if let Some(format) = self.formats.get(&name::format(item)) {
            return Ok(format);
        }
        let formats = self.formats(Some(&item.pack))?;
        Err(LookupError::NoFormat {
            nearest: did_you_mean(
                item.id.as_str(),
                formats.map(|(_, format)| format.id.as_str()),
            ),
            item: item.clone(),
        })
    }

    /// One question.
    pub(crate) fn question(&self, item: &ItemId) -> Result<&Question, LookupError> {
        if let Some(question) = self.questions.get(&name::question(item)) {
            return Ok(question);
        }
        let questions = self.questions(Some(&item.pack), None, None)?;
        Err(LookupError::NoQuestion {
            nearest: did_you_mean(
                item.id.as_str(),
                questions.map(|(_, question)| question.id.as_str()),
            ),
            item: item.clone(),
        })
    }

    /// The formats of a pack or of all, by resource name.
    pub(crate) fn formats<'a>(
        &'a self,
        pack: Option<&'a Slug>,
    ) -> Result<impl Iterator<Item = (&'a str, &'a Format)>, LookupError> {
        self.check_pack(pack)?;
        let formats = self
            .formats
            .iter()
            .map(|(name, format)| (name.as_str(), format));
        Ok(formats.filter(move |(_, format)| pack.is_none_or(|pack| format.pack == *pack)))
    }

    /// The questions of a pack or of all, of a level or any, of a principle or any, by resource name.
    pub(crate) fn questions<'a>(
        &'a self,
        pack: Option<&'a Slug>,
        level: Option<Level>,
        principle: Option<&'a Slug>,
    ) -> Result<impl Iterator<Item = (&'a str, &'a Question)>, LookupError> {
        self.check_pack(pack)?;
        let questions = self
            .questions
            .iter()
            .map(|(name, question)| (name.as_str(), question));
        Ok(questions.filter(move |(_, question)| {
            pack.is_none_or(|pack| question.pack == *pack)
                && level.is_none_or(|level| question.level == level)
                && principle.is_none_or(|principle| question.principles.contains(principle))
        }))
    }

    /// All packs together are always there.
    fn check_pack(&self, pack: Option<&Slug>) -> Result<(), LookupError> {
        let Some(pack) = pack else {
            return Ok(());
        };
        match self.packs.get(pack) {
            Some(true) => Ok(()),
            Some(false) => Err(LookupError::DamagedPack(pack.clone())),
            None => Err(LookupError::NoPack {
                nearest: did_you_mean(pack.as_str(), self.packs.keys().map(Slug::as_str)),
                pack: pack.clone(),
            }),
        }
    }
}

fn item_id(pack: &Slug, id: &Slug) -> ItemId {
    ItemId {
        pack: pack.clone(),
        id: id.clone(),
    }
}

#[cfg(test)]
mod tests {
    use starling_practice::{Budget, FormatSection, SectionId};

    use super::*;

    fn slug(text: &str) -> Slug {
        Slug::new(text).unwrap()
    }

    fn format(pack: &str, id: &str) -> Format {
        let second = std::time::Duration::from_secs(1);
        let section = FormatSection {
            id: SectionId::new("s").unwrap(),
            title: "S".to_owned(),
            budget: Budget::new(second, second).unwrap(),
        };
        Format::new(
            slug(pack),
            slug(id),
            "T".to_owned(),
            Level::L6,
            vec![section],
        )
        .unwrap()
    }

    fn question(id: &str, level: Level, principle: &str) -> Question {
        Question {
            pack: slug("a"),
            id: slug(id),
            title: "T".to_owned(),
            level,
            format: slug("one"),
            principles: vec![slug(principle)],
            text: "?".to_owned(),
            evaluated: Vec::new(),
            follow_ups: Vec::new(),
            red_flags: Vec::new(),
            source: String::new(),
        }
    }

    fn library() -> Library {
        let a = Pack {
            formats: vec![format("a", "two"), format("a", "one")],
            questions: vec![
                question("y", Level::L7, "calm"),
                question("x", Level::L6, "calm"),
                question("z", Level::L7, "bold"),
            ],
        };
        let a_b = Pack {
            formats: vec![format("a-b", "one")],
            questions: Vec::new(),
        };
        Library::new(BTreeMap::from([
            (slug("a"), Some(a)),
            (slug("a-b"), Some(a_b)),
            (slug("damaged"), None),
        ]))
    }

    #[test]
    fn formats_are_listed_by_resource_name() {
        let check = |pack: Option<&str>, names: &[&str]| {
            let (library, pack) = (library(), pack.map(slug));
            let formats = library.formats(pack.as_ref()).unwrap();
            assert_eq!(formats.map(|(name, _)| name).collect::<Vec<_>>(), names);
        };
        check(Some("a"), &["packs/a/formats/one", "packs/a/formats/two"]);
        check(Some("a-b"), &["packs/a-b/formats/one"]);
        check(
            None,
            &[
                "packs/a-b/formats/one",
                "packs/a/formats/one",
                "packs/a/formats/two",
            ],
        );
    }

    #[test]
    fn questions_are_filtered() {
        let check = |level: Option<Level>, principle: Option<&str>, ids: &[&str]| {
            let (library, principle) = (library(), principle.map(slug));
            let questions = library.questions(None, level, principle.as_ref()).unwrap();
            assert_eq!(
                questions
                    .map(|(_, question)| question.id.as_str())
                    .collect::<Vec<_>>(),
                ids
            );
        };
        check(None, None, &["x", "y", "z"]);
        check(Some(Level::L7), None, &["y", "z"]);
        check(None, Some("calm"), &["x", "y"]);
        check(Some(Level::L7), Some("calm"), &["y"]);
        check(None, Some("cal"), &[]);
    }

    #[test]
    fn what_is_not_there_is_told_with_what_may_be_meant() {
        let check = |pack: &str, id: &str, message: &str| {
            let item = item_id(&slug(pack), &slug(id));
            assert_eq!(library().format(&item).unwrap_err().to_string(), message);
        };
        check(
            "a",
            "on",
            "there is no format on in pack a; did you mean one?",
        );
        check("a", "x", "there is no format x in pack a");
        check("a-c", "one", "there is no pack a-c; did you mean a-b?");
        check(
            "damaged",
            "one",
            "pack damaged is damaged and not served; mend what the server logged at its start, then start it again",
        );
        let item = item_id(&slug("a"), &slug("one"));
        assert_eq!(library().format(&item).unwrap().id, item.id);
        let error = library().question(&item).unwrap_err();
        assert_eq!(error.to_string(), "there is no question one in pack a");
    }
}
