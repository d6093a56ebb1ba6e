//! What the descriptors of several clients use to look at values; no client by itself.

pub(super) mod probe;
pub(super) mod pydantic;
