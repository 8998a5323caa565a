//! 医师支付资格: services of somebody whose payment qualification is suspended or terminated on the day.

use super::excess::positive;
use super::window::TIME;
use crate::hit::{Hit, Hits};
use crate::primitive::{Case, Heed, ItemAspect, Primitive, Source};
use crate::rows::RowSink;
use domain::{Day, PractitionerCode};
use std::collections::BTreeMap;

#[derive(Debug)]
struct PractitionerStanding;

pub(super) fn compile(_source: &mut Source<'_>, _sink: &mut RowSink) -> Box<dyn Primitive> {
    Box::new(PractitionerStanding)
}

impl Primitive for PractitionerStanding {
    fn slots(&self) -> &'static [&'static str] {
        &["医师", "资格", "起始日"]
    }

    fn unconditional(&self) -> bool {
        true
    }

    fn asks_payment_stops(&self) -> bool {
        true
    }

    // The audit sieves lines by item before any doctor is looked at, and hands in no register.
    fn watches(&self) -> bool {
        false
    }

    fn judges_visits(&self) -> bool {
        false
    }

    fn heeds_item(&self, _: &ItemAspect<'_>) -> Heed {
        Heed::Never
    }

    /// One hit for what a doctor ordered in an encounter on a day.
    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let Some(stops) = case.stops.filter(|stops| !stops.is_empty()) else {
            return;
        };
        let record = case.view.record;
        let mut hits: BTreeMap<(u32, Day, &PractitionerCode), Hit> = BTreeMap::new();
        for (index, line) in (0_u32..).zip(&record.lines) {
            let day = line.at.day();
            if !line.current || !case.view.counts(index, false) || !case.live(day) {
                continue;
            }
            let doctor = match line.doctor.is_empty() {
                true => &record.encounter_of(line).doctor,
                false => &line.doctor,
            };
            let Some(stop) = stops.on(doctor, day) else { continue };
            if !line.timing.knows_day() {
                case.missing_for_line(out, TIME, index);
                continue;
            }
            let hit = hits.entry((line.encounter, day, doctor)).or_insert_with(|| {
                let mut hit = case.hit(None, line.encounter, line.at);
                doctor.as_str().clone_into(&mut hit.subject);
                if case.view.explain {
                    hit.fact("医师", doctor.as_str());
                    hit.fact("资格", stop.zh());
                    hit.fact("起始日", stop.from.to_string());
                    let until = stop.until.map_or_else(String::new, |until| format!("，{until}恢复"));
                    hit.compare("医保支付资格", "正常", format!("自{}起{}{until}", stop.from, stop.zh()));
                }
                hit
            });
            hit.blame(index, positive(case.view.net(index).covered));
        }
        out.hits.extend(hits.into_values());
    }
}
