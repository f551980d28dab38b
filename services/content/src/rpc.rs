//! `starling.content.v1.ContentService`: converts, looks up, converts.

use starling_practice::{Level, Slug};
use starling_proto::content::content_service_server::{ContentService, ContentServiceServer};
use starling_proto::convert::ConvertError;
use starling_proto::error::status;
use starling_proto::{content as wire, name};
use tonic::{Code, Request, Response, Status};

use crate::library::{Library, LookupError};
use crate::paging::page;

/// The service on a library.
pub(crate) fn service(library: Library) -> ContentServiceServer<impl ContentService> {
    ContentServiceServer::new(Rpc(library))
}

struct Rpc(Library);

#[tonic::async_trait]
impl ContentService for Rpc {
    async fn list_formats(
        &self,
        request: Request<wire::ListFormatsRequest>,
    ) -> Result<Response<wire::ListFormatsResponse>, Status> {
        let request = request.into_inner();
        let pack = name::parse_pack("parent", &request.parent)?;
        let formats = self.0.formats(pack.as_ref())?;
        let query = format!("{}/formats", request.parent);
        let page = page(&query, request.page_size, &request.page_token, formats)?;
        Ok(Response::new(wire::ListFormatsResponse {
            formats: page.items.into_iter().cloned().map(Into::into).collect(),
            next_page_token: page.next_token,
        }))
    }

    async fn get_format(
        &self,
        request: Request<wire::GetFormatRequest>,
    ) -> Result<Response<wire::GetFormatResponse>, Status> {
        let item = name::parse_item("name", "formats", &request.into_inner().name)?;
        let format = self.0.format(&item)?.clone();
        Ok(Response::new(wire::GetFormatResponse {
            format: Some(format.into()),
        }))
    }

    async fn list_questions(
        &self,
        request: Request<wire::ListQuestionsRequest>,
    ) -> Result<Response<wire::ListQuestionsResponse>, Status> {
        let request = request.into_inner();
        let pack = name::parse_pack("parent", &request.parent)?;
        let level = level_filter(request.level)?;
        let principle = principle_filter(&request.principle)?;
        let questions = self.0.questions(pack.as_ref(), level, principle.as_ref())?;
        let query = format!(
            "{}/questions?level={}&principle={}",
            request.parent, request.level, request.principle
        );
        let page = page(&query, request.page_size, &request.page_token, questions)?;
        Ok(Response::new(wire::ListQuestionsResponse {
            questions: page.items.into_iter().cloned().map(Into::into).collect(),
            next_page_token: page.next_token,
        }))
    }

    async fn get_question(
        &self,
        request: Request<wire::GetQuestionRequest>,
    ) -> Result<Response<wire::GetQuestionResponse>, Status> {
        let item = name::parse_item("name", "questions", &request.into_inner().name)?;
        let question = self.0.question(&item)?.clone();
        Ok(Response::new(wire::GetQuestionResponse {
            question: Some(question.into()),
        }))
    }
}

fn level_filter(level: i32) -> Result<Option<Level>, ConvertError> {
    match wire::Level::try_from(level) {
        Ok(wire::Level::Unspecified) => Ok(None),
        Ok(level) => level.try_into().map(Some),
        Err(unknown) => Err(ConvertError::new("level", unknown)),
    }
}

fn principle_filter(principle: &str) -> Result<Option<Slug>, ConvertError> {
    if principle.is_empty() {
        return Ok(None);
    }
    match Slug::new(principle) {
        Ok(principle) => Ok(Some(principle)),
        Err(error) => Err(ConvertError::new("principle", error)),
    }
}

impl From<LookupError> for Status {
    fn from(error: LookupError) -> Self {
        let (code, reason) = match error {
            LookupError::NoPack { .. } => (Code::NotFound, "PACK_NOT_FOUND"),
            LookupError::DamagedPack(_) => (Code::FailedPrecondition, "PACK_DAMAGED"),
            LookupError::NoFormat { .. } => (Code::NotFound, "FORMAT_NOT_FOUND"),
            LookupError::NoQuestion { .. } => (Code::NotFound, "QUESTION_NOT_FOUND"),
        };
        status(code, reason, error.to_string())
    }
}
