//! The findings, what somebody lives with, and the pages of their rules.

use std::collections::BTreeMap;

use super::super::excerpt::{self, Block};
use super::matrix::Index;
use super::{Page, client_name, escape, severity_sign};
use crate::check::Acceptance;
use crate::finding::{Applicability, FileId, Finding};

/// How wide an excerpt may be, in columns: it scrolls.
const WIDTH: usize = 160;

/// How many related places of one finding are listed.
const MAX_ALSO: usize = 20;

/// The rules that have found something and how often, by id.
pub(super) fn rules(page: &Page<'_, '_>) -> BTreeMap<&'static str, usize> {
    let mut rules = BTreeMap::new();
    for finding in &page.view.findings {
        *rules.entry(finding.rule).or_default() += 1;
    }
    rules
}

/// All findings, by file.
pub(super) fn html(page: &Page<'_, '_>, index: &Index<'_>) -> String {
    let mut out = String::new();
    let mut file = None;
    for finding in &page.view.findings {
        if file != Some(finding.file) {
            if file.is_some() {
                out.push_str("</section>\n");
            }
            file = Some(finding.file);
            heading(page, finding.file, &mut out);
        }
        article(page, index, finding, &mut out);
    }
    if file.is_some() {
        out.push_str("</section>\n");
    }
    out
}

/// The file and whose it is.
fn heading(page: &Page<'_, '_>, file: FileId, out: &mut String) {
    let readers = page.view.source(file).map(|s| s.readers()).unwrap_or_default();
    let owned = readers.iter().any(|reader| reader.owner);
    let mut names: Vec<&str> =
        readers.iter().filter(|reader| reader.owner || !owned).map(|reader| reader.name).collect();
    names.dedup();
    out.push_str(&format!(
        "<section class=\"group\"><h3><span class=\"path\">{}</span> <span class=\"whose\">{}</span></h3>\n",
        escape::path(&page.view.name(file)),
        escape::text(&names.join(", "))
    ));
}

fn article(page: &Page<'_, '_>, index: &Index<'_>, finding: &Finding, out: &mut String) {
    let view = page.view;
    out.push_str(&open(page, index, finding));
    out.push_str(&head(page, finding));
    let (blocks, below) = excerpt::blocks(view, finding, WIDTH, "…");
    for block in &blocks {
        source(block, out);
    }
    let mut notes: Vec<(&str, String)> = Vec::new();
    // The fix says it, and how to have it done.
    let told = |help: &str| finding.fix.as_ref().is_some_and(|fix| fix.title == help);
    if let Some(help) = finding.help.as_ref().filter(|help| !told(help)) {
        notes.push(("help", escape::prose(&view.say(help))));
    }
    if let Some(fix) = &finding.fix {
        let command = match fix.applicability {
            Applicability::Safe => "mcpcheck fix",
            Applicability::Unsafe => "mcpcheck fix --unsafe-fixes",
        };
        notes.push(("fix", format!("{} <kbd>{command}</kbd>", escape::prose(&view.say(&fix.title)))));
    }
    for related in below.iter().take(MAX_ALSO).filter_map(|i| finding.related.get(*i)) {
        let rule = related.rule.map(|r| format!("{r}: ")).unwrap_or_default();
        let place = escape::path(&view.place(related.file, related.span));
        notes.push((
            "also",
            format!("<span class=\"path\">{place}</span> {rule}{}", escape::prose(&view.say(&related.message))),
        ));
    }
    if let Some(more) = below.len().checked_sub(MAX_ALSO).filter(|more| *more > 0) {
        notes.push(("also", format!("{more} more places")));
    }
    if finding.clients.len() > 1 {
        let names: Vec<&str> = finding.clients.iter().map(|id| client_name(id)).collect();
        notes.push(("clients", escape::text(&names.join(", "))));
    }
    definitions(&notes, out);
    out.push_str("</article>\n");
}

/// Label and text, the label said once where several texts share it.
fn definitions(notes: &[(&str, String)], out: &mut String) {
    if notes.is_empty() {
        return;
    }
    out.push_str("<dl>");
    let mut last = "";
    for (label, text) in notes {
        if *label != last {
            out.push_str(&format!("<dt>{label}</dt>"));
            last = label;
        }
        out.push_str(&format!("<dd>{text}</dd>"));
    }
    out.push_str("</dl>");
}

