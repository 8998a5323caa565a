//! 须有证据: what only clinical evidence can justify; never more than a suspicion, because the
//! evidence may exist outside the data.

use super::excess::positive;
use super::window::TIME;
use crate::hit::Hits;
use crate::keys::{CodeSet, ItemKey};
use crate::primitive::{
    Case, Heed, ItemAspect, MAIN, Place, Primitive, Reach, RowError, Source, codes_of, keys_if_any, keys_of, number_of,
};
use crate::rows::RowSink;
use domain::{Certainty, Encounter, Fact, Money};

const FIRST_LINE: u8 = 1;

#[derive(Debug)]
enum EvidenceNeeded {
    PriorTherapy(Vec<PriorTherapy>),
    Perioperative {
        drugs: Vec<ItemKey>,
        limits: Vec<Prophylaxis>,
    },
    LightAdmission {
        days_max: i32,
        exam_share: f64,
        exams: Vec<ItemKey>,
        /// the diagnoses of all rows
        diagnoses: Vec<CodeSet>,
    },
}

#[derive(Debug)]
struct PriorTherapy {
    look_back_days: i32,
    has_first_line: bool,
}

#[derive(Debug)]
struct Prophylaxis {
    allowed: Vec<ItemKey>,
    hours_max: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    PriorTherapy,
    Perioperative,
    LightAdmission,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let mode = params.choice(
        "计法",
        &[
            ("前置治疗", Mode::PriorTherapy),
            ("围手术期", Mode::Perioperative),
            ("低标准入院", Mode::LightAdmission),
        ],
        Mode::PriorTherapy,
    );
    let keys =
        |key: &'static str| -> Vec<ItemKey> { params.texts(key).into_iter().filter_map(ItemKey::parse).collect() };
    match mode {
        Mode::PriorTherapy => {
            let default_days = params.number("回溯天数").unwrap_or(365);
            let mut therapies = Vec::new();
            source.each_row(sink, &["编码"], |sink, table, row| {
                let drugs = keys_of(table, row, "编码")?;
                let first_line = keys_if_any(table.cell(row, "一线编码"), "一线编码")?;
                let look_back_days = number_of(table, row, "回溯天数")?.unwrap_or(default_days);
                if !(1..=730).contains(&look_back_days) {
                    return Err(RowError::new("回溯天数超出范围", "填 1 至 730"));
                }
                let number = sink.row(row, "", table.cell(row, "一线编码"));
                drugs.into_iter().for_each(|key| sink.item(key, MAIN, number));
                therapies.push(PriorTherapy {
                    look_back_days,
                    has_first_line: !first_line.is_empty(),
                });
                first_line
                    .into_iter()
                    .for_each(|key| sink.item(key, FIRST_LINE, number));
                Ok(())
            });
            Box::new(EvidenceNeeded::PriorTherapy(therapies))
        }
        Mode::Perioperative => {
            let drugs = keys("药品");
            if drugs.is_empty() {
                params.problem(
                    params.line("药品"),
                    "参数缺少“药品”".into(),
                    "写抗菌药物编码前缀，如 [XJ01*]",
                );
            }
            let mut limits = Vec::new();
            source.each_row(sink, &["编码", "允许药品"], |sink, table, row| {
                let operations = codes_of(table, row, "编码")?;
                if operations.is_empty() {
                    return Err(RowError::new("列“编码”没有手术操作", "写 ICD-9-CM-3 编码，如 47.0"));
                }
                let number = sink.row(row, table.cell(row, "允许药品"), "");
                sink.operations(operations, MAIN, number);
                limits.push(Prophylaxis {
                    allowed: keys_if_any(table.cell(row, "允许药品"), "允许药品")?,
                    hours_max: number_of(table, row, "最长小时")?,
                });
                Ok(())
            });
            Box::new(EvidenceNeeded::Perioperative { drugs, limits })
        }
        Mode::LightAdmission => {
            let days_max = params.number("最长天数").unwrap_or(3);
            let exam_share: f64 = params.number("检查占比").unwrap_or(0.6);
            let exams = keys("检查编码");
            if !(0.0..=1.0).contains(&exam_share) {
                params.problem(params.line("检查占比"), "检查占比应在 0 与 1 之间".into(), "例如 0.6");
            }
            let mut diagnoses = Vec::new();
            source.each_row(sink, &["编码"], |sink, table, row| {
                let codes = codes_of(table, row, "编码")?;
                if codes.is_empty() {
                    return Err(RowError::new("列“编码”没有诊断", "写 ICD-10 编码，如 J00|J06"));
                }
                let number = sink.row(row, "", "");
                diagnoses.push(codes.clone());
                sink.diagnoses(codes, MAIN, number);
                Ok(())
            });
            Box::new(EvidenceNeeded::LightAdmission {
                days_max,
                exam_share,
                exams,
                diagnoses,
            })
        }
    }
}

