//! The one way between values and bytes: postcard, read strictly.
//!
//! postcard by itself ignores what follows the value and accepts over-long varints, so one value would have many
//! spellings. Here it has exactly one: no rest, and encoding what was read gives the same bytes again.

use serde::{Serialize, de::Deserialize};
use thiserror::Error;

/// Why bytes are not a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodecError {
    /// The bytes end early, name an unknown variant, or break a rule of the type.
    #[error("malformed bytes")]
    Malformed,
    /// Bytes follow the value.
    #[error("bytes after the end of the value")]
    Rest,
    /// The same value has a shorter spelling, and only that one is accepted.
    #[error("not the canonical spelling")]
    NotCanonical,
    /// Longer than the limit for its kind.
    #[error("too long")]
    TooLong,
}

/// Encodes a value.
///
/// # Errors
/// [`CodecError::Malformed`] for types that postcard cannot express; none of ours is.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
    postcard::to_allocvec(value).map_err(|_| CodecError::Malformed)
}

/// Appends the encoding of a value to `out`.
///
/// # Errors
/// As [`encode`].
pub fn encode_into<T: Serialize + ?Sized>(value: &T, out: Vec<u8>) -> Result<Vec<u8>, CodecError> {
    postcard::to_extend(value, out).map_err(|_| CodecError::Malformed)
}

/// Decodes a value from exactly these bytes.
///
/// # Errors
/// One of [`CodecError`]; never panics and never allocates more than a small multiple of `bytes`.
pub fn decode<'a, T: Deserialize<'a> + Serialize>(bytes: &'a [u8]) -> Result<T, CodecError> {
    let (value, rest) = postcard::take_from_bytes::<T>(bytes).map_err(|_| CodecError::Malformed)?;
    if !rest.is_empty() {
        return Err(CodecError::Rest);
    }
    if encode(&value)? != bytes {
        return Err(CodecError::NotCanonical);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_spelling() {
        assert_eq!(decode::<u16>(&[5]), Ok(5));
        assert_eq!(decode::<u16>(&[5, 0]), Err(CodecError::Rest));
        assert_eq!(decode::<u16>(&[0x85, 0x00]), Err(CodecError::NotCanonical));
        assert_eq!(decode::<u16>(&[]), Err(CodecError::Malformed));
        assert_eq!(decode::<String>(&[0xff, 0xff, 0xff, 0xff, 0x0f]), Err(CodecError::Malformed));
    }
}
