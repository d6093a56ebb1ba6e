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

#[test]
fn credentials_inside_of_a_value() {
    let hex = "7d1f0a93c6b84e25a90b7fc3e18d4265";
    let json = format!(r#"{{"Authorization": "Bearer {hex}"}}"#);
    let key = "Kd93kdLs0dkLs93KDls93kdLS93kdlLS93kdls93KDLS93kdls93KDLs93kdls93KDls93kdlS93kdlsAA==";
    for (name, text, want) in [
        ("OPENAPI_MCP_HEADERS", json.clone(), hex),
        ("OPENAPI_MCP_HEADERS", json.replace(": ", ":"), hex),
        ("CONN", "Server=db.corp.com;User Id=sa;Password=Kw9-autumn-Pine".to_owned(), "Kw9-autumn-Pine"),
        ("DB_CONNECTION_STRING", "Server=db.corp.com;Password=Kw9-autumn-Pine".to_owned(), "Kw9-autumn-Pine"),
        ("STORAGE", format!("DefaultEndpointsProtocol=https;AccountName=x;AccountKey={key};EndpointSuffix=x"), key),
        ("Cookie", format!("session={hex}; a=b"), hex),
    ] {
        let found = in_value(name, &text);
        assert_eq!(found.iter().map(|c| &text[c.range.clone()]).collect::<Vec<_>>(), [want], "{name}");
    }
    for (name, text) in [
        ("CONN", "Server=db;Password=${DB_PASSWORD}"),
        ("Cookie", "theme=dark; a=b"),
        ("HEADERS", r#"{"Authorization": "Bearer ${TOKEN}", "X-Request": "7d1f0a93c6b84e25a90b7fc3e18d4265"}"#),
    ] {
        assert_eq!(in_value(name, text), [], "{name}");
    }
}

#[test]
fn credentials_of_arguments_by_flag_and_header() {
    let hex = "7d1f0a93c6b84e25a90b7fc3e18d4265";
    let uuid = "5b0e9c1d-72af-4c83-9e16-0d4fa7b2863c";
    for (args, want) in [
        (&["--key", uuid][..], uuid),
        (&["--auth", hex], hex),
        (&[&format!("--OpenAI-Key={hex}")], hex),
        (&["--config", &format!(r#"{{"exaApiKey":"{hex}"}}"#)], hex),
        (&[&format!(r#"--config={{"exaApiKey":"{hex}"}}"#)], hex),
        (&[&format!("Authorization:Bearer {hex}")], hex),
        (&[&format!("apiKey:{hex}")], hex),
    ] {
        let texts: Vec<&str> = in_args(args).iter().map(|(i, c)| &args[*i][c.range.clone()]).collect();
        assert_eq!(texts, [want], "{args:?}");
    }
    let twice = serde_json::to_string(&format!(r#"{{"exaApiKey":"{hex}"}}"#)).unwrap();
    assert_eq!(in_args(&["--config", &twice]).len(), 1);
    for args in [&["--sort-key", hex][..], &["--key", "name"], &["--config", r#"{"exaApiKey":"${KEY}"}"#]] {
        assert_eq!(in_args(args), [], "{args:?}");
    }
}

#[test]
fn what_is_meant_to_be_seen() {
    let hex = "9f86d081884c7d659a2feaa0c55ad015";
    for (name, text) in [
        ("USDC_TOKEN", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"),
        ("TOKEN_CONTRACT", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        ("TOKEN_MINT", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"),
        ("AUTH_TOKEN_SHA256", hex),
        ("AUTH_CLIENT_SECRET_ARN", hex),
        ("API_KEY_ALIAS", hex),
        ("C_API_KEY", "keychain:9f86d081884c7d659a2feaa0c55ad015"),
        ("A_TOKEN", "op://Private/abcd1234efgh5678/credential"),
        ("B_TOKEN", "vault:9f86d081884c7d659a2feaa0c55ad015"),
        ("CACHE_KEY", hex),
        ("IDEMPOTENCY_KEY", hex),
        ("PARTITION_KEY", hex),
        ("SORT_KEY", hex),
        ("PRIMARY_KEY", hex),
        ("ROUTING_KEY", hex),
        ("RECAPTCHA_SITE_KEY", hex),
        ("A_API_KEY", "a1b2c3d4e5f6g7h8i9j0k1l2"),
        ("B_API_KEY", "550e8400-e29b-41d4-a716-446655440000"),
    ] {
        assert_eq!(value(name, text), None, "{name}={text}");
    }
    let even = ["gh", "p_", "1a2b3c4d5e6f7g8h9i0j1k2l3m4n5o6p7q8r"].concat();
    assert_eq!(value("GITHUB_TOKEN", &even), None);
    for dsn in [format!("https://{hex}@o1.ingest.sentry.io/2"), format!("https://{hex}@sentry.example.com/45")] {
        assert_eq!(in_urls(&dsn), [], "{dsn}");
    }
    // An old one has a secret half, and no other service is meant.
    assert_eq!(in_urls(&format!("https://{hex}:7d1f0a93c6b84e25a90b7fc3e18d4265@sentry.example.com/45")).len(), 1);
    assert_eq!(in_urls(&format!("https://{hex}@git.example.com/me/x")).len(), 1);
    for (name, text) in [
        ("ALPHAVANTAGE_API_KEY", "X7YQ0ZB3M8KJ2T1P"),
        ("C_TOKEN", "mcp_token_9f86d081884c7d659a2feaa0c55ad015"),
        ("WORDPRESS_SITE_PASSWORD", "abcd-9f86-d081-884c7d659a2feaa0"),
        ("BROWSERSTACK_TEST_KEY", "7d1f0a93c6b84e25a90b7fc3e18d4265"),
        ("COSMOS_PRIMARY_KEY", "7d1f0a93c6b84e25a90b7fc3e18d4265"),
        ("WALLET_PRIVATE_KEY", "0x9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015"),
    ] {
        assert!(value(name, text).is_some(), "{name}={text}");
    }
}

#[test]
fn tokens_in_the_path_of_a_url() {
    let fire = ["fc", "-7d1f0a93c6b84e25a90b7fc3e18d4265"].concat();
    let hub = ["gh", "p_", &lot(36)].concat();
    for (url, want) in [
        (format!("https://mcp.firecrawl.dev/{fire}/v2/mcp"), &fire),
        (format!("https://h.example.com/{hub}/mcp"), &hub),
    ] {
        let found = in_urls(&url);
        assert_eq!(found.len(), 1, "{url}");
        assert_eq!((&url[found[0].credential.range.clone()], &found[0].part), (want.as_str(), &Part::Path));
    }
    assert_eq!(in_urls("https://h.example.com/ghp_YOUR_TOKEN/mcp"), []);
}

/// Each part is looked up among the URLs and the tokens, not compared with all of them.
#[test]
fn many_parts_of_one_value() {
    let text = "http://a ${A} xk9 ".repeat(20_000);
    let start = std::time::Instant::now();
    assert_eq!(in_value("A_TOKEN", &text), []);
    assert!(start.elapsed().as_secs() < 4, "{:?}", start.elapsed());
}
