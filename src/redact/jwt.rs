//! What a JSON Web Token says of itself: some are made to be public.

/// Whether what stands behind `eyJ` is a token that opens something.
///
/// Public by design are the `anon` key of a Supabase project, which every visitor of its site gets, and both keys of
/// its local development stack, which are the same on every machine (`"iss": "supabase-demo"`; supabase.com docs, "Local
/// development", read 2026-11). `"sub": "1234567890"` is the example of jwt.io.
pub(super) fn is_secret(body: &str) -> bool {
    let mut parts = body.split('.');
    let (Some(head), Some(payload), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    if head.len() < 12 || signature.len() < 16 {
        return false;
    }
    let Some(payload) = decode(payload) else { return false };
    let text: String = String::from_utf8_lossy(&payload).split_whitespace().collect();
    const PUBLIC: &[&str] = &[r#""role":"anon""#, r#""iss":"supabase-demo""#, r#""sub":"1234567890""#];
    text.starts_with('{') && !PUBLIC.iter().any(|p| text.contains(p))
}

/// Base64, in either alphabet, with or without padding.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read() {
        assert_eq!(decode("aGVsbG8=").unwrap(), b"hello");
        assert_eq!(decode("aGVsbG8").unwrap(), b"hello");
        assert_eq!(decode("_-8").unwrap(), [0xff, 0xef]);
        assert!(decode("a b").is_none());
    }
}
