//! `starling.content.v1.ContentService`: converts, looks up, converts.

mod list;
mod packs;
mod search;

use std::sync::Arc;

use starling_edge::MAX_MESSAGE_SIZE;
use starling_practice::{
    Assessment, Competency, Contradiction, Format, Guidance, ItemId, ItemRef, Level, Plan,
    Principle, Question, Rubric, Scenario, Slug, Story,
};
use starling_proto::content::content_service_server::{ContentService, ContentServiceServer};
use starling_proto::convert::{
    ConvertError, QuestionFilter, ScenarioFilter, StoryFilter, id_filter, level_filter,
};
use starling_proto::error::status;
use starling_proto::{content as wire, name};
use tokio::sync::watch;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::codegen::BoxStream;
use tonic::{Code, Request, Response, Status};

use crate::library::{Item, Library, LookupError};
use crate::live::Content;

/// The service on what is live.
pub(crate) fn service(content: &Content) -> ContentServiceServer<impl ContentService + use<>> {
    ContentServiceServer::new(Rpc {
        library: content.subscribe(),
    })
    .max_decoding_message_size(MAX_MESSAGE_SIZE)
    .accept_compressed(Gzip)
}

struct Rpc {
    library: watch::Receiver<Arc<Library>>,
}

impl Rpc {
    fn library(&self) -> Arc<Library> {
        self.library.borrow().clone()
    }

    /// One item, as the wire has it.
    fn get<T: Item + Clone, W: From<T>>(&self, name: &str) -> Result<Option<W>, Status> {
        let item = name::parse_item("name", T::COLLECTION, name)?;
        let library = self.library();
        let item: &T = library.get(&item)?;
        Ok(Some(item.clone().into()))
    }
}

#[tonic::async_trait]
impl ContentService for Rpc {
    async fn list_packs(
        &self,
        request: Request<wire::ListPacksRequest>,
    ) -> Result<Response<wire::ListPacksResponse>, Status> {
        packs::list(&self.library(), request.into_inner()).map(Response::new)
    }

    async fn get_pack(
        &self,
        request: Request<wire::GetPackRequest>,
    ) -> Result<Response<wire::GetPackResponse>, Status> {
        packs::get(&self.library(), &request.into_inner().name).map(Response::new)
    }

    async fn watch(
        &self,
        request: Request<wire::WatchRequest>,
    ) -> Result<Response<BoxStream<wire::WatchResponse>>, Status> {
        packs::watch(self.library.clone(), &request.into_inner().parent).map(Response::new)
    }

    async fn list_formats(
        &self,
        request: Request<wire::ListFormatsRequest>,
    ) -> Result<Response<wire::ListFormatsResponse>, Status> {
        let request = request.into_inner();
        let library = self.library();
        let (formats, next_page_token) = list::page(&library, request, |_: &Format| true)?;
        Ok(Response::new(wire::ListFormatsResponse {
            formats,
            next_page_token,
        }))
    }

