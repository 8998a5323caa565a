//! The true unpacked size of a DEFLATE stream (RFC 1951), found without
//! unpacking it: only lengths are decoded, nothing is written. What an archive
//! says about its sizes can be false; this cannot.

const MAX_BITS: usize = 15;
const LITERAL_CODES: usize = 286;
const DISTANCE_CODES: usize = 30;
const END_OF_BLOCK: usize = 256;

const LENGTH_BASE: [u64; 29] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA: [u32; 29] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_EXTRA: [u32; 30] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/// Order in which the lengths of the code-length codes are sent.
const LENGTH_ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Why a stream was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// it ends early or breaks the format
    Damaged,
    /// it unpacks to more than the limit
    TooLong,
}

/// Unpacked bytes of a stream, as long as they stay within the limit.
pub(super) fn unpacked_length(packed: &[u8], limit: u64) -> Result<u64, Refused> {
    let mut bits = Bits {
        bytes: packed,
        at: 0,
        buffer: 0,
        held: 0,
    };
    let mut total = 0_u64;
    loop {
        let last = bits.take(1)? == 1;
        total += match bits.take(2)? {
            0 => bits.skip_stored()?,
            1 => {
                let (literals, distances) = fixed_codes();
                block(&mut bits, &literals, &distances, limit.saturating_sub(total))?
            }
            2 => {
                let (literals, distances) = sent_codes(&mut bits)?;
                block(&mut bits, &literals, &distances, limit.saturating_sub(total))?
            }
            _ => return Err(Refused::Damaged),
        };
        if total > limit {
            return Err(Refused::TooLong);
        }
        if last {
            return Ok(total);
        }
    }
}

struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
    buffer: u32,
    held: u32,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Result<u32, Refused> {
        while self.held < count {
            let byte = self.bytes.get(self.at).ok_or(Refused::Damaged)?;
            self.buffer |= u32::from(*byte) << self.held;
            self.held += 8;
            self.at += 1;
        }
        let value = self.buffer & ((1 << count) - 1);
        self.buffer >>= count;
        self.held -= count;
        Ok(value)
    }

    /// A stored block: its length, the complement of it, and that many bytes.
    fn skip_stored(&mut self) -> Result<u64, Refused> {
        self.buffer = 0;
        self.held = 0;
        let word = |at: usize| -> Result<u16, Refused> {
            let two = self
                .bytes
                .get(at..at + 2)
                .and_then(|two| two.try_into().ok())
                .ok_or(Refused::Damaged)?;
            Ok(u16::from_le_bytes(two))
        };
        let (length, complement) = (word(self.at)?, word(self.at + 2)?);
        if length != !complement {
            return Err(Refused::Damaged);
        }
        self.at += 4 + usize::from(length);
        if self.at > self.bytes.len() {
            Err(Refused::Damaged)
        } else {
            Ok(u64::from(length))
        }
    }
}

/// A canonical Huffman code: how many codes of each length, and their symbols in order.
struct Codes {
    counts: [usize; MAX_BITS + 1],
    symbols: Vec<usize>,
}

impl Codes {
    fn of(lengths: &[u32]) -> Self {
        let mut counts = [0; MAX_BITS + 1];
        let mut by_length: Vec<(u32, usize)> = Vec::with_capacity(lengths.len());
        for (symbol, length) in lengths.iter().enumerate().filter(|(_, length)| **length > 0) {
            if let Some(count) = usize::try_from(*length).ok().and_then(|length| counts.get_mut(length)) {
                *count += 1;
                by_length.push((*length, symbol));
            }
        }
        by_length.sort_unstable();
        Self {
            counts,
            symbols: by_length.into_iter().map(|(_, symbol)| symbol).collect(),
        }
    }

