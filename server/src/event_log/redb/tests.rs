use std::fs;

use tempfile::TempDir;

use super::*;
use crate::event_log::SharedLog;
use crate::event_log::conformance::Fixture;

/// Small memory, so that reads reach the disk.
fn options() -> RedbOptions {
    RedbOptions { recent_bytes: 2_000, ..RedbOptions::default() }
}

struct OnDisk(TempDir, RedbOptions);

impl OnDisk {
    fn new(options: RedbOptions) -> Self {
        Self(tempfile::tempdir().unwrap(), options)
    }
}

impl Fixture for OnDisk {
    fn open(&mut self) -> LogFuture<'_, SharedLog> {
        Box::pin(async { RedbLog::open(self.0.path(), self.1).unwrap() as SharedLog })
    }

    fn reopen(&mut self, log: SharedLog) -> LogFuture<'_, Option<SharedLog>> {
        Box::pin(async {
            log.close().await.unwrap();
            drop(log);
            Some(self.open().await)
        })
    }
}

mod conformance {
    use super::*;
    crate::conformance_tests!(OnDisk::new(RedbOptions::default()));
}

mod conformance_with_small_memory {
    use super::*;
    crate::conformance_tests!(OnDisk::new(options()));
}

#[tokio::test]
async fn a_second_opening_says_that_the_server_is_running() {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), options()).unwrap();
    let second = RedbLog::open(dir.path(), options()).err();
    assert_eq!(second, Some(OpenError::Locked));
    assert!(OpenError::Locked.to_string().contains("the server is running"));
    drop(log);
    assert!(RedbLog::open(dir.path(), options()).is_ok());
    assert!(dir.path().join(LOG_FILE).exists() && dir.path().join(DERIVED_FILE).exists());
    fs::remove_file(dir.path().join(DERIVED_FILE)).unwrap();
    assert!(RedbLog::open(dir.path(), options()).is_ok());
}
