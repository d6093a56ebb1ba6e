//! Owner, group, access list and mode of the file that is replaced, for the one that replaces it.

use std::fs::File;
use std::io;

/// Gives `new` the attributes of `old`. What the system does not allow is left out, but then nobody gains access.
#[cfg(unix)]
pub(super) fn keep(old: &File, new: &File) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let (before, now) = (old.metadata()?, new.metadata()?);
    let same_owner = before.uid() == now.uid();
    let same_group = before.gid() == now.gid();
    // Both at once, or at least the group: an owner may hand a file to any group that he is in.
    let both = (same_owner && same_group) || fchown(new, Some(before.uid()), Some(before.gid())).is_ok();
    let group = both || same_group || fchown(new, None, Some(before.gid())).is_ok();
    let mut mode = before.mode() & 0o7777;
    if !(both || same_owner) {
        // Running as its owner was meant for another owner.
        mode &= 0o777;
    }
    if !group {
        mode = for_another_group(mode);
    }
    if !access::keep(old, new) {
        // With a list the group's bits are the most that anybody on it may do, not what the group may.
        mode &= !0o070;
    }
    // Last: a change of the owner may clear bits.
    new.set_permissions(Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn keep(old: &File, new: &File) -> io::Result<()> {
    new.set_permissions(old.metadata()?.permissions())
}

/// The mode where the group could not be kept: the new group's members were others, and the old group's are others
/// now, so both may do what group and others might.
#[cfg(unix)]
fn for_another_group(mode: u32) -> u32 {
    let both = (mode >> 3) & mode & 0o7;
    (mode & !0o2077) | (both << 3) | both
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod access {
    use std::fs::File;

    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr};

    const LIST: &str = "system.posix_acl_access";

    /// Copies the access list, the security label and the user's own attributes. `false` if the list was lost.
    pub(super) fn keep(old: &File, new: &File) -> bool {
        let names = names(old);
        for name in names.iter().filter(|n| n.starts_with("user.") || *n == "security.selinux") {
            let _ = copy(old, new, name);
        }
        if names.iter().any(|n| n == LIST) {
            return copy(old, new, LIST).is_some();
        }
        // A new file may have got one from its directory, which the old one had not.
        let _ = fremovexattr(new, LIST);
        true
    }

    fn names(file: &File) -> Vec<String> {
        let mut list = vec![0; 64 * 1024];
        let length = flistxattr(file, list.as_mut_slice()).unwrap_or(0);
        let names = list.get(..length).unwrap_or_default().split(|byte| *byte == 0);
        names.filter_map(|n| String::from_utf8(n.to_vec()).ok()).filter(|n| !n.is_empty()).collect()
    }

    fn copy(old: &File, new: &File, name: &str) -> Option<()> {
        let mut value = vec![0; 64 * 1024];
        let length = fgetxattr(old, name, value.as_mut_slice()).ok()?;
        fsetxattr(new, name, value.get(..length)?, XattrFlags::empty()).ok()
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
mod access {
    use std::fs::File;

    pub(super) fn keep(_: &File, _: &File) -> bool {
        true
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::for_another_group;

    #[test]
    fn nobody_gains_by_another_group() {
        for (mode, narrow) in [
            (0o600, 0o600),
            (0o640, 0o600),
            (0o660, 0o600),
            (0o644, 0o644),
            (0o664, 0o644),
            (0o666, 0o666),
            (0o604, 0o600),
            (0o2755, 0o755),
        ] {
            assert_eq!(for_another_group(mode), narrow, "{mode:o}");
        }
    }
}
