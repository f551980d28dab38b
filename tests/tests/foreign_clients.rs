//! Both services as programs of other people see them: Python, with stubs made of the protos here and now.

use serde_json::{Value, json};
use starling_tests::{
    agree::agree, microphone::SAMPLE_RATE, program::Starling, python::python, recording::Answer,
    server::Server,
};

#[test]
fn the_content_service_keeps_its_promises() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let content = python("content_service.py", &[server.address()], &Value::Null);
    server.stop();

    let names = |list: &Value, key: &str| -> Vec<String> {
        let items = list.as_array().unwrap().iter();
        items
            .map(|item| item[key].as_str().unwrap().to_owned())
            .collect()
    };
    // All of the material is there: what the shipped pack promises.
    let counts = [
        ("formats", 15),
        ("questions", 143),
        ("stories", 100),
        ("scenarios", 20),
        ("principles", 16),
        ("competencies", 8),
        ("assessments", 11),
        ("plans", 1),
        ("rubrics", 2),
    ];
    for (collection, count) in counts {
        assert_eq!(
            content[collection].as_array().unwrap().len(),
            count,
            "{collection}"
        );
    }

    // The command shows what the wire has.
    let formats = starling.run(["formats", "--json"]).code(0).json();
    assert_eq!(
        names(&formats, "title"),
        names(&content["formats"], "title")
    );
    let questions = starling.run(["questions", "--json"]).code(0).json();
    assert_eq!(
        names(&questions, "text"),
        names(&content["questions"], "text")
    );
}

#[test]
fn the_session_service_keeps_its_promises() {
    let starling = Starling::new();
    let answer = Answer::in_folder(starling.home());
    let wav = answer.wav.to_str().unwrap();
    let server = Server::start(&starling);
    let report = python("session_service.py", &[server.address(), wav], &marks());
    server.stop();

    let command = [
        "score",
        wav,
        "--marks",
        "answer.txt",
        "--format",
        "l6-2min",
        "--json",
    ];
    let scored = starling.run(command).code(0).json();
    let section = |section: &Value| {
        json!({
            "section": section["section"],
            "elapsed_seconds": section["elapsed_s"],
            "speech_seconds": section["speech_s"],
            "low_seconds": section["low_s"],
            "high_seconds": section["high_s"],
            "score": section["score"],
            "verdict": format!("VERDICT_{}", section["verdict"].as_str().unwrap().to_uppercase()),
        })
    };
    let sections: Vec<Value> = scored["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(section)
        .collect();
    let expected = json!({
        "format": "l6-2min",
        "score": {
            "score_version": 1,
            "fit": "FIT_PRINTED",
            "sections": sections,
            "order_score": scored["order_score"],
            "timing_score": scored["timing_score"],
            "headline_overrun_seconds": scored["headline_overrun_s"],
        },
        "advice": scored["advice"],
        "lead_in_sample_count": "24000",
        "sample_rate_hertz": SAMPLE_RATE,
        "ended": "stopped",
    });
    agree("the report", &expected, &report);
}

/// The marks that the label track of the answer stands for: a gap is off-clock.
fn marks() -> Value {
    let mut marks = Vec::new();
    let mut end = 0.0;
    let mut mark = |seconds: f64, place: &str| {
        marks.push(json!({"sample": (seconds * f64::from(SAMPLE_RATE)) as u64, "place": place}));
    };
    for (section, start, section_end) in Answer::SECTIONS {
        if end > 0.0 && start > end {
            mark(end, "off_clock");
        }
        mark(start, section);
        end = section_end;
    }
    marks.into()
}
