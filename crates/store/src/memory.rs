//! A remembered encounter as the writer holds it: with every line it is known
//! whether it was proposed or billed.

use domain::{Encounter, FeeLine, Moment};

/// One encounter and its lines, in order of (time, id).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Remembered {
    pub(crate) encounter: Encounter,
    pub(crate) lines: Vec<RememberedLine>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RememberedLine {
    pub(crate) line: FeeLine,
    /// charged (3102, settled claim), not merely proposed (3101)
    pub(crate) billed: bool,
}

impl Remembered {
    /// The last thing known to have happened: the begin, the end, or the latest line.
    pub(crate) fn last(&self) -> Moment {
        let begin = self.encounter.begin;
        let latest_line = self.lines.last().map_or(begin, |held| held.line.at);
        begin.max(latest_line).max(self.encounter.end.unwrap_or(begin))
    }

    /// Brings the lines into order and keeps the newest `lines_max` of them. Gives the time of the
    /// newest line that had to go, and how many went.
    pub(crate) fn bound_lines(&mut self, lines_max: usize) -> Option<(Moment, u64)> {
        self.lines
            .sort_by(|a, b| (a.line.at, &a.line.id).cmp(&(b.line.at, &b.line.id)));
        let surplus = self.lines.len().saturating_sub(lines_max);
        let newest = surplus
            .checked_sub(1)
            .and_then(|last| self.lines.get(last))
            .map(|held| held.line.at);
        self.lines.drain(..surplus);
        newest.map(|at| (at, surplus as u64))
    }
}
