//! G1 and G2: calls a second through all layers, beside bare tonic.

use std::time::{Duration, Instant};

use starling_proto::session::session_service_client::SessionServiceClient;
use starling_proto::session::{CreateSessionRequest, GetSessionRequest};
use starling_proto::transport::Connection;
use tokio::task::JoinSet;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::server::Server;
use crate::{Outcome, anchor, median, quantile};

const CONCURRENT: usize = 64;
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_secs(1);

#[derive(Debug, Clone)]
enum Call {
    Empty,
    Session(String),
}

pub(crate) async fn run() -> Outcome<()> {
    println!("calls: {CONCURRENT} at a time on one connection, {ROUNDS} rounds each");
    let (ours, bare) = (Server::ours(|_| Ok(()))?, Server::anchor()?);
    let (ours, bare) = (
        ours.connect().await.map(|it| (ours, it))?,
        bare.connect().await.map(|it| (bare, it))?,
    );
    let session = new_session(&ours.1).await?;
    compare("an empty call", Call::Empty, &ours.1, &bare.1, 0.7).await?;
    compare("GetSession", Call::Session(session), &ours.1, &bare.1, 0.7).await
}

async fn compare(
    what: &str,
    call: Call,
    ours: &Connection,
    bare: &Connection,
    goal: f64,
) -> Outcome<()> {
    let [mut rates, mut tails] = [const { [const { Vec::new() }; 2] }; 2];
    for _ in 0..ROUNDS {
        for (server, connection) in [ours, bare].into_iter().enumerate() {
            let (rate, tail) = round(connection, &call).await?;
            rates[server].push(rate);
            tails[server].push(tail);
        }
    }
    let [ours, bare] = rates.map(|rates| median(&rates));
    let [our_tail, bare_tail] = tails.map(|tails| median(&tails));
    println!(
        "  {what:14} {ours:8.0} a second, bare tonic {bare:8.0}: {:.2} x (goal {goal})",
        ours / bare
    );
    println!(
        "  {:14} p99 {our_tail:.2} ms, bare tonic {bare_tail:.2} ms: {:.2} x",
        "",
        our_tail / bare_tail
    );
    Ok(())
}

/// Calls a second, and the 99th percentile of their times in milliseconds.
async fn round(connection: &Connection, call: &Call) -> Outcome<(f64, f64)> {
    let start = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CONCURRENT {
        let (connection, call) = (connection.clone(), call.clone());
        callers.spawn(async move {
            let mut health = HealthClient::new(connection.clone());
            let mut sessions = SessionServiceClient::new(connection);
            let mut times = Vec::new();
            while start.elapsed() < ROUND {
                let begun = Instant::now();
                match &call {
                    Call::Empty => drop(health.check(HealthCheckRequest::default()).await?),
                    Call::Session(name) => {
                        let request = GetSessionRequest { name: name.clone() };
                        drop(sessions.get_session(request).await?);
                    }
                }
                times.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            Ok::<_, tonic::Status>(times)
        });
    }
    let mut times = Vec::new();
    while let Some(caller) = callers.join_next().await {
        times.extend(caller??);
    }
    let rate = times.len() as f64 / start.elapsed().as_secs_f64();
    Ok((rate, quantile(&times, 0.99)))
}

async fn new_session(connection: &Connection) -> Outcome<String> {
    let request = CreateSessionRequest {
        request_id: uuid::Uuid::new_v4().to_string(),
        title: "x".repeat(anchor::TITLE_LEN),
        ..CreateSessionRequest::default()
    };
    let created = SessionServiceClient::new(connection.clone())
        .create_session(request)
        .await?;
    Ok(created
        .into_inner()
        .session
        .ok_or("a session is always there")?
        .name)
}
