//! What lock files have settled on.

use super::Wanted;
use crate::model::pin::{Format, Pin};

/// The entries of a lock that are about wanted packages, in file order.
pub fn read_lock(_format: Format, _text: &str, _wanted: &Wanted) -> Vec<Pin> {
    Vec::new()
}
