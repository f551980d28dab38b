//! Share links, and the access that they give.

use std::num::NonZero;
use std::time::SystemTime;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{
    LinkLabel, LinkRefusal, LinkRole, LinkTerms, ShareLink, ShareLinkId, Slug,
};
use uuid::Uuid;

use super::{SqliteStore, columns, requests, sessions};
use crate::store::{LinkAccess, Listed, NewAccess, Noun, Page, ShareLinkStore, StoreError};

/// What [`read`] reads.
const COLUMNS: &str = "session, id, label, role, share_links.create_time, share_links.expire_time, \
     max_use_count, use_count, last_use_time, revoke_time";
/// How many accesses a link has at most; a further one takes the place of the one that ends first.
const MAX_ACCESSES: usize = 1000;

impl ShareLinkStore for SqliteStore {
    async fn create_share_link(
        &self,
        request: Uuid,
        link: ShareLink,
        token: blake3::Hash,
    ) -> Result<ShareLink, StoreError> {
        self.database
            .write(move |db| create(db, request, link, token))
            .await
    }

    async fn share_link(&self, id: ShareLinkId) -> Result<ShareLink, StoreError> {
        self.database.read(move |db| open(db, &id)).await
    }

    async fn share_links(
        &self,
        session: Slug,
        page: Page,
    ) -> Result<Listed<ShareLink>, StoreError> {
        self.database.read(move |db| list(db, &session, page)).await
    }

    async fn revoke_share_link(
        &self,
        id: ShareLinkId,
        now: SystemTime,
    ) -> Result<ShareLink, StoreError> {
        self.database.write(move |db| revoke(db, &id, now)).await
    }

    async fn redeem_share_link(
        &self,
        token: blake3::Hash,
        now: SystemTime,
        access: NewAccess,
    ) -> Result<ShareLink, StoreError> {
        self.database
            .write(move |db| redeem(db, token, now, access))
            .await
    }

    async fn access(&self, token: blake3::Hash) -> Result<Option<LinkAccess>, StoreError> {
        self.database.look_up(|db| access(db, token)).await
    }
}

fn create(
    db: &Connection,
    request: Uuid,
    link: ShareLink,
    token: blake3::Hash,
) -> Result<ShareLink, StoreError> {
    let session = &link.id.session;
    let content = format!("CreateShareLink {session} {:?}", link.terms);
    if requests::find::<i64>(db, request, &content)?.is_some() {
        return Err(StoreError::LinkAlreadyCreated);
    }
    sessions::kept(db, session)?;
    db.prepare_cached(
        "INSERT INTO share_links (session, id, label, role, token_hash, create_time, expire_time,
             max_use_count, use_count, last_use_time, revoke_time)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, NULL, NULL)",
    )?
    .execute(params![
        session.as_str(),
        link.id.link.as_str(),
        link.terms.label.as_str(),
        link.terms.role.as_str(),
        token.as_bytes(),
        columns::nanoseconds(link.create_time),
        columns::nanoseconds(link.terms.expire_time),
        link.terms.max_use_count.map_or(0, NonZero::get),
    ])?;
    requests::record(db, request, &content, session, db.last_insert_rowid())?;
    Ok(link)
}

fn get(db: &Connection, id: &ShareLinkId) -> Result<ShareLink, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM share_links WHERE id = ?1 AND session = ?2");
    db.prepare_cached(&sql)?
        .query_row([id.link.as_str(), id.session.as_str()], read)
        .optional()?
        .ok_or_else(|| StoreError::NotFound(Noun::ShareLink, id.to_string()))
}

/// The same, unless its session is deleted.
fn open(db: &Connection, id: &ShareLinkId) -> Result<ShareLink, StoreError> {
    if is_kept(db, &id.session)? {
        get(db, id)
    } else {
        Err(StoreError::NotFound(Noun::ShareLink, id.to_string()))
    }
}

