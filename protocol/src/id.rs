//! Names of things. Random ids are 16 bytes and come from outside; catalogue ids are short ASCII.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Why a piece of text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdError {
    /// Too short, too long, or a character that ids may not have.
    #[error("not a valid id: wrong length or characters")]
    Syntax,
}

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(
            /// Sixteen random bytes.
            pub [u8; 16],
        );

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// Reads 32 lower-case hexadecimal digits.
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse_hex(text).map(Self).ok_or(IdError::Syntax)
            }
        }
    };
}

random_id! {
    /// One stream: an analysis, a cycle, or the installation.
    StreamId
}
random_id! {
    /// The pseudonym that events carry instead of a name.
    ActorId
}
random_id! {
    /// One client's copy of the streams it follows; belongs to one actor, is made anew by every tab.
    ReplicaId
}

random_id! {
    /// A region of the programme.
    RegionId
}

impl StreamId {
    /// The one stream of the installation itself; no analysis and no cycle is ever named so.
    pub const INSTALLATION: Self = Self([0; 16]);
}

/// A milestone within its cycle. The number names it and says nothing about its place in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MilestoneId(
    /// Chosen by whoever schedules it, once per cycle.
    pub u16,
);

impl fmt::Display for MilestoneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn parse_hex(text: &str) -> Option<[u8; 16]> {
    if text.len() != 32 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut bytes = [0; 16];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Names an op for ever: the replica that made it and that replica's own counter, which only rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OpId {
    /// Who made it.
    pub replica: ReplicaId,
    /// Counts from 1 within the replica.
    pub counter: u64,
}

impl fmt::Display for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.replica, self.counter)
    }
}

impl FromStr for OpId {
    type Err = IdError;

    /// Reads what [`fmt::Display`] writes.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let (replica, digits) = text.split_once('-').ok_or(IdError::Syntax)?;
        let counter: u64 = digits.parse().map_err(|_| IdError::Syntax)?;
        // One op id has one spelling.
        if counter.to_string() != digits {
            return Err(IdError::Syntax);
        }
        Ok(Self { replica: replica.parse()?, counter })
    }
}

macro_rules! short_id {
    ($(#[$doc:meta])* $name:ident, $max:expr, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks and keeps the id.
            ///
            /// # Errors
            /// [`IdError::Syntax`] when the length or a character is not allowed.
            pub fn new(text: &str) -> Result<Self, IdError> {
                let valid: fn(u8) -> bool = $valid;
                if text.is_empty() || text.len() > $max || !text.bytes().all(valid) {
                    return Err(IdError::Syntax);
                }
                Ok(Self(text.into()))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <&str>::deserialize(deserializer)?;
                Self::new(text).map_err(serde::de::Error::custom)
            }
        }
    };
}

short_id! {
    /// A criterion or statement of the catalogue, such as `A1.1`: 1 to 32 bytes of `A-Z a-z 0-9 . _ -`.
    ItemId, 32, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}
short_id! {
    /// An option of a scale, such as `3` or `x`: 1 to 8 visible ASCII characters.
    OptionCode, 8, |byte| byte.is_ascii_graphic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_one_spelling() {
        let id = StreamId([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("AB".repeat(16).parse::<StreamId>(), Err(IdError::Syntax));
        assert!(ItemId::new("A1.1").is_ok());
        for bad in ["", "A 1", "Ä1", "012345678901234567890123456789012"] {
            assert_eq!(ItemId::new(bad), Err(IdError::Syntax), "{bad}");
        }
        assert!(OptionCode::new("?").is_ok());
        assert!(OptionCode::new("too-long-").is_err());
    }
}
