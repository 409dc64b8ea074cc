//! Blocks of the index: many small numbers under one key, as varints (seven bits a byte, the lowest first).

/// Entries of one block cover this many revisions or counters.
pub(super) const BLOCK: u64 = 64;

/// Positions of consecutive revisions: the first as it is, each other as the difference to the one before.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Positions(pub(super) Vec<u64>);

/// Op counters of a block with the revisions they became: the counter's place in the block as one byte, then the
/// revision, the first as it is, each other as the difference to the one before.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ops(pub(super) Vec<(u8, u64)>);

impl Positions {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut before = 0;
        for position in &self.0 {
            put(&mut bytes, position.wrapping_sub(before));
            before = *position;
        }
        bytes
    }

    pub(super) fn decode(mut bytes: &[u8]) -> Option<Self> {
        let (mut positions, mut before) = (Vec::new(), 0_u64);
        while !bytes.is_empty() {
            before = before.wrapping_add(take(&mut bytes)?);
            positions.push(before);
        }
        Some(Self(positions))
    }
}

impl Ops {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut before = 0;
        for (counter, revision) in &self.0 {
            bytes.push(*counter);
            put(&mut bytes, revision.wrapping_sub(before));
            before = *revision;
        }
        bytes
    }

    pub(super) fn decode(mut bytes: &[u8]) -> Option<Self> {
        let (mut ops, mut before) = (Vec::new(), 0_u64);
        while let Some((counter, rest)) = bytes.split_first() {
            bytes = rest;
            before = before.wrapping_add(take(&mut bytes)?);
            ops.push((*counter, before));
        }
        Some(Self(ops))
    }
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while 0x7f < number {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_as_written() {
        for numbers in [vec![], vec![1], vec![u64::MAX, 0, 1 << 62], (100..164).map(|n| n * n).collect()] {
            let ops =
                Ops(numbers.iter().enumerate().map(|(at, n)| (u8::try_from(at).unwrap(), *n)).collect());
            assert_eq!(Ops::decode(&ops.encode()), Some(ops));
            let positions = Positions(numbers);
            assert_eq!(Positions::decode(&positions.encode()), Some(positions));
        }
        assert_eq!(Positions::decode(&[0x80]), None);
        assert_eq!(Ops::decode(&[3]), None);
    }
}
