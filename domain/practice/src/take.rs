//! Sessions, takes and where they are: the things that a person's practice leaves behind.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::format::{Fit, Format};
use crate::lifecycle::Lifecycle;
use crate::marks::Mark;
use crate::material::Question;
use crate::report::{Ended, Report};
use crate::slug::Slug;

/// A sitting in which somebody practises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: Slug,
    /// What the speaker calls it; may be empty.
    pub title: String,
    /// How long it is kept from its creation on; none for ever.
    pub retention: Option<Duration>,
    /// When it was changed, and when it goes.
    pub lifecycle: Lifecycle,
}

impl Session {
    /// When it goes: at the end of its retention, or when a deleted one has been kept for `grace`; whichever is first.
    #[must_use]
    pub fn purge_time(&self, grace: Duration) -> Option<SystemTime> {
        let Lifecycle {
            create_time,
            delete_time,
            ..
        } = &self.lifecycle;
        let retained = self.retention.map(|retention| *create_time + retention);
        let deleted = delete_time.map(|delete_time| delete_time + grace);
        retained.into_iter().chain(deleted).min()
    }
}

/// Which take.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TakeId {
    /// The session's id.
    pub session: Slug,
    /// The take's id within the session.
    pub take: Slug,
}

/// One answer to one question, with the question and format as they were when it was created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Take {
    /// Which take.
    pub id: TakeId,
    /// The question, frozen.
    pub question: Question,
    /// The format, frozen.
    pub format: Format,
    /// The times that the answer is held against.
    pub fit: Fit,
    /// What the recorder knows of it, once it has ended.
    pub end: Option<TakeEnd>,
    /// Who was told that recording runs; none where nobody has said.
    pub consent: Option<Consent>,
    /// When it was changed, and when it goes.
    pub lifecycle: Lifecycle,
}

/// That the people who can be heard on a take knew that it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who was told: 1 to 20 names of 1 to 100 characters.
    pub told: Vec<String>,
    /// When.
    pub tell_time: SystemTime,
}

/// What the recorder knows when a take has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeEnd {
    /// The marks in the order of time.
    pub marks: Vec<Mark>,
    /// Frames that the microphone gave and the recording lacks.
    pub lost_frame_count: u64,
    /// How the take ended.
    pub ended: Ended,
}

/// A report that a session keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReport {
    /// The take it is on.
    pub take: TakeId,
    /// Its id within the take.
    pub id: Slug,
    /// When it was made.
    pub create_time: SystemTime,
    /// What it says.
    pub report: Report,
}

impl fmt::Display for TakeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.session, self.take)
    }
}
