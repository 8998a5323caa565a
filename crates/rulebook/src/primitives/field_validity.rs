//! 信息合规: completeness and cross-field logic of the settlement list and its details.

use super::excess::share;
use super::window::TIME;
use crate::exemption::is_exempt;
use crate::hit::Hits;
use crate::keys::{CodeSet, ItemKey};
use crate::primitive::{Case, Heed, ItemAspect, Primitive, Seen, Source};
use crate::rows::RowSink;
use crate::sieve::Glance;
use crate::view::same_item;
use domain::{CareSetting, Certainty, Encounter, Fact, FeeLine, Money, Quantity, UnitPrice, is_uncoded};
use std::cmp::Ordering;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    AmountMismatch,
    CodeMissing,
    QuantityZero,
    OrphanRefund,
    ShortRefund,
    DuplicateLine,
    DoctorMissing,
    DiagnosisMissing,
    PrincipalMissing,
    PrincipalTwice,
    EndBeforeBegin,
    BornLater,
    SexMissing,
    FeeWithoutOperation,
    OperationWithoutFee,
    PrincipalOperationMissing,
}

/// A check as rules name it.
#[derive(Debug, Clone, Copy)]
struct Named {
    name: &'static str,
    check: Check,
    way_out: &'static str,
}

impl Named {
    const fn new(name: &'static str, check: Check, way_out: &'static str) -> Self {
        Self { name, check, way_out }
    }

    /// The only check of lines that has money, and that cannot be certain.
    fn is_of_twins(&self) -> bool {
        self.check == Check::DuplicateLine
    }
}

const CHECKS: [Named; 16] = [
    Named::new("明细金额不符", Check::AmountMismatch, "按单价与数量更正金额"),
    Named::new("明细编码缺失", Check::CodeMissing, "补齐医疗目录编码"),
    Named::new("明细数量为零", Check::QuantityZero, "补正数量，没有提供的删除该行"),
    Named::new(
        "冲销无原单",
        Check::OrphanRefund,
        "填写本次就诊内的原明细标识，冲销数量不超过原明细；原明细在其他就诊的，到该次就诊冲销",
    ),
    Named::new("冲销金额不符", Check::ShortRefund, "按原明细的金额更正冲销金额"),
    Named::new(
        "明细重复",
        Check::DuplicateLine,
        "重复上传的删除一行，分两组或者两次使用的写明各自的时间",
    ),
    Named::new("医师缺失", Check::DoctorMissing, "补齐开单医师编码"),
    Named::new("诊断缺失", Check::DiagnosisMissing, "补齐诊断"),
    Named::new("主诊断缺失", Check::PrincipalMissing, "标明主诊断"),
    Named::new("主诊断多于一个", Check::PrincipalTwice, "只标明一个主诊断"),
    Named::new("出院早于入院", Check::EndBeforeBegin, "更正入院、出院时间"),
    Named::new("出生晚于就诊", Check::BornLater, "更正出生日期或就诊日期"),
    Named::new("性别缺失", Check::SexMissing, "补齐参保人性别"),
    Named::new(
        "手术费无手术编码",
        Check::FeeWithoutOperation,
        "补齐手术操作编码，没有施行手术的删除收费",
    ),
    Named::new(
        "手术编码无手术费",
        Check::OperationWithoutFee,
        "补记手术费，没有施行的删除手术操作编码",
    ),
    Named::new("主要手术缺失", Check::PrincipalOperationMissing, "标明主要手术"),
];

/// The checks of refunds, to which it does not matter what the fund still pays of the line itself.
const OF_REFUNDS: [Check; 2] = [Check::OrphanRefund, Check::ShortRefund];

/// The checks that a line's numbers answer. Refunds are not among them: they matter to everything.
const BY_NUMBERS: [Check; 4] = [
    Check::AmountMismatch,
    Check::QuantityZero,
    Check::DuplicateLine,
    Check::DoctorMissing,
];

