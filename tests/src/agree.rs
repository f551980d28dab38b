//! One JSON value held against another.

use serde_json::Value;

/// Every key and item of `expected` is in `actual`, numbers within 0.01.
#[track_caller]
pub fn agree(at: &str, expected: &Value, actual: &Value) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, value) in expected {
                let Some(actual) = actual.get(key) else {
                    panic!("{at}: there is no {key}");
                };
                agree(&format!("{at}: {key}"), value, actual);
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            assert_eq!(expected.len(), actual.len(), "{at}");
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                agree(&format!("{at}[{index}]"), expected, actual);
            }
        }
        (Value::Number(expected), Value::Number(actual)) => {
            let apart = expected
                .as_f64()
                .zip(actual.as_f64())
                .map(|(a, b)| (a - b).abs());
            assert!(
                apart.is_some_and(|apart| apart <= 0.01),
                "{at}: {expected} is not {actual}"
            );
        }
        _ => assert_eq!(expected, actual, "{at}"),
    }
}
