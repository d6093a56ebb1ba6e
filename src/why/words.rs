//! What places say, in words.

use crate::list::ListedServer;
use crate::state::{Says, Switch};

/// What an entry says: the transport and where it leads.
pub(super) fn endpoint(listed: Option<&ListedServer>) -> String {
    let Some(listed) = listed else { return "an entry of this name".to_owned() };
    let transport = listed.transport.or(listed.declared).map(|t| t.as_str());
    let line = match (&listed.url, &listed.command) {
        (Some(url), None) => url.clone(),
        (_, Some(command)) => {
            let words = std::iter::once(command).chain(&listed.args).map(String::as_str);
            words.collect::<Vec<_>>().join(" ")
        }
        (None, None) => String::new(),
    };
    let text = [transport.unwrap_or_default(), &line].into_iter().filter(|t| !t.is_empty());
    let text = text.collect::<Vec<_>>().join(" ");
    if text.is_empty() { "an entry without command and URL".to_owned() } else { text }
}

/// What a switch says.
pub(super) fn switch(switch: &Switch) -> String {
    let key = switch.key;
    match switch.says {
        Says::Approves => format!("`{key}` approves it"),
        Says::ApprovesAll => format!("`{key}` approves every server of the project"),
        Says::Rejects => format!("`{key}` refuses it"),
        Says::Denies => format!("`{key}` blocks it"),
        Says::Allows => format!("`{key}` has it"),
        Says::LeavesOut => format!("`{key}` does not have it"),
        Says::SwitchesOff if key == "enabled" => "`enabled` is false".to_owned(),
        Says::SwitchesOff => format!("`{key}` switches it off"),
        Says::Trusts => format!("`{key}`: the project is trusted"),
        Says::Distrusts => format!("`{key}`: the project is not trusted"),
        Says::PluginsOnly => format!("`{key}` lets only plugins bring servers"),
    }
}