/// The beginning of an article, with what the filters ask for.
fn open(page: &Page<'_, '_>, index: &Index<'_>, finding: &Finding) -> String {
    let list = |all: Vec<usize>| all.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
    let (rows, columns) = match &finding.server {
        Some(server) => (list(index.rows(finding, &page.view.secrets.scrub(server))), String::new()),
        None => (String::new(), list(index.columns(finding))),
    };
    let severity = finding.severity.as_str();
    format!(
        "<article class=\"finding {severity}\" data-sev=\"{severity}\" data-rule=\"{}\" data-clients=\"{}\" \
         data-rows=\"{rows}\" data-cols=\"{columns}\">",
        finding.rule,
        finding.clients.join(" ")
    )
}

fn head(page: &Page<'_, '_>, finding: &Finding) -> String {
    let view = page.view;
    let server = finding
        .server
        .as_ref()
        .map(|server| format!("<a class=\"server\" href=\"#matrix\">{}</a> ", escape::text(&view.say(server))));
    format!(
        "<p class=\"meta\"><span class=\"sev\"><span class=\"sign\" aria-hidden=\"true\">{}</span> {}</span> \
         <a class=\"rule\" href=\"#rule-{rule}\">{rule}</a> {}<span class=\"path at\">{}</span></p><h4>{}</h4>\n",
        severity_sign(finding.severity),
        finding.severity.as_str(),
        server.unwrap_or_default(),
        escape::path(&view.place(finding.file, finding.span)),
        escape::prose(&view.say(&finding.message)),
        rule = finding.rule,
    )
}

/// Lines of a file, numbered, with the places marked.
fn source(block: &Block, out: &mut String) {
    out.push_str("<pre class=\"src\" tabindex=\"0\" aria-label=\"Lines of the file\">");
    let mut at = 0;
    for (i, line) in block.text.split_inclusive('\n').enumerate() {
        let end = at + line.trim_end_matches('\n').len();
        out.push_str(&format!("<span class=\"ln\" data-n=\"{}\">", block.first_line + i));
        let mut said = Vec::new();
        let mut from = at;
        let here = |s: usize, e: usize| s >= at && e <= end;
        for label in block.labels.iter().filter(|l| here(l.span.start, l.span.end)) {
            escape::push(out, block.text.get(from..label.span.start).unwrap_or_default());
            out.push_str(if label.text.is_some() { "<mark class=\"more\">" } else { "<mark>" });
            escape::push(out, label.span.of(&block.text));
            out.push_str("</mark>");
            from = label.span.end.max(from);
            said.extend(label.text.as_ref().map(|text| text.replace('\n', " ")));
        }
        escape::push(out, block.text.get(from..end).unwrap_or_default());
        if !said.is_empty() {
            out.push_str(&format!("<span class=\"said\">{}</span>", escape::text(&said.join("; "))));
        }
        out.push_str("</span>\n");
        at += line.len();
    }
    out.push_str("</pre>\n");
}

/// What somebody has decided to live with, and why.
pub(super) fn accepted(page: &Page<'_, '_>, index: &Index<'_>) -> String {
    let accepted = page.view.report.accepted;
    if accepted.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<section id=\"accepted\" aria-labelledby=\"accepted-title\"><details><summary><h2 id=\"accepted-title\">\
         Accepted</h2> <span class=\"n\">{}</span></summary>\n<p>Somebody has decided to live with these. They do not \
         count.</p>\n",
        accepted.len()
    );
    for one in accepted {
        let reason = match &one.by {
            Acceptance::Golden(reason) => ("accepted in the golden", reason.as_str()),
            Acceptance::Comment(reason) => ("accepted by a comment", reason.as_str()),
            Acceptance::Baseline => ("in the baseline", ""),
        };
        out.push_str(&open(page, index, &one.finding).replace("class=\"finding ", "class=\"kept "));
        out.push_str(&head(page, &one.finding));
        let reason = (reason.0, escape::prose(&page.view.say(reason.1)));
        definitions(&[reason], &mut out);
        out.push_str("</article>\n");
    }
    out.push_str("</details></section>\n");
    out
}

/// The pages of the rules that have found something.
pub(super) fn pages(rules: &BTreeMap<&'static str, usize>) -> String {
    let metas = rules.keys().filter_map(|id| crate::rules::rule(id)).map(|rule| rule.meta());
    let pages: String = metas
        .map(|meta| {
            format!(
                "<details class=\"rule-page\" id=\"rule-{}\"><summary><b>{0}</b> {}</summary>\n{}</details>\n",
                meta.id,
                escape::prose(meta.summary),
                super::rule_page::html(meta.page)
            )
        })
        .collect();
    if pages.is_empty() {
        return pages;
    }
    format!(
        "<section id=\"rules\" aria-labelledby=\"rules-title\"><h2 id=\"rules-title\">Rules</h2>\n{pages}</section>\n"
    )
}
