//! A buffer whose memory goes back to the system as soon as it is dropped.
//!
//! The allocator of the binary, mimalloc, keeps large blocks that were freed until something else makes it look at
//! them (0.1.52). A server that is left alone after ten large uploads kept hundreds of MiB for good. What is large is
//! therefore mapped by itself, and unmapped when it is dropped.

use std::fmt;

use memmap2::MmapMut;

/// From which size on bytes are mapped by themselves.
const LARGE: usize = 1024 * 1024;

/// Bytes that are kept for a while.
pub(super) enum Buffer {
    Small(Vec<u8>),
    Large { map: MmapMut, length: usize },
}

impl Default for Buffer {
    fn default() -> Self {
        Self::Small(Vec::new())
    }
}

impl Buffer {
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        let length = self.bytes().len() + bytes.len();
        if length >= LARGE && !self.has_room(length) {
            // Where no memory can be mapped, the allocator may still have some.
            if let Ok(map) = MmapMut::map_anon(length.next_power_of_two()) {
                self.move_to(map);
            }
        }
        match self {
            Self::Small(all) => all.extend_from_slice(bytes),
            Self::Large { map, length: old } => {
                if let Some(room) = map.get_mut(*old..length) {
                    room.copy_from_slice(bytes);
                    *old = length;
                } else {
                    let all = [map.get(..*old).unwrap_or_default(), bytes].concat();
                    *self = Self::Small(all);
                }
            }
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Small(all) => all,
            Self::Large { map, length } => map.get(..*length).unwrap_or_default(),
        }
    }

    fn has_room(&self, length: usize) -> bool {
        matches!(self, Self::Large { map, .. } if map.len() >= length)
    }

    fn move_to(&mut self, mut map: MmapMut) {
        let length = self.bytes().len();
        if let Some(room) = map.get_mut(..length) {
            room.copy_from_slice(self.bytes());
            *self = Self::Large { map, length };
        }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} bytes)", self.bytes().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_comes_in_pieces_of_any_size() {
        for piece in [1_000, 64 * 1024, LARGE - 1, LARGE, 3 * LARGE + 1] {
            let (mut buffer, mut expected) = (Buffer::default(), Vec::new());
            for number in 0..=(4 * LARGE / piece).min(100) {
                let bytes = vec![u8::try_from(number).unwrap_or(0); piece];
                buffer.extend(&bytes);
                expected.extend_from_slice(&bytes);
            }
            assert_eq!(buffer.bytes().len(), expected.len(), "{piece}");
            assert!(buffer.bytes() == expected, "{piece}");
        }
    }
}
