//! The parser's events as an arena of raw values: aliases are references here, so that nothing grows.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, StructureStyle, Tag, options};

use super::{MAX_DEPTH, clamp, fatal, scalar, too_deep};
use crate::document::{Problem, ProblemKind, Span, Value};

/// The first document of a text.
#[derive(Debug, Default)]
pub(super) struct Arena {
    /// All values, children behind their parents.
    pub(super) values: Vec<Raw>,
    /// The outermost value.
    pub(super) root: Option<usize>,
    /// Where a second document starts.
    pub(super) second: Option<Span>,
}

/// One value as it is written.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// Whether an alias stands for it too.
    pub(super) aliased: bool,
    /// Whether a tag stands before it.
    pub(super) tagged: bool,
    /// Whether its end has been read.
    closed: bool,
}

/// The kinds of [`Raw`]; children are indices into the arena.
#[derive(Debug)]
pub(super) enum Kind {
    /// A scalar; `plain` where it is neither quoted nor a block.
    Scalar { value: Value, plain: bool },
    /// A list.
    List(Vec<usize>),
    /// A map, its keys and values in turn; `braces` where it stands between braces.
    Map { children: Vec<usize>, braces: bool },
    /// Another value, by its anchor.
    Alias(usize),
}

impl Arena {
    /// Whether the value is nothing at all, not even a word for it.
    pub(super) fn is_blank(&self, index: usize) -> bool {
        self.values.get(index).is_some_and(|raw| {
            let null = matches!(&raw.kind, Kind::Scalar { value: Value::Null, .. });
            null && raw.span.is_empty() && !raw.tagged
        })
    }
}

/// Reads the first document.
pub(super) fn read(text: &str) -> Result<Arena, Problem> {
    let mut limits = options! { flow_nesting_limit: MAX_DEPTH, block_nesting_limit: MAX_DEPTH };
    limits.set_emit_comments(false);
    let mut reader =
        Reader { text, arena: Arena::default(), open: Vec::new(), anchors: BTreeMap::new(), last: 0, documents: 0 };
    let parser: Parser<'_, StrInput<'_>> = Parser::new_from_str_with_options(text, limits);
    for next in parser {
        let (event, place) = next.map_err(|error| fatal(text, &error))?;
        let range = place.byte_range().unwrap_or_default();
        let span = clamp(text, range.start, range.end);
        if !reader.event(event, span)? {
            break;
        }
    }
    Ok(reader.arena)
}

struct Reader<'t> {
    text: &'t str,
    arena: Arena,
    /// The maps and lists around the next value, from the outermost in.
    open: Vec<usize>,
    /// What each anchor stands for.
    anchors: BTreeMap<usize, usize>,
    /// The end of the last thing read.
    last: usize,
    documents: usize,
}

impl Reader<'_> {
    /// Takes one event; `false` where nothing after it is wanted.
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<bool, Problem> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.arena.second = Some(span);
                    return Ok(false);
                }
                self.last = span.end;
            }
            Event::Alias(id) => self.alias(id, span)?,
            Event::Scalar(said, style, anchor, tag) => self.scalar(&said, style, (anchor, tag.as_deref()), span),
            Event::SequenceStart(style, anchor, tag) => {
                let span = match (style, self.parent()) {
                    (StructureStyle::Block, Some(Kind::Map { .. })) => {
                        clamp(self.text, scalar::at_dash(self.text, span.start), span.end)
                    }
                    _ => span,
                };
                self.start(Kind::List(Vec::new()), (anchor, tag.is_some()), span)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                // A lone pair in a list (`[a: b]`) is a map of the flow style without braces.
                let braces = style == StructureStyle::Flow && !span.is_empty();
                self.start(Kind::Map { children: Vec::new(), braces }, (anchor, tag.is_some()), span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => {}
        }
        Ok(true)
    }

    fn parent(&self) -> Option<&Kind> {
        self.arena.values.get(*self.open.last()?).map(|raw| &raw.kind)
    }

    /// The key whose value comes next.
    fn key(&self) -> Option<&Raw> {
        match self.parent()? {
            Kind::Map { children, .. } if children.len() % 2 == 1 => self.arena.values.get(*children.last()?),
            _ => None,
        }
    }

    fn scalar(&mut self, said: &str, style: ScalarStyle, (anchor, tag): (usize, Option<&Tag>), span: Span) {
        let plain = style == ScalarStyle::Plain;
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => scalar::block_span(self.text, self.last, span),
            ScalarStyle::Plain if span.is_empty() => match self.key() {
                Some(key) if Span::new(key.span.end, span.start).of(self.text).trim().is_empty() => {
                    Span::at(scalar::behind_colon(self.text, span.start))
                }
                _ => span,
            },
            _ => span,
        };
        // The parser says `~` where nothing stands.
        let said = if plain && span.is_empty() { "" } else { said };
        let value = match tag {
            Some(tag) => scalar::tagged(said, plain, tag),
            None if plain => scalar::plain(said),
            None => Value::String(said.to_owned()),
        };
        self.add(Kind::Scalar { value, plain }, (anchor, tag.is_some()), span);
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Problem> {
        let Some(target) = self.anchors.get(&id).copied() else {
            let message = "this alias names no anchor above it".to_owned();
            return Err(Problem { kind: ProblemKind::Fatal, span, message });
        };
        if let Some(raw) = self.arena.values.get_mut(target) {
            if !raw.closed {
                let message = "this alias stands inside the value it names, which has no end".to_owned();
                return Err(Problem { kind: ProblemKind::TooLarge, span, message });
            }
            raw.aliased = true;
        }
        self.add(Kind::Alias(target), (0, false), span);
        Ok(())
    }

    /// Adds a value to what is open.
    fn add(&mut self, kind: Kind, (anchor, tagged): (usize, bool), span: Span) -> usize {
        let index = self.arena.values.len();
        let closed = !matches!(kind, Kind::List(_) | Kind::Map { .. });
        self.arena.values.push(Raw { span, kind, aliased: false, tagged, closed });
        if anchor > 0 {
            self.anchors.insert(anchor, index);
        }
        match self.open.last().and_then(|open| self.arena.values.get_mut(*open)).map(|raw| &mut raw.kind) {
            Some(Kind::List(children) | Kind::Map { children, .. }) => children.push(index),
            _ => self.arena.root = Some(index),
        }
        self.last = self.last.max(span.end);
        index
    }

    fn start(&mut self, kind: Kind, properties: (usize, bool), span: Span) -> Result<(), Problem> {
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(span));
        }
        let index = self.add(kind, properties, span);
        self.open.push(index);
        Ok(())
    }

    fn end(&mut self, span: Span) {
        let Some(index) = self.open.pop() else { return };
        // A block ends with its last value; the parser's end is where the next token starts.
        let end = if span.is_empty() { self.last } else { span.end };
        if let Some(raw) = self.arena.values.get_mut(index) {
            raw.span.end = end.max(raw.span.start);
            raw.closed = true;
        }
        self.last = self.last.max(end);
    }
}
