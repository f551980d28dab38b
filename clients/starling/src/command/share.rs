//! `starling share`

use std::time::SystemTime;

use serde_json::json;
use starling_practice::LinkTerms;
use starling_proto::client::CreatedLink;
use uuid::Uuid;

use super::links::{self, LinkJson};
use crate::args::{Global, ShareArguments};
use crate::failure::Failure;
use crate::output;
use crate::output::tell;
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
    if global.json {
        let mut json = serde_json::to_value(LinkJson::from(&created.link))
            .expect("the keys of a link are texts");
        json["token"] = created.token.expose().into();
        json["server"] = json!(global.server);
        return output::json(&json);
    }
    output::text(&format!("{}\n", created.token.expose()))?;
    tell(advice(global, &created));
    Ok(())
}

/// What to do with the token; it stands beside the answer, so that a script gets the token alone.
fn advice(global: &Global, created: &CreatedLink) -> String {
    let address = match &global.server {
        Some(url) => format!("The coach redeems it at {url}"),
        None => {
            "The coach redeems it at this machine, while `starling serve` runs on it".to_owned()
        }
    };
    format!(
        "\nThis token is not shown again. Send it to your coach, and nobody else.\n{address}: \
         starling.session.v1.ShareService/RedeemShareLink answers with the access token for all further calls.\n\
         It ends {}. Take it back before then with\nstarling revoke {}",
        links::minute(created.link.terms.expire_time),
        links::name(&created.link),
    )
}
