//! `starling verify`

use indicatif::HumanBytes;
use starling_session::{Damage, Verification};

use crate::args::{Global, VerifyArguments};
use crate::failure::{Failure, Kind};
use crate::{output, progress, services};

pub(crate) fn run(global: &Global, arguments: &VerifyArguments) -> Result<(), Failure> {
    let folder = match &arguments.folder {
        Some(folder) => folder.clone(),
        None => services::sessions_dir(global)?,
    };
    let verification = progress::of_bytes("verifying", |progress| {
        starling_session::verify(&folder, progress)
    })?;
    if global.json {
        output::json(&verification)?;
    } else {
        output::text(&text(&verification))?;
    }
    if verification.is_well() {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Other,
        "what was stored is damaged, most likely by the disk: look at the disk first, then `starling restore` a backup \
         from before; the recordings in the folder `takes` are apart from this",
    ))
}

fn text(verification: &Verification) -> String {
    let mut text: String = verification.damage.iter().map(line).collect();
    if verification.is_well() {
        text += &format!(
            "all is well: {}, {}\n",
            progress::takes(verification.take_count),
            HumanBytes(verification.size_bytes)
        );
    }
    if verification.orphan_count > 0 {
        text += &format!(
            "{} files belong to no take; a server removes them after a day\n",
            verification.orphan_count
        );
    }
    text
}

fn line(damage: &Damage) -> String {
    match &damage.take {
        Some(take) => format!("take {take}: {}\n", damage.problem),
        None => format!("{}\n", damage.problem),
    }
}
