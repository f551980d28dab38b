//! Field masks (AIP-134): which fields an update changes.

use prost_types::FieldMask;

use super::ConvertError;

/// Stands for all fields that can be changed.
const ALL: &str = "*";

/// Reads which of the fields that can be changed are to be changed, in the order of `allowed`.
///
/// # Errors
/// [`ConvertError`] naming `field` for a mask that is absent or empty, or has a path that is not allowed.
pub fn mask(
    field: &'static str,
    mask: Option<FieldMask>,
    allowed: &[&'static str],
) -> Result<Vec<&'static str>, ConvertError> {
    let paths = mask.unwrap_or_default().paths;
    if paths == [ALL] {
        return Ok(allowed.to_vec());
    }
    let is_known = |path: &String| allowed.contains(&path.as_str());
    if paths.is_empty() || !paths.iter().all(is_known) {
        let fields = allowed.join("`, `");
        return Err(ConvertError::new(
            field,
            format!("must name one or more of `{fields}`, or `{ALL}` alone"),
        ));
    }
    let is_named = |allowed: &&'static str| paths.iter().any(|path| path == allowed);
    Ok(allowed.iter().copied().filter(is_named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: [&str; 3] = ["note", "next_step", "ratings"];

    fn read(paths: &[&str]) -> Result<Vec<&'static str>, ConvertError> {
        let paths = paths.iter().map(ToString::to_string).collect();
        mask("update_mask", Some(FieldMask { paths }), &ALLOWED)
    }

    #[test]
    fn the_named_fields_change() {
        assert_eq!(read(&["note"]), Ok(vec!["note"]));
        assert_eq!(
            read(&["ratings", "note", "note"]),
            Ok(vec!["note", "ratings"])
        );
        assert_eq!(read(&["*"]), Ok(ALLOWED.to_vec()));
    }

    #[test]
    fn other_masks_are_refused() {
        assert!(mask("update_mask", None, &ALLOWED).is_err());
        let refused: [&[&str]; 8] = [
            &[],
            &[""],
            &["author"],
            &["note", "author"],
            &["*", "note"],
            &["Note"],
            &["note.text"],
            &["nextStep"],
        ];
        for paths in refused {
            let error = read(paths).unwrap_err().to_string();
            assert!(error.starts_with("update_mask: must name"), "{paths:?}");
        }
    }
}
