//! The one door to concurrency.

use std::future::Future;
use std::thread;

use tokio::task::{JoinError, JoinHandle};

/// Starts a task on the runtime.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub fn task<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(future)
}

/// Runs something that waits for the disk, off the runtime's threads.
///
/// # Errors
/// When it panicked or the runtime is going down.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub async fn blocking<T, F>(work: F) -> Result<T, JoinError>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    tokio::task::spawn_blocking(work).await
}

/// Starts a named thread.
///
/// # Errors
/// When the operating system refuses another thread.
pub fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}
