//! `starling`: the command that people type, and the only crate that wires services and clients together.

mod addresses;
mod args;
mod choose;
mod coaching;
mod command;
mod config;
mod failure;
mod item;
mod output;
mod page;
mod progress;
mod qr;
mod recording;
mod report;
mod server;
mod services;

use std::process::ExitCode;

use clap::Parser as _;
use starling_practice::Collection;

use crate::args::{
    Arguments, Command, Global, QuestionCommand, ScenarioCommand, ShowArguments, StoryCommand,
};
use crate::failure::Failure;

fn main() -> ExitCode {
    let Arguments { global, command } = Arguments::parse();
    match run(&global, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::tell(format_args!("starling: {failure}"));
            failure.exit_code()
        }
    }
}

fn run(global: &Global, command: Command) -> Result<(), Failure> {
    match command {
        Command::Practice(arguments) => block_on(command::practice::run(global, arguments)),
        Command::Score(arguments) => block_on(command::score::run(global, arguments)),
        Command::Measure { recording } => command::measure::run(global, &recording),
        Command::Formats => block_on(command::lists::formats(global)),
        Command::Questions { level, principle } => block_on(command::lists::questions(
            global,
            level.map(Into::into),
            principle,
        )),
        Command::Browse(arguments) => block_on(command::browse::run(global, arguments)),
        Command::Question(QuestionCommand::Show(show)) => {
            block_on(command::show::run(global, Collection::Questions, &show.id))
        }
        Command::Story(StoryCommand::List { filter, category }) => {
            block_on(command::lists::stories(global, filter, category))
        }
        Command::Story(StoryCommand::Show(show)) => {
            block_on(command::show::run(global, Collection::Stories, &show.id))
        }
        Command::Scenario(ScenarioCommand::List { filter, outcome }) => {
            let outcome = outcome.map(Into::into);
            block_on(command::lists::scenarios(global, filter, outcome))
        }
        Command::Scenario(ScenarioCommand::Show(show)) => {
            block_on(command::show::run(global, Collection::Scenarios, &show.id))
        }
        Command::Show(ShowArguments { item }) => {
            block_on(command::show::run(global, item.collection, &item.id))
        }
        Command::Search(arguments) => block_on(command::search::run(global, arguments)),
        Command::Compare(arguments) => block_on(command::compare::run(global, arguments)),
        Command::Coverage(arguments) => block_on(command::coverage::run(global, arguments)),
        Command::Content(command) => command::content::run(global, command),
        Command::Devices => command::devices::run(global),
        Command::Takes { take } => command::takes::run(global, take.as_deref()),
        Command::Repair => command::repair::run(global),
        Command::Upload => block_on(command::upload::run(global)),
        Command::Share(arguments) => block_on(command::share::run(global, arguments)),
        Command::Review(arguments) => block_on(command::review::run(global, arguments)),
        Command::Export(arguments) => block_on(command::export::run(global, arguments)),
        Command::Parcel(arguments) => block_on(command::parcel::run(global, arguments)),
        Command::Links(arguments) => block_on(command::links::run(global, arguments)),
        Command::Revoke(arguments) => block_on(command::revoke::run(global, arguments)),
        Command::Delete(arguments) => block_on(command::delete::run(global, arguments)),
        Command::Console(arguments) => block_on(command::console::run(global, arguments)),
        Command::Serve(arguments) => block_on(command::serve::run(global, arguments)),
        Command::Backup(arguments) => command::backup::run(global, &arguments),
        Command::Restore(arguments) => command::restore::run(global, &arguments),
        Command::Verify(arguments) => command::verify::run(global, &arguments),
        Command::Completions { shell } => command::completions::run(shell),
    }
}

/// Only what speaks to services pays for a runtime.
fn block_on(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(command)
}
