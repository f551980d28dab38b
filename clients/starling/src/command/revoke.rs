//! `starling revoke`

use starling_practice::ShareLinkId;
use starling_proto::name;

use super::links::{self, LinkJson};
use crate::args::{Global, RevokeArguments};
use crate::failure::Failure;
use crate::output;
use crate::services::{self, Connection};

pub(crate) async fn run(global: &Global, arguments: RevokeArguments) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let revoked = revoke(global, &arguments, &connection).await;
    let closed = connection.close().await;
    revoked.and(closed)
}

async fn revoke(
    global: &Global,
    arguments: &RevokeArguments,
    connection: &Connection,
) -> Result<(), Failure> {
    let mut shares = connection.shares();
    let mut revoked = Vec::new();
    for link in meant(global, arguments, connection).await? {
        revoked.push(shares.revoke_share_link(&link).await?);
    }
    if global.json {
        return output::json(&revoked.iter().map(LinkJson::from).collect::<Vec<_>>());
    }
    let lines = revoked
        .iter()
        .map(|link| format!("revoked {}\n", links::name(link)));
    output::text(&lines.collect::<String>())
}

async fn meant(
    global: &Global,
    arguments: &RevokeArguments,
    connection: &Connection,
) -> Result<Vec<ShareLinkId>, Failure> {
    let id = |link: starling_practice::ShareLink| link.id;
    if let Some(what) = &arguments.all_of {
        let session = links::session(global, what)?;
        let links = connection.shares().share_links(&session).await?;
        return Ok(links.into_iter().map(id).collect());
    }
    let link = arguments.link.as_deref().unwrap_or_default();
    if link.contains('/') {
        let link = name::parse_share_link("link", link);
        return Ok(vec![
            link.map_err(|error| Failure::input(error.to_string()))?,
        ]);
    }
    let found = links::all(connection).await?.into_iter().map(id);
    found
        .into_iter()
        .find(|found| found.link.as_str() == link)
        .map(|found| vec![found])
        .ok_or_else(|| {
            Failure::input(format!(
                "there is no link `{link}` (`starling links` lists them all)"
            ))
        })
}
