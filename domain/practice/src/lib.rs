//! What a good answer is: sections, formats, budgets, marks, the timing score, the report and its advice.
//!
//! Pure rules. Nothing here knows a clock, a network, a file or a wire format; the same input gives the
//! same output, byte for byte. The types serialise (serde), because one shape serves the `--json` output,
//! the file beside a recording and the stored report.

mod advice;
mod budget;
mod comment;
mod comment_kind;
pub mod export;
mod format;
mod lifecycle;
mod marks;
mod material;
mod overview;
mod rating;
mod report;
mod review;
mod score;
mod share;
mod slug;
mod take;
mod text;
mod voice;

pub use advice::advice;
pub use budget::{Band, Budget, BudgetError};
pub use comment::{
    Comment, CommentChange, CommentContent, CommentError, CommentId, CommentText, Criterion,
    check_span,
};
pub use comment_kind::CommentKind;
pub use format::{Fit, FitError, Format, FormatError, FormatSection, Level};
pub use lifecycle::{Etag, Lifecycle};
pub use marks::{Mark, MarksError, Place, Segment, check_marks, marks_of_spans, segments};
pub use material::{
    Answer, AnswerPart, Aspect, Assessment, Block, Claim, Collection, Competency, Contradiction,
    Day, DayPart, Deliverables, Delivery, Dimension, Exercise, FASTEST_WPM, Guidance, ItemRef,
    OffPart, Outcome, Pack, Plan, Principle, Question, QuestionKind, RUBRIC_POINTS, Readiness,
    Role, Rubric, SLOWEST_WPM, Scenario, Showing, StatementGroup, Story, spoken_words, words_for,
};
pub use overview::{
    Caller, CallerRole, ReportOverview, ReviewOverview, SILENCE, SessionFilter, SessionOverview,
    TakeOverview, TakeState,
};
pub use rating::{MissingEvidence, Point, Rating, Ratings, RatingsError};
pub use report::{
    Ended, LevelReport, Pause, Report, ReportError, SegmentReport, SpanReport, TakeFacts, report,
};
pub use review::{Author, NextStep, Note, Review, ReviewChange, ReviewContent, ReviewId};
pub use score::{
    Cause, Loss, SCORE_VERSION, Score, SectionScore, Spoken, TotalScore, Verdict, score,
};
pub use share::{
    LinkLabel, LinkRefusal, LinkRole, LinkTerms, LinkTermsError, ShareLink, ShareLinkId,
};
pub use slug::{ItemId, SectionId, Slug, SlugError};
pub use take::{Consent, Session, StoredReport, Take, TakeEnd, TakeId};
pub use text::{Text, TextError};
pub use voice::{Voice, VoiceError};
