//! G7 to G9: how long a chunk waits for its acknowledgement, at the pace of speech.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::floor::Floor;
use crate::load::{self, CHUNK_TIME, Target};
use crate::server::Server;
use crate::{Outcome, median, quantile};

const TAKES: [usize; 3] = [32, 256, 1_000];
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(4);
const CALLS: usize = 200;

pub(crate) async fn run() -> Outcome<()> {
    println!(
        "paced: a 19.2 kB chunk every 200 ms, a connection for each take, {ROUNDS} rounds each"
    );
    let server = Server::ours(|_| Ok(()))?;
    let mut floor = Floor::new()?;
    for takes in TAKES {
        let [mut middles, mut tails, mut commits, mut calls] = [const { Vec::new() }; 4];
        for _ in 0..ROUNDS {
            let times = round(&server, takes).await?;
            middles.push(quantile(&times, 0.5));
            tails.push(quantile(&times, 0.99));
            commits.push(median(&tokio::task::block_in_place(|| {
                floor.singles(CALLS)
            })?));
            calls.push(median(&empty_calls(&server).await?));
        }
        let [middle, tail, commit, call] =
            [middles, tails, commits, calls].map(|values| median(&values));
        println!("  {takes:5} takes: p50 {middle:6.2} ms, p99 {tail:6.2} ms");
        println!(
            "              p50 is {:.2} x one commit ({commit:.2}) and one call ({call:.2}) (goal 1.5 at 32)",
            middle / (commit + call)
        );
        println!(
            "              p99 is {:.1} x p50 (goal 10 at 32 and 256; 200 ms at 1,000)",
            tail / middle
        );
    }
    Ok(())
}

async fn round(server: &Server, takes: usize) -> Outcome<Vec<f64>> {
    let mut streams = Vec::new();
    for _ in 0..takes {
        let connection = server.connect().await?;
        let target = Target::new(&connection).await?;
        streams.push((connection, target));
    }
    let mut uploads = JoinSet::new();
    for (number, (connection, target)) in streams.into_iter().enumerate() {
        // People do not begin all at once.
        let delay = CHUNK_TIME.mul_f64(number as f64 / takes as f64);
        uploads.spawn(load::at_the_pace_of_speech(
            connection, target, delay, ROUND,
        ));
    }
    let mut times = Vec::new();
    while let Some(upload) = uploads.join_next().await {
        times.extend(upload??);
    }
    assert_eq!(
        times.len(),
        takes * (ROUND.as_millis() / CHUNK_TIME.as_millis()) as usize
    );
    Ok(times)
}

async fn empty_calls(server: &Server) -> Outcome<Vec<f64>> {
    let mut health = HealthClient::new(server.connect().await?);
    let mut times = Vec::new();
    for _ in 0..CALLS {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let start = Instant::now();
        health.check(HealthCheckRequest::default()).await?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}
