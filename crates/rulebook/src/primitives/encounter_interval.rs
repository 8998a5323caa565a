//! 就诊间隔与次数: stays too close together, encounters too many in a window.

use crate::hit::{Hit, Hits};
use crate::primitive::{Case, Primitive, Reach, Source};
use crate::rows::RowSink;
use crate::rule::special_words;
use domain::{CareSetting, Encounter, SpecialCare};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stay,
    Outpatient,
    Purchase,
}

#[derive(Debug)]
struct EncounterInterval {
    kind: Kind,
    counts: bool,
    same_institution: bool,
    gap_days: i32,
    window_days: i32,
    cap: u32,
    similar_diagnosis: bool,
    excluded: Vec<SpecialCare>,
    with_money: bool,
}

pub(super) fn compile(source: &mut Source<'_>, _sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let kind = params.choice(
        "对象",
        &[
            ("住院", Kind::Stay),
            ("门诊", Kind::Outpatient),
            ("购药", Kind::Purchase),
        ],
        Kind::Stay,
    );
    let counts = params.choice("计法", &[("间隔", false), ("次数", true)], false);
    let same_institution = params.flag("同一机构");
    let gap_days: i32 = params.number("间隔天数").unwrap_or(10);
    let window_days: i32 = params.number("窗口天数").unwrap_or(30);
    let cap: u32 = params.number("上限").unwrap_or(u32::MAX);
    let similar_diagnosis = params.choice("诊断相近", &[("主诊断前三位", true), ("不限", false)], false);
    let with_money = params.choice("计金额", &[("基金支付", true), ("不计", false)], true);
    let mut excluded = Vec::new();
    for word in params.texts("排除") {
        match SpecialCare::ALL.into_iter().find(|care| care.zh() == word) {
            Some(care) => excluded.push(care),
            None => params.problem(params.line("排除"), format!("不认识情形“{word}”"), special_words()),
        }
    }
    if counts && cap == u32::MAX {
        params.problem(params.line("上限"), "计次数须写“上限”".into(), "例如 上限: 30");
    }
    if !(1..=366).contains(&window_days) || !(0..=366).contains(&gap_days) {
        params.problem(params.line("窗口天数"), "天数应在 1 至 366 之间".into(), "更正参数");
    }
    Box::new(EncounterInterval {
        kind,
        counts,
        same_institution,
        gap_days,
        window_days,
        cap,
        similar_diagnosis,
        excluded,
        with_money,
    })
}

impl Primitive for EncounterInterval {
    fn slots(&self) -> &'static [&'static str] {
        &["间隔", "诊断", "上限", "实际", "窗口"]
    }

    fn unconditional(&self) -> bool {
        true
    }

    fn watches(&self) -> bool {
        false
    }

    fn reach(&self) -> Reach {
        Reach::Days(if self.counts {
            self.window_days
        } else {
            self.gap_days + 1
        })
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for index in case.current_encounters() {
            let encounter = &case.view.record.encounters[index as usize];
            if encounter.setting.known().is_some_and(|&setting| !self.covers(setting))
                || !case.live(encounter.begin.day())
            {
                continue;
            }
            if !encounter.setting.is_known() {
                case.missing_for_encounter(out, "就医方式", index);
                continue;
            }
            if self.is_excluded(encounter) {
                continue;
            }
            if self.counts {
                self.check_count(case, index, encounter, out);
            } else {
                self.check_gap(case, index, encounter, out);
            }
        }
    }
}

impl EncounterInterval {
    fn covers(&self, setting: CareSetting) -> bool {
        match self.kind {
            Kind::Stay => setting == CareSetting::Inpatient,
            Kind::Outpatient => matches!(
                setting,
                CareSetting::Outpatient
                    | CareSetting::Emergency
                    | CareSetting::ChronicOutpatient
                    | CareSetting::Internet
            ),
            Kind::Purchase => setting == CareSetting::Pharmacy,
        }
    }

    /// True for what does not count as a visit, or not as one of these: what was taken back whole did not take place.
    fn is_excluded(&self, encounter: &Encounter) -> bool {
        encounter.special.contains(&SpecialCare::Undone) || self.excluded.iter().any(|&care| encounter.is_under(care))
    }

    fn comparable(&self, other: &Encounter, encounter: &Encounter) -> bool {
        other.setting.known().is_some_and(|&setting| self.covers(setting))
            && (!self.same_institution || other.institution.code == encounter.institution.code)
    }

    /// True where the person was transferred elsewhere between the two stays and has come back.
    fn returns_from_transfer(&self, case: &Case<'_>, before: &Encounter, after: &Encounter) -> bool {
        let Some(left) = before.end.filter(|_| self.excluded.contains(&SpecialCare::Transfer)) else {
            return false;
        };
        case.view.record.encounters.iter().any(|between| {
            between.special.contains(&SpecialCare::Transfer)
                && between.setting.known().is_some_and(|setting| setting.is_stay())
                && between.begin.day() >= left.day()
                && between.end.is_some_and(|end| end.day() <= after.begin.day())
        })
    }

