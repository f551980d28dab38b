//! The content service's client.

use crate::transport::Connection;
use starling_practice::{
    Assessment, Collection, Competency, Contradiction, Format, Guidance, ItemId, Level, Plan,
    Principle, Question, Rubric, Scenario, Slug, Story,
};
use tokio_stream::{Stream, StreamExt as _};

use super::{PAGE_SIZE, present, sound};
use crate::content as wire;
use crate::content::content_service_client::ContentServiceClient;
use crate::convert::{
    PackStatus, PacksChange, QuestionFilter, ScenarioFilter, SearchHit, SearchQuery, StoryFilter,
    id_text, level_value,
};
use crate::error::CallError;
use crate::name;

/// Asks the content service. Lists are of all packs, by name, page after page; a filter that is none narrows
/// nothing.
#[derive(Debug, Clone)]
pub struct ContentClient(ContentServiceClient<Connection>);

impl ContentClient {
    /// A client on a connection.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self(ContentServiceClient::new(connection))
    }

    /// All packs, those that are refused too.
    ///
    /// # Errors
    /// [`CallError`] as the service or the connection gives it; so for every method here.
    pub async fn packs(&mut self) -> Result<Vec<PackStatus>, CallError> {
        pages!(self.0.list_packs -> packs, ListPacksRequest {
            ..Default::default()
        })
    }

    /// One pack.
    pub async fn pack(&mut self, id: &Slug) -> Result<PackStatus, CallError> {
        let request = wire::GetPackRequest {
            name: name::pack(id),
        };
        let response = self.0.get_pack(request).await?.into_inner();
        sound(present(response.pack)?.try_into())
    }

    /// The packs as they are now, then what changes, until the connection breaks; changes may be folded together.
    pub async fn watch(
        &mut self,
    ) -> Result<impl Stream<Item = Result<PacksChange, CallError>> + Send + use<>, CallError> {
        let request = wire::WatchRequest {
            parent: all_packs(),
        };
        let changes = self.0.watch(request).await?.into_inner();
        Ok(changes.map(|change| sound(change?.try_into())))
    }

    /// The best hits of a search, at most `limit` and at most 200, the best first.
    pub async fn search(
        &mut self,
        query: &SearchQuery,
        limit: usize,
    ) -> Result<Vec<SearchHit>, CallError> {
        let request = wire::SearchRequest {
            parent: all_packs(),
            page_size: i32::try_from(limit).unwrap_or(PAGE_SIZE),
            ..query.into()
        };
        let hits = self.0.search(request).await?.into_inner().hits.into_iter();
        hits.take(limit).map(|hit| sound(hit.try_into())).collect()
    }

    /// The formats.
    pub async fn formats(&mut self) -> Result<Vec<Format>, CallError> {
        pages!(self.0.list_formats -> formats, ListFormatsRequest {
            parent: all_packs(),
            ..Default::default()
        })
    }

    /// The questions.
    pub async fn questions(&mut self, filter: &QuestionFilter) -> Result<Vec<Question>, CallError> {
        pages!(self.0.list_questions -> questions, ListQuestionsRequest {
            parent: all_packs(),
            ..filter.into()
        })
    }

    /// The stories.
    pub async fn stories(&mut self, filter: &StoryFilter) -> Result<Vec<Story>, CallError> {
        pages!(self.0.list_stories -> stories, ListStoriesRequest {
            parent: all_packs(),
            ..filter.into()
        })
    }

    /// The scenarios.
    pub async fn scenarios(&mut self, filter: &ScenarioFilter) -> Result<Vec<Scenario>, CallError> {
        pages!(self.0.list_scenarios -> scenarios, ListScenariosRequest {
            parent: all_packs(),
            ..filter.into()
        })
    }

    /// The leadership principles.
    pub async fn principles(&mut self) -> Result<Vec<Principle>, CallError> {
        pages!(self.0.list_principles -> principles, ListPrinciplesRequest {
            parent: all_packs(),
            ..Default::default()
        })
    }

    /// The guidance that is for a level or for all, on a topic.
    pub async fn all_guidance(
        &mut self,
        level: Option<Level>,
        topic: Option<&Slug>,
    ) -> Result<Vec<Guidance>, CallError> {
        pages!(self.0.list_guidance -> guidance, ListGuidanceRequest {
            parent: all_packs(),
            level: level_value(level),
            topic: id_text(topic),
            ..Default::default()
        })
    }

    /// The competencies of an area.
    pub async fn competencies(
        &mut self,
        area: Option<&Slug>,
    ) -> Result<Vec<Competency>, CallError> {
        pages!(self.0.list_competencies -> competencies, ListCompetenciesRequest {
            parent: all_packs(),
            area: id_text(area),
            ..Default::default()
        })
    }

    /// The assessments of a level.
    pub async fn assessments(
        &mut self,
        level: Option<Level>,
    ) -> Result<Vec<Assessment>, CallError> {
        pages!(self.0.list_assessments -> assessments, ListAssessmentsRequest {
            parent: all_packs(),
            level: level_value(level),
            ..Default::default()
        })
    }

    /// The plans of a level.
    pub async fn plans(&mut self, level: Option<Level>) -> Result<Vec<Plan>, CallError> {
        pages!(self.0.list_plans -> plans, ListPlansRequest {
            parent: all_packs(),
            level: level_value(level),
            ..Default::default()
        })
    }

    /// The rubrics of a level.
    pub async fn rubrics(&mut self, level: Option<Level>) -> Result<Vec<Rubric>, CallError> {
        pages!(self.0.list_rubrics -> rubrics, ListRubricsRequest {
            parent: all_packs(),
            level: level_value(level),
            ..Default::default()
        })
    }

    /// The contradictions about an item.
    pub async fn contradictions(
        &mut self,
        about: Option<(Collection, &ItemId)>,
    ) -> Result<Vec<Contradiction>, CallError> {
        let about = about.map(|(collection, item)| name::item(collection, item));
        pages!(self.0.list_contradictions -> contradictions, ListContradictionsRequest {
            parent: all_packs(),
            about: about.unwrap_or_default(),
            ..Default::default()
        })
    }
}

fn all_packs() -> String {
    name::ALL_PACKS.to_owned()
}

/// The methods that get one item by its id.
macro_rules! getters {
    ($($item:ident: $Item:ident of $Items:ident by $rpc:ident($Request:ident);)*) => {
        impl ContentClient {$(
            #[doc = concat!("One ", stringify!($item), ".")]
            pub async fn $item(&mut self, id: &ItemId) -> Result<$Item, CallError> {
                let name = name::item(Collection::$Items, id);
                let response = self.0.$rpc(wire::$Request { name }).await?.into_inner();
                sound(present(response.$item)?.try_into())
            }
        )*}
    };
}

getters! {
    format: Format of Formats by get_format(GetFormatRequest);
    question: Question of Questions by get_question(GetQuestionRequest);
    story: Story of Stories by get_story(GetStoryRequest);
    scenario: Scenario of Scenarios by get_scenario(GetScenarioRequest);
    principle: Principle of Principles by get_principle(GetPrincipleRequest);
    guidance: Guidance of Guidance by get_guidance(GetGuidanceRequest);
    competency: Competency of Competencies by get_competency(GetCompetencyRequest);
    assessment: Assessment of Assessments by get_assessment(GetAssessmentRequest);
    plan: Plan of Plans by get_plan(GetPlanRequest);
    rubric: Rubric of Rubrics by get_rubric(GetRubricRequest);
    contradiction: Contradiction of Contradictions by get_contradiction(GetContradictionRequest);
}
