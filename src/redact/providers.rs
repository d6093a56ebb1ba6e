//! Tokens that say by their prefix who issued them: one entry per prefix, with its source and its own examples.
//!
//! Two things are read from it. What is *hidden* in output ([`Provider::hides`]) is cautious: a prefix and a few
//! characters will do. What is *reported* ([`Provider::is_real`]) has the length and the characters of a real one.

use std::ops::RangeInclusive;

use super::jwt;

/// One kind of token.
pub(crate) struct Provider {
    /// What it is, with its article: `a GitHub token`.
    pub(crate) what: &'static str,
    /// What it begins with.
    pub(crate) prefix: &'static str,
    /// How sure the entry is.
    pub(crate) weight: Weight,
    /// The characters behind the prefix.
    pub(super) chars: Chars,
    /// From how many characters behind the prefix it is kept out of output.
    pub(super) hides: usize,
    /// Whether the prefix is short enough to stand inside of a word (`risk-`), and words are to be let through.
    pub(super) doubtful: bool,
    /// How many characters a real one has behind the prefix.
    length: RangeInclusive<usize>,
    /// What else holds of the characters behind the prefix.
    shape: fn(&str) -> bool,
    #[cfg(test)]
    source: &'static str,
    #[cfg(test)]
    yes: &'static [&'static str],
    #[cfg(test)]
    no: &'static [&'static str],
}

/// How sure an entry of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// The shape was only seen, or another issuer's texts may look alike: a guess, which is never an error.
    Guess,
    /// It opens a test account, in which no money moves.
    Test,
    /// The issuer says so, or a scanner that many use.
    Sure,
}

/// The characters of a token after its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chars {
    Alnum,
    /// Capitals and digits.
    Upper,
    Hex,
    /// Also `_` and `-`.
    Word,
    /// Also `.`.
    Dotted,
    /// Also `%`, `/`, `+` and `=`: a cookie, encoded for a URL or not.
    Cookie,
    /// Also `.`, `+`, `/` and `=`: base64 and JWTs.
    Base64,
}

impl Chars {
    pub(super) fn allow(self, byte: u8) -> bool {
        let word = || byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        match self {
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Word => word(),
            Self::Dotted => word() || byte == b'.',
            Self::Cookie => word() || b"%/+=".contains(&byte),
            Self::Base64 => word() || b".+/=".contains(&byte),
        }
    }
}

impl Provider {
    /// Whether what stands behind the prefix is what a real one has there.
    pub(crate) fn is_real(&self, body: &str) -> bool {
        self.length.contains(&body.len()) && (self.shape)(body)
    }
}

/// Any characters will do.
fn any(_: &str) -> bool {
    true
}

/// `id.secret`, each 22 and 43 characters long with SendGrid.
fn two_parts(body: &str) -> bool {
    matches!(body.split('.').collect::<Vec<_>>().as_slice(), [a, b] if a.len() >= 16 && b.len() >= 32)
}

/// `id.secret` with Airtable: 14 letters and digits, 64 hexadecimal digits.
fn airtable(body: &str) -> bool {
    let hex = |s: &str| s.len() == 64 && s.bytes().all(|b| b.is_ascii_hexdigit());
    body.split_once('.').is_some_and(|(id, secret)| id.len() == 14 && hex(secret))
}

/// Capitals, small letters and digits: no words.
fn mixed(body: &str) -> bool {
    let has = |f: fn(&u8) -> bool| body.as_bytes().iter().any(f);
    has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit)
}

/// Letters and digits without a break: no words between hyphens.
fn drawn(body: &str) -> bool {
    let long = |run: &str| run.len() >= 20 && run.bytes().any(|b| b.is_ascii_digit());
    body.split(['-', '_']).any(|run| long(run) && run.bytes().any(|b| b.is_ascii_alphabetic()))
}

