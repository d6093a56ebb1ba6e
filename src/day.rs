//! Days of the calendar, as `until` names them.

use std::fmt;
use std::str::FromStr;

use toml_edit::{Date, Datetime};

/// A day, in UTC: the days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Day(i64);

const SECONDS: u64 = 86_400;

impl Day {
    /// Reads `2026-12-31`; `None` for anything else, such as a day that no calendar has.
    pub fn parse(text: &str) -> Option<Self> {
        match Datetime::from_str(text).ok()? {
            Datetime { date: Some(date), time: None, offset: None } => Some(Self::of(date)),
            _ => None,
        }
    }

    /// The day of a moment, in seconds since 1970.
    pub fn at(seconds: u64) -> Self {
        Self(i64::try_from(seconds / SECONDS).unwrap_or(i64::MAX))
    }

    /// Years begin in March here, so that the odd day stands at their end.
    fn of(Date { year, month, day }: Date) -> Self {
        let (month, day) = (i64::from(month), i64::from(day));
        let year = i64::from(year) - i64::from(month <= 2);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468)
    }

    /// Year, month and day.
    fn parts(self) -> (i64, i64, i64) {
        let days = self.0.saturating_add(719_468);
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (era * 400 + year + i64::from(month <= 2), month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_and_written() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2026-11-21", 20_778),
            ("2100-03-01", 47_541),
        ] {
            let day = Day::parse(text).unwrap();
            assert_eq!((day.0, day.to_string().as_str()), (days, text));
        }
        assert_eq!(Day::at(20_778 * SECONDS + 5).to_string(), "2026-11-21");
        for text in ["", "soon", "2026-02-29", "2026-13-01", "2026-11-21T00:00:00", "10:00:00", "21.11.2026"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_eight_centuries_is_its_own() {
        for days in -146_097..146_097 {
            let day = Day(days);
            assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
    }
}
