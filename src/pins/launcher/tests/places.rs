//! Commands in commands: what is looked through, and where the bytes of a package in a shell string stand.

use super::*;

#[test]
fn wrappers_are_looked_through() {
    check(&[
        ("cmd /c npx -y a@1.2.3", "npx a|1.2.3|exact|4"),
        ("cmd.exe /D /S /C npx a", "npx a||missing|5"),
        ("C:\\Windows\\System32\\cmd.exe /c npx.cmd a@1.0.0", "npx a|1.0.0|exact|3"),
        ("cmd /c npx_-y_a@1.2.3", "npx a|1.2.3|exact|2"),
        ("cmd /c cd x && npx a@1.0.0", "npx a|1.0.0|exact|6"),
        ("powershell -NoProfile -ExecutionPolicy Bypass -Command npx_-y_'@s/p@1.2.3'", "npx @s/p|1.2.3|exact|5"),
        ("pwsh -c npx -y a@1.2.3", "npx a|1.2.3|exact|4"),
        ("powershell npx a", "npx a||missing|2"),
        ("pwsh npx a", "-"),
        ("powershell -File x.ps1", "-"),
        ("powershell -EncodedCommand abc", "-"),
        ("sh -c npx_-y_a@1.2.3", "npx a|1.2.3|exact|2"),
        ("bash -lc uvx_a==1 b", "uvx a|==1|exact|2"),
        ("bash --norc -euo pipefail -ic cd_x_&&_exec_npx_a", "npx a||missing|5"),
        ("sh -c A=b_C='d_e'_npx_-y_a@1.2.3", "npx a|1.2.3|exact|2"),
        ("sh -c npx_a@1.0.0;_uvx_b", "npx a|1.0.0|exact|2; uvx b||missing|2"),
        ("sh -c npx_$(cat_x)", "-"),
        ("sh -c for_i_in_a;_do_npx_a;_done", "-"),
        ("bash script.sh npx a", "-"),
        ("env npx a", "npx a||missing|2"),
        ("env -i -u X A=b npx a@1.0.0", "npx a|1.0.0|exact|6"),
        ("env -S npx_-y_a@1.0.0 b", "npx a|1.0.0|exact|2"),
        ("/usr/bin/env -S A=b_npx a@1.0.0", "npx a|1.0.0|exact|3"),
        ("sudo -u me -E A=b docker run x:1", "docker run x|1|tag|7"),
        ("nice -n 5 npx a", "npx a||missing|4"),
        ("nice -10 npx a", "npx a||missing|3"),
        ("timeout -s KILL 30 npx a", "npx a||missing|5"),
        ("timeout 30s uvx a", "uvx a||missing|3"),
        ("nohup npx a", "npx a||missing|2"),
        ("exec npx a", "npx a||missing|2"),
        ("xvfb-run -a --server-args=x npx a@1.0.0", "npx a|1.0.0|exact|4"),
        ("dotenvx run -f .env -- npx a@1.0.0", "npx a|1.0.0|exact|6"),
        ("dotenv -e .env -- npx a", "npx a||missing|5"),
        ("dotenvx run -e A=b C=d -fk k -- npx a", "npx a||missing|9"),
        ("dotenvx run -fk k -f e npx a", "npx a||missing|7"),
        ("op run --env-file=.env -- npx a", "npx a||missing|5"),
        ("op run --env-file .env --no-masking -- npx a", "npx a||missing|7"),
        ("doppler run -p x -- npx a", "npx a||missing|6"),
        ("doppler run --command npx_a@1.0.0", "npx a|1.0.0|exact|3"),
        ("infisical run --env=dev -- uvx a", "uvx a||missing|5"),
        ("mise exec node@20 -- npx a", "npx a||missing|5"),
        ("mise x -- uvx a@1", "uvx a|1|exact|4"),
        ("mise exec -c npx_a", "npx a||missing|3"),
        ("volta run --node 20 npx a", "npx a||missing|5"),
        ("fnm exec --using 20 -- npx a", "npx a||missing|6"),
        ("wsl -d Ubuntu -e npx a", "npx a||missing|5"),
        ("wsl.exe -- npx a", "npx a||missing|3"),
        ("wsl -d Ubuntu npx a", "npx a||missing|4"),
        ("wsl -d Ubuntu --exec bash -lc npx_-y_a@1.2.3", "npx a|1.2.3|exact|6"),
        ("node C:\\n\\node_modules\\npm\\bin\\npx-cli.js -y a@1.2.3", "npx a|1.2.3|exact|3"),
        ("corepack pnpm dlx a", "pnpm dlx a||missing|3"),
        ("cross-env A=b npx a", "npx a||missing|3"),
        ("sudo --unknown npx a", "-"),
        ("sudo env sh -c npx_a@1.0.0", "npx a|1.0.0|exact|4"),
    ]);
}

