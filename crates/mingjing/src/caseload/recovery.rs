//! The recovery ledger: claims that reviews and decisions leave, paid or not.

use super::plan::Course;
use casework::Upheld;
use casework::recovery::{Claim, Command};
use casework::review_case::Subject;
use domain::{Division, InstitutionCode, Money};
use ledger::{Kind, LedgerError, MatterId};

/// How a claim goes on: its course, the amount, and how many days ago it was opened.
pub type Way = fn(&mut Course<'_, '_>, Money, i32);

/// The claim for what a settlement did not cover. Without an amount there is none.
pub fn of_review(
    review: &mut Course<'_, '_>,
    subject: &Subject,
    left: Money,
    opened: i32,
    way: Way,
) -> Result<(), LedgerError> {
    if !left.is_positive() {
        return Ok(());
    }
    open(review, &subject.institution, &subject.division, left, opened, way)
}

/// The claim of a matter, opened right behind its last command, under the name that the workbench gives
/// it too.
pub fn open(
    origin: &mut Course<'_, '_>,
    institution: &InstitutionCode,
    division: &Division,
    due: Money,
    opened: i32,
    way: Way,
) -> Result<(), LedgerError> {
    let id = MatterId::new(Kind::Recovery, &origin.id().as_str().replace('/', ":"))?;
    let claim = Claim {
        origin: origin.id().to_string(),
        institution: institution.clone(),
        division: division.clone(),
        due: Upheld::of(due),
    };
    let (cast, after) = (origin.cast(), origin.last());
    let mut course = origin.script().course(id, Some(after));
    course.step(opened, &cast.system, Command::Open { claim });
    way(&mut course, due, opened);
    Ok(())
}

/// One payment by bank transfer.
fn pay(course: &mut Course<'_, '_>, ago: i32, amount: Money, part: u8) {
    let paid_on = course.day(ago);
    let finance = &course.cast().finance;
    let voucher = format!("演示{}-{part}", paid_on.to_string().replace('-', ""));
    course.step(
        ago,
        finance,
        Command::Pay {
            amount,
            paid_on,
            voucher,
        },
    );
}

/// Paid within the month, and closed.
pub fn paid_and_closed(course: &mut Course<'_, '_>, due: Money, opened: i32) {
    paid(course, due, opened);
    let finance = &course.cast().finance;
    course.step(opened - 16, finance, Command::Close);
}

/// Paid; the books are not closed yet.
pub fn paid(course: &mut Course<'_, '_>, due: Money, opened: i32) {
    pay(course, opened - 7, due, 1);
}

/// A payment was booked wrongly, and again.
pub fn corrected(course: &mut Course<'_, '_>, due: Money, opened: i32) {
    paid(course, due, opened);
    let voucher = format!("演示{}-1", course.day(opened - 7).to_string().replace('-', ""));
    let reason = "入账户头有误，予以冲销".to_owned();
    let finance = &course.cast().finance;
    course.step(opened - 8, finance, Command::Reverse { voucher, reason });
    pay(course, opened - 9, due, 2);
}

/// A part is paid.
pub fn partly_paid(course: &mut Course<'_, '_>, due: Money, opened: i32) {
    pay(course, opened - 5, due.share(1, 2), 1);
}

/// Nothing is paid, and the last day is over.
pub fn overdue(_: &mut Course<'_, '_>, _: Money, _: i32) {}

/// Nothing is paid, and more time was given.
pub fn extended(course: &mut Course<'_, '_>, _: Money, opened: i32) {
    let leader = &course.cast().leader;
    let (due, reason) = (course.day(-20), "机构资金周转困难，已提交分期缴款计划".to_owned());
    course.step(opened - 20, leader, Command::Extend { due, reason });
}
