//! Packs looked at by the one who writes them: what is wrong, and what is worth another look.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use starling_practice::{Collection, ItemRef, Question, QuestionKind, Slug};

use crate::files::{self, PackFiles};
use crate::pack::{self, Contents, PackError};

/// What there is to say about a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackCheck {
    /// The pack's folder.
    pub folder: PathBuf,
    /// How many items it has, by kind; nothing where it has errors.
    pub counts: Vec<(Collection, usize)>,
    /// Questions, stories and scenarios with texts that are still to be written: they are not served yet.
    pub unfinished: Vec<ItemRef>,
    /// What is wrong: with any of it, the pack is not taken.
    pub errors: Vec<PackError>,
    /// What may stay as it is, but is worth another look.
    pub hints: Vec<PackError>,
}

/// Checks a pack, or every pack in a folder, also for questions that look like others or like the shipped ones.
///
/// # Errors
/// [`PackError`] where the folder cannot be read.
pub fn check(folder: &Path) -> Result<Vec<PackCheck>, PackError> {
    let packs = files::pack_or_packs_in(folder)?;
    let packs: Vec<_> = packs.iter().map(|files| (files, read(files))).collect();
    let shipped: Vec<_> = files::shipped().iter().map(read).collect();
    let mut asked: Vec<Asked<'_>> = Vec::new();
    for contents in shipped.iter().flatten() {
        asked.extend(contents.questions.values().map(Asked::new));
    }
    let mut checks = Vec::new();
    for (files, contents) in &packs {
        checks.push(match contents {
            Ok(contents) => PackCheck {
                folder: files.folder.clone(),
                counts: counts(contents),
                unfinished: contents.unfinished.iter().cloned().collect(),
                errors: Vec::new(),
                hints: hints(files, contents, &mut asked),
            },
            Err(errors) => PackCheck {
                folder: files.folder.clone(),
                counts: Vec::new(),
                unfinished: Vec::new(),
                errors: errors.clone(),
                hints: Vec::new(),
            },
        });
    }
    Ok(checks)
}

fn read(files: &PackFiles) -> Result<Contents, Vec<PackError>> {
    let id = Slug::new(&files.name).map_err(|error| {
        let problem = format!("the folder's name is the pack's id, but {error}");
        vec![PackError::new(files.folder.clone(), None, &problem)]
    })?;
    pack::parse(&id, files)
}

fn counts(contents: &Contents) -> Vec<(Collection, usize)> {
    let counts = Collection::ALL.map(|collection| (collection, contents.count(collection)));
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// The hints of reading, and the questions that look like one of those `asked` before, which they then join.
fn hints<'a>(
    files: &PackFiles,
    contents: &'a Contents,
    asked: &mut Vec<Asked<'a>>,
) -> Vec<PackError> {
    let mut hints = contents.hints.clone();
    for question in contents.questions.values() {
        let new = Asked::new(question);
        let kind = contents.kind(&question.id);
        let mut hint = |problem| {
            let file = format!("{}/{}.md", collection(kind).as_str(), question.id);
            hints.push(PackError {
                file: files.folder.join(file),
                line: None,
                problem,
            });
        };
        let format = &contents.formats[&question.format];
        if format.level != question.level {
            hint(format!(
                "is for {:?}, but its format {} is for {:?}; choose another format or level",
                question.level, format.id, format.level
            ));
        }
        let others = asked.iter().filter(|other| {
            // What is answered is an answer of one's own, whoever else asks it.
            let may_repeat = kind != QuestionKind::Bare && other.question.pack != question.pack;
            // A copy of a shipped pack is checked too; what has its own name is not its own look-alike.
            !may_repeat && other.name() != new.name()
        });
        if let Some(other) = others.into_iter().find(|other| new.looks_like(other)) {
            hint(format!(
                "asks almost what {}/{} asks; ask something else, or leave one of them out: a story is a question \
                 with an answer, and needs no other",
                other.question.pack, other.question.id
            ));
        }
        asked.push(new);
    }
    hints.sort();
    hints
}

/// Where a question is written down.
fn collection(kind: QuestionKind) -> Collection {
    match kind {
        QuestionKind::Bare => Collection::Questions,
        QuestionKind::Story => Collection::Stories,
        QuestionKind::Scenario => Collection::Scenarios,
    }
}

/// A question by the words that it is asked in.
struct Asked<'a> {
    question: &'a Question,
    words: BTreeSet<String>,
}

impl<'a> Asked<'a> {
    fn new(question: &'a Question) -> Self {
        let words = question
            .text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase);
        Self {
            question,
            words: words.collect(),
        }
    }

    fn name(&self) -> (&Slug, &Slug) {
        (&self.question.pack, &self.question.id)
    }

    /// Whether two thirds of the words of both are the same.
    fn looks_like(&self, other: &Self) -> bool {
        let shared = self.words.intersection(&other.words).count();
        let all = self.words.len() + other.words.len() - shared;
        self.question.level == other.question.level && shared * 3 > all * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the shipped pack promises: all of it is there, sound, and can be said in its time.
    #[test]
    fn the_shipped_pack_keeps_its_promises() {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
        let checks = check(&content).unwrap();
        let told: Vec<_> = checks
            .iter()
            .flat_map(|pack| pack.errors.iter().chain(&pack.hints))
            .collect();
        let told: String = told.iter().map(|error| format!("{error}\n")).collect();
        assert_eq!(told, "");
    }

    #[test]
    fn what_others_ask_is_answered_but_not_asked_again() {
        let packs = tempfile::tempdir().unwrap();
        let own = crate::new_pack(packs.path(), &Slug::new("own").unwrap(), None).unwrap();
        let shipped = files::shipped().swap_remove(0);
        let shipped = pack::parse(&Slug::new("amazon-em").unwrap(), &shipped).unwrap();
        let (other, asked) = shipped.questions.first_key_value().unwrap();
        let head = format!(
            "+++\ntitle = \"T\"\nlevel = \"{:?}\"\nformat = \"l6-2min\"\nprinciples = [\"ownership\"]\n",
            asked.level
        );
        let body = format!("+++\n{} Really?\n", asked.text);
        let answer = ["Situation", "Task", "Action", "Result"]
            .map(|title| format!("\n## {title}\nWords.\n"));
        let check = |path: &str, text: String, expected: &str| {
            let file = own.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, text).unwrap();
            let checks = check(&own).unwrap();
            assert_eq!(checks[0].errors, []);
            let hints = checks[0].hints.iter().map(|hint| &hint.problem[..]);
            let about: String = hints
                .filter(|hint| hint.starts_with("asks almost"))
                .collect();
            assert_eq!(about, expected);
        };
        let story = format!("{head}category = \"c\"\n{body}{}", answer.concat());
        check("stories/answered.md", story, "");
        let again = format!(
            "asks almost what amazon-em/{other} asks; ask something else, or leave one of them out: a story is a question \
                 with an answer, and needs no other"
        );
        check("questions/asked.md", head + &body, &again);
    }
}
