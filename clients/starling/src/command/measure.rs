//! `starling measure`

use std::path::Path;

use serde::Serialize;
use starling_practice::Pause;
use starling_speech::{Dbfs, Measures, Pauses};

use crate::args::Global;
use crate::failure::Failure;
use crate::output;
use crate::progress::measure_file;

#[derive(Serialize)]
struct MeasuresJson<'a> {
    wav: &'a Path,
    truncated: bool,
    duration_s: f64,
    sample_rate_hertz: u32,
    sample_count: u64,
    speech_s: f64,
    response_latency_s: Option<f64>,
    pauses: Vec<Pause>,
    pauses_withheld: Option<String>,
    rms_dbfs: Option<f64>,
    peak_dbfs: Option<f64>,
    clipped_sample_count: u64,
    noise_floor_dbfs: Option<f64>,
    signal_to_noise_db: Option<f64>,
}

pub(crate) fn run(global: &Global, recording: &Path) -> Result<(), Failure> {
    let measured = measure_file(recording)?;
    let measures = json_of(recording, &measured.measures, measured.truncated);
    if global.json {
        return output::json(&measures);
    }
    output::text(&text_of(&measures))
}

fn json_of<'a>(wav: &'a Path, measures: &Measures, truncated: bool) -> MeasuresJson<'a> {
    let rate = measures.sample_rate;
    let audible = |level: Dbfs| Some(level.decibels()).filter(|decibels| decibels.is_finite());
    let (pauses, pauses_withheld) = match &measures.pauses {
        Pauses::Measured(spans) => (spans.as_slice(), None),
        Pauses::Withheld { reason } => (&[][..], Some(reason.to_string())),
    };
    MeasuresJson {
        wav,
        truncated,
        duration_s: rate.seconds(measures.sample_count),
        sample_rate_hertz: rate.hertz(),
        sample_count: measures.sample_count,
        speech_s: rate.seconds(measures.speech_samples()),
        response_latency_s: measures.first_speech().map(|sample| rate.seconds(sample)),
        pauses: pauses
            .iter()
            .map(|span| Pause::new(None, *span, rate))
            .collect(),
        pauses_withheld,
        rms_dbfs: audible(measures.level.rms),
        peak_dbfs: audible(measures.level.peak),
        clipped_sample_count: measures.level.clipped_sample_count,
        noise_floor_dbfs: audible(measures.noise_floor),
        signal_to_noise_db: measures.signal_to_noise_db,
    }
}

fn text_of(measures: &MeasuresJson<'_>) -> String {
    let level = |decibels: Option<f64>| {
        decibels.map_or_else(
            || "silence".to_owned(),
            |decibels| format!("{decibels:.1} dBFS"),
        )
    };
    let pauses = match &measures.pauses_withheld {
        Some(reason) => format!("not told: {reason}"),
        None => format!("{} of 250 ms and more", measures.pauses.len()),
    };
    let ratio = measures.signal_to_noise_db.map_or_else(
        || "no speech to tell it by".to_owned(),
        |ratio| format!("{ratio:.1} dB"),
    );
    format!(
        "length           {:.3} s, {} samples at {} Hz\n\
         speech           {:.1} s\n\
         pauses           {pauses}\n\
         level            {} mean, {} peak, {} samples clipped\n\
         noise floor      {}\n\
         signal to noise  {ratio}\n",
        measures.duration_s,
        measures.sample_count,
        measures.sample_rate_hertz,
        measures.speech_s,
        level(measures.rms_dbfs),
        level(measures.peak_dbfs),
        measures.clipped_sample_count,
        level(measures.noise_floor_dbfs),
    )
}
