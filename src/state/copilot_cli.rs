//! Copilot CLI: `disabledMcpServers` of the person's settings and of the repository's (source, 1.0.102).

use std::collections::BTreeMap;

use super::{Asked, Files, Reason, Said, Says, Switch, files, strings};
use crate::document::{Node, Pointer};
use crate::model::Scope;

const KEY: &str = "disabledMcpServers";

/// What Copilot CLI remembers: what is switched off, by name.
#[derive(Debug)]
pub(super) struct Memory(BTreeMap<String, Switch>);

impl Memory {
    pub(super) fn of(files: &Files<'_>) -> Self {
        let mut off = BTreeMap::new();
        for (file, kind, root) in files.state("copilot-cli") {
            let scope = if kind == files::Kind::Project { Scope::Project } else { Scope::User };
            let list = root.get(KEY).map(|node: &Node| strings(node, &Pointer::of(&[KEY])));
            for (name, span, pointer) in list.into_iter().flatten() {
                let says = Says::SwitchesOff;
                let switch = Switch { file, span, pointer, scope, key: KEY, says, managed: false };
                off.entry(name.to_owned()).or_insert(switch);
            }
        }
        Self(off)
    }

    pub(super) fn says(&self, asked: &Asked<'_>) -> Said {
        let mut said = Said::default();
        if let Some(switch) = self.0.get(asked.name) {
            let help = format!("take `{}` out of this list", asked.name);
            said.stop(Reason::SwitchedOff, Some(switch.clone()), "it is switched off", help);
        }
        said
    }
}
