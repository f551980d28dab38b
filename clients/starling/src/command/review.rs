//! `starling review`: what coaches sent on a take.

mod json;

use std::collections::HashSet;

use serde_json::json;
use starling_proto::convert::Event;
use starling_proto::name;
use tokio_stream::StreamExt as _;

use super::serve::asked_to_stop;
use crate::args::{Global, ReviewArguments};
use crate::coaching::{self, Coaching, Meant, State};
use crate::failure::{Failure, Kind};
use crate::services::{self, Connection};
use crate::{output, page};

pub(crate) async fn run(global: &Global, arguments: ReviewArguments) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let shown = show(global, &arguments, &connection).await;
    let closed = connection.close().await;
    shown.and(closed)
}

async fn show(
    global: &Global,
    arguments: &ReviewArguments,
    connection: &Connection,
) -> Result<(), Failure> {
    let meant = coaching::meant(global, arguments.take.as_deref())?;
    if !arguments.watch {
        return show_all(global, &meant, &Coaching::of(&meant, connection).await?);
    }
    if connection.is_own() {
        return Err(Failure::input(
            "nothing can come while nobody serves; run `starling console` or `starling serve` first",
        ));
    }
    let stopped = asked_to_stop()?;
    tokio::select! {
        () = stopped => Ok(()),
        ended = watch(global, &meant, connection) => ended,
    }
}

fn show_all(global: &Global, meant: &Meant, coaching: &Coaching) -> Result<(), Failure> {
    if global.json {
        return output::json(&json::coaching(&meant.name(), coaching));
    }
    output::text(&page::text(&page::review(&meant.name(), coaching)))
}

/// Shows all there is, then what comes, until the server goes.
async fn watch(global: &Global, meant: &Meant, connection: &Connection) -> Result<(), Failure> {
    let mut overviews = connection.overviews();
    let mut events = overviews.watch(Some(&meant.id.session)).await?;
    let mut coaching = Coaching::of(meant, connection).await?;
    let mut shown = HashSet::new();
    while let Some(event) = events.next().await {
        match event? {
            Event::Ready => {
                coaching = Coaching::of(meant, connection).await?;
                shown = coaching.states();
                show_all(global, meant, &coaching)?;
            }
            Event::Comment(comment) if comment.id.take == meant.id => {
                // What was read since `Ready` may be told after it, too.
                if !shown.insert(State::of_comment(&comment)) {
                    continue;
                }
                let rate = coaching.sample_rate;
                if global.json {
                    output::json(&json!({"comment": json::comment(&comment, rate)}))?;
                } else {
                    output::text(&page::text(&page::comment(&comment, rate)))?;
                }
            }
            Event::Review(review) if review.id.take == meant.id => {
                if !shown.insert(State::of_review(&review)) {
                    continue;
                }
                if global.json {
                    output::json(&json!({"review": json::review(&review)}))?;
                } else {
                    output::text(&page::text(&page::one_review(&review, &coaching)))?;
                }
            }
            Event::CommentRemoved(id) if id.take == meant.id && global.json => {
                output::json(&json!({"removed_comment": name::comment(&id)}))?;
            }
            Event::ReviewRemoved(id) if id.take == meant.id && global.json => {
                output::json(&json!({"removed_review": name::review(&id)}))?;
            }
            _ => {}
        }
    }
    Err(Failure::new(Kind::Server, "the server has gone"))
}
