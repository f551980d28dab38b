//! `starling review`: what coaches sent on a take.

mod json;

use crate::args::{Global, ReviewArguments};
use crate::coaching::{self, Coaching};
use crate::failure::Failure;
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
    let coaching = Coaching::of(&meant, connection).await?;
    if global.json {
        return output::json(&json::coaching(&meant.name(), &coaching));
    }
    output::text(&page::text(&page::review(&meant.name(), &coaching)))
}
