//! How often a fault is injected, and with which seeds.

use std::{
    env,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::ledger::Ledger;

/// How much of a fault is enough.
pub(crate) struct Amount {
    /// In every check.
    pub(crate) short: u64,
    /// Where `STARLING_LONG` is set.
    pub(crate) long: u64,
}

/// Runs rounds until there was enough of what `count` counts: first with the seeds that have found something, then
/// with others. Prints the ledger; fails where it says that anything is lost.
pub(crate) fn run(
    fault: &str,
    regressions: &[u64],
    amount: &Amount,
    count: impl Fn(&Ledger) -> u64,
    round: impl Fn(u64, &Arc<Ledger>),
) {
    let ledger = Arc::new(Ledger::default());
    let one = |seed| {
        eprintln!("{fault}: seed {seed}; {ledger}");
        round(seed, &ledger);
        assert_eq!(
            ledger.lost_size(),
            0,
            "{fault}: STARLING_FAULT_SEED={seed} repeats it; {ledger}"
        );
    };
    if let Ok(seed) = env::var("STARLING_FAULT_SEED") {
        one(seed.parse().expect("STARLING_FAULT_SEED is a number"));
    } else {
        for seed in regressions {
            one(*seed);
        }
        let is_long = env::var_os("STARLING_LONG").is_some();
        let (wanted, first) = if is_long {
            (amount.long, now())
        } else {
            (amount.short, 1)
        };
        for seed in first.. {
            if count(&ledger) >= wanted {
                break;
            }
            one(seed);
        }
    }
    eprintln!("{fault}: {ledger}");
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(1, |since| since.as_secs())
}
