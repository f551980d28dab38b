//! Packs as a service has them. How they are served is of the protocol, so its types live here.

use starling_practice::{Pack, Slug};

use crate::convert::{ConvertError, checked, each, signed_32, unsigned};
use crate::{content as wire, name};

/// The most problems of a pack that are sent: the others can wait until these are mended.
pub const MAX_PACK_PROBLEMS: usize = 100;

/// A pack and how it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackStatus {
    /// What it says of itself; where it is refused, texts may be empty.
    pub pack: Pack,
    /// A hash of its files as they are, served or not: it changes when any of them does.
    pub version: String,
    /// Whether it is served.
    pub state: PackState,
    /// What is wrong with its files; the first [`MAX_PACK_PROBLEMS`] are sent.
    pub problems: Vec<PackProblem>,
    /// Whether it is part of the server, rather than a folder that it was given.
    pub is_shipped: bool,
}

/// Whether a pack is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PackState {
    /// As its files are.
    Served,
    /// As its files were before they were damaged.
    Stale,
    /// Nothing of it is.
    Refused,
}

/// What is wrong with a file of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProblem {
    /// The path from the pack's folder, with `/`; empty for the folder itself.
    pub file: String,
    /// The line, from 1; none where it is not about one line.
    pub line: Option<usize>,
    /// What is wrong and what to do about it.
    pub message: String,
}

/// What a watch tells: first all packs, then what has changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacksChange {
    /// Packs that are new or have changed, as they are now.
    pub packs: Vec<PackStatus>,
    /// Packs that are gone.
    pub removed: Vec<Slug>,
}

impl From<PackStatus> for wire::Pack {
    fn from(status: PackStatus) -> Self {
        let PackStatus { pack, .. } = status;
        let state = match status.state {
            PackState::Served => wire::PackState::Served,
            PackState::Stale => wire::PackState::Stale,
            PackState::Refused => wire::PackState::Refused,
        };
        let problems = status.problems.into_iter().take(MAX_PACK_PROBLEMS);
        Self {
            name: name::pack(&pack.id),
            title: pack.title,
            summary: pack.summary,
            license: pack.license,
            disclaimer: pack.disclaimer,
            language: pack.language,
            version: status.version,
            state: state.into(),
            problems: problems.map(Into::into).collect(),
            shipped: status.is_shipped,
        }
    }
}

impl TryFrom<wire::Pack> for PackStatus {
    type Error = ConvertError;

    fn try_from(wire: wire::Pack) -> Result<Self, ConvertError> {
        Ok(Self {
            pack: Pack {
                id: name::parse_pack("pack.name", &wire.name)?,
                title: wire.title,
                summary: wire.summary,
                license: wire.license,
                disclaimer: wire.disclaimer,
                language: wire.language,
            },
            version: wire.version,
            state: match checked("pack.state", wire::PackState::try_from(wire.state))? {
                wire::PackState::Served => PackState::Served,
                wire::PackState::Stale => PackState::Stale,
                wire::PackState::Refused => PackState::Refused,
                wire::PackState::Unspecified => {
                    return Err(ConvertError::new("pack.state", "is required"));
                }
            },
            problems: each(wire.problems)?,
            is_shipped: wire.shipped,
        })
    }
}

impl From<PackProblem> for wire::PackProblem {
    fn from(problem: PackProblem) -> Self {
        Self {
            file: problem.file,
            line: problem.line.map(signed_32),
            message: problem.message,
        }
    }
}

impl TryFrom<wire::PackProblem> for PackProblem {
    type Error = ConvertError;

    fn try_from(wire: wire::PackProblem) -> Result<Self, ConvertError> {
        Ok(Self {
            file: wire.file,
            line: wire
                .line
                .map(|line| unsigned("problem.line", line))
                .transpose()?,
            message: wire.message,
        })
    }
}

impl From<PacksChange> for wire::WatchResponse {
    fn from(change: PacksChange) -> Self {
        Self {
            packs: change.packs.into_iter().map(Into::into).collect(),
            removed: change.removed.iter().map(name::pack).collect(),
        }
    }
}

impl TryFrom<wire::WatchResponse> for PacksChange {
    type Error = ConvertError;

    fn try_from(wire: wire::WatchResponse) -> Result<Self, ConvertError> {
        Ok(Self {
            packs: each(wire.packs)?,
            removed: wire
                .removed
                .iter()
                .map(|name| name::parse_pack("removed", name))
                .collect::<Result<_, _>>()?,
        })
    }
}
