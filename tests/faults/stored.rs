//! What is on the disk, read without the product.

use std::path::Path;

use serde_json::Value;
use starling_tests::python::python;

use crate::{ledger::Ledger, uploader::Uploader};

/// The takes are in a store, whole and with their own bytes; what is not is noted as lost. No server need run.
#[track_caller]
pub(crate) fn check(data_dir: &Path, uploaders: &[Uploader], ledger: &Ledger) {
    let folder = data_dir.join("sessions").display().to_string();
    let held = python("held.py", &[&folder], &Value::Null);
    for uploader in uploaders {
        let name = uploader.name().expect("a finished take has a name");
        let hash = blake3::hash(&uploader.data).to_hex();
        let take = &held[&name];
        if take["blake3"] != hash.as_str() {
            ledger.lost(
                uploader.acknowledged,
                format!("{name}, where there is {take},"),
            );
        }
        assert_eq!(take["state"], "complete", "{name}");
    }
}
