//! Settlement lists and details that are incomplete or contradict themselves (规则 35, 36, 38, 41,
//! 42). They go back for correction without money, but for a line uploaded twice and a charge
//! outside the stay.

use super::{Story, adult, clinic, clinic_at, house, ward};
use crate::catalogue::ItemId;
use crate::draft::{Charge, Draft};
use crate::registry::Rank;
use crate::rows::Setting;
use crate::scene::{self, at};
use domain::{Day, Money, Quantity, Sex};

const LIST: &str = "GZ10000201001000";
const DETAIL: &str = "GZ10000201002000";
const OPERATION_CODE: &str = "GZ10000201004000";
const LATE: &str = "GZ10000201007000";
const OUTSIDE: &str = "GZ10000201008000";

pub(crate) const STORIES: &[Story] = &[
    violation!(LIST, |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        draft.visit_mut(visit).diagnoses.clear();
        draft.violates(LIST, visit, &[], Money::ZERO);
    }),
    violation!(LIST, |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        draft
            .visit_mut(visit)
            .diagnoses
            .iter_mut()
            .for_each(|own| own.principal = false);
        draft.violates(LIST, visit, &[], Money::ZERO);
    }),
    violation!(LIST, |draft, day| {
        adult(draft, day);
        let visit = ward(draft, day, 4);
        let code = draft.any_diagnosis("minor");
        let second = crate::rows::VisitDiagnosis {
            code,
            principal: true,
            arose_here: false,
        };
        draft.visit_mut(visit).diagnoses.push(second);
        draft.violates(LIST, visit, &[], Money::ZERO);
    }),
    violation!(LIST, |draft, day| discharged_before_admission(draft, day)),
    violation!(LIST, |draft, day| {
        draft.person(Some(Sex::Male), day.plus_days(12));
        let visit = clinic(draft, day);
        draft.violates(LIST, visit, &[], Money::ZERO);
    }),
    violation!(LIST, |draft, day| {
        draft.person(None, day.plus_days(-15_000));
        let visit = clinic(draft, day);
        draft.violates(LIST, visit, &[], Money::ZERO);
    }),
    near_miss!(LIST, "药店购药没有诊断", |draft, day| {
        adult(draft, day);
        let place = house(draft, Rank::Pharmacy);
        let visit = scene::visit(draft, place, Setting::Pharmacy, day, &[]);
        scene::prescribe(draft, visit, 2, 7);
        draft.complies(LIST, "药店购药没有诊断", visit, &[]);
    }),
    near_miss!(LIST, "出生当日就诊", |draft, day| {
        draft.person(Some(Sex::Female), day);
        let visit = clinic(draft, day);
        draft.complies(LIST, "出生当日就诊", visit, &[]);
    }),
    violation!(DETAIL, |draft, day| {
        // Twelve yuan more than price times quantity.
        let (visit, line) = one_test(draft, day);
        draft.line_mut(line).amount += Money::from_fen(1_200);
        draft.violates(DETAIL, visit, &[line], Money::ZERO);
    }),
    near_miss!(DETAIL, "误差恰为5分", |draft, day| {
        let (visit, line) = one_test(draft, day);
        draft.line_mut(line).amount += Money::from_fen(5);
        draft.complies(DETAIL, "误差恰为5分", visit, &[line]);
    }),
    violation!(DETAIL, |draft, day| {
        let (visit, line) = one_test(draft, day);
        draft.line_mut(line).item = draft.catalogue().nameless();
        draft.violates(DETAIL, visit, &[line], Money::ZERO);
    }),
    violation!(DETAIL, |draft, day| {
        let (visit, line) = one_test(draft, day);
        draft.line_mut(line).quantity = Quantity::ZERO;
        draft.violates(DETAIL, visit, &[line], Money::ZERO);
    }),
    violation!(DETAIL, |draft, day| {
        let (visit, line) = one_test(draft, day);
        let refund = draft.line_mut(line);
        refund.quantity = -refund.quantity;
        refund.amount = -refund.amount;
        draft.violates(DETAIL, visit, &[line], Money::ZERO);
    }),
    violation!(DETAIL, |draft, day| {
        let (visit, line) = one_test(draft, day);
        draft.line_mut(line).doctor = None;
        draft.violates(DETAIL, visit, &[line], Money::ZERO);
    }),
    violation!(DETAIL, |draft, day| {
        let (visit, _, second) = twice(draft, day, 0);
        let amount = draft.covered(second);
        draft.violates(DETAIL, visit, &[second], amount);
    }),
    near_miss!(DETAIL, "不同时间执行", |draft, day| {
        let (visit, first, second) = twice(draft, day, 5_400);
        draft.complies(DETAIL, "不同时间执行", visit, &[first, second]);
    }),
    near_miss!(DETAIL, "重复行已冲销", |draft, day| {
        let (visit, first, second) = twice(draft, day, 0);
        let back = draft.refund(second);
        draft.complies(DETAIL, "重复行已冲销", visit, &[first, second, back]);
    }),
    violation!(OPERATION_CODE, |draft, day| {
        adult(draft, day);
        let visit = ward(draft, day, 5);
        let fees: Vec<usize> = (0..2).map(|hour| fee(draft, visit, day, hour)).collect();
        draft.violates(OPERATION_CODE, visit, &fees, Money::ZERO);
    }),
    violation!(OPERATION_CODE, |draft, day| {
        adult(draft, day);
        let visit = ward(draft, day, 5);
        operation(draft, visit, day);
        draft.violates(OPERATION_CODE, visit, &[], Money::ZERO);
    }),
    violation!(OPERATION_CODE, |draft, day| {
        adult(draft, day);
        let visit = ward(draft, day, 5);
        operation(draft, visit, day);
        fee(draft, visit, day, 0);
        draft
            .visit_mut(visit)
            .operations
            .iter_mut()
            .for_each(|own| own.principal = false);
        draft.violates(OPERATION_CODE, visit, &[], Money::ZERO);
    }),
    near_miss!(OPERATION_CODE, "门诊手术", |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        let line = fee(draft, visit, day, 0);
        draft.complies(OPERATION_CODE, "门诊手术", visit, &[line]);
    }),
    violation!(LATE, |draft, day| {
        let (visit, line) = one_test(draft, day);
        let hours = i64::from(draft.dice.between(25, 700));
        let late = draft.line_mut(line);
        late.uploaded_at = late.at.plus_seconds(hours * 3_600);
        draft.violates(LATE, visit, &[line], Money::ZERO);
    }),
    near_miss!(LATE, "恰为24小时", |draft, day| {
        let (visit, line) = one_test(draft, day);
        let exact = draft.line_mut(line);
        exact.uploaded_at = exact.at.plus_seconds(24 * 3_600);
        draft.complies(LATE, "恰为24小时", visit, &[line]);
    }),
    violation!(OUTSIDE, |draft, day| {
        let after = i64::from(draft.dice.between(25, 300));
        let (visit, line) = after_discharge(draft, day, after * 3_600);
        let amount = draft.covered(line);
        draft.violates(OUTSIDE, visit, &[line], amount);
    }),
    near_miss!(OUTSIDE, "出院后24小时内", |draft, day| {
        let (visit, line) = after_discharge(draft, day, 24 * 3_600);
        draft.complies(OUTSIDE, "出院后24小时内", visit, &[line]);
    }),
];