    fn history_reaches(&self, case: &Case<'_>, day: domain::Day) -> bool {
        let history = case.view.record.history;
        if self.same_institution {
            history.covers_own(day)
        } else {
            history.covers(day)
        }
    }

    fn check_gap(&self, case: &Case<'_>, index: u32, encounter: &Encounter, out: &mut Hits) {
        let record = case.view.record;
        let own = category(encounter);
        if self.similar_diagnosis && own.is_none() {
            return case.missing_for_encounter(out, "主诊断", index);
        }
        let earlier = record.encounters[..index as usize]
            .iter()
            .filter(|other| self.comparable(other, encounter) && !self.is_excluded(other))
            .filter_map(|other| {
                let gap = encounter.begin.day().days_since(other.end?.day());
                // Two that begin on one day are not one after the other.
                let follows = gap >= 0 || other.begin.day() < encounter.begin.day();
                (follows && gap <= self.gap_days).then_some((gap, other))
            })
            .filter(|(_, other)| !self.similar_diagnosis || category(other) == own)
            .filter(|(_, other)| !self.returns_from_transfer(case, other, encounter))
            .min_by_key(|(gap, _)| *gap);
        let Some((gap, other)) = earlier else {
            if !self.history_reaches(case, encounter.begin.day().plus_days(-self.gap_days)) {
                case.missing_for_encounter(out, "历史住院", index);
            }
            return;
        };
        let mut hit = self.encounter_hit(case, index, encounter);
        if case.view.explain {
            let label = encounter.principal_diagnosis().map_or(String::new(), |diagnosis| {
                format!("{} {}", diagnosis.code.category(), diagnosis.name)
                    .trim()
                    .to_owned()
            });
            let apart = match gap {
                0.. => format!("{gap}天"),
                _ => format!("重叠{}天", -gap),
            };
            hit.fact("间隔", gap.max(0).to_string());
            hit.fact("诊断", label);
            hit.compare(
                "与上次出院的间隔",
                format!("超过{}天", self.gap_days),
                format!(
                    "{apart}（上次{}出院，就诊{}，机构{}）",
                    other.end.map_or(String::new(), |end| end.day().to_string()),
                    other.id,
                    other.institution.code
                ),
            );
        }
        out.hits.push(hit);
    }

    fn check_count(&self, case: &Case<'_>, index: u32, encounter: &Encounter, out: &mut Hits) {
        let record = case.view.record;
        let from = encounter.begin.day().plus_days(1 - self.window_days);
        // They are in order of their begin.
        let counted = || {
            record.encounters[..=index as usize]
                .iter()
                .rev()
                .take_while(|other| other.begin.day() >= from)
                .filter(|other| self.comparable(other, encounter) && !self.is_excluded(other))
        };
        let count = counted().count() as u32;
        if count <= self.cap {
            if !self.history_reaches(case, from) {
                case.missing_for_encounter(out, "历史就诊", index);
            }
            return;
        }
        let mut hit = self.encounter_hit(case, index, encounter);
        if case.view.explain {
            hit.fact("上限", self.cap.to_string());
            hit.fact("实际", count.to_string());
            hit.fact("窗口", format!("{}天", self.window_days));
            hit.compare(
                &format!("{}天内次数", self.window_days),
                format!("不超过{}次", self.cap),
                format!("{count}次{}", named(counted())),
            );
        }
        out.hits.push(hit);
    }

    fn encounter_hit(&self, case: &Case<'_>, index: u32, encounter: &Encounter) -> Hit {
        let mut hit = case.hit(None, index, encounter.begin);
        if self.with_money {
            match encounter.fund_paid.known() {
                Some(&paid) => {
                    hit.encounter_amount = paid;
                    hit.arithmetic = Some(format!("本次就诊基金支付 {paid} 元"));
                }
                None => hit.arithmetic = Some("本次就诊尚无基金支付额，金额待结算后计算".into()),
            }
        } else {
            hit.arithmetic = Some("本规则不直接计算金额".into());
        }
        hit
    }
}

/// Visits that a finding names: enough to check the count of every rule that the book ships.
const NAMED_MAX: usize = 40;

/// The visits that were counted, the latest first, so that whoever reads the finding can look each of them up.
fn named<'e>(visits: impl Iterator<Item = &'e Encounter> + Clone) -> String {
    let count = visits.clone().count();
    let one = |visit: &Encounter| format!("{} {} 机构{}", visit.begin.day(), visit.id, visit.institution.code);
    let named: Vec<String> = visits.take(NAMED_MAX).map(one).collect();
    let more = match count > NAMED_MAX {
        true => format!("；更早的{}次从略", count - NAMED_MAX),
        false => String::new(),
    };
    format!("：{}{more}", named.join("；"))
}

/// 主诊断的类目, by which stays are alike.
fn category(visit: &Encounter) -> Option<&str> {
    visit.principal_diagnosis().map(|diagnosis| diagnosis.code.category())
}
