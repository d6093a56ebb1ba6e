//! What one does with a [`Session`]: the ways through the pipeline that the commands take, for those who build something
//! else than a command line.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Checked, Declared, Settings, active_rules, check, readings};
use crate::clients;
use crate::discover::Scopes;
use crate::document::{Document, Interest};
use crate::env::{Env, System};
use crate::finding::Applicability;
use crate::fix::write::{Write, WriteError};
use crate::list::{self, Environment, Listing};
use crate::mend::{Change, Mended, mend};
use crate::model::Scope;
use crate::normalize::FileReading;
use crate::redact::{Secrets, sanitize};
use crate::report::{self, Format, Report, Style};
use crate::session::{self, Request, Session, SessionError};
use crate::workspace::{Content, Role, Source, Workspace};

impl Session {
    /// Finds the root, the golden and every file of a project, and reads them.
    ///
    /// # Errors
    /// A golden that cannot be used, or a named path that is not there. What is wrong with a config is a finding.
    pub fn open(env: &Env, request: &Request) -> Result<Self, SessionError> {
        session::open(env, request)
    }

    /// One text as a client's file, without a disk: `reader` is a client's id, perhaps with kind and version
    /// (`vscode`, `claude-code/plugin`, `fastmcp@2.10.6`), `name` is what output calls the file. `None` for a reader
    /// that is not known.
    ///
    /// ```
    /// use mcpcheck::{Applicability, Session};
    ///
    /// let text = "{\n  // ours\n  \"mcpServers\": {\"docs\": {\"type\": \"http\", \"url\": \"http://127.0.0.1:1/mcp\"}}\n}\n";
    /// let mut session = Session::of_text("vscode", "mcp.json", text).ok_or("no such reader")?;
    /// let mended = session.fix(Applicability::Safe);
    /// assert_eq!(&*mended.files[0].new, text.replace("mcpServers", "servers"));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn of_text(reader: &str, name: &str, text: impl Into<String>) -> Option<Self> {
        let dialect = clients::dialect(reader)?;
        let source = Source {
            path: name.into(),
            display: name.to_owned(),
            scope: Scope::Project,
            role: Role::Config(vec![dialect]),
            project: std::path::PathBuf::new(),
            ignored_by_git: false,
            named: true,
            content: Content::Parsed(Box::new(Document::parse(text.into(), dialect.syntax, Interest::All))),
        };
        let workspace = Workspace { sources: vec![source], ..Workspace::default() };
        Some(Self {
            workspace,
            declared: Declared { golden: None, files: Vec::new(), kept: BTreeSet::new() },
            settings: Settings { scopes: Scopes::All, ..Settings::default() },
            notes: Vec::new(),
            root: std::path::PathBuf::new(),
        })
    }

    /// What is wrong: merged, folded and sorted by place. Reads nothing, so that the same session always says the same.
    pub fn check(&self) -> Checked {
        check(&self.workspace, &self.declared, &self.settings)
    }

    /// What each client will really load, every copy held against the golden or, without one, against the others.
    ///
    /// ```
    /// use mcpcheck::list::Environment;
    /// use mcpcheck::{Env, Session};
    ///
    /// let text = r#"{"mcpServers": {"docs": {"url": "http://127.0.0.1:8931/mcp"}}}"#;
    /// let loads = |client: &str| {
    ///     let session = Session::of_text(client, "mcp.json", text).ok_or("no such reader")?;
    ///     let env = Env::current().map_err(|_| "no working directory")?;
    ///     Ok::<bool, &str>(session.list(&env, Environment::Assumed).files[0].servers[0].verdict.loads())
    /// };
    /// assert!(loads("cursor")? && !loads("claude-code")?, "Claude Code skips a `url` without `type`");
    /// # Ok::<(), &str>(())
    /// ```
    pub fn list(&self, env: &Env, variables: Environment<'_>) -> Listing {
        self.listing(&readings(&self.workspace, &self.declared, self.settings.home_read), env, variables)
    }

    /// The same, of readings that a check has made already.
    pub(crate) fn listing(&self, readings: &[FileReading], env: &Env, variables: Environment<'_>) -> Listing {
        let mut listing = list::list(&self.workspace, readings, env, variables);
        list::compare(&mut listing, &self.workspace, readings, &self.declared);
        listing
    }

    /// Makes every fix that is at least as safe as asked for, in memory: afterwards the session holds the new texts. Each
    /// was parsed and checked again, and what would have made a file worse is in [`Mended::refused`].
    pub fn fix(&mut self, least: Applicability) -> Mended {
        mend(&mut self.workspace, &self.declared, &self.settings, least)
    }

    /// Writes one changed file in one step: after a crash there is the old one or the new one. A project's file is
    /// written only below the root, whatever links say.
    ///
    /// # Errors
    /// When the file has changed since it was read, lies elsewhere, or cannot be written; it is then as it was.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use mcpcheck::{Applicability, Env, Request, Session};
    ///
    /// let mut session = Session::open(&Env::current()?, &Request::default())?;
    /// for change in session.fix(Applicability::Safe).files {
    ///     session.write(&change)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn write(&self, change: &Change) -> Result<(), WriteError> {
        let Some(source) = self.workspace.get(change.file) else { return Ok(()) };
        // A project's files stay in the project, whatever links say; the user's were asked for by scope.
        let within = (source.scope == Scope::Project && !source.named).then_some(self.root.as_path());
        let expected = change.old.as_deref().map(str::as_bytes);
        Write { path: &source.path, expected, text: &change.new, within, backup: false }.write()?;
        Ok(())
    }

    /// The findings in one of the formats of `check`, without secrets; no colours, 80 columns.
    ///
    /// ```
    /// use mcpcheck::{Format, Session};
    ///
    /// let session = Session::of_text("cursor", "mcp.json", r#"{"servers": {"docs": {"command": "x"}}}"#).ok_or("?")?;
    /// let text = session.render(&session.check(), Format::Concise);
    /// assert!(text.starts_with("mcp.json:1:2: error[container-key]"), "{text}");
    /// # Ok::<(), &str>(())
    /// ```
    pub fn render(&self, checked: &Checked, format: Format) -> String {
        // Home only decides how the root is called.
        let env = Env { system: System::Linux, home: None, cwd: self.root.clone(), vars: BTreeMap::new() };
        let listing = (format == Format::Html).then(|| self.listing(&checked.readings, &env, Environment::Assumed));
        let report = Report {
            workspace: &self.workspace,
            findings: &checked.findings,
            accepted: &checked.accepted,
            rules: active_rules(&self.declared, &self.settings),
            files_checked: self.workspace.files_checked(),
            fixed: None,
            listing: listing.as_ref(),
        };
        let mut out = Vec::new();
        // Memory takes everything that is written to it.
        let _ = report::write(&report, format, &mut out, Style::default());
        String::from_utf8(out).unwrap_or_default()
    }

    /// A text that may quote the files, fit to be shown: without credentials, in one line, without terminal commands.
    pub fn say(&self, text: &str) -> String {
        sanitize(&Secrets::of(&self.workspace).scrub(text))
    }
}