/// `id_secret` with Resend.
fn resend(body: &str) -> bool {
    body.split_once('_').is_some_and(|(id, secret)| id.len() == 8 && secret.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Perhaps `dev-` or `prod-`, then letters and digits, with Tavily.
fn tavily(body: &str) -> bool {
    let key = body.strip_prefix("dev-").or_else(|| body.strip_prefix("prod-")).unwrap_or(body);
    (20..=40).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Three numbers and 64 hexadecimal digits, with Slack's browser tokens.
fn slack_browser(body: &str) -> bool {
    let number = |s: &str| (9..=15).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = body.split('-').collect();
    matches!(parts.as_slice(), [a, b, c, secret] if [a, b, c].iter().all(|n| number(n)) && secret.len() == 64
        && secret.bytes().all(|b| b.is_ascii_hexdigit()))
}

macro_rules! kind {
    (sure $($rest:tt)*) => { kind!(@ false, $($rest)*) };
    (doubtful $($rest:tt)*) => { kind!(@ true, $($rest)*) };
    (@ $doubtful:expr, $prefix:expr, $chars:ident, $hides:expr, $length:expr, $weight:ident, $shape:expr, $what:expr,
     $source:expr, [$($yes:expr),*], [$($no:expr),*]) => {
        Provider {
            what: $what,
            prefix: $prefix,
            weight: Weight::$weight,
            chars: Chars::$chars,
            hides: $hides,
            doubtful: $doubtful,
            length: $length,
            shape: $shape,
            #[cfg(test)]
            source: $source,
            #[cfg(test)]
            yes: &[$($yes),*],
            #[cfg(test)]
            no: &[$($no),*],
        }
    };
}

#[cfg(test)]
mod source {
    /// `config/gitleaks.toml` of gitleaks at b58d3f1, 2026-07-22.
    pub(super) const GITLEAKS: &str = "gitleaks b58d3f1, 2026-07-22";
    /// `pkg/detectors` of trufflehog at 3ab759f, 2026-08-21.
    pub(super) const TRUFFLEHOG: &str = "trufflehog 3ab759f, 2026-08-21";
    /// `data/rules/google.yml` of kingfisher at ee7c0db, 2025-06-20.
    pub(super) const KINGFISHER: &str = "kingfisher ee7c0db, 2025-06-20";
    /// `crates/kingfisher-rules/data/rules` of kingfisher: `browserbase.yml` at 5eb060e, `e2b.yml` at 701508d,
    /// `slack.yml` at 1e07d53, `stripe.yml` at 28b784f, read 2026-11. For Slack also betterleaks 6381fa4, 2026-07-23.
    pub(super) const KINGFISHER_RULES: &str = "kingfisher 5eb060e, 701508d, 1e07d53, 28b784f, read 2026-11";
    /// `pkg/detectors/tavily` of trufflehog at ab70733, and `tavily.yml` of kingfisher at f2a45c9, read 2026-11.
    pub(super) const TAVILY: &str = "trufflehog ab70733, kingfisher f2a45c9, read 2026-11";
    /// `config/betterleaks.toml` of betterleaks at 6381fa4, 2026-07-23.
    pub(super) const BETTERLEAKS: &str = "betterleaks 6381fa4, 2026-07-23";
    /// The prefix: linear.app/changelog/2021-08-19-github-secret-scanning; the length as seen in public files, 2026-11.
    pub(super) const LINEAR: &str = "prefix from linear.app/changelog/2021-08-19, length as seen, 2026-11";
    /// The rule `np.firecrawl.1` of noseyparker, read 2026-11.
    pub(super) const NOSEYPARKER: &str = "noseyparker np.firecrawl.1, read 2026-11";
    /// supabase.com/docs/guides/api/api-keys, read 2026-11.
    pub(super) const SUPABASE: &str = "supabase.com/docs/guides/api/api-keys, read 2026-11";
    /// Nobody but the files in which such keys stand says so; always a guess.
    pub(super) const SEEN: &str = "only seen in public files, 2026-11";
}

#[cfg(test)]
use source::{
    BETTERLEAKS, GITLEAKS, KINGFISHER, KINGFISHER_RULES, LINEAR, NOSEYPARKER, SEEN, SUPABASE, TAVILY, TRUFFLEHOG,
};

/// What each entry says: prefix, characters, from how many it is hidden, how many a real one has, how sure that is,
/// what else holds, its name, the source, true examples, false examples. In the examples `{a36}` stands for 36 letters
/// and digits drawn by lot (`h` hexadecimal, `w` also `_` and `-`, `d` digits, `u` capitals, `l` small letters), `{U}`
/// for a UUID, `{x36}` for as many `X` and `{s36}` for a run along the alphabet. Of two prefixes of which one begins the
/// other the longer comes first.
#[rustfmt::skip]
pub(crate) static PROVIDERS: &[Provider] = &[
    kind!(sure "ABSK", Base64, 60, 109..=271, Sure, any, "an Amazon Bedrock key", GITLEAKS, [concat!("AB", "SK{a120}")], [concat!("AB", "SK{x120}")]),
    kind!(sure "AIza", Word, 30, 35..=35, Sure, any, "a Google API key", GITLEAKS, [concat!("AI", "za{a35}")], [concat!("AI", "za{x35}"), concat!("AI", "zaSy{s33}"), concat!("AI", "za{a20}")]),
    kind!(sure "AKIA", Upper, 16, 16..=16, Sure, any, "an AWS access key", GITLEAKS, [concat!("AK", "IA{u16}")], [concat!("AK", "IAIOSFODNN7EXAMPLE"), concat!("AK", "IA{x16}")]),
    kind!(doubtful "apify_api_", Alnum, 8, 36..=36, Sure, any, "an Apify token", TRUFFLEHOG, [concat!("ap", "ify_api_{a36}")], [concat!("ap", "ify_api_{x36}"), concat!("ap", "ify_api_your_token")]),
    kind!(doubtful "api_org_", Alnum, 16, 34..=34, Sure, any, "a Hugging Face organisation token", TRUFFLEHOG, [concat!("ap", "i_org_{a34}")], [concat!("ap", "i_org_{x34}")]),
    kind!(sure "ASIA", Upper, 16, 16..=16, Sure, any, "a temporary AWS access key", GITLEAKS, [concat!("AS", "IA{u16}")], [concat!("AS", "IAIOSFODNN7EXAMPLE"), concat!("AS", "IAPACIFICREGIONONE")]),
    kind!(sure "ATATT", Base64, 24, 100..=400, Sure, any, "an Atlassian token", GITLEAKS, [concat!("AT", "ATT3xFfGF0{w180}={h8}")], [concat!("AT", "ATT{x180}"), concat!("AT", "ATT3xFfGF0-your-token")]),
    kind!(sure "ATCTT", Base64, 24, 100..=400, Sure, any, "an Atlassian token", TRUFFLEHOG, [concat!("AT", "CTT3xFfG{w180}={h8}")], [concat!("AT", "CTT{x180}")]),
    kind!(sure "bb_live_", Word, 8, 27..=27, Sure, any, "a Browserbase key", KINGFISHER_RULES, [concat!("bb", "_live_{w27}")], [concat!("bb", "_live_{x27}"), concat!("bb", "_live_your_api_key_goes_here")]),
    kind!(doubtful "BSA", Word, 20, 24..=40, Guess, mixed, "a Brave Search key", BETTERLEAKS, [concat!("BS", "A{a28}")], [concat!("BS", "A{x28}"), concat!("BS", "A-compliance-statement-2025-draft")]),
    kind!(sure "ctx7sk-", Word, 8, 36..=36, Guess, any, "a Context7 key", SEEN, [concat!("ct", "x7sk-{U}")], [concat!("ct", "x7sk-XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX"), concat!("ct", "x7sk-your-api-key")]),
    kind!(doubtful "dapi", Hex, 32, 32..=32, Sure, any, "a Databricks token", GITLEAKS, [concat!("da", "pi{h32}")], [concat!("da", "pi{x32}")]),
    kind!(sure "dop_v1_", Alnum, 16, 64..=64, Sure, any, "a DigitalOcean token", GITLEAKS, [concat!("do", "p_v1_{h64}")], [concat!("do", "p_v1_{x64}")]),
    kind!(sure "doo_v1_", Alnum, 16, 64..=64, Sure, any, "a DigitalOcean OAuth token", GITLEAKS, [concat!("do", "o_v1_{h64}")], [concat!("do", "o_v1_{x64}")]),
    kind!(sure "dor_v1_", Alnum, 16, 64..=64, Sure, any, "a DigitalOcean refresh token", GITLEAKS, [concat!("do", "r_v1_{h64}")], [concat!("do", "r_v1_{x64}")]),
    kind!(doubtful "dp.pt.", Alnum, 24, 43..=43, Sure, any, "a Doppler token", GITLEAKS, [concat!("dp", ".pt.{a43}")], [concat!("dp", ".pt.{x43}")]),
    kind!(doubtful "e2b_", Hex, 16, 40..=40, Sure, any, "an E2B key", KINGFISHER_RULES, [concat!("e2", "b_{h40}")], [concat!("e2", "b_{x40}"), concat!("e2", "b_your_api_key")]),
    kind!(doubtful "eyJ", Base64, 17, 40..=4096, Sure, jwt::is_secret, "a JSON Web Token", GITLEAKS, [concat!("ey", "JhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhY21lIn0.{a43}")], [concat!("ey", "JhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.{a43}"), concat!("ey", "JhbGciOiJIUzI1NiJ9.eyJpc3MiOiJzdXBhYmFzZS1kZW1vIn0.{a43}"), concat!("ey", "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{a43}"), concat!("ey", "JhbGciOiJIUzI1NiJ9")]),
    kind!(doubtful "fc-", Hex, 16, 32..=32, Sure, any, "a Firecrawl key", NOSEYPARKER, [concat!("fc", "-{h32}")], [concat!("fc", "-{x32}"), concat!("fc", "-YOUR_API_KEY"), concat!("fc", "-barcelona")]),
    kind!(doubtful "figd_", Word, 8, 40..=40, Sure, any, "a Figma token", TRUFFLEHOG, [concat!("fi", "gd_{w40}")], [concat!("fi", "gd_{x40}"), concat!("fi", "gd_your-token-here")]),
    kind!(doubtful "figp_", Word, 16, 40..=54, Sure, any, "a Figma token", TRUFFLEHOG, [concat!("fi", "gp_{w40}")], [concat!("fi", "gp_{x40}")]),
    kind!(sure "ghp_", Alnum, 8, 36..=251, Sure, any, "a GitHub token", GITLEAKS, [concat!("gh", "p_{a36}")], [concat!("gh", "p_YOUR_TOKEN_HERE"), concat!("gh", "p_{x36}"), concat!("gh", "p_{s36}"), concat!("gh", "p_{a20}")]),
    kind!(sure "gho_", Alnum, 8, 36..=251, Sure, any, "a GitHub token", GITLEAKS, [concat!("gh", "o_{a36}")], [concat!("gh", "o_token")]),
    kind!(sure "ghu_", Alnum, 8, 36..=251, Sure, any, "a GitHub token", GITLEAKS, [concat!("gh", "u_{a36}")], [concat!("gh", "u_{x36}")]),
    kind!(sure "ghs_", Alnum, 8, 36..=251, Sure, any, "a GitHub token", GITLEAKS, [concat!("gh", "s_{a36}")], [concat!("gh", "s_installation")]),
    kind!(sure "ghr_", Alnum, 8, 36..=251, Sure, any, "a GitHub token", GITLEAKS, [concat!("gh", "r_{a36}")], [concat!("gh", "r_{s36}")]),
    kind!(sure "github_pat_", Word, 8, 82..=244, Sure, any, "a fine-grained GitHub token", GITLEAKS, [concat!("gi", "thub_pat_{a22}_{a59}")], [concat!("gi", "thub_pat_your_token"), concat!("gi", "thub_pat_{x82}"), concat!("gi", "thub_pat_{a22}")]),
    kind!(sure "glpat-", Dotted, 8, 20..=300, Sure, any, "a GitLab token", GITLEAKS, [concat!("gl", "pat-{a20}"), concat!("gl", "pat-{a27}.{l2}{l7}")], [concat!("gl", "pat-your-token-goes-in-here"), concat!("gl", "pat-{x20}")]),
    kind!(sure "gldt-", Word, 16, 20..=64, Sure, any, "a GitLab deploy token", GITLEAKS, [concat!("gl", "dt-{a20}")], [concat!("gl", "dt-{x20}")]),
    kind!(sure "glrt-", Dotted, 16, 20..=300, Sure, any, "a GitLab runner token", GITLEAKS, [concat!("gl", "rt-{a20}")], [concat!("gl", "rt-{x20}")]),
    kind!(sure "glptt-", Hex, 16, 40..=40, Sure, any, "a GitLab trigger token", GITLEAKS, [concat!("gl", "ptt-{h40}")], [concat!("gl", "ptt-{x40}")]),
    kind!(sure "glcbt-", Word, 16, 22..=64, Sure, any, "a GitLab job token", GITLEAKS, [concat!("gl", "cbt-a1_{a20}")], [concat!("gl", "cbt-{x22}")]),
    kind!(sure "gloas-", Word, 16, 64..=64, Sure, any, "a GitLab application secret", GITLEAKS, [concat!("gl", "oas-{a64}")], [concat!("gl", "oas-{x64}")]),
    kind!(sure "glsoat-", Word, 16, 20..=64, Sure, any, "a GitLab SCIM token", GITLEAKS, [concat!("gl", "soat-{a20}")], [concat!("gl", "soat-{x20}")]),
    kind!(sure "glft-", Word, 16, 20..=64, Sure, any, "a GitLab feed token", GITLEAKS, [concat!("gl", "ft-{a20}")], [concat!("gl", "ft-{x20}")]),
    kind!(sure "glagent-", Word, 16, 50..=64, Sure, any, "a GitLab agent token", GITLEAKS, [concat!("gl", "agent-{a50}")], [concat!("gl", "agent-{a20}")]),
    kind!(doubtful "glsa_", Word, 16, 41..=41, Sure, any, "a Grafana token", TRUFFLEHOG, [concat!("gl", "sa_{a32}_{h8}")], [concat!("gl", "sa_{x32}_{x8}")]),
    kind!(doubtful "glc_", Base64, 24, 32..=404, Sure, any, "a Grafana Cloud token", GITLEAKS, [concat!("gl", "c_{a100}")], [concat!("gl", "c_{x100}")]),
    kind!(sure "GOCSPX-", Word, 16, 28..=28, Sure, any, "a Google OAuth client secret", KINGFISHER, [concat!("GO", "CSPX-{a28}")], [concat!("GO", "CSPX-{x28}"), concat!("GO", "CSPX-your-client-secret-here")]),
    kind!(doubtful "gsk_", Alnum, 16, 52..=52, Sure, any, "a Groq key", TRUFFLEHOG, [concat!("gs", "k_{a52}")], [concat!("gs", "k_{x52}"), concat!("gs", "k_your_key")]),
    kind!(doubtful "hf_", Alnum, 16, 34..=40, Sure, any, "a Hugging Face token", TRUFFLEHOG, [concat!("hf", "_{a34}")], [concat!("hf", "_{x34}"), concat!("hf", "_your_token")]),
    kind!(doubtful "hvs.", Word, 24, 90..=120, Sure, any, "a Vault token", GITLEAKS, [concat!("hv", "s.{a95}")], [concat!("hv", "s.{x95}")]),
    kind!(doubtful "lin_api_", Alnum, 8, 40..=40, Sure, any, "a Linear key", GITLEAKS, [concat!("li", "n_api_{a40}")], [concat!("li", "n_api_{x40}"), concat!("li", "n_api_your_key")]),
    kind!(doubtful "lin_oauth_", Alnum, 8, 40..=64, Guess, any, "a Linear token", LINEAR, [concat!("li", "n_oauth_{h64}")], [concat!("li", "n_oauth_{x64}")]),
    kind!(doubtful "lsv2_", Word, 16, 46..=46, Sure, any, "a LangSmith key", TRUFFLEHOG, [concat!("ls", "v2_pt_{h32}_{h10}")], [concat!("ls", "v2_pt_{x32}_{x10}")]),
    kind!(doubtful "napi_", Alnum, 32, 64..=64, Guess, any, "a Neon key", BETTERLEAKS, [concat!("na", "pi_{l64}")], [concat!("na", "pi_{x64}")]),
    kind!(doubtful "npm_", Alnum, 20, 36..=36, Sure, any, "an npm token", GITLEAKS, [concat!("np", "m_{a36}")], [concat!("np", "m_{x36}"), concat!("np", "m_config_registry")]),
    kind!(doubtful "ntn_", Alnum, 16, 40..=60, Sure, any, "a Notion token", GITLEAKS, [concat!("nt", "n_{d11}{a35}")], [concat!("nt", "n_{x46}"), concat!("nt", "n_your_token")]),
    kind!(doubtful "nvapi-", Word, 16, 64..=64, Sure, any, "an NVIDIA key", TRUFFLEHOG, [concat!("nv", "api-{w64}")], [concat!("nv", "api-{x64}")]),
    kind!(doubtful "ops_eyJ", Base64, 40, 200..=2000, Sure, any, "a 1Password service account token", GITLEAKS, [concat!("op", "s_eyJ{a300}")], [concat!("op", "s_eyJ{x300}")]),
    kind!(doubtful "pat", Dotted, 79, 79..=79, Sure, airtable, "an Airtable token", GITLEAKS, [concat!("pa", "t{a14}.{h64}")], [concat!("pa", "t{x14}.{x64}"), concat!("pa", "th-to-somewhere.txt")]),
    kind!(doubtful "pcsk_", Word, 16, 69..=70, Sure, any, "a Pinecone key", TRUFFLEHOG, [concat!("pc", "sk_{a6}_{a63}")], [concat!("pc", "sk_{x69}")]),
    kind!(doubtful "phx_", Word, 16, 43..=48, Sure, any, "a PostHog personal key", TRUFFLEHOG, [concat!("ph", "x_{a43}")], [concat!("ph", "x_{x43}")]),
    kind!(sure "PMAK-", Word, 24, 59..=59, Sure, any, "a Postman key", GITLEAKS, [concat!("PM", "AK-{h24}-{h34}")], [concat!("PM", "AK-{x24}-{x34}")]),
    kind!(doubtful "pplx-", Alnum, 12, 48..=48, Sure, any, "a Perplexity key", GITLEAKS, [concat!("pp", "lx-{a48}")], [concat!("pp", "lx-{x48}"), concat!("pp", "lx-your-key")]),
    kind!(doubtful "pscale_tkn_", Dotted, 16, 32..=64, Sure, any, "a PlanetScale token", GITLEAKS, [concat!("ps", "cale_tkn_{a43}")], [concat!("ps", "cale_tkn_{x43}")]),
    kind!(doubtful "pul-", Hex, 16, 40..=40, Sure, any, "a Pulumi token", GITLEAKS, [concat!("pu", "l-{h40}")], [concat!("pu", "l-{x40}")]),
    kind!(doubtful "pypi-", Word, 16, 80..=1000, Sure, any, "a PyPI token", GITLEAKS, [concat!("py", "pi-AgEIcHlwaS5vcmc{w120}")], [concat!("py", "pi-{x80}")]),
    kind!(doubtful "r8_", Word, 16, 37..=37, Sure, any, "a Replicate token", TRUFFLEHOG, [concat!("r8", "_{w37}")], [concat!("r8", "_{x37}")]),
    kind!(doubtful "re_", Word, 24, 30..=36, Guess, resend, "a Resend key", SEEN, [concat!("re", "_{a8}_{a24}")], [concat!("re", "_{x8}_{x24}"), concat!("re", "_try_the_whole_thing_again_2025")]),
    kind!(doubtful "rk_live_", Alnum, 8, 24..=247, Sure, any, "a restricted Stripe key", GITLEAKS, [concat!("rk", "_live_{a24}")], [concat!("rk", "_live_{x24}")]),
    kind!(doubtful "rk_test_", Alnum, 8, 24..=247, Test, any, "a restricted Stripe test key", GITLEAKS, [concat!("rk", "_test_{a24}")], [concat!("rk", "_test_{x24}")]),
    kind!(doubtful "sb_secret_", Word, 12, 20..=80, Sure, any, "a secret Supabase key", SUPABASE, [concat!("sb", "_secret_{a22}_{a8}")], [concat!("sb", "_secret_{x31}"), concat!("sb", "_secret_your_key_goes_here")]),
    kind!(doubtful "sbp_", Alnum, 16, 40..=60, Sure, any, "a Supabase access token", TRUFFLEHOG, [concat!("sb", "p_{h40}")], [concat!("sb", "p_{x40}"), concat!("sb", "p_your_access_token")]),
    kind!(doubtful "secret_", Alnum, 43, 43..=43, Sure, any, "a Notion secret", TRUFFLEHOG, [concat!("se", "cret_{a43}")], [concat!("se", "cret_{x43}"), concat!("se", "cret_manager_for_the_whole_team_of_people_")]),
    kind!(doubtful "SG.", Dotted, 16, 60..=70, Sure, two_parts, "a SendGrid key", GITLEAKS, [concat!("SG", ".{a22}.{a43}")], [concat!("SG", ".{x22}.{x43}"), concat!("SG", ".your-key")]),
    kind!(doubtful "sgp_", Word, 16, 40..=64, Sure, any, "a Sourcegraph token", GITLEAKS, [concat!("sg", "p_{h40}")], [concat!("sg", "p_{x40}")]),
    kind!(doubtful "shpat_", Hex, 16, 32..=32, Sure, any, "a Shopify token", GITLEAKS, [concat!("sh", "pat_{h32}")], [concat!("sh", "pat_{x32}")]),
    kind!(doubtful "shpss_", Hex, 16, 32..=32, Sure, any, "a Shopify secret", GITLEAKS, [concat!("sh", "pss_{h32}")], [concat!("sh", "pss_{x32}")]),
    kind!(doubtful "sk-ant-", Word, 8, 80..=130, Sure, any, "an Anthropic key", GITLEAKS, [concat!("sk", "-ant-api03-{w93}AA")], [concat!("sk", "-ant-api03-{x95}"), concat!("sk", "-ant-your-key-here")]),
    kind!(doubtful "sk-proj-", Word, 12, 40..=200, Sure, any, "an OpenAI key", GITLEAKS, [concat!("sk", "-proj-{w124}")], [concat!("sk", "-proj-{x48}"), concat!("sk", "-proj-your-project-key-goes-in-this-place-right-here")]),
    kind!(doubtful "sk-svcacct-", Word, 12, 40..=200, Sure, any, "an OpenAI key", GITLEAKS, [concat!("sk", "-svcacct-{w124}")], [concat!("sk", "-svcacct-{x48}")]),
    kind!(doubtful "sk-admin-", Word, 12, 40..=200, Sure, any, "an OpenAI admin key", GITLEAKS, [concat!("sk", "-admin-{w124}")], [concat!("sk", "-admin-{x48}")]),
    kind!(doubtful "sk-or-v1-", Hex, 12, 64..=64, Sure, any, "an OpenRouter key", TRUFFLEHOG, [concat!("sk", "-or-v1-{h64}")], [concat!("sk", "-or-v1-{x64}"), concat!("sk", "-or-v1-your-key")]),
    kind!(doubtful "sk-lf-", Word, 12, 36..=36, Sure, any, "a Langfuse key", TRUFFLEHOG, [concat!("sk", "-lf-{U}")], [concat!("sk", "-lf-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")]),
    kind!(doubtful "sk-", Word, 12, 32..=64, Sure, drawn, "an API key of the OpenAI kind", GITLEAKS, [concat!("sk", "-{a48}"), concat!("sk", "-{h32}")], [concat!("sk", "-{x48}"), concat!("sk", "-1234567890abcdef1234567890abcdef"), concat!("sk", "-learn-toolkit-extra-package-2025-release")]),
    kind!(doubtful "sk_live_", Alnum, 8, 24..=247, Sure, any, "a Stripe live key", GITLEAKS, [concat!("sk", "_live_{a24}"), concat!("sk", "_live_{a99}")], [concat!("sk", "_live_{x24}"), concat!("sk", "_live_your_key")]),
    kind!(doubtful "sk_test_", Alnum, 8, 24..=247, Test, any, "a Stripe test key", GITLEAKS, [concat!("sk", "_test_{a24}")], [concat!("sk", "_test_{x24}"), concat!("sk", "_test_yourStripeKeyGoesInHere1")]),
    kind!(doubtful "sk_", Hex, 32, 48..=48, Sure, any, "an ElevenLabs key", TRUFFLEHOG, [concat!("sk", "_{h48}")], [concat!("sk", "_{x48}")]),
    kind!(doubtful "sntryu_", Hex, 16, 64..=64, Sure, any, "a Sentry user token", GITLEAKS, [concat!("sn", "tryu_{h64}")], [concat!("sn", "tryu_{x64}")]),
    kind!(doubtful "sntrys_", Base64, 40, 80..=500, Sure, any, "a Sentry organisation token", GITLEAKS, [concat!("sn", "trys_{a120}_{a43}")], [concat!("sn", "trys_{x120}")]),
    kind!(doubtful "tskey-", Word, 12, 20..=80, Sure, any, "a Tailscale key", TRUFFLEHOG, [concat!("ts", "key-auth-{a12}-{a32}")], [concat!("ts", "key-auth-{x30}")]),
    kind!(doubtful "tvly-", Word, 8, 20..=45, Sure, tavily, "a Tavily key", TAVILY, [concat!("tv", "ly-{a32}"), concat!("tv", "ly-dev-{a32}")], [concat!("tv", "ly-{x32}"), concat!("tv", "ly-YOUR_API_KEY"), concat!("tv", "ly-dev-{s32}")]),
    kind!(doubtful "whsec_", Alnum, 16, 32..=64, Guess, any, "a webhook secret", KINGFISHER_RULES, [concat!("wh", "sec_{a32}")], [concat!("wh", "sec_{x32}")]),
    kind!(sure "xapp-", Word, 8, 40..=120, Sure, any, "a Slack app token", GITLEAKS, [concat!("xa", "pp-1-{u10}-{d13}-{h64}")], [concat!("xa", "pp-1-{x40}"), concat!("xa", "pp-your-app-level-token-goes-in-here-please")]),
    kind!(doubtful "xai-", Word, 16, 80..=80, Sure, any, "an xAI key", TRUFFLEHOG, [concat!("xa", "i-{a80}")], [concat!("xa", "i-{x80}"), concat!("xa", "i-your-key")]),
    kind!(sure "xoxb-", Word, 8, 24..=100, Sure, any, "a Slack bot token", GITLEAKS, [concat!("xo", "xb-{d12}-{d12}-{a24}")], [concat!("xo", "xb-your-bot-token-goes-in-here"), concat!("xo", "xb-{x24}")]),
    kind!(sure "xoxp-", Word, 8, 24..=120, Sure, any, "a Slack token", GITLEAKS, [concat!("xo", "xp-{d12}-{d12}-{d12}-{a32}")], [concat!("xo", "xp-your-token"), concat!("xo", "xp-{x40}")]),
    kind!(sure "xoxa-", Word, 8, 12..=120, Sure, any, "a Slack token", GITLEAKS, [concat!("xo", "xa-2-{d12}-{d12}-{a32}")], [concat!("xo", "xa-{x24}")]),
    kind!(sure "xoxr-", Word, 8, 12..=120, Sure, any, "a Slack refresh token", GITLEAKS, [concat!("xo", "xr-{d12}-{d12}-{a32}")], [concat!("xo", "xr-{x24}")]),
    kind!(sure "xoxs-", Word, 8, 20..=120, Sure, any, "a Slack token", GITLEAKS, [concat!("xo", "xs-{d12}-{d12}-{d12}-{h32}")], [concat!("xo", "xs-{x24}")]),
    kind!(sure "xoxc-", Word, 8, 94..=112, Sure, slack_browser, "a Slack browser token", KINGFISHER_RULES, [concat!("xo", "xc-{d12}-{d12}-{d12}-{h64}")], [concat!("xo", "xc-{x64}")]),
    kind!(sure "xoxd-", Cookie, 8, 100..=400, Sure, any, "a Slack cookie", KINGFISHER_RULES, [concat!("xo", "xd-{a100}")], [concat!("xo", "xd-{x64}")]),
    kind!(sure "xoxe-", Word, 8, 100..=200, Sure, any, "a Slack token", GITLEAKS, [concat!("xo", "xe-1-{a146}")], [concat!("xo", "xe-{x146}")]),
    kind!(sure "ya29.", Word, 20, 40..=2048, Sure, any, "a Google access token", KINGFISHER, [concat!("ya", "29.{a60}")], [concat!("ya", "29.{x60}"), concat!("ya", "29.token")]),
];

/// For each first byte of a prefix the second ones: most of a text is passed over by one look.
static STARTS: [[u64; 4]; 256] = {
    let mut starts = [[0; 4]; 256];
    let mut i = 0;
    while i < PROVIDERS.len() {
        let prefix = PROVIDERS[i].prefix.as_bytes();
        starts[prefix[0] as usize][(prefix[1] >> 6) as usize] |= 1 << (prefix[1] & 63);
        i += 1;
    }
    starts
};

/// Whether a prefix can begin with these two bytes.
pub(super) fn begins(first: u8, second: u8) -> bool {
    let row = STARTS.get(usize::from(first)).and_then(|row| row.get(usize::from(second >> 6)));
    row.is_some_and(|bits| bits & (1 << (second & 63)) != 0)
}

/// The entry whose prefix these bytes begin with.
pub(super) fn of(rest: &[u8]) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|p| {
        let prefix = p.prefix.as_bytes();
        // Two bytes first: a call per kind and byte was a third of a whole run.
        prefix.first() == rest.first() && prefix.get(1) == rest.get(1) && rest.starts_with(prefix)
    })
}

#[cfg(test)]
#[path = "providers_tests.rs"]
mod tests;
