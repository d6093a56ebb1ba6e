use super::homes::homes;

fn found(text: &str) -> Vec<&str> {
    homes(text).iter().map(|h| h.text(text)).collect()
}

#[test]
fn homes_of_people_are_found_wherever_a_path_may_begin() {
    for (text, home) in [
        ("/Users/anna/p/server.py", "/Users/anna"),
        ("/home/anna", "/home/anna"),
        ("--directory=/home/anna/p", "/home/anna"),
        ("KEY=/Users/anna/k.pem", "/Users/anna"),
        ("node /Users/anna/x.js", "/Users/anna"),
        ("/Users/anna/data:/home/node/data", "/Users/anna"),
        ("file:///home/anna/p", "/home/anna"),
        ("sqlite:////Users/anna/p.db", "/Users/anna"),
        (r"C:\Users\anna\p", r"C:\Users\anna"),
        ("C:/Users/Anna Berg/p", "C:/Users/Anna Berg"),
        ("/mnt/c/Users/anna/p", "/mnt/c/Users/anna"),
        ("/c/Users/anna/p", "/c/Users/anna"),
        ("/var/home/anna/p", "/var/home/anna"),
        ("/home/olesya/Документы/p", "/home/olesya"),
    ] {
        assert_eq!(found(text), [home], "{text}");
    }
    assert_eq!(found("/home/a/x:/home/b/y"), ["/home/a", "/home/b"]);
}

#[test]
fn what_only_looks_like_one_is_left_alone() {
    for text in [
        "https://example.com/home/anna/mcp",
        "https://example.com/Users/anna",
        "https://home/anna",
        "/usr/local/home/anna",
        "/home/node/app",
        "/home/vscode/.cache",
        "/workspaces/p",
        "/home/linuxbrew/.linuxbrew/bin/npx",
        "/Users/Shared/p",
        r"C:\Users\Public\p",
        "/home/${USER}/p",
        "/home/<user>/p",
        "/Users/your-username/p",
        "/home/",
        "/home",
        "home/anna",
        "./Users/anna",
        "/opt/home/anna",
        "C:/Program Files/Users/x",
        "@scope/home/anna",
        "/api/users/anna",
        "/users/anna",
    ] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}
