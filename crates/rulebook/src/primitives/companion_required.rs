//! 须有相伴项目: an item that only makes sense beside another, or a diagnosis that nothing in the
//! encounter treats.

use super::excess::positive;
use super::window::{TIME, Window};
use crate::hit::Hits;
use crate::keys::CodeSet;
use crate::primitive::{Case, Heed, MAIN, Place, Primitive, Reach, RowError, Source, codes_of, keys_of};
use crate::rows::RowSink;
use domain::Encounter;

const COMPANION: u8 = 1;

#[derive(Debug)]
struct Need {
    window: Window,
    companion: Box<str>,
}

#[derive(Debug)]
struct CompanionRequired {
    by_diagnosis: bool,
    /// the diagnoses of all rows
    diagnoses: Vec<CodeSet>,
    needs: Vec<Need>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let by_diagnosis = source
        .params
        .choice("对象", &[("费用明细", false), ("诊断", true)], false);
    let columns: &[&str] = if by_diagnosis {
        &["编码", "需有"]
    } else {
        &["编码", "需有", "窗口"]
    };
    let (mut needs, mut diagnoses) = (Vec::new(), Vec::new());
    source.each_row(sink, columns, |sink, table, row| {
        let companions = keys_of(table, row, "需有")?;
        let word = table.cell(row, "窗口");
        let window = match word {
            "" if by_diagnosis => Window::Encounter,
            _ => Window::named(word).ok_or_else(|| RowError::new(format!("列“窗口”不认识“{word}”"), Window::WORDS))?,
        };
        let number = if by_diagnosis {
            let codes = codes_of(table, row, "编码")?;
            if codes.is_empty() {
                return Err(RowError::new("列“编码”没有诊断", "写诊断编码，如 I63"));
            }
            let number = sink.row(row, table.cell(row, "需有"), "");
            diagnoses.push(codes.clone());
            sink.diagnoses(codes, MAIN, number);
            number
        } else {
            let keys = keys_of(table, row, "编码")?;
            let number = sink.row(row, "", table.cell(row, "需有"));
            keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
            number
        };
        companions.into_iter().for_each(|key| sink.item(key, COMPANION, number));
        let named = table.cell(row, "需有名称");
        needs.push(Need {
            window,
            companion: if named.is_empty() {
                table.cell(row, "需有").into()
            } else {
                named.into()
            },
        });
        Ok(())
    });
    Box::new(CompanionRequired {
        by_diagnosis,
        diagnoses,
        needs,
    })
}

impl Primitive for CompanionRequired {
    fn slots(&self) -> &'static [&'static str] {
        &["需有", "窗口", "诊断"]
    }

    fn reach(&self) -> Reach {
        if self.by_diagnosis {
            Reach::Encounter
        } else {
            Reach::Days(1)
        }
    }

    fn watches(&self) -> bool {
        self.by_diagnosis
    }

    fn speaks_beside(&self, role: u8) -> Option<u8> {
        (role == COMPANION && !self.by_diagnosis).then_some(MAIN)
    }

    fn heeds_visit(&self, visit: &Encounter) -> Heed {
        let concerns = |code: &str| self.diagnoses.iter().any(|set| set.contains(code));
        let concerned = visit
            .diagnoses
            .iter()
            .any(|diagnosis| concerns(diagnosis.code.as_str()));
        if concerned { Heed::Presence } else { Heed::Never }
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let record = case.view.record;
        for touches in case.by_row() {
            let row = touches[0].row;
            let Some(need) = self.needs.get(row as usize) else {
                continue;
            };
            let companions: Vec<u32> = touches
                .iter()
                .filter(|touch| touch.role == COMPANION)
                .flat_map(|touch| case.lines(touch))
                .copied()
                .filter(|&index| case.view.counts(index, true))
                .collect();
            for touch in touches.iter().filter(|touch| touch.role == MAIN) {
                if let Place::Diagnosis { encounter, index } = touch.place {
                    let visit = &record.encounters[encounter as usize];
                    let treated = companions
                        .iter()
                        .any(|&line| case.view.line(line).encounter == encounter);
                    // An encounter without any charge yet says nothing about what will be done.
                    let charged = record.lines.iter().any(|line| line.encounter == encounter);
                    if !visit.current || treated || !charged || !case.speaks(row, visit.begin.day()) {
                        continue;
                    }
                    let diagnosis = &visit.diagnoses[index as usize];
                    let mut hit = case.hit(Some(row), encounter, visit.begin);
                    hit.subject = diagnosis.code.as_str().to_owned();
                    if case.view.explain {
                        let label = format!("{} {}", diagnosis.code, diagnosis.name);
                        hit.fact("诊断", label.trim().to_owned());
                        hit.fact("项目", label.trim().to_owned());
                        hit.arithmetic = Some("本规则核对编码，不直接计算金额".into());
                        explain(&mut hit, need);
                    }
                    out.hits.push(hit);
                    continue;
                }
                for &index in case.lines(touch) {
                    let line = case.view.line(index);
                    if !line.current || !case.view.counts(index, false) || !case.speaks(row, line.at.day()) {
                        continue;
                    }
                    if companions
                        .iter()
                        .any(|&other| need.window.joins(record, line, case.view.line(other)))
                    {
                        continue;
                    }
                    // One that may lie in the window is not one that is missing.
                    let loose = |&other: &u32| {
                        let other = case.view.line(other);
                        let placed = need.window.pins(record, line) && need.window.pins(record, other);
                        let dated = line.timing.knows_day() && other.timing.knows_day();
                        !placed && (!dated || need.window.may_join(record, line, other))
                    };
                    if companions.iter().any(loose) {
                        case.missing_for_line(out, TIME, index);
                        continue;
                    }
                    let mut hit = case.hit(Some(row), line.encounter, line.at);
                    let covered = case.view.net(index).covered;
                    hit.blame(index, positive(covered));
                    if case.view.explain {
                        explain(&mut hit, need);
                    }
                    out.hits.push(hit);
                }
            }
        }
    }
}

fn explain(hit: &mut crate::hit::Hit, need: &Need) {
    hit.fact("需有", need.companion.to_string());
    hit.fact("窗口", need.window.zh());
    hit.compare(
        "相伴项目",
        format!("{}内有《{}》", need.window.zh(), need.companion),
        "没有",
    );
    hit.ways_out
        .push(format!("已做《{}》的补记，未做的不收", need.companion));
}
