//! `starling links`

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use starling_practice::{LinkRefusal, ShareLink, Slug};
use starling_proto::name;

use super::{repair, takes};
use crate::args::{Global, LinksArguments};
use crate::failure::Failure;
use crate::output;
use crate::services::{self, Connection};

/// A link for programs.
#[derive(Serialize)]
pub(crate) struct LinkJson<'a> {
    name: String,
    session: String,
    label: &'a str,
    role: &'a str,
    create_time: Option<Timestamp>,
    expire_time: Option<Timestamp>,
    max_use_count: Option<u32>,
    use_count: u32,
    last_use_time: Option<Timestamp>,
    revoke_time: Option<Timestamp>,
}

pub(crate) async fn run(global: &Global, arguments: LinksArguments) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let listed = list(global, arguments, &connection).await;
    let closed = connection.close().await;
    listed.and(closed)
}

async fn list(
    global: &Global,
    arguments: LinksArguments,
    connection: &Connection,
) -> Result<(), Failure> {
    let links = match arguments.what {
        Some(what) => {
            let session = session(global, &what)?;
            connection.shares().share_links(&session).await?
        }
        None => all(connection).await?,
    };
    if global.json {
        return output::json(&links.iter().map(LinkJson::from).collect::<Vec<_>>());
    }
    if links.is_empty() {
        return output::text("no links; `starling share` makes one\n");
    }
    let now = SystemTime::now();
    output::text(
        &links
            .iter()
            .map(|link| lines(link, now))
            .collect::<String>(),
    )
}

/// The links to all sessions.
pub(crate) async fn all(connection: &Connection) -> Result<Vec<ShareLink>, Failure> {
    let mut shares = connection.shares();
    let mut links = Vec::new();
    for session in connection.sessions().sessions().await? {
        links.extend(shares.share_links(&session.id).await?);
    }
    Ok(links)
}

/// The session that is meant: by its own name, that of a take in it, or a take's as `starling takes` lists it.
///
/// # Errors
/// A failure where there is no such take, or another server has it.
pub(crate) fn session(global: &Global, what: &str) -> Result<Slug, Failure> {
    if what.starts_with("sessions/") {
        return name::parse_session("session", what)
            .or_else(|error| match name::parse_take("take", what) {
                Ok(take) => Ok(take.session),
                Err(_) => Err(error),
            })
            .map_err(|error| Failure::input(error.to_string()));
    }
    let library = repair::library(global)?;
    let (entries, _) = library.entries()?;
    let entry = entries
        .into_iter()
        .find(|entry| takes::name_of(&entry.wav) == what)
        .ok_or_else(|| takes::unknown(what))?;
    belongs_here(global, what, entry.record.server.as_deref())?;
    Ok(entry.record.take.session)
}

/// Refuses a take of another server than the one in use, whose token is none of the other's business.
pub(crate) fn belongs_here(
    global: &Global,
    take: &str,
    server: Option<&str>,
) -> Result<(), Failure> {
    match server {
        server if server == global.server.as_deref() => Ok(()),
        Some(url) => Err(Failure::input(format!(
            "take `{take}` belongs to another server; say --server {url}"
        ))),
        None => Err(Failure::input(format!(
            "take `{take}` belongs to this machine; leave --server out"
        ))),
    }
}

/// The name that a link is known by.
pub(crate) fn name(link: &ShareLink) -> String {
    name::share_link(&link.id)
}

/// A time to the minute, on the clock of this place.
pub(crate) fn minute(time: SystemTime) -> String {
    timestamp(time).map_or_else(String::new, |time| {
        let zoned = time.to_zoned(TimeZone::system());
        zoned.strftime("%Y-%m-%d %H:%M").to_string()
    })
}

fn lines(link: &ShareLink, now: SystemTime) -> String {
    let label = match link.terms.label.as_str() {
        "" => String::new(),
        label => format!(", for {label}"),
    };
    let uses = match link.terms.max_use_count {
        Some(max) => format!("{} of {max}", link.use_count),
        None => link.use_count.to_string(),
    };
    let last_use = link
        .last_use_time
        .map_or_else(String::new, |time| format!(", last {}", minute(time)));
    let state = match (link.check_redeemable(now), link.revoke_time) {
        (_, Some(time)) => format!("; revoked {}", minute(time)),
        (Err(LinkRefusal::Expired), None) => "; expired".to_owned(),
        (Err(LinkRefusal::UsedUp), None) => "; used up".to_owned(),
        _ => String::new(),
    };
    format!(
        "{}\n  {}{label}; made {}, ends {}; uses: {uses}{last_use}{state}\n",
        name(link),
        link.terms.role.as_str(),
        minute(link.create_time),
        minute(link.terms.expire_time),
    )
}

fn timestamp(time: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(time).ok()
}

impl<'a> From<&'a ShareLink> for LinkJson<'a> {
    fn from(link: &'a ShareLink) -> Self {
        Self {
            name: name(link),
            session: name::session(&link.id.session),
            label: link.terms.label.as_str(),
            role: link.terms.role.as_str(),
            create_time: timestamp(link.create_time),
            expire_time: timestamp(link.terms.expire_time),
            max_use_count: link.terms.max_use_count.map(u32::from),
            use_count: link.use_count,
            last_use_time: link.last_use_time.and_then(timestamp),
            revoke_time: link.revoke_time.and_then(timestamp),
        }
    }
}
