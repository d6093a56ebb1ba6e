//! Where the bytes that no edit touches come to stand.

use mcpcheck::document::Span;
use mcpcheck::finding::Edit;
use mcpcheck::mend::Step;

/// The edits as seen from one of the two texts: each place and how long it is in the other text.
pub(super) struct Shift {
    places: Vec<(Span, usize)>,
}

impl Shift {
    /// From the old text to the new one.
    pub(super) fn forth(step: &Step) -> Self {
        Self { places: step.edits.iter().map(|e| (e.span, e.text.len())).collect() }
    }

    /// From the new text to the old one.
    pub(super) fn back(step: &Step) -> Self {
        let mut grown = 0_isize;
        let place = |Edit { span, text }: &Edit| {
            let start = span.start.checked_add_signed(grown).unwrap();
            grown += text.len() as isize - span.len() as isize;
            (Span::new(start, start + text.len()), span.len())
        };
        Self { places: step.edits.iter().map(place).collect() }
    }

    /// Whether an edit takes bytes of the span or puts some into it. What has no bytes is touched by what comes near.
    pub(super) fn touches(&self, span: Span) -> bool {
        self.places.iter().any(|(place, _)| {
            if span.is_empty() {
                return place.start <= span.start && span.start <= place.end;
            }
            place.overlaps(span) || place.is_empty() && span.start < place.start && place.start < span.end
        })
    }

    /// Whether an edit lies in the span or at its edge.
    pub(super) fn comes_near(&self, span: Span) -> bool {
        self.places.iter().any(|(place, _)| place.start <= span.end && span.start <= place.end)
    }

    /// Where the span stands in the other text; `None` where an edit touches it.
    pub(super) fn moved(&self, span: Span) -> Option<Span> {
        if self.touches(span) {
            return None;
        }
        let before = self.places.iter().filter(|(place, _)| place.end <= span.start);
        let grown: isize = before.map(|(place, len)| *len as isize - place.len() as isize).sum();
        Some(Span::new(span.start.checked_add_signed(grown)?, span.end.checked_add_signed(grown)?))
    }
}
