//! 须有诊断: an item paid only for certain diseases, charged without any of them.
//!
//! How far the published remark was understood caps the certainty: what was not fully parsed is
//! a suspicion that shows its text, never a block.

use super::excess::positive;
use crate::hit::Hits;
use crate::keys::CodeSet;
use crate::primitive::{Case, MAIN, Primitive, RowError, Source, codes_of, keys_of};
use crate::rows::RowSink;
use crate::sieve::Glance;
use domain::{Certainty, Encounter, InsuredPerson};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parsed {
    Fully,
    Partly,
    NotAtAll,
}

#[derive(Debug)]
struct Need {
    codes: CodeSet,
    words: Vec<Box<str>>,
    parsed: Parsed,
}

#[derive(Debug)]
struct DiagnosisRequired {
    with_self_paid: bool,
    needs: Vec<Need>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let with_self_paid = source.params.flag("含自费");
    let mut needs = Vec::new();
    source.each_row(sink, &["编码", "诊断"], |sink, table, row| {
        let keys = keys_of(table, row, "编码")?;
        let codes = codes_of(table, row, "诊断")?;
        let words: Vec<Box<str>> = table
            .cell(row, "诊断词")
            .split('|')
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(Box::from)
            .collect();
        let parsed = match table.cell(row, "解析") {
            "完整" | "" => Parsed::Fully,
            "部分" => Parsed::Partly,
            "未解析" => Parsed::NotAtAll,
            other => {
                return Err(RowError::new(
                    format!("列“解析”不认识“{other}”"),
                    "可取：完整、部分、未解析",
                ));
            }
        };
        if parsed == Parsed::Fully && codes.is_empty() && words.is_empty() {
            return Err(RowError::new(
                "解析为“完整”而没有诊断",
                "填“诊断”或“诊断词”，或把“解析”改为“未解析”",
            ));
        }
        // Several published remarks for one code stand side by side.
        let number = sink.way(row);
        keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
        needs.push(Need { codes, words, parsed });
        Ok(())
    });
    Box::new(DiagnosisRequired { with_self_paid, needs })
}

impl Need {
    fn met(&self, encounter: &Encounter) -> bool {
        encounter.diagnoses.iter().any(|diagnosis| {
            self.codes.contains(diagnosis.code.as_str())
                || self.words.iter().any(|word| diagnosis.name.contains(&**word))
        })
    }

    /// True where the remark names a disease that diagnoses can be compared with.
    fn names_diseases(&self) -> bool {
        !self.words.is_empty() || !self.codes.is_empty()
    }

    fn required(&self, wording: &str) -> String {
        if !self.words.is_empty() {
            return self.words.join("、");
        }
        if !self.codes.is_empty() {
            let ranges = self.codes.ranges().iter();
            return ranges
                .map(|(low, high)| {
                    if low == high {
                        low.clone()
                    } else {
                        format!("{low}-{high}")
                    }
                })
                .collect::<Vec<_>>()
                .join("、");
        }
        wording.to_owned()
    }
}

impl Primitive for DiagnosisRequired {
    fn slots(&self) -> &'static [&'static str] {
        &["应为", "实为", "核对"]
    }

    fn may_be_silent(&self) -> bool {
        true
    }

    fn is_silent(&self, row: u32, _: &InsuredPerson, visit: &Encounter, line: &Glance) -> bool {
        !line.current || self.needs.get(row as usize).is_some_and(|need| need.met(visit))
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let mut lines: Vec<(u32, u32)> = Vec::new();
        for touch in case.touches {
            for &index in case.lines(touch) {
                let line = case.view.line(index);
                if line.current && case.view.counts(index, self.with_self_paid) && case.speaks(touch.row, line.at.day())
                {
                    lines.push((index, touch.row));
                }
            }
        }
        lines.sort_unstable();
        lines.dedup();
        for ways in lines.chunk_by(|a, b| a.0 == b.0) {
            let index = ways[0].0;
            let line = case.view.line(index);
            let encounter = case.view.record.encounter_of(line);
            if encounter.diagnoses.is_empty() {
                case.missing_for_line(out, "诊断", index);
                continue;
            }
            let mut rows: Vec<u32> = ways.iter().map(|(_, row)| *row).collect();
            case.rows.retain_ways(&mut rows);
            let first_row = rows[0];
            let needs: Vec<&Need> = rows.iter().filter_map(|row| self.needs.get(*row as usize)).collect();
            if needs.iter().any(|need| need.met(encounter)) {
                continue;
            }
            let mut hit = case.hit(Some(first_row), line.encounter, line.at);
            let covered = case.view.net(index).covered;
            hit.blame(index, positive(covered));
            if needs.iter().any(|need| need.parsed == Parsed::NotAtAll) {
                hit.lower(Certainty::SlightlySuspect, "限定条件未能解析，请按原文核对");
            } else if needs.iter().any(|need| need.parsed == Parsed::Partly) {
                hit.lower(Certainty::Suspect, "限定条件只解析了一部分，请按原文核对");
            }
            if case.view.explain {
                let required = needs
                    .iter()
                    .map(|need| need.required(case.rows.wording(first_row)))
                    .collect::<Vec<_>>()
                    .join("；");
                hit.fact("应为", required.clone());
                if needs.iter().any(|need| need.names_diseases()) {
                    let found = named(encounter);
                    hit.fact("实为", found.clone());
                    hit.fact("核对", "本次诊断未见相符，请核对诊断是否填全");
                    hit.compare("诊断", required, found);
                } else {
                    // No diagnosis was compared, so none is said to differ.
                    hit.fact("实为", UNCOMPARED);
                    hit.fact("核对", "限定条件未能解析，请按原文核对");
                    hit.compare("支付限定", required, UNCOMPARED);
                }
            }
            out.hits.push(hit);
        }
    }
}

/// What is found where nothing could be compared.
const UNCOMPARED: &str = "须按原文核对";

/// Diagnoses that a finding names.
const NAMED_MAX: usize = 5;

/// The diagnoses of a visit by their names, each once: the same one is stated at admission and at discharge.
fn named(encounter: &Encounter) -> String {
    let mut names: Vec<&str> = Vec::new();
    for diagnosis in &encounter.diagnoses {
        let name = Some(diagnosis.name.as_str()).filter(|name| !name.is_empty());
        let name = name.unwrap_or(diagnosis.code.as_str());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let listed = names[..names.len().min(NAMED_MAX)].join("、");
    match names.len() {
        count if count > NAMED_MAX => format!("{listed}等{count}个诊断"),
        _ => listed,
    }
}
