//! The ledgers of an institution as the books have them: what was registered, read whole for who sums it
//! up. Who may see the result is the caller's to answer.

use domain::{Day, InstitutionCode};
use ledger::{Kept, LedgerError, MatterFilter, MatterId, MatterOrder, MatterRow, Page, Reading};

/// Matters that are listed at once.
const PART: u16 = 500;

/// 范围 · which matters of an institution are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Range {
    /// 环节, by their Chinese names; all where empty
    pub(crate) stages: Vec<&'static str>,
    /// 周期 that the matters are of; any where it is not given
    pub(crate) period: Option<String>,
    /// changed on this day or later: what happened since was registered since
    pub(crate) since: Option<Day>,
}

/// All matters of a kind that an institution has and the reader sees, the oldest change last.
pub(crate) async fn matters<M: Kept>(
    reading: &Reading<'_>,
    institution: &InstitutionCode,
    range: &Range,
) -> Result<Vec<(MatterRow, M)>, LedgerError> {
    let filter = MatterFilter {
        stages: range.stages.iter().map(|stage| (*stage).to_owned()).collect(),
        institution: Some(institution.clone()),
        period: range.period.clone(),
        changed_from: range.since.map(Day::start),
        ..MatterFilter::default()
    };
    all(reading, &filter).await
}

/// All matters of a kind that the reader sees and the filter lets through, the oldest change last.
pub(crate) async fn all<M: Kept>(
    reading: &Reading<'_>,
    filter: &MatterFilter,
) -> Result<Vec<(MatterRow, M)>, LedgerError> {
    let mut page = Page::first(MatterOrder::LatestFirst, PART);
    let mut found = Vec::new();
    loop {
        let (part, next) = reading.states::<M>(filter, &page).await?;
        found.extend(part);
        match next {
            None => return Ok(found),
            next => page.after = next,
        }
    }
}

/// The rows of a ledger, in the order of their numbers, which are the names of their matters.
pub(crate) fn rows<M, R: Ord>(matters: &[(MatterRow, M)], row_of: impl Fn(&M, String) -> Option<R>) -> Vec<R> {
    let row = |(row, state): &(MatterRow, M)| row_of(state, row.id.to_string());
    let mut rows: Vec<R> = matters.iter().filter_map(row).collect();
    rows.sort();
    rows
}

/// The matter that a row of a ledger is numbered after.
pub(crate) fn matter_of(number: &str) -> Result<MatterId, LedgerError> {
    MatterId::parse(number)
}
