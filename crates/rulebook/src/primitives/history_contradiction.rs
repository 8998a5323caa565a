//! 与既往矛盾: something was done that rules out what is charged now (an organ removed twice).

use super::excess::positive;
use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Place, Primitive, Reach, RowError, Source, codes_of, keys_if_any, keys_of};
use crate::rows::RowSink;
use domain::Moment;

const LATER: u8 = 1;

#[derive(Debug)]
struct HistoryContradiction {
    look_back_days: i32,
    later_names: Vec<Box<str>>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let look_back_days: i32 = params.number("回溯天数").unwrap_or(730);
    if !(1..=3650).contains(&look_back_days) {
        params.problem(
            params.line("回溯天数"),
            "回溯天数应在 1 至 3650 之间".into(),
            "更正参数",
        );
    }
    let mut later_names = Vec::new();
    source.each_row(sink, &["编码", "之后不应有"], |sink, table, row| {
        let operations = codes_of(table, row, "既往手术")?;
        let earlier = keys_if_any(row.keys(), "编码")?;
        if earlier.is_empty() && operations.is_empty() {
            return Err(RowError::new("没有既往项目", "填“编码”或“既往手术”"));
        }
        let later = keys_of(table, row, "之后不应有")?;
        let number = sink.row(row, table.cell(row, "之后不应有"), "");
        earlier.into_iter().for_each(|key| sink.item(key, MAIN, number));
        if !operations.is_empty() {
            sink.operations(operations, MAIN, number);
        }
        later.into_iter().for_each(|key| sink.item(key, LATER, number));
        later_names.push(table.cell(row, "之后名称").into());
        Ok(())
    });
    Box::new(HistoryContradiction {
        look_back_days,
        later_names,
    })
}

impl Primitive for HistoryContradiction {
    fn slots(&self) -> &'static [&'static str] {
        &["既往", "既往日期"]
    }

    fn reach(&self) -> Reach {
        Reach::Days(self.look_back_days)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let record = case.view.record;
        for touches in case.by_row() {
            let row = touches[0].row;
            let mut earlier: Vec<(Moment, Option<u32>, u32)> = Vec::new();
            let mut later: Vec<u32> = Vec::new();
            for touch in touches {
                match touch.place {
                    Place::Items(_) | Place::ItemsWithin(_) if touch.role == MAIN => {
                        earlier.extend(
                            case.lines(touch)
                                .iter()
                                .filter(|&&i| case.view.counts(i, true))
                                .map(|&i| (case.view.line(i).at, Some(i), case.view.line(i).encounter)),
                        );
                    }
                    Place::Items(_) | Place::ItemsWithin(_) => later.extend(case.lines(touch)),
                    Place::Operation { encounter, index } => {
                        let visit = &record.encounters[encounter as usize];
                        let done = visit.operations.known().and_then(|list| list.get(index as usize));
                        earlier.extend(done.map(|operation| (operation.at.unwrap_or(visit.begin), None, encounter)));
                    }
                    Place::Diagnosis { .. } => {}
                }
            }
            earlier.sort_unstable();
            later.sort_unstable();
            for index in later {
                let line = case.view.line(index);
                if !line.current || !case.view.counts(index, false) || !case.speaks(row, line.at.day()) {
                    continue;
                }
                let from = line.at.day().plus_days(-self.look_back_days);
                // The fee of an operation may be charged the day after it, within the same stay.
                let prior = earlier.iter().find(|(at, _, encounter)| {
                    at.day() < line.at.day() && at.day() >= from && *encounter != line.encounter
                });
                let Some(&(at, prior_line, _)) = prior else {
                    if !record.history.covers(from) {
                        case.missing_for_line(out, "历史费用明细", index);
                    }
                    continue;
                };
                let mut hit = case.hit(Some(row), line.encounter, line.at);
                if let Some(prior_line) = prior_line {
                    hit.involve(prior_line);
                }
                let covered = case.view.net(index).covered;
                hit.blame(index, positive(covered));
                if case.view.explain {
                    let name = prior_line.map_or("", |i| case.view.line(i).name.as_str());
                    let name = if name.is_empty() { case.rows.name(row) } else { name };
                    let later_name = self.later_names.get(row as usize).map_or("", |name| name);
                    hit.fact("既往", name);
                    hit.fact("既往日期", at.day().to_string());
                    hit.compare(
                        "既往项目",
                        format!("未做过《{name}》"),
                        format!("{}已做《{name}》，又收《{later_name}》", at.day()),
                    );
                }
                out.hits.push(hit);
            }
        }
    }
}
