//! A run: clients upload to a machine that loses its power again and again, over a network with cuts, until every take
//! is finished.

use std::rc::Rc;
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::runtime;
use turmoil::Sim;

use super::client::Client;
use super::disk::{Disk, Drive};
use super::network::SERVER;
use super::server::{Machine, take};

const TAKE_COUNT: u128 = 3;
/// After so many, the power stays, so that every run ends.
const MAX_LOSSES: u64 = 12;

/// What a run has shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Times that the power went.
    pub(super) losses: u64,
    /// Promises that were broken.
    pub(super) broken: Vec<String>,
    /// The same only where the same happened.
    pub(super) trace: u64,
}

/// Does what a seed says, with this drive.
pub(super) fn run(seed: u64, drive: Drive) -> Outcome {
    let mut random = SmallRng::seed_from_u64(seed);
    let machine = Rc::new(Machine::new(Disk::new(random.random(), drive), TAKE_COUNT));
    let clients = (1..=TAKE_COUNT).map(|number| Client::new(take(number).id, random.random()));
    let clients = clients.collect::<Vec<_>>();
    let mut sim = turmoil::Builder::new()
        .rng_seed(seed)
        .tick_duration(Duration::from_millis(10))
        .max_message_latency(Duration::from_millis(20))
        .simulation_duration(Duration::from_secs(600))
        .build();
    sim.host(SERVER, || Rc::clone(&machine).run());
    for client in &clients {
        sim.client(client.take.take.as_str(), client.clone().run());
    }

    let mut losses = 0;
    if let Err(error) = play(&mut sim, &machine, &clients, &mut random, &mut losses) {
        machine.note(format!("the run ended: {error}"));
    }
    // Once more, now that everything has been acknowledged.
    machine.disk.power_off();
    sim.crash(SERVER);
    machine.disk.power_on(u64::MAX);
    let elapsed = sim.elapsed().as_millis() as u64;
    drop(sim);
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    if let Err(error) = runtime.block_on(machine.check(&clients)) {
        machine.note(format!("the last start: {error}"));
    }
    let told = clients.iter().flat_map(|client| client.broken());
    Outcome {
        losses: losses + 1,
        broken: told.chain(machine.broken.take()).collect(),
        trace: machine.disk.trace() ^ elapsed,
    }
}

/// Lets time pass until all clients are done, or the server has broken a promise.
fn play(
    sim: &mut Sim<'_>,
    machine: &Machine,
    clients: &[Client],
    random: &mut SmallRng,
    losses: &mut u64,
) -> turmoil::Result {
    let disk = &machine.disk;
    disk.power_on(changes(random));
    while machine.broken.borrow().is_empty() && !sim.step()? {
        if *losses < MAX_LOSSES && random.random_bool(0.002) {
            disk.power_off();
        }
        if !disk.is_powered() {
            *losses += 1;
            sim.crash(SERVER);
            pass(sim, random.random_range(1..40))?;
            let stays = *losses == MAX_LOSSES;
            disk.power_on(if stays { u64::MAX } else { changes(random) });
            sim.bounce(SERVER);
        }
        if random.random_bool(0.005) {
            let client = clients[random.random_range(0..clients.len())]
                .take
                .take
                .as_str();
            sim.partition(client, SERVER);
            pass(sim, random.random_range(1..40))?;
            sim.repair(client, SERVER);
        }
    }
    Ok(())
}

/// Lets a time pass.
fn pass(sim: &mut Sim<'_>, steps: u32) -> turmoil::Result {
    for _ in 0..steps {
        sim.step()?;
    }
    Ok(())
}

/// Changes of the disk until the power goes: sometimes in the midst of the start, sometimes after many commits.
fn changes(random: &mut SmallRng) -> u64 {
    2_f64.powf(random.random_range(2.0..11.0)) as u64
}
