//! `starling browse`: all material on the full screen.

mod browser;
mod console;
mod draw;
mod found;
mod keys;
mod list;
mod palette;
mod plain;
mod reading;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::io::{self, IsTerminal as _};
use std::pin::{Pin, pin};

use ratatui::crossterm::event::Event;
use starling_proto::client::ContentClient;
use starling_proto::error::CallError;
use tokio_stream::StreamExt as _;

use self::browser::{Answer, Ask, Browser, key};
use self::console::{Console, goes_back};
use self::keys::Wish;
use super::practice;
use super::serve::asked_to_stop;
use crate::args::{BrowseArguments, Global, PracticeArguments};
use crate::failure::{Failure, Kind};
use crate::item;
use crate::output::tell;
use crate::page::{self, Around};
use crate::services::{self, Connection};

pub(crate) async fn run(global: &Global, arguments: BrowseArguments) -> Result<(), Failure> {
    let in_lines = arguments.plain || global.json;
    let has_screen = io::stdin().is_terminal() && io::stdout().is_terminal();
    if !in_lines && !has_screen {
        return Err(Failure::new(
            Kind::Other,
            "there is no terminal to browse in; `starling browse --plain` prints the list, and \
             `starling show COLLECTION/ID` an item",
        ));
    }
    let connection = services::connect(global).await?;
    let mut browser = Browser::new(arguments);
    let browsed = if in_lines {
        plain::print(global, &mut connection.content(), &mut browser).await
    } else {
        browse(global, &connection, &mut browser).await
    };
    let closed = connection.close().await;
    browsed.and(closed)
}

/// From the list to practice and back, until the person leaves.
async fn browse(
    global: &Global,
    connection: &Connection,
    browser: &mut Browser,
) -> Result<(), Failure> {
    let mut stop = pin!(asked_to_stop()?);
    loop {
        let question = match look(connection.content(), browser, stop.as_mut()).await? {
            Wish::Leave => return Ok(()),
            Wish::Practise(question) => question,
        };
        let arguments = PracticeArguments {
            question: Some(question),
            ..PracticeArguments::default()
        };
        if let Err(failure) = practice::on(connection, global, arguments).await {
            tell(format_args!("starling: {failure}"));
        }
        if !goes_back(stop.as_mut()).await? {
            return Ok(());
        }
    }
}

/// Shows the browser and takes its keys until they say what else is wished.
async fn look(
    mut content: ContentClient,
    browser: &mut Browser,
    mut stop: Pin<&mut impl Future<Output = ()>>,
) -> Result<Wish, Failure> {
    let mut changes = pin!(content.watch().await?);
    let mut is_watched = true;
    let mut console = Console::open()?;
    loop {
        if !console.has_more() {
            console.draw(|frame, palette| draw::draw(browser, frame, palette))?;
        }
        let ask = browser.ask();
        // A key that comes before the answer asks anew.
        tokio::select! {
            biased;
            () = &mut stop => return Ok(Wish::Leave),
            event = console.event() => match event {
                Some(Event::Key(key)) => {
                    if let Some(wish) = browser.press(key) {
                        return Ok(wish);
                    }
                }
                Some(_) => {}
                None => return Ok(Wish::Leave),
            },
            answer = answer(&mut content, ask.as_ref()) => match answer {
                Ok(answer) => browser.take(answer),
                Err(error) => browser.fail(error.to_string()),
            },
            change = changes.next(), if is_watched => {
                is_watched = matches!(change, Some(Ok(_)));
                browser.packs_have_changed();
            }
        }
    }
}

/// Asks the content service what the browser wants to know; never answers where that is nothing.
async fn answer(content: &mut ContentClient, ask: Option<&Ask>) -> Result<Answer, CallError> {
    match ask {
        None => std::future::pending().await,
        Some(Ask::Items) => item::all(content).await.map(Answer::Items),
        Some(Ask::Search(query)) => content.search(query, MOST_HITS).await.map(Answer::Found),
        Some(Ask::Page(item)) => {
            let around = Around::of(content, item).await;
            around.map(|around| Answer::Page(key(item), page::of(item, &around)))
        }
    }
}

/// More than anybody reads.
const MOST_HITS: usize = 200;
