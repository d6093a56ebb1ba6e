//! Near misses of the detector, in pairs: what is one, and what only looks like it.

use super::*;

/// Letters and digits drawn by lot, the same at each run.
fn lot(len: usize) -> String {
    let abc = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut state = 41_u32;
    let mut one = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(abc[(state >> 16) as usize % abc.len()])
    };
    (0..len).map(|_| one()).collect()
}

fn value(name: &str, text: &str) -> Option<(&'static str, Weight)> {
    in_value(name, text).first().map(|c| (c.kind.what, c.kind.weight))
}

#[test]
fn values_of_variables_and_headers() {
    let (short, long) = (lot(20), lot(40));
    let hub = ["gh", "p_", &lot(36)].concat();
    for (name, text, want) in [
        ("GITHUB_TOKEN", hub.clone(), "a GitHub token"),
        ("ANYTHING", format!("x {hub}"), "a GitHub token"),
        ("Authorization", format!("Bearer {hub}"), "a GitHub token"),
        ("Authorization", format!("Bearer {long}"), "a bearer token"),
        ("Authorization", "Basic bWU6aHVudGVyLW1vb24tNw==".to_owned(), "user and password"),
        ("X-Api-Key", long.clone(), "a credential"),
        ("DEEPL_API_KEY", "0a7f1c52-93be-4d81-a6c5-5be1d9073f28:fx".to_owned(), "a credential"),
        ("MISTRAL_KEY", long.clone(), "what looks like a key"),
        ("DB_PASSWORD", "Winter-2024!".to_owned(), "a password"),
        ("BOT", format!("123456789:{}", lot(35)), "a Telegram bot token"),
        ("API_KEY", format!("${{API_KEY:-{long}}}"), "a credential"),
        ("OPENAPI_MCP_HEADERS", format!(r#"{{"Authorization": "Bearer {hub}"}}"#), "a GitHub token"),
        ("SECRET", short, "a credential"),
    ] {
        assert_eq!(value(name, &text).map(|f| f.0), Some(want), "{name}");
    }
}

#[test]
fn what_is_no_credential() {
    let long = lot(40);
    for (name, text) in [
        ("GITHUB_TOKEN", "${GITHUB_TOKEN}".to_owned()),
        ("GITHUB_TOKEN", "ghp_YOUR_TOKEN".to_owned()),
        ("GITHUB_TOKEN", "<your-token>".to_owned()),
        ("API_KEY", "YOUR_API_KEY".to_owned()),
        ("API_KEY", "API_KEY".to_owned()),
        ("API_KEY", "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".to_owned()),
        ("API_KEY", "hardcoded-secret".to_owned()),
        ("AUTH_TOKEN", "secure_alpha_token".to_owned()),
        ("CLIENT_SECRET", "1234567890".to_owned()),
        ("TOKEN", "hidden".to_owned()),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned()),
        ("SUPABASE_ANON_KEY", long.clone()),
        ("STRIPE_PUBLISHABLE_KEY", format!("pk_live_{long}")),
        ("PROJECT_ID", long.clone()),
        ("TOKEN_FILE", "/run/secrets/token".to_owned()),
        ("SSH_KEY", "~/.ssh/id_ed25519".to_owned()),
        ("POSTGRES_PASSWORD", "postgres".to_owned()),
        ("DB_PASSWORD", "password123".to_owned()),
        ("MAX_TOKENS", "4000".to_owned()),
        ("Authorization", "Bearer {{TOKEN}}".to_owned()),
        ("Authorization", "Bearer YOUR_TOKEN_HERE".to_owned()),
        ("URL", "https://example.com/?token=abc".to_owned()),
        ("KEY", "-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----".to_owned()),
    ] {
        assert_eq!(value(name, &text), None, "{name}={text}");
    }
}

#[test]
fn arguments() {
    let long = lot(40);
    let flag = format!("--api-key={long}");
    let header = format!("X-Api-Key: {long}");
    for args in [&["--api-key", &long][..], &[&flag], &["--header", &header], &["-e", &format!("A_TOKEN={long}")]] {
        let found = in_args(args);
        assert_eq!(found.len(), 1, "{args:?}");
        assert_eq!(&args[found[0].0][found[0].1.range.clone()], long);
    }
    for args in [&["--api-key", "${KEY}"][..], &["--token", "YOUR_TOKEN"], &["--commit", &long], &["-y", "pkg@1.2.3"]] {
        assert_eq!(in_args(args), [], "{args:?}");
    }
}

#[test]
fn urls_with_and_without() {
    let long = lot(40);
    for (url, weight) in [
        (format!("postgres://app:{long}@db.example.com/x"), Weight::Sure),
        ("postgres://app:Winter2024@db.example.com/x".to_owned(), Weight::Sure),
        ("postgres://app:Winter2024@localhost/x".to_owned(), Weight::Guess),
        (format!("https://{long}@mcp.example.com/"), Weight::Sure),
        (format!("https://h.example.com/mcp?api_key={long}&x=1"), Weight::Sure),
        ("https://h.example.com/mcp?key=12kangaroo".to_owned(), Weight::Guess),
        (format!("https://mcp.zapier.com/api/mcp/s/{long}/mcp"), Weight::Sure),
    ] {
        let found = in_urls(&url);
        assert_eq!(found.len(), 1, "{url}");
        assert_eq!(found[0].credential.kind.weight, weight, "{url}");
    }
    for url in [
        "postgres://postgres:postgres@localhost:5432/x",
        "postgres://user:password@db.example.com/x",
        "postgres://${U}:${P}@db.example.com/x",
        "mysql://root:root@mysql/x",
        "ssh://git@github.com/o/r",
        "https://me@example.com/x",
        "https://h.example.com/mcp?api_key=${KEY}",
        "https://h.example.com/mcp?api_key=YOUR_API_KEY",
        "https://mcp.supabase.com/mcp?project_ref=onwwkhxrtcnzpmmrprro",
        "https://mcp.exa.ai/mcp?tools=web_search_exa",
        "https://h.example.com/?keyboard=qwertz123",
    ] {
        assert_eq!(in_urls(url), [], "{url}");
    }
}
