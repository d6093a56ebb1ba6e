//! What the page is made of; what it does is tested in a browser (`scripts/html-test`).

use super::*;

/// A hash as a policy spells it.
fn sha256(text: &str) -> String {
    const ABC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let hash = hmac_sha256::Hash::hash(text.as_bytes());
    let mut out = String::new();
    for three in hash.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        out.extend((0..=three.len()).map(|i| char::from(ABC[(bits >> (18 - 6 * i)) as usize & 63])));
    }
    out + &"=".repeat((3 - hash.len() % 3) % 3)
}

#[test]
fn the_policy_lets_this_style_and_this_script_run() {
    assert_eq!(sha256(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!((STYLE_HASH, SCRIPT_HASH), (sha256(STYLE).as_str(), sha256(SCRIPT).as_str()), "put these into mod.rs");
    assert!(!SCRIPT.contains("</") && !STYLE.contains("</"), "neither may end its element");
}
