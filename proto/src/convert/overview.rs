//! Sessions and takes at a glance, and who asks.

use starling_practice::{
    Author, Caller, CallerRole, Collection, LinkRole, Ratings, ReportOverview, ReviewOverview,
    SessionFilter, SessionOverview, TakeOverview, TakeState,
};
use starling_speech::SampleRate;

use super::report::segment_report;
use super::{
    ConvertError, checked, each, level_value, optional_level, required, signed, signed_32, time,
    timestamp, unsigned,
};
use crate::{name, session as wire};

impl From<SessionOverview> for wire::SessionOverview {
    fn from(overview: SessionOverview) -> Self {
        Self {
            session: Some(overview.session.into()),
            take_count: signed_32(overview.take_count),
            unheard_take_count: signed_32(overview.unheard_take_count),
            unanswered_comment_count: signed_32(overview.unanswered_comment_count),
            review_count: signed_32(overview.review_count),
            is_live: overview.is_live,
            latest_take: overview.latest_take.map(Into::into),
        }
    }
}

impl TryFrom<wire::SessionOverview> for SessionOverview {
    type Error = ConvertError;

    fn try_from(wire: wire::SessionOverview) -> Result<Self, ConvertError> {
        Ok(Self {
            session: required("session_overview.session", wire.session)?.try_into()?,
            take_count: unsigned("session_overview.take_count", wire.take_count)?,
            unheard_take_count: unsigned(
                "session_overview.unheard_take_count",
                wire.unheard_take_count,
            )?,
            unanswered_comment_count: unsigned(
                "session_overview.unanswered_comment_count",
                wire.unanswered_comment_count,
            )?,
            review_count: unsigned("session_overview.review_count", wire.review_count)?,
            is_live: wire.is_live,
            latest_take: wire.latest_take.map(TryInto::try_into).transpose()?,
        })
    }
}

impl From<TakeOverview> for wire::TakeOverview {
    fn from(overview: TakeOverview) -> Self {
        let mut wire = Self {
            name: name::take(&overview.id),
            create_time: Some(timestamp(overview.create_time)),
            question: name::item(Collection::Questions, &overview.question),
            question_title: overview.question_title,
            level: level_value(Some(overview.level)),
            format_title: overview.format_title,
            state: wire::TakeState::from(overview.state).into(),
            is_heard: overview.is_heard,
            thread_count: signed_32(overview.thread_count),
            unanswered_comment_count: signed_32(overview.unanswered_comment_count),
            reviews: overview.reviews.into_iter().map(Into::into).collect(),
            ..Self::default()
        };
        if let Some(report) = overview.report {
            wire.sample_rate_hertz = signed_32(report.sample_rate_hertz);
            wire.sample_count = signed(report.sample_count);
            wire.segments = report.segments.into_iter().map(Into::into).collect();
            wire.sections = report.sections.into_iter().map(Into::into).collect();
            wire.timing_score = Some(report.timing_score);
        }
        wire
    }
}

impl TryFrom<wire::TakeOverview> for TakeOverview {
    type Error = ConvertError;

    fn try_from(mut wire: wire::TakeOverview) -> Result<Self, ConvertError> {
        Ok(Self {
            report: report(&mut wire)?,
            id: name::parse_take("take_overview.name", &wire.name)?,
            create_time: time("take_overview.create_time", wire.create_time)?,
            question: name::parse_item(
                "take_overview.question",
                Collection::Questions,
                &wire.question,
            )?,
            question_title: wire.question_title,
            level: required(
                "take_overview.level",
                optional_level("take_overview.level", wire.level)?,
            )?,
            format_title: wire.format_title,
            state: state(wire.state)?,
            is_heard: wire.is_heard,
            thread_count: unsigned("take_overview.thread_count", wire.thread_count)?,
            unanswered_comment_count: unsigned(
                "take_overview.unanswered_comment_count",
                wire.unanswered_comment_count,
            )?,
            reviews: each(wire.reviews)?,
        })
    }
}

/// What is of the newest report; none without a timing score.
fn report(wire: &mut wire::TakeOverview) -> Result<Option<ReportOverview>, ConvertError> {
    let Some(timing_score) = wire.timing_score else {
        return Ok(None);
    };
    let field = "take_overview.sample_rate_hertz";
    let sample_rate_hertz = unsigned(field, wire.sample_rate_hertz)?;
    let rate = checked(field, SampleRate::new(sample_rate_hertz))?;
    let segments = wire.segments.iter();
    Ok(Some(ReportOverview {
        sample_rate_hertz,
        sample_count: unsigned("take_overview.sample_count", wire.sample_count)?,
        segments: segments
            .map(|segment| segment_report(segment, rate))
            .collect::<Result<_, _>>()?,
        sections: each(std::mem::take(&mut wire.sections))?,
        timing_score,
    }))
}

