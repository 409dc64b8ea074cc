//! Secrets that open something: made once, shown once, stored only as a hash.

use std::fmt;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::random;

/// 128 random bits, written as 32 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        let mut text = String::with_capacity(32);
        for byte in random::bytes::<16>() {
            // Writing to a string cannot fail.
            write!(text, "{byte:02x}").ok();
        }
        Self(text)
    }

    /// A token from outside, if it looks like one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let valid = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        valid.then(|| Self(text.to_owned()))
    }

    /// The secret itself, for the link or the cookie.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What is stored: SHA-256. Looking up a hash tells nothing about near misses.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// What a stored secret is called in lists and in the audit log: says nothing about the secret, and opens nothing.
#[must_use]
pub fn id_of(hash: [u8; 32]) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(&hash).as_bytes()[..16]);
    id
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_sha_256_of_the_digits() {
        let token = Token::parse("0123456789abcdef0123456789abcdef").unwrap();
        let stored = crate::hex::hex(&token.hash());
        assert_eq!(stored, "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9");
    }
}
