//! Reports and scores. What a report says in seconds is made again from its samples, by the same function.

use starling_practice::{
    Cause, LevelReport, Loss, Pause, Place, Report, Score, SectionId, SectionScore, SegmentReport,
    Slug, StoredReport, TakeFacts, TotalScore, Verdict,
};
use starling_speech::{SampleRate, Span};

use super::take::fit;
use super::{ConvertError, checked, each, required, signed, signed_32, time, timestamp, unsigned};
use crate::{name, session as wire};

impl From<StoredReport> for wire::Report {
    fn from(stored: StoredReport) -> Self {
        let report = stored.report;
        Self {
            name: name::report(&stored.take, &stored.id),
            create_time: Some(timestamp(stored.create_time)),
            format: report.format.into(),
            score: Some(report.score.into()),
            advice: report.advice,
            lead_in_sample_count: signed(report.lead_in_sample_count),
            first_speech_sample: report.first_speech_sample.map(signed),
            segments: report.segments.into_iter().map(Into::into).collect(),
            pauses: report.pauses.into_iter().map(Into::into).collect(),
            pauses_withheld: report.pauses_withheld.unwrap_or_default(),
            level: Some(report.level.into()),
            sample_rate_hertz: signed_32(report.take.sample_rate_hertz),
            sample_count: signed(report.take.sample_count),
            lost_frame_count: signed(report.take.lost_frame_count),
            ended: report.take.ended,
        }
    }
}

impl TryFrom<wire::Report> for StoredReport {
    type Error = ConvertError;

    fn try_from(wire: wire::Report) -> Result<Self, ConvertError> {
        let (take, id) = name::parse_report("report.name", &wire.name)?;
        let hertz = checked(
            "report.sample_rate_hertz",
            u32::try_from(wire.sample_rate_hertz),
        )?;
        let rate = checked("report.sample_rate_hertz", SampleRate::new(hertz))?;
        let lead_in_sample_count =
            unsigned("report.lead_in_sample_count", wire.lead_in_sample_count)?;
        let first_speech_sample = wire
            .first_speech_sample
            .map(|sample| unsigned("report.first_speech_sample", sample))
            .transpose()?;
        let report = Report {
            format: checked("report.format", Slug::new(&wire.format))?,
            score: required("report.score", wire.score)?.try_into()?,
            advice: wire.advice,
            lead_in_sample_count,
            lead_in_s: rate.seconds(lead_in_sample_count),
            first_speech_sample,
            response_latency_s: first_speech_sample.map(|sample| rate.seconds(sample)),
            segments: wire
                .segments
                .into_iter()
                .map(|segment| segment_report(&segment, rate))
                .collect::<Result<_, _>>()?,
            pauses: wire
                .pauses
                .into_iter()
                .map(|wire| pause(&wire, rate))
                .collect::<Result<_, _>>()?,
            pauses_withheld: Some(wire.pauses_withheld).filter(|reason| !reason.is_empty()),
            level: required("report.level", wire.level)?.try_into()?,
            take: TakeFacts {
                sample_rate_hertz: hertz,
                sample_count: unsigned("report.sample_count", wire.sample_count)?,
                lost_frame_count: unsigned("report.lost_frame_count", wire.lost_frame_count)?,
                ended: wire.ended,
            },
        };
        Ok(Self {
            take,
            id,
            create_time: time("report.create_time", wire.create_time)?,
            report,
        })
    }
}

impl From<Score> for wire::Score {
    fn from(score: Score) -> Self {
        Self {
            score_version: signed_32(score.score_version),
            fit: wire::Fit::from(score.fit).into(),
            sections: score.sections.into_iter().map(Into::into).collect(),
            total: Some(wire::TotalScore {
                elapsed_seconds: score.total.elapsed_s,
                low_seconds: score.total.low_s,
                high_seconds: score.total.high_s,
                score: score.total.score,
            }),
            order_score: score.order_score,
            timing_score: score.timing_score,
            headline_overrun_seconds: score.headline_overrun_s,
            losses: score.losses.into_iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<wire::Score> for Score {
    type Error = ConvertError;

    fn try_from(wire: wire::Score) -> Result<Self, ConvertError> {
        let total = required("score.total", wire.total)?;
        Ok(Self {
            score_version: checked("score.score_version", u32::try_from(wire.score_version))?,
            fit: fit(wire.fit)?,
            sections: each(wire.sections)?,
            total: TotalScore {
                elapsed_s: total.elapsed_seconds,
                low_s: total.low_seconds,
                high_s: total.high_seconds,
                score: total.score,
            },
            order_score: wire.order_score,
            timing_score: wire.timing_score,
            headline_overrun_s: wire.headline_overrun_seconds,
            losses: each(wire.losses)?,
        })
    }
}

impl From<SectionScore> for wire::SectionScore {
    fn from(section: SectionScore) -> Self {
        Self {
            section: section.section.into(),
            elapsed_seconds: section.elapsed_s,
            speech_seconds: section.speech_s,
            low_seconds: section.low_s,
            high_seconds: section.high_s,
            score: section.score,
            verdict: wire::Verdict::from(section.verdict).into(),
        }
    }
}

impl TryFrom<wire::SectionScore> for SectionScore {
    type Error = ConvertError;

    fn try_from(wire: wire::SectionScore) -> Result<Self, ConvertError> {
        Ok(Self {
            section: checked("score.sections", SectionId::new(&wire.section))?,
            elapsed_s: wire.elapsed_seconds,
            speech_s: wire.speech_seconds,
            low_s: wire.low_seconds,
            high_s: wire.high_seconds,
            score: wire.score,
            verdict: match checked("score.sections", wire::Verdict::try_from(wire.verdict))? {
                wire::Verdict::Missing => Verdict::Missing,
                wire::Verdict::Short => Verdict::Short,
                wire::Verdict::OnTime => Verdict::OnTime,
                wire::Verdict::Long => Verdict::Long,
                wire::Verdict::Over => Verdict::Over,
                wire::Verdict::Unspecified => {
                    return Err(ConvertError::new("score.sections", "has no verdict"));
                }
            },
        })
    }
}

impl From<Verdict> for wire::Verdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Missing => Self::Missing,
            Verdict::Short => Self::Short,
            Verdict::OnTime => Self::OnTime,
            Verdict::Long => Self::Long,
            Verdict::Over => Self::Over,
        }
    }
}