#[derive(Debug)]
struct FieldValidity {
    checks: Vec<Named>,
    tolerance: Money,
    /// what is charged for an operation or an intervention
    operation_fees: Vec<ItemKey>,
    /// operation codes of what is not charged as one
    minor: CodeSet,
}

/// Chapters 32 and 33 of the national item list, 介入治疗 and 手术治疗, without 3301 麻醉.
const OPERATION_FEES: &str = "0032*|003302*|003303*|003304*|003305*|003306*|003307*|003308*|003309*|00331*";

/// Chapter 16 of ICD-9-CM-3: 各种诊断性和治疗性操作.
const MINOR: &str = "87-99";

pub(super) fn compile(source: &mut Source<'_>, _sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let mut checks = Vec::new();
    for word in params.texts("检查") {
        match CHECKS.iter().find(|known| known.name == word) {
            Some(check) => checks.push(*check),
            None => {
                let known: Vec<&str> = CHECKS.iter().map(|known| known.name).collect();
                params.problem(
                    params.line("检查"),
                    format!("不认识检查“{word}”"),
                    format!("可取：{}", known.join("、")),
                );
            }
        }
    }
    if checks.is_empty() {
        params.problem(params.line("检查"), "参数缺少“检查”".into(), "至少写一项检查");
    }
    let tolerance = params.number("允许误差").unwrap_or(Money::from_fen(5));
    let listed = params.texts("手术费编码");
    let listed = if listed.is_empty() {
        vec![OPERATION_FEES]
    } else {
        listed
    };
    let operation_fees: Vec<ItemKey> = listed.into_iter().flat_map(ItemKey::parse_list).collect();
    for (fault, advice) in operation_fees.iter().filter_map(ItemKey::fault) {
        params.problem(params.line("手术费编码"), fault, advice);
    }
    let listed = params.texts("非手术操作");
    let listed = if listed.is_empty() { vec![MINOR] } else { listed };
    let minor = CodeSet::parse(&listed.join("|")).unwrap_or_else(|part| {
        params.problem(
            params.line("非手术操作"),
            format!("不认识手术操作写法“{part}”"),
            "写 ICD-9-CM-3 编码，如 87-99、38.9",
        );
        CodeSet::default()
    });
    Box::new(FieldValidity {
        checks,
        tolerance,
        operation_fees,
        minor,
    })
}

impl Primitive for FieldValidity {
    fn slots(&self) -> &'static [&'static str] {
        &["问题"]
    }

    fn unconditional(&self) -> bool {
        true
    }

    fn judges_visits(&self) -> bool {
        let of_lines = |named: &Named| {
            let check = &named.check;
            BY_NUMBERS.contains(check) || OF_REFUNDS.contains(check) || *check == Check::CodeMissing
        };
        !self.checks.iter().all(of_lines)
    }

    fn heeds_item(&self, item: &ItemAspect<'_>) -> Heed {
        let has = |wanted: &[Check]| self.checks.iter().any(|named| wanted.contains(&named.check));
        let fee = || {
            self.operation_fees
                .iter()
                .any(|key| key.matches_item(item.national, item.name))
        };
        if (has(&[Check::FeeWithoutOperation, Check::OperationWithoutFee]) && fee())
            || (has(&[Check::CodeMissing]) && is_uncoded(item.national))
        {
            Heed::Always
        } else if has(&BY_NUMBERS) {
            Heed::ByNumbers
        } else {
            Heed::Never
        }
    }

    fn heeds_line(&self, seen: &Seen<'_>) -> bool {
        let line = seen.line;
        line.current
            && line.covered.is_positive()
            && self.checks.iter().any(|named| match named.check {
                Check::AmountMismatch => self.mismatches(line.price, line.quantity, line.amount),
                Check::QuantityZero => line.quantity.is_zero() && !line.amount.is_zero(),
                Check::DuplicateLine => seen.twin,
                Check::DoctorMissing => !line.has_doctor && needs_doctor(seen.visit),
                _ => false,
            })
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let record = case.view.record;
        let undated = (0_u32..)
            .zip(&record.lines)
            .filter(|(_, line)| !line.timing.knows_day());
        let undated: Vec<u32> = undated.map(|(index, _)| index).collect();
        for (index, line) in (0_u32..).zip(&record.lines) {
            for named in self.checks.iter().filter(|_| line.current) {
                if let Some(found) = self.line_problem(case, named.check, index, line)
                    && case.live(line.at.day())
                {
                    report_line(case, named, index, found, out);
                }
                let unknown = named.is_of_twins() && !line.timing.knows_hour();
                if unknown && may_be_twice(case, index, line, &undated) {
                    case.missing_for_line(out, TIME, index);
                }
            }
        }
        for index in case.current_encounters().filter(|_| self.judges_visits()) {
            let encounter = &record.encounters[index as usize];
            if case.live(encounter.begin.day()) && !is_exempt(case.rule, record, index) {
                for named in &self.checks {
                    self.check_encounter(case, named, index, encounter, out);
                }
            }
        }
    }
}

