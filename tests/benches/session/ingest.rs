//! G5 and G6: durable bytes a second at 32 streams, beside SQLite alone and beside bare tonic without any store.

use std::time::Duration;

use tokio::task::JoinSet;

use crate::floor::Floor;
use crate::load::{self, Target};
use crate::server::Server;
use crate::{Outcome, median};

const STREAMS: usize = 32;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(1_500);

pub(crate) async fn run() -> Outcome<()> {
    println!("ingest: {STREAMS} streams of 19.2 kB chunks, {ROUNDS} rounds each");
    let (ours, sink) = (Server::ours(|_| Ok(()))?, Server::anchor()?);
    let [mut durable, mut sunk, mut floors, mut cpu] = [const { Vec::new() }; 4];
    let mut floor = Floor::new()?;
    for _ in 0..ROUNDS {
        let before = ours.cpu_seconds()?;
        let rate = round(&ours, true).await?;
        let chunks = rate * ROUND.as_secs_f64() / load::CHUNK_SIZE as f64;
        cpu.push((ours.cpu_seconds()? - before) / chunks * 1e6);
        durable.push(rate / 1e6);
        sunk.push(round(&sink, false).await? / 1e6);
        floors.push(tokio::task::block_in_place(|| floor.groups(ROUND))? / 1e6);
    }
    let [durable, sunk, floor, cpu] = [durable, sunk, floors, cpu].map(|values| median(&values));
    println!("  durable      {durable:7.0} MB/s, {cpu:.0} µs of processor a chunk");
    println!(
        "  SQLite alone {floor:7.0} MB/s: {:.2} x (goal 0.5)",
        durable / floor
    );
    println!(
        "  sink         {sunk:7.0} MB/s: {:.3} x (goal 0.10, aim 0.15)",
        durable / sunk
    );
    Ok(())
}

/// Bytes a second, all streams together.
async fn round(server: &Server, is_stored: bool) -> Outcome<f64> {
    let mut streams = Vec::new();
    for _ in 0..STREAMS {
        let connection = server.connect().await?;
        let target = match is_stored {
            true => Target::new(&connection).await?,
            false => Target::nowhere(),
        };
        streams.push((connection, target));
    }
    let start = std::time::Instant::now();
    let mut uploads = JoinSet::new();
    for (connection, target) in streams {
        uploads.spawn(load::as_fast_as_it_goes(connection, target, ROUND));
    }
    let mut size = 0;
    while let Some(upload) = uploads.join_next().await {
        size += upload??;
    }
    Ok(size as f64 / start.elapsed().as_secs_f64())
}
