//! 信息合规: completeness and cross-field logic of the settlement list and its details.

use super::window::TIME;
use crate::exemption::is_exempt;
use crate::hit::Hits;
use crate::keys::{CodeSet, ItemKey};
use crate::primitive::{Case, Heed, ItemAspect, Primitive, Seen, Source};
use crate::rows::RowSink;
use crate::sieve::Glance;
use crate::view::same_item;
use domain::{CareSetting, Certainty, Encounter, Fact, FeeLine, Money, Quantity, UnitPrice, is_uncoded};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    AmountMismatch,
    CodeMissing,
    QuantityZero,
    OrphanRefund,
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

/// The only check of lines that has money, and that cannot be certain.
const TWICE: &str = "明细重复";

const CHECKS: [(&str, Check); 15] = [
    ("明细金额不符", Check::AmountMismatch),
    ("明细编码缺失", Check::CodeMissing),
    ("明细数量为零", Check::QuantityZero),
    ("冲销无原单", Check::OrphanRefund),
    (TWICE, Check::DuplicateLine),
    ("医师缺失", Check::DoctorMissing),
    ("诊断缺失", Check::DiagnosisMissing),
    ("主诊断缺失", Check::PrincipalMissing),
    ("主诊断多于一个", Check::PrincipalTwice),
    ("出院早于入院", Check::EndBeforeBegin),
    ("出生晚于就诊", Check::BornLater),
    ("性别缺失", Check::SexMissing),
    ("手术费无手术编码", Check::FeeWithoutOperation),
    ("手术编码无手术费", Check::OperationWithoutFee),
    ("主要手术缺失", Check::PrincipalOperationMissing),
];

/// The checks that a line's numbers answer. Refunds are not among them: they matter to everything.
const BY_NUMBERS: [Check; 4] = [
    Check::AmountMismatch,
    Check::QuantityZero,
    Check::DuplicateLine,
    Check::DoctorMissing,
];

#[derive(Debug)]
struct FieldValidity {
    checks: Vec<(&'static str, Check)>,
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
        match CHECKS.iter().find(|(name, _)| *name == word) {
            Some(check) => checks.push(*check),
            None => {
                let known: Vec<&str> = CHECKS.iter().map(|(name, _)| *name).collect();
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
        let of_lines =
            |check: &Check| BY_NUMBERS.contains(check) || matches!(check, Check::CodeMissing | Check::OrphanRefund);
        !self.checks.iter().all(|(_, check)| of_lines(check))
    }

    fn heeds_item(&self, item: &ItemAspect<'_>) -> Heed {
        let has = |wanted: &[Check]| self.checks.iter().any(|(_, check)| wanted.contains(check));
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
            && self.checks.iter().any(|(_, check)| match check {
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
            for (name, check) in self.checks.iter().filter(|_| line.current) {
                if let Some(found) = self.line_problem(case, *check, index, line)
                    && case.live(line.at.day())
                {
                    report_line(case, name, index, found, out);
                }
                let unknown = *check == Check::DuplicateLine && !line.timing.knows_hour();
                if unknown && may_be_twice(case, index, line, &undated) {
                    case.missing_for_line(out, TIME, index);
                }
            }
        }
        for index in case.current_encounters().filter(|_| self.judges_visits()) {
            let encounter = &record.encounters[index as usize];
            if case.live(encounter.begin.day()) && !is_exempt(case.rule, record, index) {
                for (name, check) in &self.checks {
                    self.check_encounter(case, name, *check, index, encounter, out);
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
        if !(stands && net.covered.is_positive()) && check != Check::OrphanRefund {
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
            Check::OrphanRefund => net.orphan.then(|| "冲销明细找不到可冲销的原明细".to_owned()),
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

    /// True where a price times a quantity is further from an amount than rounding explains: beside the tolerance, that
    /// of a price and of a broken quantity to the two decimals of the interface, half a unit of the last of them.
    fn mismatches(&self, price: UnitPrice, quantity: Quantity, amount: Money) -> bool {
        let off = (price.times(quantity) - amount).abs();
        if off <= self.tolerance {
            return false;
        }
        // Prices count millionths of a yuan, quantities ten-thousandths, so that their product counts 10⁻¹⁰ yuan.
        const OF_FEN: i128 = 100_000_000;
        let (price, quantity) = (i128::from(price.scaled()).abs(), i128::from(quantity.scaled()).abs());
        let rounded_price = price % 10_000 == 0;
        // A whole number of packages was counted and not rounded.
        let rounded_quantity = quantity % 100 == 0 && quantity % 10_000 != 0;
        let of_price = if rounded_price { 5_000 * quantity } else { 0 };
        let of_quantity = if rounded_quantity { 50 * price } else { 0 };
        i128::from((off - self.tolerance).scaled()) * OF_FEN > of_price + of_quantity
    }

    fn check_encounter(
        &self,
        case: &Case<'_>,
        name: &str,
        check: Check,
        index: u32,
        encounter: &Encounter,
        out: &mut Hits,
    ) {
        let record = case.view.record;
        let operations = encounter.operations.known();
        let mut fees = record
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.encounter == index && line.quantity.is_positive() && self.is_operation_fee(line))
            .map(|(at, _)| at as u32)
            .filter(|&at| case.view.net(at).quantity.is_positive());
        let found = match check {
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
                hit.subject = name.to_owned();
                let mut blamed: Vec<u32> = vec![first];
                blamed.extend(fees);
                blamed.iter().for_each(|&at| hit.blame(at, Money::ZERO));
                explain(case, &mut hit, name, "收取手术费而没有手术操作编码".into());
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
            hit.subject = name.to_owned();
            explain(case, &mut hit, name, found);
            out.hits.push(hit);
        }
    }

    fn is_operation_fee(&self, line: &FeeLine) -> bool {
        self.operation_fees.iter().any(|key| key.matches(line))
    }
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

fn report_line(case: &Case<'_>, name: &str, index: u32, found: String, out: &mut Hits) {
    let line = case.view.line(index);
    let mut hit = case.hit(None, line.encounter, line.at);
    hit.subject = name.to_owned();
    let covered = case.view.net(index).covered;
    let money = if name == TWICE && covered.is_positive() {
        covered
    } else {
        Money::ZERO
    };
    hit.blame(index, money);
    if name == TWICE {
        hit.lower(Certainty::Suspect, "明细没有组号，相同的两行可能是分两组、两次使用");
    }
    explain(case, &mut hit, name, found);
    out.hits.push(hit);
}

fn explain(case: &Case<'_>, hit: &mut crate::hit::Hit, name: &str, found: String) {
    if !case.view.explain {
        return;
    }
    hit.fact("问题", found.clone());
    hit.compare(name, "信息完整、相符", found);
    if hit.amount().is_zero() {
        hit.arithmetic = Some("信息问题，退回补正，不直接计算金额".into());
    }
}
