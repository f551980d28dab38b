//! Sessions and takes at a glance, as lists show them.

use std::time::{Duration, SystemTime};

use crate::format::Level;
use crate::rating::Ratings;
use crate::report::SegmentReport;
use crate::review::Author;
use crate::score::SectionScore;
use crate::share::LinkRole;
use crate::slug::{ItemId, Slug};
use crate::take::{Session, TakeId};

/// A take of which nothing has come for so long is interrupted.
pub const SILENCE: Duration = Duration::from_secs(15);

/// A session at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionOverview {
    /// The session.
    pub session: Session,
    /// How many takes it has.
    pub take_count: u32,
    /// How many of them with complete audio the caller has not heard.
    pub unheard_take_count: u32,
    /// How many threads are open in which the speaker has not spoken last.
    pub unanswered_comment_count: u32,
    /// How many reviews were sent.
    pub review_count: u32,
    /// Whether a take is being recorded.
    pub is_live: bool,
    /// Its newest take.
    pub latest_take: Option<TakeOverview>,
}

/// A take at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeOverview {
    /// Which take.
    pub id: TakeId,
    /// When it was created.
    pub create_time: SystemTime,
    /// Its question.
    pub question: ItemId,
    /// What people call the question.
    pub question_title: String,
    /// The level of the question.
    pub level: Level,
    /// What people call its format.
    pub format_title: String,
    /// How far it has come.
    pub state: TakeState,
    /// What its newest report says.
    pub report: Option<ReportOverview>,
    /// Whether the caller has heard it.
    pub is_heard: bool,
    /// How many threads there are.
    pub thread_count: u32,
    /// How many of them are open, and the speaker has not spoken last.
    pub unanswered_comment_count: u32,
    /// The newest of its reviews that were sent, newest first.
    pub reviews: Vec<ReviewOverview>,
}

/// How far a take has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TakeState {
    /// Nothing of it has come for [`SILENCE`], and it is not complete.
    Interrupted,
    /// It is being recorded, and its audio comes in.
    Recording,
    /// It has ended, and the rest of its audio comes in.
    Uploading,
    /// Its audio is complete. It has no report.
    Stored,
    /// It has a report.
    Reported,
    /// Bytes of its audio that were held are lost.
    Damaged,
}

/// A report at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportOverview {
    /// Samples in a second.
    pub sample_rate_hertz: u32,
    /// Samples of the take.
    pub sample_count: u64,
    /// The stretches of the take, in spoken order.
    pub segments: Vec<SegmentReport>,
    /// Every section's time against its band.
    pub sections: Vec<SectionScore>,
    /// 0 to 100.
    pub timing_score: f64,
}

/// A review at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewOverview {
    /// Who wrote it.
    pub author: Author,
    /// When it was sent.
    pub send_time: SystemTime,
    /// How the dimensions were rated, without the evidence that was missing.
    pub ratings: Ratings,
}

/// Which sessions are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SessionFilter {
    /// All.
    #[default]
    Any,
    /// With a take that the caller has not heard.
    Unheard,
    /// With an open thread in which the speaker has not spoken last.
    Unanswered,
    /// With a take that ran over the band of a section.
    OverTime,
    /// With a take that is being recorded.
    Live,
    /// With a review that was sent.
    Reviewed,
}

/// Who calls a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// What tells them from all others there; the same at each visit, and no secret.
    pub id: String,
    /// What they are to it.
    pub role: CallerRole,
}

/// What a caller is to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerRole {
    /// The speaker, whose sessions they are.
    Owner,
    /// Somebody with a link.
    Link {
        /// The one session that it opens.
        session: Slug,
        /// What it lets them do there.
        role: LinkRole,
    },
}