    async fn get_format(
        &self,
        request: Request<wire::GetFormatRequest>,
    ) -> Result<Response<wire::GetFormatResponse>, Status> {
        let format = self.get::<Format, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetFormatResponse { format }))
    }

    async fn list_questions(
        &self,
        request: Request<wire::ListQuestionsRequest>,
    ) -> Result<Response<wire::ListQuestionsResponse>, Status> {
        let request = request.into_inner();
        let filter = QuestionFilter::try_from(&request)?;
        let library = self.library();
        let keep = |question: &Question| {
            is_asked(question, filter.level, filter.principle.as_ref())
                && filter
                    .kind
                    .is_none_or(|kind| library.kind(question) == kind)
        };
        let (questions, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListQuestionsResponse {
            questions,
            next_page_token,
        }))
    }

    async fn get_question(
        &self,
        request: Request<wire::GetQuestionRequest>,
    ) -> Result<Response<wire::GetQuestionResponse>, Status> {
        let question = self.get::<Question, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetQuestionResponse { question }))
    }

    async fn list_stories(
        &self,
        request: Request<wire::ListStoriesRequest>,
    ) -> Result<Response<wire::ListStoriesResponse>, Status> {
        let request = request.into_inner();
        let filter = StoryFilter::try_from(&request)?;
        let library = self.library();
        let keep = |story: &Story| {
            is_asked(&story.question, filter.level, filter.principle.as_ref())
                && filter
                    .category
                    .as_ref()
                    .is_none_or(|id| story.category == *id)
        };
        let (stories, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListStoriesResponse {
            stories,
            next_page_token,
        }))
    }

    async fn get_story(
        &self,
        request: Request<wire::GetStoryRequest>,
    ) -> Result<Response<wire::GetStoryResponse>, Status> {
        let story = self.get::<Story, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetStoryResponse { story }))
    }

    async fn list_scenarios(
        &self,
        request: Request<wire::ListScenariosRequest>,
    ) -> Result<Response<wire::ListScenariosResponse>, Status> {
        let request = request.into_inner();
        let filter = ScenarioFilter::try_from(&request)?;
        let library = self.library();
        let keep = |scenario: &Scenario| {
            is_asked(&scenario.question, filter.level, filter.principle.as_ref())
                && filter
                    .outcome
                    .is_none_or(|outcome| scenario.outcome == outcome)
        };
        let (scenarios, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListScenariosResponse {
            scenarios,
            next_page_token,
        }))
    }

    async fn get_scenario(
        &self,
        request: Request<wire::GetScenarioRequest>,
    ) -> Result<Response<wire::GetScenarioResponse>, Status> {
        let scenario = self.get::<Scenario, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetScenarioResponse { scenario }))
    }

    async fn list_principles(
        &self,
        request: Request<wire::ListPrinciplesRequest>,
    ) -> Result<Response<wire::ListPrinciplesResponse>, Status> {
        let request = request.into_inner();
        let library = self.library();
        let (principles, next_page_token) = list::page(&library, request, |_: &Principle| true)?;
        Ok(Response::new(wire::ListPrinciplesResponse {
            principles,
            next_page_token,
        }))
    }

    async fn get_principle(
        &self,
        request: Request<wire::GetPrincipleRequest>,
    ) -> Result<Response<wire::GetPrincipleResponse>, Status> {
        let principle = self.get::<Principle, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetPrincipleResponse { principle }))
    }

    async fn list_guidance(
        &self,
        request: Request<wire::ListGuidanceRequest>,
    ) -> Result<Response<wire::ListGuidanceResponse>, Status> {
        let request = request.into_inner();
        let level = level_filter(request.level)?;
        let topic = id_filter("topic", &request.topic)?;
        let library = self.library();
        let keep = |guidance: &Guidance| {
            level.is_none_or(|level| guidance.level.is_none_or(|own| own == level))
                && topic.as_ref().is_none_or(|id| guidance.topic == *id)
        };
        let (guidance, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListGuidanceResponse {
            guidance,
            next_page_token,
        }))
    }

    async fn get_guidance(
        &self,
        request: Request<wire::GetGuidanceRequest>,
    ) -> Result<Response<wire::GetGuidanceResponse>, Status> {
        let guidance = self.get::<Guidance, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetGuidanceResponse { guidance }))
    }

    async fn list_competencies(
        &self,
        request: Request<wire::ListCompetenciesRequest>,
    ) -> Result<Response<wire::ListCompetenciesResponse>, Status> {
        let request = request.into_inner();
        let area = id_filter("area", &request.area)?;
        let library = self.library();
        let keep = |competency: &Competency| area.as_ref().is_none_or(|id| competency.area == *id);
        let (competencies, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListCompetenciesResponse {
            competencies,
            next_page_token,
        }))
    }

    async fn get_competency(
        &self,
        request: Request<wire::GetCompetencyRequest>,
    ) -> Result<Response<wire::GetCompetencyResponse>, Status> {
        let competency = self.get::<Competency, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetCompetencyResponse { competency }))
    }

    async fn list_assessments(
        &self,
        request: Request<wire::ListAssessmentsRequest>,
    ) -> Result<Response<wire::ListAssessmentsResponse>, Status> {
        let request = request.into_inner();
        let level = level_filter(request.level)?;
        let library = self.library();
        let keep = |assessment: &Assessment| level.is_none_or(|level| assessment.level == level);
        let (assessments, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListAssessmentsResponse {
            assessments,
            next_page_token,
        }))
    }

    async fn get_assessment(
        &self,
        request: Request<wire::GetAssessmentRequest>,
    ) -> Result<Response<wire::GetAssessmentResponse>, Status> {
        let assessment = self.get::<Assessment, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetAssessmentResponse { assessment }))
    }

    async fn list_plans(
        &self,
        request: Request<wire::ListPlansRequest>,
    ) -> Result<Response<wire::ListPlansResponse>, Status> {
        let request = request.into_inner();
        let level = level_filter(request.level)?;
        let library = self.library();
        let keep = |plan: &Plan| level.is_none_or(|level| plan.level == level);
        let (plans, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListPlansResponse {
            plans,
            next_page_token,
        }))
    }

    async fn get_plan(
        &self,
        request: Request<wire::GetPlanRequest>,
    ) -> Result<Response<wire::GetPlanResponse>, Status> {
        let plan = self.get::<Plan, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetPlanResponse { plan }))
    }

    async fn list_rubrics(
        &self,
        request: Request<wire::ListRubricsRequest>,
    ) -> Result<Response<wire::ListRubricsResponse>, Status> {
        let request = request.into_inner();
        let level = level_filter(request.level)?;
        let library = self.library();
        let keep = |rubric: &Rubric| level.is_none_or(|level| rubric.level == level);
        let (rubrics, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListRubricsResponse {
            rubrics,
            next_page_token,
        }))
    }

    async fn get_rubric(
        &self,
        request: Request<wire::GetRubricRequest>,
    ) -> Result<Response<wire::GetRubricResponse>, Status> {
        let rubric = self.get::<Rubric, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetRubricResponse { rubric }))
    }

    async fn list_contradictions(
        &self,
        request: Request<wire::ListContradictionsRequest>,
    ) -> Result<Response<wire::ListContradictionsResponse>, Status> {
        let request = request.into_inner();
        let about = about(&request.about)?;
        let library = self.library();
        let keep = |contradiction: &Contradiction| {
            about.as_ref().is_none_or(|(pack, item)| {
                contradiction.pack == *pack && contradiction.about.contains(item)
            })
        };
        let (contradictions, next_page_token) = list::page(&library, request, keep)?;
        Ok(Response::new(wire::ListContradictionsResponse {
            contradictions,
            next_page_token,
        }))
    }

    async fn get_contradiction(
        &self,
        request: Request<wire::GetContradictionRequest>,
    ) -> Result<Response<wire::GetContradictionResponse>, Status> {
        let contradiction = self.get::<Contradiction, _>(&request.into_inner().name)?;
        Ok(Response::new(wire::GetContradictionResponse {
            contradiction,
        }))
    }

    async fn search(
        &self,
        request: Request<wire::SearchRequest>,
    ) -> Result<Response<wire::SearchResponse>, Status> {
        let response = search::search(self.library(), request.into_inner()).await?;
        Ok(Response::new(response))
    }
}

/// Whether a question is of a level and of a principle, where they are given.
fn is_asked(question: &Question, level: Option<Level>, principle: Option<&Slug>) -> bool {
    level.is_none_or(|level| question.level == level)
        && principle.is_none_or(|principle| question.principles.contains(principle))
}

/// The item, with its pack, whose contradictions are asked for; none for all.
fn about(name: &str) -> Result<Option<(Slug, ItemRef)>, ConvertError> {
    if name.is_empty() {
        return Ok(None);
    }
    let (collection, ItemId { pack, id }) = name::parse_any_item("about", name)?;
    Ok(Some((pack, ItemRef { collection, id })))
}

impl From<LookupError> for Status {
    fn from(error: LookupError) -> Self {
        let not_found = |what: &str| (Code::NotFound, format!("{}_NOT_FOUND", what.to_uppercase()));
        let (code, reason) = match &error {
            LookupError::NoPack { .. } => not_found("pack"),
            LookupError::DamagedPack(_) => (Code::FailedPrecondition, "PACK_DAMAGED".to_owned()),
            LookupError::NoItem { collection, .. } => not_found(collection.singular()),
        };
        status(code, &reason, error.to_string())
    }
}