impl FieldValidity {
    fn line_problem(&self, case: &Case<'_>, check: Check, index: u32, line: &FeeLine) -> Option<String> {
        let net = case.view.net(index);
        // What was reversed, and what reversed it, needs no correction.
        let stands = if line.quantity.is_zero() {
            !line.amount.is_zero()
        } else {
            net.quantity.is_positive()
        };
        // What the fund pays nothing of is the seller's own business; a refund takes from what it did pay for.
        let of_the_fund = stands && net.covered.is_positive();
        if !of_the_fund && !OF_REFUNDS.contains(&check) {
            return None;
        }
        match check {
            Check::AmountMismatch => self.mismatches(line.price, line.quantity, line.amount).then(|| {
                if line.quantity.is_zero() {
                    return format!("数量为零，上传金额为 {} 元", line.amount);
                }
                format!(
                    "单价乘以数量为 {} × {} = {} 元，与上传金额 {} 元不符",
                    line.price,
                    line.quantity,
                    line.price.times(line.quantity),
                    line.amount
                )
            }),
            Check::CodeMissing => is_uncoded(line.item.as_str()).then(|| "没有医疗目录编码".to_owned()),
            Check::QuantityZero => line.quantity.is_zero().then(|| "数量为零".to_owned()),
            Check::OrphanRefund if net.overdrawn => Some("冲销的数量超过原明细剩余的数量".to_owned()),
            Check::OrphanRefund => net.orphan.then(|| "是冲销，本次就诊内没有可冲销的原明细".to_owned()),
            Check::ShortRefund => {
                let Shortfall { given, due } = self.shortfall(case, index)?;
                Some(format!(
                    "冲销退回的医保金额 {given} 元，少于所冲数量至少应退的 {due} 元"
                ))
            }
            Check::DuplicateLine => {
                // Lines are in order of time, so twins stand next to each other.
                let earlier = (0..index).rev().take_while(|&at| case.view.line(at).at == line.at);
                // A line that was refunded and entered again is a correction, not a duplicate.
                let twice = line.timing.knows_hour()
                    && earlier.into_iter().any(|at| {
                        let other = case.view.line(at);
                        other.timing.knows_hour() && is_twin(line, other) && case.view.counts(at, false)
                    });
                twice.then(|| "与前面一行明细完全相同，是重复上传还是分两组、两次使用".to_owned())
            }
            Check::DoctorMissing => {
                let visit = case.view.record.encounter_of(line);
                (!Glance::names_doctor(line.doctor.as_str()) && needs_doctor(visit)).then(|| "没有开单医师".to_owned())
            }
            _ => None,
        }
    }