impl From<Loss> for wire::Loss {
    fn from(loss: Loss) -> Self {
        use wire::loss::Cause as Wire;
        Self {
            cause: Some(match loss.cause {
                Cause::Section(section) => Wire::Section(section.into()),
                Cause::Total => Wire::Whole(wire::WholeCause::Total.into()),
                Cause::Order => Wire::Whole(wire::WholeCause::Order.into()),
                Cause::Silence => Wire::Whole(wire::WholeCause::Silence.into()),
            }),
            points: loss.points,
        }
    }
}

impl TryFrom<wire::Loss> for Loss {
    type Error = ConvertError;

    fn try_from(wire: wire::Loss) -> Result<Self, ConvertError> {
        use wire::loss::Cause as Wire;
        let cause = match required("loss.cause", wire.cause)? {
            Wire::Section(section) => {
                Cause::Section(checked("loss.section", SectionId::new(&section))?)
            }
            Wire::Whole(whole) => match checked("loss.whole", wire::WholeCause::try_from(whole))? {
                wire::WholeCause::Total => Cause::Total,
                wire::WholeCause::Order => Cause::Order,
                wire::WholeCause::Silence => Cause::Silence,
                wire::WholeCause::Unspecified => {
                    return Err(ConvertError::new("loss.whole", "is required"));
                }
            },
        };
        Ok(Self {
            cause,
            points: wire.points,
        })
    }
}

impl From<SegmentReport> for wire::Segment {
    fn from(segment: SegmentReport) -> Self {
        Self {
            place: segment.spoken.place.into(),
            start_sample: signed(segment.span.start_sample),
            end_sample: signed(segment.span.end_sample),
            speech_sample_count: signed(segment.speech_sample_count),
        }
    }
}

pub(super) fn segment_report(
    wire: &wire::Segment,
    rate: SampleRate,
) -> Result<SegmentReport, ConvertError> {
    Ok(SegmentReport::new(
        checked("segment.place", Place::from_name(&wire.place))?,
        span("segment", wire.start_sample, wire.end_sample)?,
        unsigned("segment.speech_sample_count", wire.speech_sample_count)?,
        rate,
    ))
}

impl From<Pause> for wire::Pause {
    fn from(pause: Pause) -> Self {
        Self {
            place: pause.section.map(String::from).unwrap_or_default(),
            start_sample: signed(pause.span.start_sample),
            end_sample: signed(pause.span.end_sample),
        }
    }
}

fn pause(wire: &wire::Pause, rate: SampleRate) -> Result<Pause, ConvertError> {
    let place = match wire.place.as_str() {
        "" => None,
        place => Some(checked("pause.place", Place::from_name(place))?),
    };
    Ok(Pause::new(
        place,
        span("pause", wire.start_sample, wire.end_sample)?,
        rate,
    ))
}

fn span(field: &'static str, start: i64, end: i64) -> Result<Span, ConvertError> {
    Ok(Span {
        start: unsigned(field, start)?,
        end: unsigned(field, end)?,
    })
}

impl From<LevelReport> for wire::Level {
    fn from(level: LevelReport) -> Self {
        Self {
            rms_level_dbfs: level.rms_dbfs,
            peak_level_dbfs: level.peak_dbfs,
            clipped_sample_count: signed(level.clipped_sample_count),
            noise_floor_dbfs: level.noise_floor_dbfs,
            signal_to_noise_db: level.signal_to_noise_db,
        }
    }
}

impl TryFrom<wire::Level> for LevelReport {
    type Error = ConvertError;

    fn try_from(wire: wire::Level) -> Result<Self, ConvertError> {
        Ok(Self {
            rms_dbfs: wire.rms_level_dbfs,
            peak_dbfs: wire.peak_level_dbfs,
            clipped_sample_count: unsigned(
                "level.clipped_sample_count",
                wire.clipped_sample_count,
            )?,
            noise_floor_dbfs: wire.noise_floor_dbfs,
            signal_to_noise_db: wire.signal_to_noise_db,
        })
    }
}
