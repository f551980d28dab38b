//! Packs: reads and checks every file of one. Only this module knows the file format.

mod answer;
mod assessment;
mod competency;
mod contradiction;
mod error;
mod format;
mod front_matter;
mod guidance;
mod item;
mod manifest;
mod markdown;
mod plan;
mod principle;
mod question;
mod references;
mod rubric;
#[cfg(any(test, fuzzing))]
pub(crate) mod sample;
mod table;
mod unwritten;
mod value;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use starling_practice::{
    Assessment, Collection, Competency, Contradiction, Format, Guidance, ItemRef, Pack, Plan,
    Principle, Question, QuestionKind, Rubric, Scenario, Slug, Story,
};

pub use self::error::PackError;
use self::error::Problems;
use self::item::Draft;
use self::plan::PlannedDay;
use self::references::References;
use crate::files::{DAYS, MANIFEST, PackFile, PackFiles};

/// A sound pack: its items by id.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    pub(crate) pack: Pack,
    pub(crate) formats: BTreeMap<Slug, Format>,
    /// Every question, those of the stories and scenarios too.
    pub(crate) questions: BTreeMap<Slug, Question>,
    pub(crate) stories: BTreeMap<Slug, Story>,
    pub(crate) scenarios: BTreeMap<Slug, Scenario>,
    pub(crate) principles: BTreeMap<Slug, Principle>,
    pub(crate) guidance: BTreeMap<Slug, Guidance>,
    pub(crate) competencies: BTreeMap<Slug, Competency>,
    pub(crate) assessments: BTreeMap<Slug, Assessment>,
    pub(crate) plans: BTreeMap<Slug, Plan>,
    pub(crate) rubrics: BTreeMap<Slug, Rubric>,
    pub(crate) contradictions: BTreeMap<Slug, Contradiction>,
    /// What has texts that are still to be written, and is left out of the above.
    pub(crate) unfinished: BTreeSet<ItemRef>,
    /// What is not wrong, but worth another look.
    pub(crate) hints: Vec<PackError>,
}

