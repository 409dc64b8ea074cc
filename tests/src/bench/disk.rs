//! The file system under the run, and how much of the log file is in use.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use etappe_server::event_log::redb::LOG_FILE;
use redb::Database;

/// Bytes of the log file of a folder that is not being served.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogSize {
    /// In pages that hold something; the rest of the file is free for later commits.
    pub(super) used: u64,
    /// That the file system has given to the file.
    pub(super) file: u64,
}

/// Measures the log file.
pub(super) fn log_size(data: &Path) -> LogSize {
    let path = data.join(LOG_FILE);
    let file = fs::metadata(&path).unwrap().blocks() * 512;
    let database = Database::open(&path).unwrap();
    let write = database.begin_write().unwrap();
    let stats = write.stats().unwrap();
    write.abort().unwrap();
    LogSize { used: stats.allocated_pages() * stats.page_size() as u64, file }
}

/// The type of the file system that a folder lies on, such as `ext4`.
pub(super) fn file_system(folder: &Path) -> String {
    let folder = fs::canonicalize(folder).unwrap();
    let mounts = fs::read_to_string("/proc/mounts").unwrap();
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        Some((words.next()?, words.next()?))
    });
    let holding = mounts.filter(|(place, _)| folder.starts_with(place));
    // Of two mounts at one place the later one is seen.
    let deepest = holding.max_by_key(|(place, _)| place.len());
    deepest.map_or_else(|| "unknown".to_owned(), |(_, kind)| kind.to_owned())
}
