//! What a file holds, read piece by piece: configs of 50 MB exist, and what was read and what is to be written are in
//! memory already.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read};
use std::path::Path;

use super::sys;

const PIECE: u64 = 64 * 1024;

/// Whether a regular file stands at the path and holds exactly these bytes.
pub(super) fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    match sys::open_regular(path)? {
        Some(file) => same(&file, bytes),
        None => Ok(false),
    }
}

fn same(file: &File, bytes: &[u8]) -> io::Result<bool> {
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut rest = bytes;
    let mut equal = true;
    pieces(file, |piece| {
        equal = rest.get(..piece.len()) == Some(piece);
        rest = rest.get(piece.len()..).unwrap_or_default();
        equal
    })?;
    Ok(equal && rest.is_empty())
}

/// A number that tells contents apart. It may differ between releases of the program, so nothing may depend on it but
/// caution.
pub(super) fn fingerprint(content: impl Read) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    pieces(content, |piece| {
        hasher.write(piece);
        true
    })?;
    Ok(hasher.finish())
}

/// Hands out pieces of the same sizes whatever is read, until one is answered with `false`.
fn pieces(mut content: impl Read, mut each: impl FnMut(&[u8]) -> bool) -> io::Result<()> {
    let mut piece = Vec::with_capacity(usize::try_from(PIECE).unwrap_or(0));
    loop {
        piece.clear();
        content.by_ref().take(PIECE).read_to_end(&mut piece)?;
        if piece.is_empty() || !each(&piece) {
            return Ok(());
        }
    }
}
