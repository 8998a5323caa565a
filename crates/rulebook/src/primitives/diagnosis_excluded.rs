//! 不得有诊断: an item or operation charged beside a diagnosis that rules it out.

use super::excess::positive;
use crate::hit::Hits;
use crate::keys::CodeSet;
use crate::primitive::{Case, MAIN, Place, Primitive, RowError, Source, codes_of, keys_of};
use crate::rows::RowSink;
use domain::{Diagnosis, Encounter};

#[derive(Debug)]
struct DiagnosisExcluded {
    principal_only: bool,
    with_self_paid: bool,
    excluded: Vec<CodeSet>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let by_operation = params.choice("对象", &[("费用明细", false), ("手术", true)], false);
    let principal_only = params.choice("诊断范围", &[("全部", false), ("主诊断", true)], false);
    let with_self_paid = params.flag("含自费");
    let mut excluded = Vec::new();
    source.each_row(sink, &["编码", "诊断"], |sink, table, row| {
        let set = codes_of(table, row, "诊断")?;
        if set.is_empty() {
            return Err(RowError::new("列“诊断”为空", "写不得有的诊断，如 I63|I60-I62"));
        }
        if by_operation {
            let codes = codes_of(table, row, "编码")?;
            let number = sink.row(row, table.cell(row, "诊断"), "");
            sink.operations(codes, MAIN, number);
        } else {
            let keys = keys_of(table, row, "编码")?;
            let number = sink.row(row, table.cell(row, "诊断"), "");
            keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
        }
        excluded.push(set);
        Ok(())
    });
    Box::new(DiagnosisExcluded {
        principal_only,
        with_self_paid,
        excluded,
    })
}

impl Primitive for DiagnosisExcluded {
    fn slots(&self) -> &'static [&'static str] {
        &["诊断", "手术"]
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let record = case.view.record;
        for touch in case.touches {
            if let Place::Operation { encounter, index } = touch.place {
                let visit = &record.encounters[encounter as usize];
                let Some(operation) = visit.operations.known().and_then(|list| list.get(index as usize)) else {
                    continue;
                };
                let at = operation.at.unwrap_or(visit.begin);
                if !visit.current || !case.speaks(touch.row, at.day()) {
                    continue;
                }
                match self.found(touch.row, visit) {
                    Found::NoDiagnosis => case.missing_for_encounter(out, "诊断", encounter),
                    Found::Clear => {}
                    Found::Excluded(diagnosis) => {
                        let mut hit = case.hit(Some(touch.row), encounter, at);
                        hit.subject = operation.code.as_str().to_owned();
                        if case.view.explain {
                            let label = format!("{} {}", operation.code, operation.name);
                            hit.fact("手术", label.clone());
                            hit.fact("项目", label);
                            hit.arithmetic = Some("本规则核对编码，不直接计算金额".into());
                            explain(&mut hit, diagnosis);
                        }
                        out.hits.push(hit);
                    }
                }
                continue;
            }
            for &index in case.lines(touch) {
                let line = case.view.line(index);
                if !line.current
                    || !case.view.counts(index, self.with_self_paid)
                    || !case.speaks(touch.row, line.at.day())
                {
                    continue;
                }
                match self.found(touch.row, record.encounter_of(line)) {
                    Found::NoDiagnosis => case.missing_for_line(out, "诊断", index),
                    Found::Clear => {}
                    Found::Excluded(diagnosis) => {
                        let mut hit = case.hit(Some(touch.row), line.encounter, line.at);
                        let covered = case.view.net(index).covered;
                        hit.blame(index, positive(covered));
                        if case.view.explain {
                            explain(&mut hit, diagnosis);
                        }
                        out.hits.push(hit);
                    }
                }
            }
        }
    }
}

enum Found<'a> {
    NoDiagnosis,
    Clear,
    Excluded(&'a Diagnosis),
}

impl DiagnosisExcluded {
    fn found<'a>(&self, row: u32, encounter: &'a Encounter) -> Found<'a> {
        let Some(set) = self.excluded.get(row as usize) else {
            return Found::Clear;
        };
        if self.principal_only {
            return match encounter.principal_diagnosis() {
                None => Found::NoDiagnosis,
                Some(diagnosis) if set.contains(diagnosis.code.as_str()) => Found::Excluded(diagnosis),
                Some(_) => Found::Clear,
            };
        }
        match encounter
            .diagnoses
            .iter()
            .find(|diagnosis| set.contains(diagnosis.code.as_str()))
        {
            Some(diagnosis) => Found::Excluded(diagnosis),
            None if encounter.diagnoses.is_empty() => Found::NoDiagnosis,
            None => Found::Clear,
        }
    }
}

fn explain(hit: &mut crate::hit::Hit, diagnosis: &Diagnosis) {
    let label = if diagnosis.name.is_empty() {
        diagnosis.code.to_string()
    } else {
        format!("{} {}", diagnosis.code, diagnosis.name)
    };
    hit.fact("诊断", label.clone());
    hit.compare("诊断", "没有列为禁忌或不符的诊断", label);
}
