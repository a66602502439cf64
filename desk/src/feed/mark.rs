//! How a position is told to browsers: so that it can be given back, and tells nothing else. A plain number would let
//! every account count what happens on the whole desk, and so would a code that is the same for the same position. So a
//! mark is the position behind a pad that is another each time, with a seal, so that nobody learns by trying which ones
//! are taken. The key is the database's, and with it every server's.

use sha2::{Digest, Sha256};

/// Hides positions; random.
pub type Key = i64;

/// The salt, the hidden position and the seal, of eight bytes each.
const PART: usize = 8;

type Part = [u8; PART];

/// A mark of a position. `salt`: random, another for each mark.
#[must_use]
pub fn mark(key: Key, position: i64, salt: Part) -> String {
    let hidden = xor(position.to_be_bytes(), pad(key, salt));
    let parts = [salt, hidden, seal(key, salt, hidden)];
    parts.iter().flatten().map(|byte| format!("{byte:02x}")).collect()
}

/// The position that a mark is of; nothing for what this key did not make.
#[must_use]
pub fn marked(key: Key, mark: &str) -> Option<i64> {
    let digits = mark.as_bytes();
    if digits.len() != 3 * 2 * PART {
        return None;
    }
    let mut parts = [[0; PART]; 3];
    for (byte, pair) in parts.iter_mut().flatten().zip(digits.chunks_exact(2)) {
        let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    let [salt, hidden, sealed] = parts;
    (sealed == seal(key, salt, hidden)).then(|| i64::from_be_bytes(xor(hidden, pad(key, salt))))
}

fn pad(key: Key, salt: Part) -> Part {
    digest(&[b"pad.....", &key.to_be_bytes(), &salt])
}

fn seal(key: Key, salt: Part, hidden: Part) -> Part {
    digest(&[b"seal....", &key.to_be_bytes(), &salt, &hidden])
}

/// The first bytes of a hash. All inputs of a kind are of one length, so none is another's beginning.
fn digest(parts: &[&Part]) -> Part {
    let hash = Sha256::digest(parts.iter().flat_map(|part| part.iter().copied()).collect::<Vec<u8>>());
    let mut first = [0; PART];
    first.copy_from_slice(&hash[..PART]);
    first
}

fn xor(left: Part, right: Part) -> Part {
    std::array::from_fn(|at| left[at] ^ right[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_leads_back_to_its_position_and_looks_like_no_other() {
        let mut seen = std::collections::BTreeSet::new();
        for position in [0, 1, 2, 1_000, i64::MAX] {
            for salt in [[0; 8], [1; 8], [255; 8]] {
                let mark = mark(-7, position, salt);
                assert_eq!(marked(-7, &mark), Some(position));
                assert!(seen.insert(mark[16..32].to_owned()), "the same twice");
            }
        }
    }

    #[test]
    fn what_nobody_made_is_no_mark() {
        let good = mark(5, 1_042, [3; 8]);
        for bad in ["", "1042", "é", &good[1..], &format!("{good}0"), &good.replacen('0', "g", 1), &"ä".repeat(24)] {
            assert_eq!(marked(5, bad), None, "{bad}");
        }
        assert_eq!(marked(6, &good), None, "of another key");
        for at in 0..good.len() {
            let mut changed = good.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(marked(5, std::str::from_utf8(&changed).unwrap()), None, "{at}");
        }
    }
}