    /// True where a price times a quantity is further from an amount than the tolerance and rounding explain.
    fn mismatches(&self, price: UnitPrice, quantity: Quantity, amount: Money) -> bool {
        (price.times(quantity) - amount).abs() > self.tolerance + price.rounding(quantity)
    }

    /// What the refunds of an item give back too little, told of the one that gives the least for a unit. Which units
    /// they take back need not be known: they cost no less than the cheapest of the encounter.
    fn shortfall(&self, case: &Case<'_>, index: u32) -> Option<Shortfall> {
        let record = case.view.record;
        let refund = case.view.line(index);
        if !refund.quantity.is_negative() {
            return None;
        }
        let own = |line: &&FeeLine| line.encounter == refund.encounter && same_item(line, refund);
        let (mut back, mut given, mut rounding) = (Quantity::ZERO, Money::ZERO, Money::ZERO);
        let mut charged: Vec<&FeeLine> = Vec::new();
        for line in record.lines.iter().filter(own) {
            rounding += line.price.rounding(line.quantity);
            if line.quantity.is_negative() {
                back += line.quantity.abs();
                given += line.covered.abs();
            } else if line.quantity.is_positive() {
                charged.push(line);
            }
        }
        charged.sort_by(|a, b| by_unit(a, b));
        let mut due = Money::ZERO;
        for line in charged {
            let taken = back.min(line.quantity);
            due += share(line.covered, taken, line.quantity);
            back -= taken;
        }
        let refunds = (0_u32..).zip(&record.lines).filter(|(_, line)| own(line));
        let told = refunds
            .filter(|(_, line)| line.quantity.is_negative() && line.current)
            .min_by(|(_, a), (_, b)| by_unit(a, b))?;
        (told.0 == index && due - given > self.tolerance + rounding).then_some(Shortfall { given, due })
    }

    fn check_encounter(&self, case: &Case<'_>, named: &Named, index: u32, encounter: &Encounter, out: &mut Hits) {
        let record = case.view.record;
        let operations = encounter.operations.known();
        let mut fees = record
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.encounter == index && line.quantity.is_positive() && self.is_operation_fee(line))
            .map(|(at, _)| at as u32)
            .filter(|&at| case.view.net(at).quantity.is_positive());
        let found = match named.check {
            Check::DiagnosisMissing => encounter.diagnoses.is_empty().then(|| "没有诊断".to_owned()),
            Check::PrincipalMissing => (!encounter.diagnoses.is_empty()
                && !encounter.diagnoses.iter().any(|d| d.principal))
            .then(|| "没有标明主诊断".to_owned()),
            Check::PrincipalTwice => {
                let count = encounter.principal_count();
                (count > 1).then(|| format!("标明了{count}个主诊断"))
            }
            Check::EndBeforeBegin => encounter
                .end
                .filter(|end| *end < encounter.begin)
                .map(|end| format!("出院时间{end}早于入院时间{}", encounter.begin)),
            Check::BornLater => record
                .person
                .birth
                .known()
                .filter(|birth| **birth > encounter.begin.day())
                .map(|birth| format!("出生日期{birth}晚于就诊日期{}", encounter.begin.day())),
            Check::SexMissing => matches!(record.person.sex, Fact::Absent).then(|| "没有性别".to_owned()),
            Check::FeeWithoutOperation => {
                let Some(first) = fees.next() else { return };
                let Some(operations) = operations else {
                    return case.missing_for_encounter(out, "手术", index);
                };
                if !operations.is_empty() {
                    return;
                }
                let mut hit = case.hit(None, index, encounter.begin);
                hit.subject = named.name.to_owned();
                let mut blamed: Vec<u32> = vec![first];
                blamed.extend(fees);
                blamed.iter().for_each(|&at| hit.blame(at, Money::ZERO));
                explain(case, &mut hit, named, "收取手术费而没有手术操作编码".into());
                out.hits.push(hit);
                return;
            }
            Check::OperationWithoutFee => operations
                .and_then(|list| {
                    list.iter()
                        .find(|operation| !self.minor.contains(operation.code.as_str()))
                })
                .filter(|_| fees.next().is_none())
                .map(|operation| format!("有手术操作编码{}而没有手术费", operation.code)),
            Check::PrincipalOperationMissing => operations
                .filter(|list| !list.is_empty() && !list.iter().any(|operation| operation.principal))
                .map(|_| "没有标明主要手术".to_owned()),
            _ => None,
        };
        if let Some(found) = found {
            let mut hit = case.hit(None, index, encounter.begin);
            hit.subject = named.name.to_owned();
            explain(case, &mut hit, named, found);
            out.hits.push(hit);
        }
    }

    fn is_operation_fee(&self, line: &FeeLine) -> bool {
        self.operation_fees.iter().any(|key| key.matches(line))
    }
}

