//! The users of an organisation, whose OpenID Connect provider nobody here wrote.

use serde_json::Value;
use starling_tests::{
    program::{Starling, binary},
    python::python,
};

#[test]
fn users_have_what_is_theirs_and_administrators_hear_nothing() {
    let starling = Starling::new();
    let home = starling.home().to_str().unwrap();
    let audit = python(
        "organisation.py",
        &[binary().to_str().unwrap(), home],
        &Value::Null,
    );

    // Who did what is on record, and whoever was not let at it too.
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let done: Vec<_> = audit
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let user = text(entry, "id").rsplit(' ').next().unwrap().to_owned();
            let method = text(entry, "method").rsplit('/').next().unwrap().to_owned();
            format!("{user} {method} {}", text(entry, "code"))
        })
        .collect();
    assert_eq!(
        done,
        [
            "ann GetSession Ok",
            "ann CreateTake Ok",
            "bob GetSession NotFound",
            "bob DeleteSession NotFound",
            "root GetSession Ok",
            "root ReadAudio PermissionDenied",
            "root GetTake PermissionDenied",
            "root ListTakes PermissionDenied",
            "root DeleteSession Ok",
            "ann GetSession Ok",
        ]
    );
}
