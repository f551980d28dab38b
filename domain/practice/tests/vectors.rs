//! The worked cases of the timing score: every number within 0.01.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use serde::Deserialize;
use serde_json::Value;
use starling_practice::{Fit, Format, Spoken, score};

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    format: String,
    fit: Fit,
    segments: Vec<Spoken>,
    expect: Value,
}

#[test]
fn every_worked_case_agrees() {
    let vectors: Vectors = serde_json::from_str(include_str!("scoring.json")).unwrap();
    assert_eq!(vectors.cases.len(), 29);
    for case in vectors.cases {
        let score = score(&format(&case.format), case.fit, &case.segments).unwrap();
        let actual = serde_json::to_value(score).unwrap();
        assert!(
            !actual.to_string().contains("-0.0"),
            "{}: {actual}",
            case.name
        );
        agree(&case.name, &case.expect, &actual);
    }
}

/// Every key and item of `expected` is in `actual`, numbers within 0.01.
#[track_caller]
fn agree(at: &str, expected: &Value, actual: &Value) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, value) in expected {
                agree(&format!("{at}: {key}"), value, &actual[key]);
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            assert_eq!(expected.len(), actual.len(), "{at}");
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                agree(&format!("{at}[{index}]"), expected, actual);
            }
        }
        (Value::Number(expected), Value::Number(actual)) => {
            let (expected, actual) = (expected.as_f64().unwrap(), actual.as_f64().unwrap());
            assert!(
                (expected - actual).abs() <= 0.01,
                "{at}: {expected} is not {actual}"
            );
        }
        _ => assert_eq!(expected, actual, "{at}"),
    }
}

/// The formats that the cases use, as the shipped pack has them; a journey holds the two against each other.
fn format(id: &str) -> Format {
    let star = |s: [f64; 2], t: [f64; 2], a: [f64; 2], r: [f64; 2]| {
        vec![("situation", s), ("task", t), ("action", a), ("result", r)]
    };
    let point = |s, t, a, r| star([s, s], [t, t], [a, a], [r, r]);
    let (headline_s, sections) = match id {
        "l6-2min" => (Some(120.0), point(25.0, 20.0, 60.0, 35.0)),
        "l6-3min" => (Some(180.0), point(35.0, 25.0, 90.0, 50.0)),
        "l6-4min" => (Some(240.0), point(45.0, 30.0, 120.0, 65.0)),
        "l7-2min" => (Some(120.0), point(30.0, 25.0, 75.0, 30.0)),
        "l7-3min" => (Some(180.0), point(40.0, 30.0, 100.0, 50.0)),
        "l7-4min" => (Some(240.0), point(50.0, 40.0, 150.0, 70.0)),
        "l7-scenario" => (None, point(45.0, 30.0, 120.0, 45.0)),
        "l7-executive" => (
            None,
            star([30.0, 45.0], [20.0, 30.0], [90.0, 120.0], [30.0, 45.0]),
        ),
        "l6-story" => {
            let mut sections = star([30.0, 45.0], [30.0, 30.0], [120.0, 150.0], [45.0, 60.0]);
            sections.push(("learning", [15.0, 30.0]));
            (None, sections)
        }
        "l7-story" => {
            let mut sections = star([45.0, 60.0], [45.0, 45.0], [180.0, 240.0], [60.0, 90.0]);
            sections.push(("learning", [30.0, 45.0]));
            (None, sections)
        }
        other => panic!("no format {other} in this test"),
    };
    let sections: Vec<Value> = sections
        .iter()
        .map(|(id, [min_s, max_s])| {
            serde_json::json!({"section": id, "title": id, "min_s": min_s, "max_s": max_s})
        })
        .collect();
    serde_json::from_value(serde_json::json!({
        "pack": "amazon-em", "id": id, "title": id, "level": "L6", "headline_s": headline_s,
        "summary": "", "source": "", "sections": sections,
    }))
    .unwrap()
}
