//! `GetQuestion` calls a second, as a share of what bare tonic does with the same bytes.
//!
//! `cargo bench -p starling-content --bench get_question`. Both servers are in this process, each with a connection
//! of its own; the rounds take turns, so that what else the machine does meets both. The median counts.

#![expect(clippy::print_stdout, reason = "this is a command")]

use std::error::Error;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use starling_content::{Config, Content, mount};
use starling_edge::{Bind, Edge, Listener, NoGuard, Services};
use starling_proto::content::content_service_client::ContentServiceClient;
use starling_proto::content::content_service_server::{ContentService, ContentServiceServer};
use starling_proto::content::{GetQuestionRequest, GetQuestionResponse};
use starling_proto::transport::{self, Connection, Credentials};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

const QUESTION: &str = "packs/amazon-em/questions/platform-adoption";
const CONCURRENT: usize = 64;
const ROUNDS: usize = 11;
const ROUND: Duration = Duration::from_secs(1);

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Answers what it was made with, whatever it is asked.
struct Bare(GetQuestionResponse);

#[tonic::async_trait]
impl ContentService for Bare {
    async fn get_question(
        &self,
        _: Request<GetQuestionRequest>,
    ) -> Result<Response<GetQuestionResponse>, Status> {
        Ok(Response::new(self.0.clone()))
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let ours = ours().await?;
    let answer = ContentServiceClient::new(ours.clone())
        .get_question(request())
        .await?
        .into_inner();
    let bare = bare(answer).await?;
    let (mut of_ours, mut of_bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_ours.push(calls_a_second(&ours).await?);
        of_bare.push(calls_a_second(&bare).await?);
    }
    let [of_ours, of_bare] = [of_ours, of_bare].map(median);
    println!("bare tonic     {of_bare:9.0} calls a second, {CONCURRENT} concurrent");
    println!(
        "GetQuestion    {of_ours:9.0} calls a second, {:.2} of it",
        of_ours / of_bare
    );
    Ok(())
}

async fn ours() -> Outcome<Connection> {
    let address = Bind::from(SocketAddr::from(([127, 0, 0, 1], 0)));
    let listeners = starling_edge::listen([address], &NoGuard).await?;
    let url = listeners.iter().find_map(Listener::url);
    let content = Content::open(Config::default());
    let mut services = Services::default();
    mount(&content, &mut services);
    let edge = Edge::new(listeners, NoGuard);
    tokio::spawn(edge.serve(services, content.follow(std::future::pending())));
    Ok(transport::connect(&url.unwrap_or_default(), &Credentials::default()).await?)
}

async fn bare(answer: GetQuestionResponse) -> Outcome<Connection> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let server = Server::builder().add_service(ContentServiceServer::new(Bare(answer)));
    tokio::spawn(server.serve_with_incoming(incoming));
    Ok(transport::connect(&url, &Credentials::default()).await?)
}

fn request() -> GetQuestionRequest {
    GetQuestionRequest {
        name: QUESTION.to_owned(),
    }
}

async fn calls_a_second(connection: &Connection) -> Outcome<f64> {
    let start = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CONCURRENT {
        let mut client = ContentServiceClient::new(connection.clone());
        callers.spawn(async move {
            let mut calls = 0_u32;
            while start.elapsed() < ROUND {
                client.get_question(request()).await?;
                calls += 1;
            }
            Ok::<u32, Status>(calls)
        });
    }
    let mut calls = 0;
    while let Some(caller) = callers.join_next().await {
        calls += caller??;
    }
    Ok(f64::from(calls) / start.elapsed().as_secs_f64())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