impl Primitive for EvidenceNeeded {
    fn slots(&self) -> &'static [&'static str] {
        &["缺", "诊断", "手术"]
    }

    fn unconditional(&self) -> bool {
        // Without any operation in the record there is nothing to be touched by, and that the
        // source carries none is itself to be reported.
        matches!(self, EvidenceNeeded::Perioperative { .. })
    }

    fn watches(&self) -> bool {
        !matches!(self, EvidenceNeeded::PriorTherapy(_))
    }

    fn judges_visits(&self) -> bool {
        false
    }

    fn heeds_item(&self, item: &ItemAspect<'_>) -> Heed {
        match self {
            EvidenceNeeded::Perioperative { drugs, .. }
                if drugs.iter().any(|key| key.matches_item(item.national, item.name)) =>
            {
                Heed::Always
            }
            // The share of examinations is that of all lines.
            EvidenceNeeded::LightAdmission { .. } => Heed::Always,
            _ => Heed::Never,
        }
    }

    fn heeds_visit(&self, visit: &Encounter) -> Heed {
        let concerned = match self {
            EvidenceNeeded::PriorTherapy(_) => false,
            EvidenceNeeded::Perioperative { .. } => visit.operations.known().is_none_or(|list| !list.is_empty()),
            EvidenceNeeded::LightAdmission {
                days_max, diagnoses, ..
            } => {
                let stay = visit.setting.known().is_some_and(|setting| setting.is_stay());
                let short = visit
                    .end
                    .is_some_and(|end| end.day().days_since(visit.begin.day()).max(1) <= *days_max);
                let main = visit.principal_diagnosis();
                stay && short && main.is_some_and(|main| diagnoses.iter().any(|set| set.contains(main.code.as_str())))
            }
        };
        if concerned { Heed::Always } else { Heed::Never }
    }

    fn reach(&self) -> Reach {
        match self {
            EvidenceNeeded::PriorTherapy(list) => list
                .iter()
                .filter(|therapy| therapy.has_first_line)
                .map(|therapy| Reach::Days(therapy.look_back_days))
                .max()
                .unwrap_or(Reach::Encounter),
            _ => Reach::Encounter,
        }
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        match self {
            EvidenceNeeded::PriorTherapy(therapies) => check_prior_therapy(case, therapies, out),
            EvidenceNeeded::Perioperative { drugs, limits } => check_perioperative(case, drugs, limits, out),
            EvidenceNeeded::LightAdmission {
                days_max,
                exam_share,
                exams,
                ..
            } => {
                check_light_admission(case, *days_max, *exam_share, exams, out);
            }
        }
    }
}

fn check_prior_therapy(case: &Case<'_>, therapies: &[PriorTherapy], out: &mut Hits) {
    for touches in case.by_row() {
        let row = touches[0].row;
        let Some(therapy) = therapies.get(row as usize) else {
            continue;
        };
        let lines = |role: u8| {
            touches
                .iter()
                .filter(move |touch| touch.role == role)
                .flat_map(|touch| case.lines(touch))
                .copied()
        };
        for index in lines(MAIN) {
            let line = case.view.line(index);
            if !line.current || !case.view.counts(index, false) || !case.speaks(row, line.at.day()) {
                continue;
            }
            let from = line.at.day().plus_days(-therapy.look_back_days);
            let tried = lines(FIRST_LINE).any(|other| {
                let other_line = case.view.line(other);
                other_line.at <= line.at && other_line.at.day() >= from && case.view.counts(other, true)
            });
            if tried {
                continue;
            }
            let exact = |index: u32| case.view.line(index).timing.knows_hour();
            let mut first_line = lines(FIRST_LINE).filter(|&other| case.view.counts(other, true));
            if first_line.any(|other| !exact(index) || !exact(other)) {
                case.missing_for_line(out, TIME, index);
                continue;
            }
            if therapy.has_first_line && !case.view.record.history.covers(from) {
                case.missing_for_line(out, "历史费用明细", index);
                continue;
            }
            let mut hit = case.hit(Some(row), line.encounter, line.at);
            let covered = case.view.net(index).covered;
            hit.blame(index, positive(covered));
            hit.lower(Certainty::Suspect, "须由临床证据认定");
            if case.view.explain {
                if therapy.has_first_line {
                    let missing = format!("{}天内没有一线药品使用记录", therapy.look_back_days);
                    hit.fact("缺", missing.clone());
                    hit.compare("前置治疗", "一线药品无效或不能耐受", missing);
                } else {
                    // Published restrictions ask for a failed therapy, for one that was enough, or for a gene: only
                    // their own words say which.
                    let missing = "没有符合支付限定的凭据";
                    hit.fact("缺", missing);
                    hit.compare("支付限定", case.rows.wording(row), missing);
                }
            }
            out.hits.push(hit);
        }
    }
}