/// A test charged by itself, later than all else of the visit.
fn one_test(draft: &mut Draft<'_>, day: Day) -> (u32, usize) {
    adult(draft, day);
    let visit = clinic(draft, day);
    let item = draft.any("exam");
    (visit, test(draft, visit, item, 8_000))
}

fn test(draft: &mut Draft<'_>, visit: u32, item: ItemId, after: i64) -> usize {
    let moment = draft.visit_mut(visit).begin.plus_seconds(after);
    draft.charge(visit, Charge::of(item, moment))
}

/// The same test twice, so many seconds apart.
fn twice(draft: &mut Draft<'_>, day: Day, apart: i64) -> (u32, usize, usize) {
    let (visit, first) = one_test(draft, day);
    let item = draft.line_mut(first).item;
    let second = test(draft, visit, item, 8_000 + apart);
    (visit, first, second)
}

/// A stay whose dates were swapped: discharged an hour before admission.
fn discharged_before_admission(draft: &mut Draft<'_>, day: Day) {
    adult(draft, day);
    let place = house(draft, Rank::Two);
    let visit = clinic_at(draft, place, Setting::Inpatient, day);
    let begin = draft.visit_mut(visit).begin;
    draft.visit_mut(visit).end = Some(begin.plus_seconds(-3_600));
    draft.violates(LIST, visit, &[], Money::ZERO);
}

fn fee(draft: &mut Draft<'_>, visit: u32, day: Day, hour: i64) -> usize {
    let item = draft.any("surgery");
    draft.charge(visit, Charge::of(item, at(day.plus_days(1), 11 + hour, 20)))
}

fn operation(draft: &mut Draft<'_>, visit: u32, day: Day) {
    let codes = draft.catalogue().operations("fracture");
    let code = draft.dice.pick(codes).unwrap_or_default();
    draft.operate(visit, code, at(day.plus_days(1), 11, 20));
}

/// A treatment charged so many seconds after the discharge.
fn after_discharge(draft: &mut Draft<'_>, day: Day, seconds: i64) -> (u32, usize) {
    adult(draft, day);
    let visit = ward(draft, day, 4);
    let item = draft.any("treatment");
    let end = draft.visit_mut(visit).end.unwrap_or(day.start());
    let line = draft.charge(visit, Charge::of(item, end.plus_seconds(seconds)));
    (visit, line)
}
