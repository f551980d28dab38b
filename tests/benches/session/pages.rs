//! G3: a page of 50 sessions out of a million, beside a page out of a thousand.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection as Database, params};
use starling_proto::session::ListSessionsRequest;
use starling_proto::session::session_service_client::SessionServiceClient;
use starling_proto::transport::Connection;

use crate::server::Server;
use crate::{Outcome, median, quantile};

const ROUNDS: usize = 7;
const PAGES: usize = 200;

pub(crate) async fn run() -> Outcome<()> {
    println!("pages: 50 sessions each, {ROUNDS} rounds of {PAGES} pages, one after the other");
    let few = Server::ours(|data_dir| fill(data_dir, 1_000))?;
    let many = Server::ours(|data_dir| fill(data_dir, 1_000_000))?;
    let (few, many) = ((few.connect().await?, few), (many.connect().await?, many));
    let [mut middles, mut tails] = [const { [const { Vec::new() }; 2] }; 2];
    for _ in 0..ROUNDS {
        for (at, connection) in [&few.0, &many.0].into_iter().enumerate() {
            let times = walk(connection).await?;
            middles[at].push(quantile(&times, 0.5));
            tails[at].push(quantile(&times, 0.99));
        }
    }
    let [of_few, of_many] = middles.map(|values| median(&values));
    println!(
        "  p50 {of_few:.3} ms of 1,000, {of_many:.3} ms of 1,000,000: {:.2} x (goal 2)",
        of_many / of_few
    );
    let [of_few, of_many] = tails.map(|values| median(&values));
    println!(
        "  p99 {of_few:.3} ms of 1,000, {of_many:.3} ms of 1,000,000: {:.2} x (goal 3)",
        of_many / of_few
    );
    Ok(())
}

/// Milliseconds of each page; begins again where the list ends.
async fn walk(connection: &Connection) -> Outcome<Vec<f64>> {
    let mut sessions = SessionServiceClient::new(connection.clone());
    let (mut times, mut page_token) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let request = ListSessionsRequest {
            page_size: 50,
            page_token,
            ..ListSessionsRequest::default()
        };
        let start = Instant::now();
        let page = sessions.list_sessions(request).await?.into_inner();
        times.push(start.elapsed().as_secs_f64() * 1e3);
        assert_eq!(page.sessions.len(), 50);
        page_token = page.next_page_token;
    }
    Ok(times)
}

/// Lets a server make its database, then fills it.
fn fill(data_dir: &Path, count: usize) -> Outcome<()> {
    let made = std::process::Command::new(starling_tests::program::binary())
        .args(["practice", "--demo", "--json"])
        .env("STARLING_DATA_DIR", data_dir)
        .output()?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).into());
    }
    let mut db = Database::open(data_dir.join("sessions/session.db"))?;
    let transaction = db.transaction()?;
    {
        let mut insert = transaction.prepare(
            "INSERT INTO sessions (id, title, create_time, update_time) VALUES (?1, ?2, ?3, ?3)",
        )?;
        for number in 1..count {
            let id = uuid::Uuid::now_v7().to_string();
            insert.execute(params![id, format!("Evening {number}"), number as i64])?;
        }
    }
    Ok(transaction.commit()?)
}