#[test]
fn packages_that_start_others() {
    check(&[
        ("npx -y dotenv-cli -e .env -- npx -y a@1.2.3", "npx dotenv-cli||missing|2; npx a|1.2.3|exact|8"),
        ("npx @dotenvx/dotenvx@1.0.0 run -f e -- uvx a", "npx @dotenvx/dotenvx|1.0.0|exact|1; uvx a||missing|7"),
        ("npx -y supergateway --port 80 --stdio npx_-y_a@1.2.3", "npx supergateway||missing|2; npx a|1.2.3|exact|6"),
        ("supergateway --stdio uvx_a==1", "uvx a|==1|exact|2"),
        ("supergateway --cors * --stdio=uvx_a==1 --port 1", "uvx a|==1|exact|3"),
        ("npx -y cross-env@7.0.3 A=b npx a", "npx cross-env|7.0.3|exact|2; npx a||missing|5"),
        ("npx -y mcp-remote@1.0.0 https://h/mcp@2", "npx mcp-remote|1.0.0|exact|2"),
        ("npx -p a@1.0.0 -c uvx_b", "npx a|1.0.0|exact|2; uvx b||missing|4"),
        ("uvx --from python-dotenv[cli] dotenv run -- npx a", "uvx python-dotenv||missing|2; npx a||missing|7"),
    ]);
}

/// The text of a word at a range.
fn at(words: &[&str], word: usize, range: Range<usize>) -> String {
    words[word][range].to_owned()
}

#[test]
fn bytes_in_shell_strings_are_exact() {
    for (string, name, spec) in [
        ("npx -y @s/pkg@1.2.3 --x", "@s/pkg", "1.2.3"),
        ("cd 'é d' && exec npx -y '@s/pkg@1.2.3'", "@s/pkg", "1.2.3"),
        ("npx \"@s/pkg@1.2.3\"", "@s/pkg", "1.2.3"),
        ("npx @s/pkg@'1.2.3'", "@s/pkg", "1.2.3"),
        ("env -S 'npx @s/pkg@1.2.3'", "@s/pkg", "1.2.3"),
        ("bash -c \"npx @s/pkg@1.2.3\"", "@s/pkg", "1.2.3"),
    ] {
        let words = ["sh", "-c", string];
        let target = read(&words).unwrap().targets.remove(0);
        assert!(target.exact_bytes, "{string}");
        assert_eq!(at(&words, target.word, target.name_at), name, "{string}");
        assert_eq!(at(&words, target.word, target.spec_at), spec, "{string}");
    }
}

#[test]
fn bytes_with_quotes_in_their_midst_are_not() {
    for (string, lies_in) in
        [("npx a@1.\"2\".3", "1.\"2\".3"), ("npx a@1\\.2.3", "1\\.2.3"), ("npx a@'1.'2.3", "1.'2.3")]
    {
        let words = ["sh", "-c", string];
        let target = read(&words).unwrap().targets.remove(0);
        assert!(!target.exact_bytes, "{string}");
        assert_eq!(target.spec, "1.2.3");
        assert_eq!(at(&words, target.word, target.spec_at), lies_in, "{string}");
    }
}

#[test]
fn a_missing_version_has_its_place_within_the_quotes() {
    for (string, before) in [("npx 'a' b", "npx 'a"), ("npx a b", "npx a"), ("npx \"a@\"", "npx \"a@")] {
        let words = ["sh", "-c", string];
        let target = read(&words).unwrap().targets.remove(0);
        assert!(target.exact_bytes && target.spec_at.is_empty(), "{string}");
        assert_eq!(at(&words, target.word, 0..target.spec_at.start), before, "{string}");
    }
}

#[test]
fn directories_add_up() {
    for (line, cwd, directory) in [
        ("sh -c cd_a_&&_cd_b_&&_uv_run_x.py", Some("a/b"), Some("a/b")),
        ("sh -c cd_a_&&_uv_run_--directory_b_x.py", Some("a/b"), Some("a/b")),
        ("sh -c cd_a_&&_npx_x;_uvx_y", Some("a"), Some("a")),
        ("env -C a npx x", Some("a"), Some("a")),
        ("cmd /c cd /d C:\\x && uv run x.py", Some("C:\\x"), Some("C:\\x")),
        ("uv run --project /p x.py", None, Some("/p")),
        ("uvx x", None, None),
    ] {
        let words: Vec<String> = line.split(' ').map(|w| w.replace('_', " ")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let launch = read(&words).unwrap();
        assert_eq!((launch.cwd.as_deref(), launch.directory.as_deref()), (cwd, directory), "{line}");
    }
}

#[test]
fn commands_may_stand_in_commands_for_ever_but_are_not_read_so_far() {
    let mut words = vec!["sudo"; 100];
    words.extend(["npx", "a"]);
    assert_eq!(read(&words), None);
}

/// Each takes the square of its length, or more, if nobody thinks of it.
#[test]
fn long_lines_take_no_time() {
    let many = vec!["-y"; 200_000];
    let line: Vec<&str> = ["npx"].into_iter().chain(many).collect();
    assert_eq!(read(&line).unwrap().targets, []);
    for piece in ["<a ", "%a ", "${", "'a' ", "npx a; ", "\\"] {
        let start = std::time::Instant::now();
        let long = piece.repeat(300_000);
        let _ = (read(&["npx", &long]), read(&["sh", "-c", &long]), read(&["docker", "run", &long]));
        let _ = (read(&["uvx", "--with", &long, "a"]), read(&["sh", "-c", &long[..60_000]]));
        assert!(start.elapsed().as_secs() < 20, "{piece}");
    }
}

#[test]
fn a_direct_source_shows_no_password() {
    let words = ["uvx", "--from", "git+https://me:secret@h.example/x@v1", "bin"];
    let target = read(&words).unwrap().targets.remove(0);
    assert_eq!(target.package, "git+https://h.example/x");
    assert!(target.spec.contains("secret"), "the spec is what is written");
}
