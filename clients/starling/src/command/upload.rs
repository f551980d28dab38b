//! `starling upload`

use starling_proto::client::SessionClient;
use starling_recorder::library::{Entry, Library};
use starling_recorder::upload::{UploadError, deliver};

use crate::args::Global;
use crate::command::repair;
use crate::failure::{Failure, Kind};
use crate::output::tell;
use crate::{output, progress, services};

pub(crate) async fn run(global: &Global) -> Result<(), Failure> {
    let library = repair::library(global)?;
    let waiting = waiting(global, &library)?;
    let connection = services::connect(global).await?;
    let mut uploaded = 0;
    let mut failed = 0;
    for mut entry in waiting {
        match bring(&mut connection.sessions(), &library, &mut entry).await {
            Ok(()) => uploaded += 1,
            Err(error) => {
                failed += 1;
                tell(format_args!("starling: {}: {error}", entry.wav.display()));
            }
        }
    }
    if global.json {
        output::json(&serde_json::json!({"uploaded": uploaded, "failed": failed}))?;
    } else {
        output::text(&format!("{uploaded} uploaded, {failed} not\n"))?;
    }
    connection.close().await?;
    if failed > 0 {
        return Err(Failure::new(
            Kind::Server,
            "not every take could be uploaded; all are safe on this machine",
        ));
    }
    Ok(())
}

/// The takes that belong to the server in use and are not there yet.
pub(crate) fn waiting(global: &Global, library: &Library) -> Result<Vec<Entry>, Failure> {
    let (mut entries, _) = library.entries()?;
    entries.retain(|entry| {
        let record = &entry.record;
        !record.uploaded && record.end.is_some() && record.server == global.server
    });
    Ok(entries)
}

/// Brings one take to its server, with a progress bar where there is somebody to see it.
pub(crate) async fn bring(
    sessions: &mut SessionClient,
    library: &Library,
    entry: &mut Entry,
) -> Result<(), UploadError> {
    let bar = progress::bar("uploading", 0);
    let delivered = deliver(
        sessions,
        library,
        &entry.wav,
        &mut entry.record,
        |done, size| {
            bar.set_length(size);
            bar.set_position(done);
        },
    )
    .await;
    bar.finish_and_clear();
    delivered
}
