//! 同组重复: two items of one class active together.

use super::excess::positive;
use super::window::{Window, placed, split};
use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, keys_of};
use crate::rows::RowSink;

#[derive(Debug)]
struct GroupMultiplicity {
    window: Window,
    most: usize,
    groups: Vec<Box<str>>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let window = params.choice(
        "窗口",
        &[
            ("处方", Window::Prescription),
            ("单日", Window::PersonDay),
            ("就诊", Window::Encounter),
        ],
        Window::PersonDay,
    );
    let most: usize = params.number("至多").unwrap_or(1);
    if most == 0 {
        params.problem(params.line("至多"), "“至多”不得为零".into(), "写 1 或更大");
    }
    let mut groups = Vec::new();
    source.each_row(sink, &["编码", "分组"], |sink, table, row| {
        let keys = keys_of(table, row, "编码")?;
        let group = table.cell(row, "分组");
        if group.is_empty() {
            return Err(RowError::new("没有分组", "填同类药品的组名"));
        }
        let number = sink.row(row, group, group);
        keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
        groups.push(group.into());
        Ok(())
    });
    Box::new(GroupMultiplicity { window, most, groups })
}

impl Primitive for GroupMultiplicity {
    fn slots(&self) -> &'static [&'static str] {
        &["分组", "另一项目", "上限", "实际"]
    }

    fn compares_rows(&self) -> bool {
        true
    }

    fn reach(&self) -> Reach {
        if self.window == Window::PersonDay {
            Reach::Days(1)
        } else {
            Reach::Encounter
        }
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let mut members: Vec<(&str, u32, u32)> = Vec::new();
        for touch in case.touches {
            let Some(group) = self.groups.get(touch.row as usize) else {
                continue;
            };
            for &index in case.lines(touch) {
                if case.view.counts(index, false) && case.speaks(touch.row, case.view.line(index).at.day()) {
                    members.push((group, index, touch.row));
                }
            }
        }
        members.sort_unstable();
        members.dedup();
        for group in members.chunk_by(|a, b| a.0 == b.0) {
            // Too few in all are too few in every window.
            if group.chunk_by(|a, b| a.2 == b.2).count() <= self.most {
                continue;
            }
            let point_of = |index: u32| {
                group
                    .iter()
                    .find(|member| member.1 == index)
                    .map_or(0, |member| member.2)
            };
            let mut lines: Vec<u32> = group.iter().map(|member| member.1).collect();
            lines.dedup();
            let is_judged = |index: u32| case.live(case.view.line(index).at.day());
            for together in split(case.view, self.window, placed(case, self.window, lines, is_judged, out)) {
                let mut points: Vec<u32> = Vec::new();
                for &index in &together {
                    let point = point_of(index);
                    if !points.contains(&point) {
                        points.push(point);
                    }
                }
                if points.len() <= self.most || !together.iter().any(|&index| case.view.line(index).current) {
                    continue;
                }
                let allowed = &points[..self.most];
                let first = case.view.line(together[0]);
                let mut hit = case.hit(points.get(self.most).copied(), first.encounter, first.at);
                for &index in &together {
                    if allowed.contains(&point_of(index)) {
                        hit.involve(index);
                    } else {
                        let covered = case.view.net(index).covered;
                        hit.blame(index, positive(covered));
                    }
                }
                if case.view.explain {
                    let later = together.iter().find(|&&index| !allowed.contains(&point_of(index)));
                    hit.fact("分组", group[0].0);
                    hit.fact("另一项目", first.name.to_string());
                    hit.fact("上限", self.most.to_string());
                    hit.fact("实际", points.len().to_string());
                    if let Some(&later) = later {
                        hit.fact("项目", case.view.line(later).name.to_string());
                        hit.ways_out.push(format!(
                            "停用《{}》或《{}》之一",
                            first.name,
                            case.view.line(later).name
                        ));
                    }
                    hit.compare(
                        &format!("{}同类（{}）", self.window.zh(), group[0].0),
                        format!("至多{}种", self.most),
                        format!("{}种", points.len()),
                    );
                }
                out.hits.extend(hit.by_visit(case.view.record));
            }
        }
    }
}