/// Reads a pack.
///
/// # Errors
/// Everything that is wrong with it, by file and line.
pub(crate) fn parse(id: &Slug, files: &PackFiles) -> Result<Contents, Vec<PackError>> {
    let mut problems = Problems::default();
    let pack = match manifest::of_pack(id, files, &mut problems) {
        manifest::Found::Readable(pack) => pack,
        // What a newer program may write cannot be judged by this one.
        manifest::Found::TooNew => return Err(problems.into_sorted().0),
    };
    let mut reader = Reader {
        id,
        references: References::new(&files.files),
        sources: HashMap::new(),
        days: Vec::new(),
        contents: Contents::new(pack.unwrap_or_else(|| nameless(id))),
    };
    // The formats come first: they say what sections an answer has.
    let is_format = |file: &&PackFile| file.path.starts_with(Collection::Formats.as_str());
    let (formats, others): (Vec<_>, Vec<_>) = files.files.iter().partition(is_format);
    for file in formats.into_iter().chain(others) {
        problems.enter(files.folder.join(&file.path));
        if file.path == MANIFEST {
            continue;
        }
        if let Some(text) = file.text(&mut problems) {
            reader.read(&file.path, &text, &mut problems);
        }
    }
    let is_day = |file: &&PackFile| {
        file.path
            .strip_prefix(DAYS)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    // A day that cannot be read leaves a gap, which is no error of its own.
    if files.files.iter().filter(is_day).count() == reader.days.len() {
        let plans = &mut reader.contents.plans;
        plan::place(reader.days, plans, &files.folder, &mut problems);
    }
    reader.contents.leave_out_unfinished();
    let (errors, hints) = problems.into_sorted();
    if errors.is_empty() {
        Ok(Contents {
            hints,
            ..reader.contents
        })
    } else {
        Err(errors)
    }
}

/// What can be said of a pack whose manifest cannot be read.
pub(crate) fn nameless(id: &Slug) -> Pack {
    Pack {
        id: id.clone(),
        title: String::new(),
        summary: String::new(),
        license: String::new(),
        disclaimer: String::new(),
        language: String::new(),
    }
}

impl Contents {
    fn new(pack: Pack) -> Self {
        Self {
            pack,
            formats: BTreeMap::new(),
            questions: BTreeMap::new(),
            stories: BTreeMap::new(),
            scenarios: BTreeMap::new(),
            principles: BTreeMap::new(),
            guidance: BTreeMap::new(),
            competencies: BTreeMap::new(),
            assessments: BTreeMap::new(),
            plans: BTreeMap::new(),
            rubrics: BTreeMap::new(),
            contradictions: BTreeMap::new(),
            unfinished: BTreeSet::new(),
            hints: Vec::new(),
        }
    }

    /// How many items of a kind there are.
    pub(crate) fn count(&self, collection: Collection) -> usize {
        match collection {
            Collection::Formats => self.formats.len(),
            Collection::Questions => self.questions.len(),
            Collection::Stories => self.stories.len(),
            Collection::Scenarios => self.scenarios.len(),
            Collection::Principles => self.principles.len(),
            Collection::Guidance => self.guidance.len(),
            Collection::Competencies => self.competencies.len(),
            Collection::Assessments => self.assessments.len(),
            Collection::Plans => self.plans.len(),
            Collection::Rubrics => self.rubrics.len(),
            Collection::Contradictions => self.contradictions.len(),
        }
    }

    /// Whether the question of an id is that of a story, of a scenario or of neither.
    pub(crate) fn kind(&self, question: &Slug) -> QuestionKind {
        if self.stories.contains_key(question) {
            QuestionKind::Story
        } else if self.scenarios.contains_key(question) {
            QuestionKind::Scenario
        } else {
            QuestionKind::Bare
        }
    }

    /// Takes out what nobody can practise with yet.
    fn leave_out_unfinished(&mut self) {
        for ItemRef { id, .. } in &self.unfinished {
            self.questions.remove(id);
            self.stories.remove(id);
            self.scenarios.remove(id);
        }
    }

    /// Adds a question, which may be that of a story or scenario.
    fn ask(&mut self, question: &Question, problems: &mut Problems) {
        let id = question.id.clone();
        if self.questions.insert(id, question.clone()).is_some() {
            problems.of_file(
                "another question, story or scenario has the same id; give one of them another file name",
            );
        }
    }
}

/// Reads the files of a pack one by one.
struct Reader<'a> {
    id: &'a Slug,
    references: References<'a>,
    /// Which file has which source.
    sources: HashMap<String, &'a str>,
    days: Vec<(&'a str, PlannedDay)>,
    contents: Contents,
}

impl<'a> Reader<'a> {
    fn read(&mut self, path: &'a str, text: &str, problems: &mut Problems) {
        let Some((folder, name)) = path.split_once('/') else {
            return;
        };
        let Some(mut draft) = item::draft(self.id, name, text, problems) else {
            return;
        };
        self.claim_source(&draft, path, problems);
        if folder == DAYS {
            let day = plan::day(&mut draft, &self.references, problems);
            self.days.extend(day.map(|day| (path, day)));
        } else if let Some(collection) = Collection::from_name(folder) {
            self.read_item(collection, &mut draft, problems);
        }
        draft.head.finish(problems);
    }

    fn read_item(
        &mut self,
        collection: Collection,
        draft: &mut Draft<'_>,
        problems: &mut Problems,
    ) {
        let (references, contents) = (&self.references, &mut self.contents);
        let id = draft.id.clone();
        let is_asked = matches!(
            collection,
            Collection::Questions | Collection::Stories | Collection::Scenarios
        );
        if is_asked && unwritten::note(draft.body, problems) {
            contents.unfinished.insert(ItemRef {
                collection,
                id: id.clone(),
            });
        }
        match collection {
            Collection::Formats => {
                let item = format::format(draft, problems);
                contents.formats.extend(item.map(|item| (id, item)));
            }
            Collection::Questions => {
                if let Some(question) = question::question(draft, references, problems) {
                    contents.ask(&question, problems);
                }
            }
            Collection::Stories => {
                if let Some(story) = answer::story(draft, references, &contents.formats, problems) {
                    contents.ask(&story.question, problems);
                    contents.stories.insert(id, story);
                }
            }
            Collection::Scenarios => {
                let formats = &contents.formats;
                if let Some(scenario) = answer::scenario(draft, references, formats, problems) {
                    contents.ask(&scenario.question, problems);
                    contents.scenarios.insert(id, scenario);
                }
            }
            Collection::Principles => {
                let item = principle::principle(draft, references, problems);
                contents.principles.extend(item.map(|item| (id, item)));
            }
            Collection::Guidance => {
                let item = guidance::guidance(draft, problems);
                contents.guidance.extend(item.map(|item| (id, item)));
            }
            Collection::Competencies => {
                let item = competency::competency(draft, problems);
                contents.competencies.extend(item.map(|item| (id, item)));
            }
            Collection::Assessments => {
                let item = assessment::assessment(draft, problems);
                contents.assessments.extend(item.map(|item| (id, item)));
            }
            Collection::Plans => {
                let item = plan::plan(draft, references, problems);
                contents.plans.extend(item.map(|item| (id, item)));
            }
            Collection::Rubrics => {
                let item = rubric::rubric(draft, problems);
                contents.rubrics.extend(item.map(|item| (id, item)));
            }
            Collection::Contradictions => {
                let item = contradiction::contradiction(draft, references, problems);
                contents.contradictions.extend(item.map(|item| (id, item)));
            }
        }
    }

    fn claim_source(&mut self, draft: &Draft<'_>, path: &'a str, problems: &mut Problems) {
        if draft.source.is_empty() {
            return;
        }
        if let Some(other) = self.sources.insert(draft.source.clone(), path) {
            let problem = format!("source is that of {other} too; no two items share one");
            problems.at(draft.head.line_of("source"), problem);
        }
    }
}

impl PackFile {
    /// The text, with `\n` at the ends of lines; none, and problems, where it is no text.
    fn text(&self, problems: &mut Problems) -> Option<String> {
        let bytes = match &self.content {
            Ok(bytes) => bytes,
            Err(problem) => {
                problems.of_file(problem);
                return None;
            }
        };
        let text = match str::from_utf8(bytes) {
            Ok(text) => text
                .strip_prefix('\u{feff}')
                .unwrap_or(text)
                .replace("\r\n", "\n"),
            Err(error) => {
                let before = &bytes[..error.valid_up_to()];
                let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
                problems.at(line, "not UTF-8; save the file in that encoding");
                return None;
            }
        };
        for (line, text) in (1..).zip(text.lines()) {
            if let Some(c) = text.chars().find(|&c| c.is_control() && c != '\t') {
                let code = u32::from(c);
                let problem =
                    format!("a control character U+{code:04X} is in this line; take it out");
                problems.at(line, problem);
                return None;
            }
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests;
