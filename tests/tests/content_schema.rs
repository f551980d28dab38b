//! The JSON Schema of the content files and those files, held together by a validator that nobody here wrote.

use serde_json::Value;
use starling_tests::python::python;

#[test]
fn the_schema_the_packs_and_the_readme_agree() {
    let files = python("content_schema.py", &[], &Value::Null);
    for (kind, count) in files.as_object().unwrap() {
        assert!(count.as_u64() > Some(0), "no {kind} was there to validate");
    }
}