impl From<TakeState> for wire::TakeState {
    fn from(state: TakeState) -> Self {
        match state {
            TakeState::Interrupted => Self::Interrupted,
            TakeState::Recording => Self::Recording,
            TakeState::Uploading => Self::Uploading,
            TakeState::Stored => Self::Stored,
            TakeState::Reported => Self::Reported,
            TakeState::Damaged => Self::Damaged,
        }
    }
}

fn state(value: i32) -> Result<TakeState, ConvertError> {
    let field = "take_overview.state";
    Ok(match checked(field, wire::TakeState::try_from(value))? {
        wire::TakeState::Interrupted => TakeState::Interrupted,
        wire::TakeState::Recording => TakeState::Recording,
        wire::TakeState::Uploading => TakeState::Uploading,
        wire::TakeState::Stored => TakeState::Stored,
        wire::TakeState::Reported => TakeState::Reported,
        wire::TakeState::Damaged => TakeState::Damaged,
        wire::TakeState::Unspecified => return Err(ConvertError::new(field, "is required")),
    })
}

impl From<ReviewOverview> for wire::ReviewOverview {
    fn from(overview: ReviewOverview) -> Self {
        let ratings = Vec::from(overview.ratings).into_iter();
        Self {
            author: overview.author.into(),
            send_time: Some(timestamp(overview.send_time)),
            ratings: ratings.map(Into::into).collect(),
        }
    }
}

impl TryFrom<wire::ReviewOverview> for ReviewOverview {
    type Error = ConvertError;

    fn try_from(wire: wire::ReviewOverview) -> Result<Self, ConvertError> {
        Ok(Self {
            author: checked("review_overview.author", Author::new(wire.author))?,
            send_time: time("review_overview.send_time", wire.send_time)?,
            ratings: checked("review_overview.ratings", Ratings::new(each(wire.ratings)?))?,
        })
    }
}

impl From<SessionFilter> for wire::SessionFilter {
    fn from(filter: SessionFilter) -> Self {
        match filter {
            SessionFilter::Any => Self::Unspecified,
            SessionFilter::Unheard => Self::Unheard,
            SessionFilter::Unanswered => Self::Unanswered,
            SessionFilter::OverTime => Self::OverTime,
            SessionFilter::Live => Self::Live,
            SessionFilter::Reviewed => Self::Reviewed,
        }
    }
}

/// Reads which sessions are listed.
///
/// # Errors
/// [`ConvertError`] for a filter that is unknown.
pub fn session_filter(value: i32) -> Result<SessionFilter, ConvertError> {
    let filter = checked("filter", wire::SessionFilter::try_from(value))?;
    Ok(match filter {
        wire::SessionFilter::Unspecified => SessionFilter::Any,
        wire::SessionFilter::Unheard => SessionFilter::Unheard,
        wire::SessionFilter::Unanswered => SessionFilter::Unanswered,
        wire::SessionFilter::OverTime => SessionFilter::OverTime,
        wire::SessionFilter::Live => SessionFilter::Live,
        wire::SessionFilter::Reviewed => SessionFilter::Reviewed,
    })
}

impl From<Caller> for wire::GetCallerResponse {
    fn from(Caller { id, role }: Caller) -> Self {
        let (role, session) = match role {
            CallerRole::Owner => (wire::CallerRole::Owner, String::new()),
            CallerRole::Link { session, role } => {
                let role = match role {
                    LinkRole::Listen => wire::CallerRole::Listener,
                    LinkRole::Comment => wire::CallerRole::Commenter,
                };
                (role, name::session(&session))
            }
        };
        Self {
            role: role.into(),
            session,
            id,
        }
    }
}

impl TryFrom<wire::GetCallerResponse> for Caller {
    type Error = ConvertError;

    fn try_from(wire: wire::GetCallerResponse) -> Result<Self, ConvertError> {
        if wire.id.is_empty() {
            return Err(ConvertError::new("caller.id", "is required"));
        }
        let role = caller_role(&wire)?;
        Ok(Self { id: wire.id, role })
    }
}

fn caller_role(wire: &wire::GetCallerResponse) -> Result<CallerRole, ConvertError> {
    let role = match checked("caller.role", wire::CallerRole::try_from(wire.role))? {
        wire::CallerRole::Owner => return Ok(CallerRole::Owner),
        wire::CallerRole::Listener => LinkRole::Listen,
        wire::CallerRole::Commenter => LinkRole::Comment,
        wire::CallerRole::Unspecified => {
            return Err(ConvertError::new("caller.role", "is required"));
        }
    };
    Ok(CallerRole::Link {
        session: name::parse_session("caller.session", &wire.session)?,
        role,
    })
}
