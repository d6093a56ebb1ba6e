//! The laws of an edit, in every format: the version is there, and all other bytes and pins are what they were.

use proptest::prelude::*;

use super::replacement;
use crate::document::{Document, Interest};
use crate::finding::Edit;
use crate::model::pin::{Format, Pin};
use crate::pins::python::samples::SAMPLES;
use crate::pins::python::{golden_version, same_version};
use crate::pins::read_manifest;

fn apply(text: &str, edit: &Edit) -> String {
    format!("{}{}{}", &text[..edit.span.start], edit.text, &text[edit.span.end..])
}

/// What stands before and behind a requirement that is written as it is.
const FRAMES: &[(Format, &str, &str)] = &[
    (Format::Requirements, "z\r\n", " # c\r\nz"),
    (Format::Requirements, "z \\\n ; x\n", " \\\n  --hash=sha256:00\n"),
    (Format::SetupCfg, "[options]\r\ninstall_requires =\r\n  ", "\r\n  z\r\n"),
    (Format::SetupCfg, "[options.extras_require]\nx =\n\tz\n\t", " # c"),
    (Format::Script, "# /// script\n# dependencies = [\"", "\", 'z'] # c\n# ///\n'é'\n"),
    (Format::Hatch, "envs.x.dependencies = [\"", "\", 'z'] # c\n"),
    (Format::Pyproject, "tool.uv.override-dependencies = [\"", "\", 'z'] # c\n"),
];

/// What an edit must leave alone.
fn rest(pin: &Pin) -> impl PartialEq + std::fmt::Debug {
    let (package, place, pointer) = (pin.package.clone(), pin.place.clone(), pin.pointer.clone());
    (package, place, pointer, pin.grammar, pin.origin, pin.conditional, pin.hashed)
}

proptest! {
    #[test]
    fn every_format_keeps_its_other_bytes(
        head in "[a-y][a-z0-9_.]{0,4}[a-z]( ?\\[[a-z]{1,3}\\])?",
        spec in "( ?(==|>=|~=|!=|<|===) ?[0-9]\\.[0-9]{1,2}(, ?<9)?)?",
        parens in any::<bool>(),
        marker in "( ?; ?[a-z]{1,5} == 'é')?",
        frame in 0..FRAMES.len(),
        version in "[1-9][0-9]?\\.[0-9]{1,2}(rc1|\\.post1)?",
    ) {
        let (format, before, after) = FRAMES[frame];
        let spec = if parens { format!("({spec})") } else { spec };
        let text = format!("{before}{head}{spec}{marker}{after}");
        let parse = |text: &str| Document::parse(text.to_owned(), format.syntax(), Interest::All);
        let doc = parse(&text);
        let pins = read_manifest(format, &doc);
        let at = pins.iter().position(|p| p.package != "z").unwrap();
        let pin = &pins[at];
        let Some(edit) = replacement(pin, &version, &doc) else {
            let old = pin.version.as_deref().unwrap_or_default();
            prop_assert!(same_version(old, &version), "{} {}", text, version);
            return Ok(());
        };
        prop_assert_eq!(edit.span, pin.span);
        prop_assert_eq!(pin.span.of(&text), &pin.spec);
        let fixed = apply(&text, &edit);
        let again = parse(&fixed);
        let new = read_manifest(format, &again);
        prop_assert_eq!(new.len(), pins.len(), "{}", fixed);
        prop_assert_eq!(new[at].version.clone(), golden_version(&version), "{}", fixed);
        prop_assert_eq!(replacement(&new[at], &version, &again), None);
        for (old, new) in pins.iter().zip(&new) {
            prop_assert_eq!(rest(old), rest(new));
        }
    }

    #[test]
    fn samples_take_any_version(n in 0..SAMPLES.len(), version in "[3-9][0-9]?\\.[0-9]{1,2}(rc1|\\.post1)?") {
        let sample = &SAMPLES[n];
        let doc = sample.parse(&sample.loose_text());
        let pin = sample.read(&doc).into_iter().find(|p| p.package == "fastmcp").unwrap();
        let fixed = apply(&doc.text, &replacement(&pin, &version, &doc).unwrap());
        let (head, _, tail) = sample.parts();
        let version = golden_version(&version).unwrap();
        prop_assert_eq!(fixed, format!("{head}{}{tail}", sample.exact.replace("2.14.2", &version)));
    }
}
