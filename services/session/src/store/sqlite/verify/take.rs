//! Verifies one take: its rows and its bytes.

use std::fs::File;
use std::io;
use std::path::Path;

use blake3::Hasher;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::de::{DeserializeOwned, IgnoredAny};
use starling_practice::{Consent, Fit, Format, Question, Report, TakeEnd};

use super::super::objects::ObjectName;
use super::super::{columns, expunge};
use crate::durable::read_pieces;
use crate::store::StoreError;

/// Problems of one take that are told.
const MAX_PROBLEMS: usize = 10;

/// What there is of a take.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// `SESSION/TAKE`
    pub(super) take: String,
    pub(super) part_count: u64,
    pub(super) size_bytes: u64,
    pub(super) problems: Vec<String>,
}

/// Whether a take of this number is there.
pub(super) fn is_there(db: &Connection, number: i64) -> rusqlite::Result<bool> {
    let found = db
        .prepare_cached("SELECT 1 FROM takes WHERE number = ?1")?
        .query_row([number], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Verifies a take as it is at one moment; tells how many bytes it has read.
pub(super) fn verify(
    db: &Connection,
    dir: &Path,
    number: i64,
    read: &mut dyn FnMut(u64),
) -> Result<Found, StoreError> {
    let snapshot = db.unchecked_transaction()?;
    let name = "SELECT session || '/' || id FROM takes WHERE number = ?1";
    let mut found = Found {
        take: snapshot.query_row(name, [number], |row| row.get(0))?,
        ..Found::default()
    };
    for (table, key, column, parses) in JSON {
        if let Err(error) = verify_json(&snapshot, number, table, key, column, parses) {
            found.note(format!("{column} of its {table} cannot be read: {error}"));
        }
    }
    let upload = Upload::find(&snapshot, number)?;
    // What is being expunged loses its parts first, and nobody sees it any more.
    if let Some(upload) = upload
        && !is_expunged(&snapshot, number)?
    {
        verify_bytes(&snapshot, dir, &upload, &mut found, read)?;
    }
    Ok(found)
}

type Parses = fn(&str) -> Result<(), serde_json::Error>;

/// Tables, their columns that name a take, their columns that hold JSON.
const JSON: [(&str, &str, &str, Parses); 7] = [
    ("takes", "number", "question", parses::<Question>),
    ("takes", "number", "format", parses::<Format>),
    ("takes", "number", "fit", parses::<Fit>),
    ("takes", "number", "end", parses::<TakeEnd>),
    ("takes", "number", "consent", parses::<Consent>),
    ("reports", "take", "report", parses::<Report>),
    ("reviews", "take", "ratings", parses::<IgnoredAny>),
];

fn parses<T: DeserializeOwned>(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<T>(text).map(drop)
}

fn verify_json(
    db: &Connection,
    take: i64,
    table: &str,
    key: &str,
    column: &str,
    parses: Parses,
) -> Result<(), StoreError> {
    if !has_column(db, table, column)? {
        return Ok(());
    }
    let sql = format!(r#"SELECT "{column}" FROM {table} WHERE {key} = ?1"#);
    let mut rows = db.prepare_cached(&sql)?;
    let mut rows = rows.query([take])?;
    while let Some(row) = rows.next()? {
        match row.get_ref(0)? {
            ValueRef::Null => {}
            value => {
                let text = value.as_str().map_err(rusqlite::Error::from)?;
                parses(text).map_err(|error| columns::damaged(0, error))?;
            }
        }
    }
    Ok(())
}

/// Whether a take is to go for good.
pub(in super::super) fn is_expunged(db: &Connection, number: i64) -> rusqlite::Result<bool> {
    if !has_column(db, "takes", "purge_time")? {
        return Ok(false);
    }
    let sql = format!("SELECT {} FROM takes WHERE number = ?1", expunge::IS_MARKED);
    db.prepare_cached(&sql)?
        .query_one([number], |row| row.get(0))
}

/// A database of an earlier version has fewer.
fn has_column(db: &Connection, table: &str, column: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2")?
        .query_one([table, column], |row| row.get(0))
}

/// What every version keeps of an upload.
struct Upload {
    take: i64,
    committed_size: u64,
    state: String,
    blake3: Option<[u8; 32]>,
}

impl Upload {
    fn find(db: &Connection, take: i64) -> rusqlite::Result<Option<Self>> {
        db.prepare_cached("SELECT committed_size, state, blake3 FROM uploads WHERE take = ?1")?
            .query_row([take], |row| {
                Ok(Self {
                    take,
                    committed_size: row.get(0)?,
                    state: row.get(1)?,
                    blake3: row.get(2)?,
                })
            })
            .optional()
    }
}

/// A run of bytes as the database knows it.
struct Piece {
    start: u64,
    size: u64,
    held: Held,
}

enum Held {
    Part {
        object: String,
        blake3: blake3::Hash,
    },
    Chunk {
        crc32c: u32,
    },
}

/// Parts and chunks must cover `[0, committed_size)` exactly, each with its sum, and the whole with its hash.
fn verify_bytes(
    db: &Connection,
    dir: &Path,
    upload: &Upload,
    found: &mut Found,
    read: &mut dyn FnMut(u64),
) -> Result<(), StoreError> {
    found.size_bytes = upload.committed_size;
    let mut pieces = db.prepare_cached(
        "SELECT start, size, object, blake3, NULL FROM parts WHERE take = ?1
         UNION ALL
         SELECT start, length(data), NULL, NULL, crc32c FROM chunks WHERE take = ?1
         ORDER BY start",
    )?;
    let mut pieces = pieces.query([upload.take])?;
    let mut whole = Hasher::new();
    let mut end = 0;
    let mut is_whole = true;
    while let Some(row) = pieces.next()? {
        let piece = Piece::read(row)?;
        let Piece { start, size, .. } = piece;
        if start != end {
            let what = if start > end {
                "are missing"
            } else {
                "are there twice"
            };
            let (from, to) = (start.min(end), start.max(end));
            found.note(format!("the bytes from {from} to {to} {what}"));
            is_whole = false;
        }
        end = start.saturating_add(size);
        let checked = match &piece.held {
            Held::Part { object, blake3 } => {
                found.part_count += 1;
                verify_part(dir, object, size, blake3, &mut whole)
            }
            Held::Chunk { crc32c } => verify_chunk(db, upload.take, start, *crc32c, &mut whole)?,
        };
        if let Err(problem) = checked {
            found.note(problem);
            is_whole = false;
        }
        read(size);
    }
    let held = upload.committed_size;
    if end != held {
        found.note(format!(
            "there are {end} bytes, and {held} were acknowledged"
        ));
        is_whole = false;
    }
    if upload.state == "complete" && is_whole && upload.blake3 != Some(*whole.finalize().as_bytes())
    {
        found.note("the whole has another BLAKE3".to_owned());
    }
    Ok(())
}

fn verify_part(
    dir: &Path,
    object: &str,
    size: u64,
    blake3: &blake3::Hash,
    whole: &mut Hasher,
) -> Result<(), String> {
    if ObjectName::parse(object).is_none() {
        return Err(format!("{object:?} is no name of a part"));
    }
    let mut hasher = Hasher::new();
    let read = File::open(dir.join(object)).and_then(|file| {
        read_pieces(file, |piece| {
            hasher.update(piece);
            whole.update(piece);
            Ok(())
        })
    });
    match read {
        Ok(read) if read != size => Err(format!("{object} has {read} bytes instead of {size}")),
        Ok(_) if hasher.finalize() != *blake3 => Err(format!("{object} has another BLAKE3")),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(format!("{object} is missing"))
        }
        Err(error) => Err(format!("{object} cannot be read: {error}")),
    }
}

fn verify_chunk(
    db: &Connection,
    take: i64,
    start: u64,
    crc32c: u32,
    whole: &mut Hasher,
) -> rusqlite::Result<Result<(), String>> {
    let mut chunk = db.prepare_cached("SELECT data FROM chunks WHERE take = ?1 AND start = ?2")?;
    chunk.query_one(rusqlite::params![take, start], |row| {
        let data = row.get_ref(0)?.as_blob()?;
        whole.update(data);
        if crc32c == crc32c::crc32c(data) {
            Ok(Ok(()))
        } else {
            Ok(Err(format!("the chunk at {start} has another CRC-32C")))
        }
    })
}

impl Piece {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let held = match row.get(2)? {
            Some(object) => Held::Part {
                object,
                blake3: columns::hash(row, 3)?,
            },
            None => Held::Chunk {
                crc32c: row.get(4)?,
            },
        };
        Ok(Self {
            start: row.get(0)?,
            size: row.get(1)?,
            held,
        })
    }
}

impl Found {
    fn note(&mut self, problem: String) {
        match self.problems.len() {
            MAX_PROBLEMS => self.problems.push("and more".to_owned()),
            count if count < MAX_PROBLEMS => self.problems.push(problem),
            _ => {}
        }
    }
}
