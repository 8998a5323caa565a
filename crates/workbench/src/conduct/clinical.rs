//! Clinical conduct in figures: what an institution brings in of antimicrobials and of inpatient costs, what
//! it comes to, and the matters that follow from it.

mod antimicrobial;
mod antimicrobial_sheets;
mod follow;
mod high_cost;
mod hospitals;

pub(crate) use antimicrobial::{__path_indicators, indicators};
pub(crate) use antimicrobial_sheets::{
    __path_import_consumed, __path_import_doses, __path_import_monthly, __path_import_targets, import_consumed,
    import_doses, import_monthly, import_targets,
};
pub(crate) use follow::{FIGURES, follow};
pub(crate) use high_cost::{
    __path_high_cost, __path_import_limits, __path_import_stays, high_cost, import_limits, import_stays,
};
pub(crate) use hospitals::{__path_hospitals, hospitals};

use super::own_institution;
use crate::sheet::{Cells, Reject, Sheet};
use crate::{Caller, Problem, Workbench};
use axum::Json;
use conduct::Month;
use domain::{Day, InstitutionCode};
use ledger::ClinicalRow;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The institution as the columns of a sheet bring it in, whose rows are told apart by their names.
struct Rows {
    institution: InstitutionCode,
    /// lines by the names of the rows that stand there
    lines: RefCell<BTreeMap<String, usize>>,
}

impl Rows {
    fn of(caller: &Caller) -> Result<Self, Problem> {
        Ok(Self {
            institution: own_institution(caller)?,
            lines: RefCell::default(),
        })
    }

    /// The row, unless an earlier one of the same sheet has its name.
    fn once<R: ClinicalRow>(&self, cells: &Cells<'_>, field: &'static str, row: R) -> Result<R, Reject> {
        match self.lines.borrow_mut().insert(row.name(), cells.line()) {
            None => Ok(row),
            Some(line) => Err(cells.reject(field, format!("与第{line}行重复，请合并为一行。"))),
        }
    }

    /// Has the good rows kept, and what follows from them looked at where the list is one of figures.
    async fn settle<R: ClinicalRow>(
        self,
        workbench: &Workbench,
        caller: &Caller,
        sheet: Sheet<R>,
    ) -> Result<Json<crate::sheet::Preview>, Problem> {
        let keep = async |rows: &[R]| {
            let now = workbench.now();
            let kept = workbench.write(caller.viewer(), async |writing| {
                writing.put_clinical(&self.institution, rows).await?;
                follow::queue(writing, &self.institution, rows, now).await
            });
            kept.await?;
            workbench.wake_worker();
            Ok(())
        };
        sheet.settle(keep).await
    }
}

/// A month as offices write it: `2026-10`, `202610`, `2026年10月`, or a day in it.
fn month(cells: &Cells<'_>, field: &'static str) -> Result<Month, Reject> {
    let text = cells.of(field);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let padded = match (digits.len(), digits.split_at_checked(4)) {
        (5, Some((year, month))) => format!("{year}-0{month}"),
        (6, Some((year, month))) => format!("{year}-{month}"),
        _ => text.to_owned(),
    };
    let of_day = || Day::parse(text).ok().map(Month::of);
    let read = padded.parse().ok().or_else(of_day);
    read.ok_or_else(|| cells.reject(field, "不是月份，请写成2026-10。"))
}

/// A count as small cells take it.
fn counted(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The month that is asked for; the last one that is over where none is named.
fn asked_month(workbench: &Workbench, text: Option<&str>) -> Result<Month, Problem> {
    match crate::written::given(text) {
        None => {
            let this = Month::of(workbench.now().day());
            Ok(Month::of(this.first_day().plus_days(-1)))
        }
        Some(text) => text
            .parse()
            .map_err(|_| Problem::input("month", "请写成2026-10这样的月份。")),
    }
}