/// 退费不足 · what refunds give back, and what the least is that they had to.
struct Shortfall {
    given: Money,
    due: Money,
}

/// The order of two lines by what the fund pays for a unit.
fn by_unit(a: &FeeLine, b: &FeeLine) -> Ordering {
    let of = |line: &FeeLine, other: &FeeLine| {
        i128::from(line.covered.scaled()).abs() * i128::from(other.quantity.scaled()).abs()
    };
    of(a, b).cmp(&of(b, a))
}

/// True where another line says the same but for its time.
fn is_twin(line: &FeeLine, other: &FeeLine) -> bool {
    other.current
        && other.encounter == line.encounter
        && same_item(other, line)
        && other.quantity == line.quantity
        && other.amount == line.amount
        && other.doctor == line.doctor
        && other.prescription == line.prescription
        && other.quantity.is_positive()
}

/// True where a line of which the moment is not known has a twin that may stand at the same one. `undated` are the
/// lines of which not even the day is known.
fn may_be_twice(case: &Case<'_>, index: u32, line: &FeeLine, undated: &[u32]) -> bool {
    let lines = &case.view.record.lines;
    let stands = |at: u32| case.view.counts(at, false);
    let fits = |at: u32| at != index && is_twin(line, &lines[at as usize]) && stands(at);
    if !stands(index) || !case.live(line.at.day()) {
        return false;
    }
    if !line.timing.knows_day() {
        return (0..lines.len() as u32).any(fits);
    }
    // Lines are in order of time: those of the day stand around this one, and the others tell no day.
    let of_day = |at: &u32| lines[*at as usize].at.day() == line.at.day();
    (0..index).rev().take_while(of_day).any(fits)
        || (index + 1..lines.len() as u32).take_while(of_day).any(fits)
        || undated.iter().copied().any(fits)
}

/// False at a retail pharmacy, where people buy without an order.
fn needs_doctor(visit: &Encounter) -> bool {
    visit.setting.known() != Some(&CareSetting::Pharmacy)
}

fn report_line(case: &Case<'_>, named: &Named, index: u32, found: String, out: &mut Hits) {
    let line = case.view.line(index);
    let mut hit = case.hit(None, line.encounter, line.at);
    hit.subject = named.name.to_owned();
    let covered = case.view.net(index).covered;
    let money = if named.is_of_twins() && covered.is_positive() {
        covered
    } else {
        Money::ZERO
    };
    hit.blame(index, money);
    if named.is_of_twins() {
        hit.lower(Certainty::Suspect, "明细没有组号，相同的两行可能是分两组、两次使用");
    }
    explain(case, &mut hit, named, found);
    out.hits.push(hit);
}

fn explain(case: &Case<'_>, hit: &mut crate::hit::Hit, named: &Named, found: String) {
    if !case.view.explain {
        return;
    }
    hit.fact("问题", found.clone());
    hit.compare(named.name, "信息完整、相符", found);
    hit.ways_out.push(named.way_out.to_owned());
    if hit.amount().is_zero() {
        hit.arithmetic = Some("信息问题，退回补正，不直接计算金额".into());
    }
}