fn check_perioperative(case: &Case<'_>, drugs: &[ItemKey], limits: &[Prophylaxis], out: &mut Hits) {
    let record = case.view.record;
    let antimicrobials = |encounter: u32| {
        (0_u32..)
            .zip(&record.lines)
            .filter(move |(_, line)| line.encounter == encounter)
            .filter(|(index, line)| case.view.counts(*index, false) && drugs.iter().any(|key| key.matches(line)))
    };
    for encounter in case.current_encounters() {
        let visit = &record.encounters[encounter as usize];
        let stay = visit.setting.known().is_some_and(|setting| setting.is_stay());
        if stay
            && case.live(visit.begin.day())
            && !visit.operations.is_known()
            && antimicrobials(encounter).next().is_some()
        {
            case.missing_for_encounter(out, "手术", encounter);
        }
    }
    for touch in case.touches {
        let Place::Operation { encounter, index } = touch.place else {
            continue;
        };
        let visit = &record.encounters[encounter as usize];
        let Some(limit) = limits.get(touch.row as usize) else {
            continue;
        };
        let Some(operation) = visit.operations.known().and_then(|list| list.get(index as usize)) else {
            continue;
        };
        if !visit.current {
            continue;
        }
        let Some(start) = operation.at else {
            if antimicrobials(encounter).next().is_some() && case.speaks(touch.row, visit.begin.day()) {
                case.missing_for_encounter(out, "手术时间", encounter);
            }
            continue;
        };
        if !case.speaks(touch.row, start.day()) {
            continue;
        }
        for (at, line) in antimicrobials(encounter) {
            // Prophylaxis is given shortly before the incision and for a limited time after it.
            let hours_after = line.at.seconds_since(start).div_euclid(3600);
            let long_before = hours_after < -24 && line.timing.knows_hour();
            if long_before || !line.current || !case.live(line.at.day()) {
                continue;
            }
            let wrong_drug = !limit.allowed.is_empty() && !limit.allowed.iter().any(|key| key.matches(line));
            let too_long = limit
                .hours_max
                .is_some_and(|max| line.at.seconds_since(start) > max * 3600);
            if !line.timing.knows_hour() && (wrong_drug || limit.hours_max.is_some()) {
                case.missing_for_line(out, TIME, at);
                continue;
            }
            if !wrong_drug && !too_long {
                continue;
            }
            let mut hit = case.hit(Some(touch.row), encounter, line.at);
            let covered = case.view.net(at).covered;
            hit.blame(at, positive(covered));
            hit.lower(Certainty::Suspect, "须由临床证据认定");
            if case.view.explain {
                let missing = if too_long {
                    format!("术后{hours_after}小时仍在使用")
                } else {
                    "不属于该手术推荐的预防用药".to_owned()
                };
                let required = limit.hours_max.map_or("推荐品种".to_owned(), |max| {
                    format!("推荐品种，术后不超过{max}小时")
                });
                hit.fact("缺", missing.clone());
                hit.fact(
                    "手术",
                    format!("{} {}", operation.code, operation.name).trim().to_owned(),
                );
                hit.compare("围手术期预防用药", required, missing);
            }
            out.hits.push(hit);
        }
    }
}

fn check_light_admission(case: &Case<'_>, days_max: i32, exam_share: f64, exams: &[ItemKey], out: &mut Hits) {
    let record = case.view.record;
    for touch in case.touches {
        let Place::Diagnosis { encounter, index } = touch.place else {
            continue;
        };
        let visit = &record.encounters[encounter as usize];
        let diagnosis = &visit.diagnoses[index as usize];
        let principal = visit
            .principal_diagnosis()
            .is_some_and(|main| std::ptr::eq(main, diagnosis));
        let stay = visit.setting.known().is_some_and(|setting| setting.is_stay());
        if !visit.current || !principal || !stay || !case.speaks(touch.row, visit.begin.day()) {
            continue;
        }
        let Some(end) = visit.end else {
            case.missing_for_encounter(out, "出院时间", encounter);
            continue;
        };
        let days = end.day().days_since(visit.begin.day()).max(1);
        let (mut total, mut examined) = (Money::ZERO, Money::ZERO);
        for (at, line) in (0_u32..)
            .zip(&record.lines)
            .filter(|(_, line)| line.encounter == encounter)
        {
            let amount = case.view.net(at).amount;
            total += amount;
            if exams.iter().any(|key| key.matches(line)) {
                examined += amount;
            }
        }
        if days > days_max || !total.is_positive() {
            continue;
        }
        let share = examined.scaled() as f64 / total.scaled() as f64;
        if share < exam_share {
            continue;
        }
        let mut hit = case.hit(Some(touch.row), encounter, visit.begin);
        hit.lower(Certainty::Suspect, "须由临床证据认定");
        match visit.fund_paid {
            Fact::Known(paid) => {
                hit.encounter_amount = paid;
                hit.arithmetic = Some(format!("本次就诊基金支付 {paid} 元"));
            }
            Fact::Unknown | Fact::Absent => {
                hit.arithmetic = Some("本次就诊尚无基金支付额，金额待结算后计算".into());
            }
        }
        if case.view.explain {
            let label = format!("{} {}", diagnosis.code, diagnosis.name).trim().to_owned();
            hit.fact("诊断", label);
            hit.fact("缺", "入院指征".to_owned());
            hit.compare(
                "入院指征",
                format!("住院超过{days_max}天，或检查检验占比低于{:.0}%", exam_share * 100.0),
                format!("住院{days}天，检查检验占{:.0}%", share * 100.0),
            );
        }
        out.hits.push(hit);
    }
}