fn is_kept(db: &Connection, session: &Slug) -> Result<bool, StoreError> {
    match sessions::kept(db, session) {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound(..) | StoreError::Deleted(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn list(db: &Connection, session: &Slug, page: Page) -> Result<Listed<ShareLink>, StoreError> {
    sessions::get(db, session)?;
    let rows = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, number FROM share_links
             WHERE session = ?3 AND number < ?1 ORDER BY number DESC LIMIT ?2"
        ))?
        .query_map(
            params![page.below, page.size + 1, session.as_str()],
            |row| Ok((row.get(10)?, read(row)?)),
        )?
        .collect::<Result<_, _>>()?;
    Ok(Listed::new(rows, page))
}

fn revoke(db: &Connection, id: &ShareLinkId, now: SystemTime) -> Result<ShareLink, StoreError> {
    db.prepare_cached(
        "UPDATE share_links SET revoke_time = ?3
         WHERE session = ?1 AND id = ?2 AND revoke_time IS NULL",
    )?
    .execute(params![
        id.session.as_str(),
        id.link.as_str(),
        columns::nanoseconds(now)
    ])?;
    get(db, id)
}

fn redeem(
    db: &Connection,
    token: blake3::Hash,
    now: SystemTime,
    access: NewAccess,
) -> Result<ShareLink, StoreError> {
    let found = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, number FROM share_links WHERE token_hash = ?1"
        ))?
        .query_row([token.as_bytes()], |row| Ok((row.get(10)?, read(row)?)))
        .optional()?;
    let (number, mut link): (i64, ShareLink) = found.ok_or(LinkRefusal::Unknown)?;
    if !is_kept(db, &link.id.session)? {
        return Err(LinkRefusal::Unknown.into());
    }
    link.check_redeemable(now)?;
    link.use_count = link.use_count.saturating_add(1);
    link.last_use_time = Some(now);
    db.prepare_cached(
        "UPDATE share_links SET use_count = ?2, last_use_time = ?3 WHERE number = ?1",
    )?
    .execute(params![number, link.use_count, columns::nanoseconds(now)])?;
    db.prepare_cached(
        "DELETE FROM accesses WHERE share_link = ?1 AND (expire_time <= ?2 OR token_hash IN (
             SELECT token_hash FROM accesses WHERE share_link = ?1
             ORDER BY expire_time DESC LIMIT -1 OFFSET ?3))",
    )?
    .execute(params![number, columns::nanoseconds(now), MAX_ACCESSES - 1])?;
    db.prepare_cached(
        "INSERT INTO accesses (token_hash, share_link, expire_time) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![
        access.token.as_bytes(),
        number,
        columns::nanoseconds(access.expire_time),
    ])?;
    Ok(link)
}

fn access(db: &Connection, token: blake3::Hash) -> Result<Option<LinkAccess>, StoreError> {
    let access = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, accesses.expire_time
             FROM accesses JOIN share_links ON share_links.number = accesses.share_link
             WHERE accesses.token_hash = ?1"
        ))?
        .query_row([token.as_bytes()], |row| {
            Ok(LinkAccess {
                link: read(row)?,
                expire_time: columns::time(row, 10)?,
            })
        })
        .optional()?;
    match access {
        Some(access) if is_kept(db, &access.link.id.session)? => Ok(Some(access)),
        _ => Ok(None),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ShareLink> {
    let damaged = |column, name: &str| {
        rusqlite::Error::InvalidColumnType(column, name.to_owned(), Type::Text)
    };
    let role = row.get_ref(3)?.as_str()?;
    let role = LinkRole::ALL
        .into_iter()
        .find(|known| known.as_str() == role);
    let label: String = row.get(2)?;
    Ok(ShareLink {
        id: ShareLinkId {
            session: columns::slug(row, 0)?,
            link: columns::slug(row, 1)?,
        },
        terms: LinkTerms {
            label: LinkLabel::new(label).map_err(|_| damaged(2, "label"))?,
            role: role.ok_or_else(|| damaged(3, "role"))?,
            expire_time: columns::time(row, 5)?,
            max_use_count: NonZero::new(row.get(6)?),
        },
        create_time: columns::time(row, 4)?,
        use_count: row.get(7)?,
        last_use_time: columns::time_or_null(row, 8)?,
        revoke_time: columns::time_or_null(row, 9)?,
    })
}

#[cfg(test)]
mod tests;
