use proptest::prelude::*;

use super::*;
use crate::document::{Interest, Syntax};

fn plain(text: &str) -> Document {
    Document::parse(text.to_owned(), Syntax::Plain, Interest::All)
}

fn lines(text: &str) -> Vec<String> {
    let pins = read_setup_cfg(&plain(text)).into_iter();
    pins.map(|p| format!("{}: {} {:?}", p.place, p.package, p.span.of(text))).collect()
}

/// The verdicts are those of setuptools 84.2.
#[test]
fn values_are_read_as_setuptools_reads_them() {
    for (text, want) in [
        (
            "[options]\ninstall_requires =\n  a==1\n  b\n",
            vec!["options.install_requires: a \"==1\"", "options.install_requires: b \"\""],
        ),
        ("[options]\ninstall-requires: a\n", vec!["options.install-requires: a \"\""]),
        // Comments and blank lines do not end a value; a comment behind a requirement begins with a blank.
        (
            "[options]\nsetup_requires =\n\n  # c\n; c\n  a==1 # c\n\n  b>=2;os_name=='nt'\nzip_safe = x\n",
            vec!["options.setup_requires: a \"==1\"", "options.setup_requires: b \">=2\""],
        ),
        // On one line `;` separates, and a marker cannot be written.
        (
            "[options]\ninstall_requires = a==1 ; b ;\n",
            vec!["options.install_requires: a \"==1\"", "options.install_requires: b \"\""],
        ),
        ("[options]\ninstall_requires = a==1; os_name == 'nt'\n", vec!["options.install_requires: a \"==1\""]),
        // Deeper than the option, whatever it looks like.
        ("[options]\n  install_requires =\n    a\n  [options]\n  x = 1", vec!["options.install_requires: a \"\""]),
        ("[options]\ninstall_requires =\na==1\n", vec![]),
        (
            "[options]\ninstall_requires = a==1\n[metadata]\ninstall_requires = b\n",
            vec!["options.install_requires: a \"==1\""],
        ),
        (
            "[options.extras_require]\ndev = a[x] (>=1)\ntest: b\n",
            vec!["options.extras_require.dev: a \">=1\"", "options.extras_require.test: b \"\""],
        ),
        ("\u{feff}[options]\r\ninstall_requires =\r\n\ta ~= 1.0\r\n", vec!["options.install_requires: a \"~= 1.0\""]),
        ("[options]\ninstall_requires = file: a.txt\n", vec![]),
        ("install_requires = a\n", vec![]),
        ("[options\ninstall_requires = a\n", vec![]),
        ("[options]\ninstall_requires\n", vec![]),
        ("[options]\ninstall_requires =\n  -r x.txt\n  a \\\n  ==1\n", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(lines(text), want, "{text:?}");
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_spans_are_the_bytes(
        a in "\\PC*",
        b in "(\\[options\\]|\\[options.extras_require\\]|install_requires|[a\\[\\]()é;,=<>~:. #\t0-9]|\r?\n){0,24}",
    ) {
        for text in [a.clone(), b.clone(), format!("[options.extras_require]\n{b}")] {
            let doc = plain(&text);
            included(&doc);
            for pin in read_setup_cfg(&doc) {
                prop_assert_eq!(text.get(pin.span.start..pin.span.end), Some(pin.spec.as_str()));
                prop_assert!(text.get(pin.name_span.start..pin.name_span.end).is_some());
            }
        }
    }
}
