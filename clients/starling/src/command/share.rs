//! `starling share`

use std::time::SystemTime;

use serde_json::json;
use starling_practice::LinkTerms;
use starling_proto::client::CreatedLink;
use uuid::Uuid;

use super::links::{self, LinkJson};
use crate::addresses::{Addresses, BaseUrl};
use crate::args::{Global, ShareArguments};
use crate::failure::Failure;
use crate::output::{self, advise};
use crate::qr;
use crate::services::{self, Connection};

pub(crate) async fn run(global: &Global, arguments: ShareArguments) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let shared = share(global, arguments, &connection).await;
    let closed = connection.close().await;
    shared.and(closed)
}

async fn share(
    global: &Global,
    arguments: ShareArguments,
    connection: &Connection,
) -> Result<(), Failure> {
    let session = links::session(global, &arguments.what)?;
    let now = SystemTime::now();
    let terms = LinkTerms {
        label: arguments.label,
        role: arguments.role.into(),
        // A time that the calendar cannot tell is too long for a link, too.
        expire_time: now.checked_add(arguments.life).unwrap_or(now),
        max_use_count: arguments.uses,
    };
    terms
        .check(now)
        .map_err(|error| Failure::input(format!("a link like this is not given: {error}")))?;
    let mut shares = connection.shares();
    let created = shares
        .create_share_link(&session, Uuid::new_v4(), terms)
        .await?;
    let base = connection.addresses().and_then(Addresses::for_others);
    let base = base.unwrap_or_else(BaseUrl::usual);
    let link = base.page(&format!("link={}", created.token.expose()));
    if global.json {
        let mut json = serde_json::to_value(LinkJson::from(&created.link))
            .expect("the keys of a link are texts");
        json["link"] = link.as_str().into();
        json["token"] = created.token.expose().into();
        json["server"] = json!(global.server);
        output::json(&json)?;
    } else {
        output::text(&format!("{link}\n"))?;
        advise(&advice(&created));
    }
    if let Some(obstacle) = obstacle(connection, &base) {
        advise(&obstacle);
    }
    match qr::on_terminal(&link) {
        Some(code) if !global.json && !arguments.no_qr => output::text(&code),
        _ => Ok(()),
    }
}

/// What to do with the link; it stands beside the answer, so that a script gets the link alone.
fn advice(created: &CreatedLink) -> String {
    format!(
        "\nThis link is not shown again. Send it to your coach, and nobody else: it opens in a browser, without an account, \
         until {}. Take it back before then with\nstarling revoke {}\n",
        links::minute(created.link.terms.expire_time),
        // So short that it stands on one line.
        created.link.id.link.as_str(),
    )
}

/// Why a coach would not get in by the link as things are, and what to do.
fn obstacle(connection: &Connection, base: &BaseUrl) -> Option<String> {
    let nobody = "Nobody serves the page now: it opens while `starling console` or `starling serve` runs here.\n";
    let unknown =
        "Where this server's page is, it has not said; put its address before the `/#`.\n";
    let here = "The link opens on this machine only. For a coach elsewhere, run `starling serve` with `listen.public_url` \
                in its configuration; or send the take as a file, which `starling parcel` writes.\n";
    let is_known = connection.addresses().is_some();
    let obstacles = [
        connection.is_own().then_some(nobody),
        (!connection.is_own() && !is_known).then_some(unknown),
        base.is_loopback().then_some(here),
    ];
    let text: String = obstacles.into_iter().flatten().collect();
    (!text.is_empty()).then_some(text)
}
