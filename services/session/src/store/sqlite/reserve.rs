//! Room that is kept for takes that are under way: on a disk that is almost full, none is begun.

use std::path::Path;

use rustix::fs::statvfs;

use crate::limits::Limits;
use crate::store::StorageError;

/// Refuses to begin something where the disk has no more room than the reserve.
pub(super) fn check(folder: &Path, limits: &Limits) -> Result<(), StorageError> {
    // A disk that does not say how full it is, is not full.
    let Ok(disk) = statvfs(folder) else {
        return Ok(());
    };
    let size = disk.f_blocks.saturating_mul(disk.f_frsize);
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free < reserve(limits, size) {
        return Err(StorageError::DiskAlmostFull);
    }
    Ok(())
}

/// The bytes to keep of a disk of this size.
fn reserve(limits: &Limits, size: u64) -> u64 {
    (size / 100)
        .saturating_mul(limits.reserve_percent)
        .min(limits.reserve_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_of_the_two_is_kept() {
        let limits = Limits::default();
        assert_eq!(reserve(&limits, 1_000_000), 50_000);
        assert_eq!(reserve(&limits, u64::MAX), 512 * 1024 * 1024);
    }

    #[test]
    fn nothing_is_begun_in_the_reserve() {
        let dir = tempfile::tempdir().unwrap();
        let check = |reserve_percent| {
            let limits = Limits {
                reserve_percent,
                reserve_bytes: u64::MAX,
                ..Limits::default()
            };
            check(dir.path(), &limits)
        };
        assert!(check(0).is_ok());
        let Err(StorageError::DiskAlmostFull) = check(100) else {
            panic!("no disk is empty");
        };
    }
}
