//! An item of any kind, as lists, pages and the browser have it.

use serde::Serialize;
use starling_practice::{
    Assessment, Collection, Competency, Contradiction, Format, Guidance, ItemId, Level, Plan,
    Principle, Question, QuestionKind, Rubric, Scenario, Slug, Story,
};
use starling_proto::client::ContentClient;
use starling_proto::convert::{QuestionFilter, ScenarioFilter, StoryFilter};
use starling_proto::error::CallError;

/// An item of any kind.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Item {
    Format(Format),
    Question(Question),
    Story(Story),
    Scenario(Scenario),
    Principle(Principle),
    Guidance(Guidance),
    Competency(Competency),
    Assessment(Assessment),
    Plan(Plan),
    Rubric(Rubric),
    Contradiction(Contradiction),
}

/// What every item has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub(crate) collection: Collection,
    pub(crate) pack: &'a Slug,
    pub(crate) id: &'a Slug,
    pub(crate) title: &'a str,
    /// The level that it is for; none where it is for all.
    pub(crate) level: Option<Level>,
}

impl Item {
    pub(crate) fn head(&self) -> Head<'_> {
        use Collection as C;
        let (collection, pack, id, title, level) = match self {
            Self::Format(it) => (C::Formats, &it.pack, &it.id, &it.title, Some(it.level)),
            Self::Question(it) => (C::Questions, &it.pack, &it.id, &it.title, Some(it.level)),
            Self::Story(Story { question: it, .. }) => {
                (C::Stories, &it.pack, &it.id, &it.title, Some(it.level))
            }
            Self::Scenario(Scenario { question: it, .. }) => {
                (C::Scenarios, &it.pack, &it.id, &it.title, Some(it.level))
            }
            Self::Principle(it) => (C::Principles, &it.pack, &it.id, &it.title, None),
            Self::Guidance(it) => (C::Guidance, &it.pack, &it.id, &it.title, it.level),
            Self::Competency(it) => (C::Competencies, &it.pack, &it.id, &it.title, None),
            Self::Assessment(it) => (C::Assessments, &it.pack, &it.id, &it.title, Some(it.level)),
            Self::Plan(it) => (C::Plans, &it.pack, &it.id, &it.title, Some(it.level)),
            Self::Rubric(it) => (C::Rubrics, &it.pack, &it.id, &it.title, Some(it.level)),
            Self::Contradiction(it) => (C::Contradictions, &it.pack, &it.id, &it.title, None),
        };
        Head {
            collection,
            pack,
            id,
            title,
            level,
        }
    }

    pub(crate) fn id(&self) -> ItemId {
        let Head { pack, id, .. } = self.head();
        ItemId {
            pack: pack.clone(),
            id: id.clone(),
        }
    }

    /// Whether it says what another pack says: a pack of one's own begins with copies of formats and principles.
    fn is_copy_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Format(own), Self::Format(other)) => {
                own.title == other.title && own.sections() == other.sections()
            }
            (Self::Principle(own), Self::Principle(other)) => {
                own.title == other.title && own.text == other.text
            }
            _ => false,
        }
    }

    /// What is asked in it, where something is.
    pub(crate) fn question(&self) -> Option<&Question> {
        match self {
            Self::Question(question)
            | Self::Story(Story { question, .. })
            | Self::Scenario(Scenario { question, .. }) => Some(question),
            _ => None,
        }
    }
}

/// Every item of every pack, kind by kind, each once: the question of a story or a scenario is there as that, and
/// copies are left out.
pub(crate) async fn all(content: &mut ContentClient) -> Result<Vec<Item>, CallError> {
    let mut all: Vec<Item> = Vec::new();
    for collection in Collection::ALL {
        let items = match collection {
            Collection::Questions => questions(content, Some(QuestionKind::Bare)).await?,
            _ => of(content, collection).await?,
        };
        for item in items {
            if !all.iter().any(|other| item.is_copy_of(other)) {
                all.push(item);
            }
        }
    }
    Ok(all)
}

/// The items of a kind, of every pack.
pub(crate) async fn of(
    content: &mut ContentClient,
    collection: Collection,
) -> Result<Vec<Item>, CallError> {
    Ok(match collection {
        Collection::Formats => items(content.formats().await?, Item::Format),
        Collection::Questions => questions(content, None).await?,
        Collection::Stories => {
            let stories = content.stories(&StoryFilter::default()).await?;
            items(stories, Item::Story)
        }
        Collection::Scenarios => {
            let scenarios = content.scenarios(&ScenarioFilter::default()).await?;
            items(scenarios, Item::Scenario)
        }
        Collection::Principles => items(content.principles().await?, Item::Principle),
        Collection::Guidance => items(content.all_guidance(None, None).await?, Item::Guidance),
        Collection::Competencies => items(content.competencies(None).await?, Item::Competency),
        Collection::Assessments => items(content.assessments(None).await?, Item::Assessment),
        Collection::Plans => items(content.plans(None).await?, Item::Plan),
        Collection::Rubrics => items(content.rubrics(None).await?, Item::Rubric),
        Collection::Contradictions => {
            items(content.contradictions(None).await?, Item::Contradiction)
        }
    })
}

async fn questions(
    content: &mut ContentClient,
    kind: Option<QuestionKind>,
) -> Result<Vec<Item>, CallError> {
    let filter = QuestionFilter {
        kind,
        ..QuestionFilter::default()
    };
    let questions = content.questions(&filter).await?;
    Ok(items(questions, Item::Question))
}

fn items<T>(items: Vec<T>, item: fn(T) -> Item) -> Vec<Item> {
    items.into_iter().map(item).collect()
}