    fn next(&self, bits: &mut Bits<'_>) -> Result<usize, Refused> {
        let (mut code, mut first, mut index) = (0_usize, 0_usize, 0_usize);
        for count in self.counts.iter().skip(1) {
            code |= usize::try_from(bits.take(1)?).unwrap_or_default();
            if let Some(offset) = code.checked_sub(first).filter(|offset| offset < count) {
                return self.symbols.get(index + offset).copied().ok_or(Refused::Damaged);
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Err(Refused::Damaged)
    }
}

fn fixed_codes() -> (Codes, Codes) {
    let length = |symbol: usize| match symbol {
        0..=143 => 8,
        144..=255 => 9,
        256..=279 => 7,
        _ => 8,
    };
    let literals: Vec<u32> = (0..288).map(length).collect();
    (Codes::of(&literals), Codes::of(&[5; DISTANCE_CODES]))
}

fn sent_codes(bits: &mut Bits<'_>) -> Result<(Codes, Codes), Refused> {
    let wide = |value: u32| usize::try_from(value).unwrap_or(usize::MAX);
    let literals = wide(bits.take(5)?) + 257;
    let distances = wide(bits.take(5)?) + 1;
    let sent = wide(bits.take(4)?) + 4;
    if literals > LITERAL_CODES || distances > DISTANCE_CODES {
        return Err(Refused::Damaged);
    }
    let mut of_lengths = [0_u32; 19];
    for position in LENGTH_ORDER.into_iter().take(sent) {
        let length = bits.take(3)?;
        if let Some(slot) = of_lengths.get_mut(position) {
            *slot = length;
        }
    }
    let of_lengths = Codes::of(&of_lengths);
    let mut lengths: Vec<u32> = Vec::with_capacity(literals + distances);
    while lengths.len() < literals + distances {
        let symbol = of_lengths.next(bits)?;
        let (value, times) = match symbol {
            0..=15 => (u32::try_from(symbol).unwrap_or_default(), 1),
            16 => (*lengths.last().ok_or(Refused::Damaged)?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            _ => (0, 11 + bits.take(7)?),
        };
        lengths.extend((0..times).map(|_| value));
    }
    if lengths.len() > literals + distances {
        return Err(Refused::Damaged);
    }
    let (literal_lengths, distance_lengths) = lengths.split_at_checked(literals).ok_or(Refused::Damaged)?;
    Ok((Codes::of(literal_lengths), Codes::of(distance_lengths)))
}

fn block(bits: &mut Bits<'_>, literals: &Codes, distances: &Codes, limit: u64) -> Result<u64, Refused> {
    let mut total = 0_u64;
    while total <= limit {
        let symbol = literals.next(bits)?;
        if symbol < END_OF_BLOCK {
            total += 1;
        } else if symbol == END_OF_BLOCK {
            return Ok(total);
        } else {
            let at = symbol - END_OF_BLOCK - 1;
            let (base, extra) = LENGTH_BASE.get(at).zip(LENGTH_EXTRA.get(at)).ok_or(Refused::Damaged)?;
            total += base + u64::from(bits.take(*extra)?);
            let distance = distances.next(bits)?;
            bits.take(*DISTANCE_EXTRA.get(distance).ok_or(Refused::Damaged)?)?;
        }
    }
    Err(Refused::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten letters `a` as zlib packs them: a fixed block of two literals and one copy.
    const TEN_LETTERS: [u8; 5] = [0x4b, 0x4c, 0x84, 0x01, 0x00];

    #[test]
    fn fixed_and_stored_blocks_are_measured() {
        assert_eq!(unpacked_length(&TEN_LETTERS, 100), Ok(10));
        assert_eq!(unpacked_length(&TEN_LETTERS, 9), Err(Refused::TooLong));
        assert_eq!(unpacked_length(&[1, 3, 0, 0xfc, 0xff, b'a', b'b', b'c'], 100), Ok(3));
        assert_eq!(
            unpacked_length(&[1, 3, 0, 0, 0, b'a', b'b', b'c'], 100),
            Err(Refused::Damaged)
        );
    }

    #[test]
    fn cut_streams_are_damaged() {
        assert_eq!(unpacked_length(&[], 100), Err(Refused::Damaged));
        assert_eq!(unpacked_length(&TEN_LETTERS[..2], 100), Err(Refused::Damaged));
        assert_eq!(unpacked_length(&[0xff; 8], 100), Err(Refused::Damaged));
    }
}
