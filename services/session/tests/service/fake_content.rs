//! A content service with one question, two formats, and rubrics of a shipped pack and of another one.

use std::net::SocketAddr;

use starling_edge::{Bind, Edge, Listener, NoGuard, Services};
use starling_proto::content as wire;
use starling_proto::content::content_service_server::{ContentService, ContentServiceServer};
use starling_proto::error::status;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::{Code, Request, Response, Status};

pub(crate) const QUESTION: &str = "packs/fake/questions/worst-day";
/// Situation and result of 1 to 2 seconds, and a headline of 3.
pub(crate) const FORMAT: &str = "packs/fake/formats/short";
/// The same with no headline.
pub(crate) const FORMAT_WITHOUT_HEADLINE: &str = "packs/fake/formats/plain";

/// Serves until it is dropped or stopped.
pub(crate) struct FakeContent {
    pub(crate) url: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl FakeContent {
    pub(crate) async fn start() -> Self {
        let (edge, url) = edge().await;
        let mut services = Services::default();
        services.add(ContentServiceServer::new(Material));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async {
            let stopped = async { drop(stopped.await) };
            edge.serve(services, stopped).await;
        });
        Self { url, stop, task }
    }

    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.task.await.unwrap();
    }
}

/// An edge on a free port of this machine, and its address.
pub(crate) async fn edge() -> (Edge<NoGuard>, String) {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let listeners = starling_edge::listen([Bind::from(address)], &NoGuard);
    let listeners = listeners.await.unwrap();
    let url = listeners.iter().find_map(Listener::url).unwrap();
    (Edge::new(listeners, NoGuard), url)
}

struct Material;

#[tonic::async_trait]
impl ContentService for Material {
    async fn get_question(
        &self,
        request: Request<wire::GetQuestionRequest>,
    ) -> Result<Response<wire::GetQuestionResponse>, Status> {
        let name = request.into_inner().name;
        if name != QUESTION {
            let message = format!("there is no question {name}; did you mean {QUESTION}?");
            return Err(status(Code::NotFound, "QUESTION_NOT_FOUND", message));
        }
        let question = wire::Question {
            name,
            title: "The worst day".to_owned(),
            level: wire::Level::L6.into(),
            format: FORMAT.to_owned(),
            principles: vec!["packs/fake/principles/ownership".to_owned()],
            text: "Tell me about your worst day.".to_owned(),
            evaluated: vec!["Composure".to_owned()],
            follow_ups: vec!["And then?".to_owned()],
            red_flags: vec!["Blames others".to_owned()],
            source: "fake#1".to_owned(),
        };
        Ok(Response::new(wire::GetQuestionResponse {
            question: Some(question),
        }))
    }

    async fn get_format(
        &self,
        request: Request<wire::GetFormatRequest>,
    ) -> Result<Response<wire::GetFormatResponse>, Status> {
        let name = request.into_inner().name;
        let headline_milliseconds = match name.as_str() {
            FORMAT => Some(3_000),
            FORMAT_WITHOUT_HEADLINE => None,
            _ => {
                let message = format!("there is no format {name}");
                return Err(status(Code::NotFound, "FORMAT_NOT_FOUND", message));
            }
        };
        let section = |id: &str| wire::FormatSection {
            id: id.to_owned(),
            title: id.to_uppercase(),
            min_milliseconds: 1_000,
            max_milliseconds: 2_000,
        };
        let format = wire::Format {
            name,
            title: "Short".to_owned(),
            level: wire::Level::L6.into(),
            sections: vec![section("situation"), section("result")],
            headline_milliseconds,
            summary: "For a busy listener.".to_owned(),
            source: "fake#2".to_owned(),
        };
        Ok(Response::new(wire::GetFormatResponse {
            format: Some(format),
        }))
    }

    async fn list_rubrics(
        &self,
        _request: Request<wire::ListRubricsRequest>,
    ) -> Result<Response<wire::ListRubricsResponse>, Status> {
        let rubric = |level: wire::Level, pack: &str, id: &str| wire::Rubric {
            name: format!("packs/{pack}/rubrics/{id}"),
            title: id.to_uppercase(),
            level: level.into(),
            text: String::new(),
            dimensions: vec![wire::Dimension {
                id: "depth".to_owned(),
                title: "Depth".to_owned(),
                what: "How deep it goes".to_owned(),
                points: vec!["So far".to_owned(); 5],
            }],
            source: "fake#3".to_owned(),
        };
        Ok(Response::new(wire::ListRubricsResponse {
            rubrics: vec![
                rubric(wire::Level::L7, "house", "l7"),
                rubric(wire::Level::L6, "house", "l6"),
                rubric(wire::Level::L6, "another", "l6"),
            ],
            next_page_token: String::new(),
        }))
    }

    async fn list_packs(
        &self,
        _request: Request<wire::ListPacksRequest>,
    ) -> Result<Response<wire::ListPacksResponse>, Status> {
        let pack = |id: &str, shipped| wire::Pack {
            name: format!("packs/{id}"),
            state: wire::PackState::Served.into(),
            shipped,
            ..Default::default()
        };
        Ok(Response::new(wire::ListPacksResponse {
            packs: vec![
                pack("another", false),
                pack("fake", false),
                pack("house", true),
            ],
            next_page_token: String::new(),
        }))
    }
}
