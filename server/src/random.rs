//! The one door to randomness.

/// `N` bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give; nothing secret can be made then.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "this is the door, and without it no token is safe"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(error) = getrandom::fill(&mut bytes) {
        panic!("the operating system gives no randomness: {error}");
    }
    bytes
}
