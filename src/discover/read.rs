//! Opens one file without being caught out: what is no regular file is never opened, what is no UTF-8 text is named.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::document::MAX_BYTES;

/// The text of a file, links followed.
///
/// # Errors
/// Why not, fit for "`x` cannot be read: ...".
pub fn text(path: &Path) -> Result<String, String> {
    text_up_to(path, MAX_BYTES)
}

fn text_up_to(path: &Path, limit: u64) -> Result<String, String> {
    let meta = fs::metadata(path).map_err(|error| unreachable_reason(path, &error))?;
    check_kind(&meta)?;
    let too_large = || format!("it is larger than {} MiB", limit.div_ceil(1024 * 1024));
    if meta.len() > limit {
        return Err(too_large());
    }
    let file = File::open(path).map_err(|error| reason(&error))?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or_default());
    // The file may grow while it is read, and files in /proc say that they are empty.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    decode(bytes)
}

fn check_kind(meta: &Metadata) -> Result<(), String> {
    match () {
        () if meta.is_dir() => Err("it is a directory".to_owned()),
        // Opening a pipe waits for a writer, reading a device may never end.
        () if !meta.is_file() => Err("it is neither a file nor a link to one".to_owned()),
        () => Ok(()),
    }
}

/// Why a path that a listing showed leads to no file.
fn unreachable_reason(path: &Path, error: &io::Error) -> String {
    match fs::read_link(path) {
        Ok(target) if error.kind() == ErrorKind::NotFound => {
            format!("it is a link to `{}`, which does not exist", target.display())
        }
        Ok(target) => format!("it is a link to `{}`: {}", target.display(), reason(error)),
        Err(_) => reason(error),
    }
}

/// An error of the system, lower case and without its number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn decode(bytes: Vec<u8>) -> Result<String, String> {
    let wide = match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        // Without a mark: an opening brace beside a zero byte.
        [b'{' | b'[' | b' ' | b'\n', 0, _, ..] | [0, b'{' | b'[' | b' ' | b'\n', ..] => Some("UTF-16"),
        _ => None,
    };
    if let Some(encoding) = wide {
        return Err(format!("it is {encoding}, and clients read UTF-8"));
    }
    // `contains` looks at many bytes at once.
    if let Some(at) = bytes.contains(&0).then(|| bytes.iter().position(|b| *b == 0)).flatten() {
        return Err(format!("it is no text: zero byte at offset {at}"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        format!("it is not UTF-8: byte 0x{byte:02x} at offset {at}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_text_is_named() {
        let refused = |bytes: &[u8]| decode(bytes.to_vec()).unwrap_err();
        assert_eq!(refused(b"\xff\xfe{\0}\0"), "it is UTF-16, and clients read UTF-8");
        assert_eq!(refused(b"\xfe\xff\0{\0}"), "it is UTF-16, and clients read UTF-8");
        assert_eq!(refused(b"{\0}\0"), "it is UTF-16, and clients read UTF-8");
        assert_eq!(refused(b"\xff\xfe\0\0{\0\0\0"), "it is UTF-32, and clients read UTF-8");
        assert_eq!(refused(b"{\"a\": \"\0\"}"), "it is no text: zero byte at offset 7");
        assert_eq!(refused(b"{\"a\": \"\xe9\"}"), "it is not UTF-8: byte 0xe9 at offset 7");
        assert_eq!(decode(b"\xef\xbb\xbf{}".to_vec()).unwrap(), "\u{feff}{}");
    }

    #[test]
    fn large_files_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.json");
        File::create(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
        assert_eq!(text(&path).unwrap_err(), "it is larger than 256 MiB");
        assert_eq!(text(dir.path()).unwrap_err(), "it is a directory");
        assert!(text(&dir.path().join("none")).unwrap_err().starts_with("no such file"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn files_that_lie_about_their_size_are_read_up_to_the_limit() {
        assert!(text_up_to(Path::new("/proc/self/status"), 1 << 20).unwrap().contains("Pid"));
        assert!(text_up_to(Path::new("/proc/self/status"), 8).unwrap_err().contains("larger"));
        assert_eq!(text(Path::new("/dev/null")).unwrap_err(), "it is neither a file nor a link to one");
    }
}
