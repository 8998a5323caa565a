//! 时间相容: charges outside the stay, and data uploaded late.

use super::excess::positive;
use super::window::TIME;
use crate::hit::Hits;
use crate::primitive::{Case, Heed, ItemAspect, Primitive, Seen, Source};
use crate::rows::RowSink;
use domain::{Encounter, Fact, Moment, Money, Timing};

#[derive(Debug)]
struct TimeContainment {
    upload: bool,
    grace_seconds: i64,
    grace_hours: i64,
}

pub(super) fn compile(source: &mut Source<'_>, _sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let upload = params.choice("计法", &[("住院期内", false), ("及时上传", true)], false);
    let grace_hours: i64 = params.number("宽限小时").unwrap_or(24);
    if !(0..=8760).contains(&grace_hours) {
        params.problem(
            params.line("宽限小时"),
            "宽限小时应在 0 至 8760 之间".into(),
            "更正参数",
        );
    }
    Box::new(TimeContainment {
        upload,
        grace_seconds: grace_hours.saturating_mul(3600),
        grace_hours,
    })
}

impl Primitive for TimeContainment {
    fn slots(&self) -> &'static [&'static str] {
        &["问题"]
    }

    fn unconditional(&self) -> bool {
        true
    }

    fn judges_visits(&self) -> bool {
        false
    }

    fn heeds_item(&self, _: &ItemAspect<'_>) -> Heed {
        Heed::ByNumbers
    }

    fn heeds_visit(&self, visit: &Encounter) -> Heed {
        // An unknown setting is itself to be reported.
        if self.upload || visit.setting.known().is_none_or(|setting| setting.is_stay()) {
            Heed::Always
        } else {
            Heed::Never
        }
    }

    fn heeds_line(&self, seen: &Seen<'_>) -> bool {
        let (line, visit) = (seen.line, seen.visit);
        line.current
            && line.may_count(self.upload)
            && if self.upload {
                line.uploaded_at
                    .is_none_or(|uploaded| uploaded.seconds_since(line.at) > self.grace_seconds)
            } else {
                let (early, late) = self.outside(visit, line.at);
                early || late || !visit.setting.is_known()
            }
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for (index, line) in (0_u32..).zip(&case.view.record.lines) {
            if !line.current || !case.view.counts(index, self.upload) || !case.live(line.at.day()) {
                continue;
            }
            if self.upload {
                self.check_upload(case, index, out);
            } else {
                self.check_stay(case, index, out);
            }
        }
    }
}

impl TimeContainment {
    /// Whether a moment lies before and whether it lies behind an encounter.
    fn outside(&self, encounter: &Encounter, at: Moment) -> (bool, bool) {
        let early = encounter.begin.seconds_since(at) > self.grace_seconds;
        let late = encounter
            .end
            .is_some_and(|end| at.seconds_since(end) > self.grace_seconds);
        (early, late)
    }

    fn check_stay(&self, case: &Case<'_>, index: u32, out: &mut Hits) {
        let line = case.view.line(index);
        let encounter = case.view.record.encounter_of(line);
        match encounter.setting {
            Fact::Known(setting) if setting.is_stay() => {}
            Fact::Known(_) => return,
            Fact::Unknown | Fact::Absent => return case.missing_for_encounter(out, "就医方式", line.encounter),
        }
        let (early, late) = self.outside(encounter, line.at);
        // Of a line of which only the day is known, both ends of the day have to say the same.
        let certain = match line.timing {
            Timing::Exact => true,
            Timing::DayOnly => {
                let day = line.at.day();
                self.outside(encounter, day.start()) == self.outside(encounter, day.end())
            }
            Timing::Unknown => false,
        };
        if !certain {
            return case.missing_for_line(out, TIME, index);
        }
        if !early && !late {
            return;
        }
        // Of a stay that ends before it begins, nobody knows which of the two is wrong.
        if encounter.end.is_some_and(|end| end < encounter.begin) {
            return case.missing_for_encounter(out, "出院时间", line.encounter);
        }
        let covered = case.view.net(index).covered;
        let problem = if early {
            format!("计费时间{}早于入院时间{}", line.at, encounter.begin)
        } else {
            format!(
                "计费时间{}晚于出院时间{}",
                line.at,
                encounter.end.unwrap_or(encounter.begin)
            )
        };
        self.report(case, index, problem, positive(covered), encounter.end, out);
    }

    fn check_upload(&self, case: &Case<'_>, index: u32, out: &mut Hits) {
        let line = case.view.line(index);
        let Some(uploaded) = line.uploaded_at else {
            return case.missing_for_encounter(out, "上传时间", line.encounter);
        };
        let is_late = |at: Moment| uploaded.seconds_since(at) > self.grace_seconds;
        if !is_late(line.at) {
            return;
        }
        // What is late from the end of a day is late from any moment of it.
        let (latest, at_least) = match line.timing {
            Timing::Exact => (line.at, ""),
            Timing::DayOnly => (line.at.day().end(), "至少"),
            Timing::Unknown => return case.missing_for_line(out, TIME, index),
        };
        if !is_late(latest) {
            return case.missing_for_line(out, TIME, index);
        }
        let hours = uploaded.seconds_since(latest) / 3600;
        let problem = format!("发生后{at_least}{hours}小时才上传");
        self.report(case, index, problem, Money::ZERO, Some(uploaded), out);
    }

    fn report(
        &self,
        case: &Case<'_>,
        index: u32,
        problem: String,
        money: Money,
        found: Option<Moment>,
        out: &mut Hits,
    ) {
        let line = case.view.line(index);
        let mut hit = case.hit(None, line.encounter, line.at);
        hit.blame(index, money);
        if case.view.explain {
            let encounter = case.view.record.encounter_of(line);
            let required = if self.upload {
                format!("发生后{}小时内上传", self.grace_hours)
            } else {
                format!(
                    "{} 至 {}",
                    encounter.begin,
                    found.map_or("在院".to_owned(), |end| end.to_string())
                )
            };
            let actual = if self.upload {
                problem.clone()
            } else {
                line.at.to_string()
            };
            hit.fact("问题", problem);
            hit.compare(if self.upload { "上传时间" } else { "计费时间" }, required, actual);
            if self.upload {
                hit.arithmetic = Some("本规则核对上传时间，不直接计算金额".into());
            }
        }
        out.hits.push(hit);
    }
}
