//! What the session service can do, each time beside an anchor that is measured in the same run.
//!
//! `cargo bench -p starling-tests --bench session [-- calls|pages|ingest|paced|idle]`. Rounds of ours and of the anchor
//! take turns, so that what else the machine does meets both; the median counts. Clients and servers share the cores.

#![expect(clippy::print_stdout, reason = "this is a command")]

mod anchor;
mod calls;
mod floor;
mod idle;
mod ingest;
mod load;
mod paced;
mod pages;
mod server;

use std::env;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const ALL: [&str; 5] = ["calls", "pages", "ingest", "paced", "idle"];

#[tokio::main]
async fn main() -> Outcome<()> {
    // `cargo bench` adds `--bench`.
    let asked: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if asked.first().is_some_and(|arg| arg == anchor::ROLE) {
        return anchor::serve().await;
    }
    for name in ALL {
        if !asked.is_empty() && !asked.iter().any(|asked| asked == name) {
            continue;
        }
        match name {
            "calls" => calls::run().await?,
            "pages" => pages::run().await?,
            "ingest" => ingest::run().await?,
            "paced" => paced::run().await?,
            _ => idle::run().await?,
        }
        println!();
    }
    Ok(())
}

fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let index = (sorted.len() as f64 * share) as usize;
    sorted
        .get(index.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}
