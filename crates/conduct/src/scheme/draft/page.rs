//! How a scheme that is being made is shown. The text itself is on a page of its own; the history says
//! what it is and what was done.

use super::{Event, SchemeDraft, Stage};
use crate::scheme::Scheme;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

impl Shown for SchemeDraft {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Begun {
                institution, template, ..
            } => Told::new(
                "起草考评方案",
                [Line::new("机构", institution), Line::new("底本", template.zh())],
            ),
            Event::Revised { text, note } => {
                let lines = [Some(Line::new("修改说明", note))];
                Told::new("修改考评方案", lines.into_iter().flatten().chain(about(text)))
            }
            Event::Submitted {} => Told::new("提交审核", []),
            Event::Returned { reason } => Told::new("退回修改", [Line::new("理由", reason)]),
            Event::Published { number, effective } => Told::new(
                "发布考评方案",
                [Line::new("发布文号", number), Line::new("施行日期", effective)],
            ),
            Event::Retired { reason } => Told::new("停用考评方案", [Line::new("理由", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["起草", "审核", "施行", "停用"];
        match self.stage {
            Stage::Missing | Stage::Draft => course(&COURSE, 0),
            Stage::Review => course(&COURSE, 1),
            Stage::Published => course(&COURSE, 2),
            Stage::Retired => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(institution) = self.institution() else {
            return Vec::new();
        };
        let problems = self.problems();
        let mut lines = vec![Line::new("机构", institution)];
        lines.extend(about(&self.text));
        lines.extend(Line::several("起草人", self.editors.iter().map(|editor| (editor, ""))));
        lines.extend(Line::some("发布人", self.publisher.as_ref()));
        lines.extend(self.effective.map(|_| Line::new("发布文号", &self.number)));
        lines.extend(Line::some("施行日期", self.effective));
        lines.push(match problems.is_empty() {
            true => Line::new("检查结果", "没有问题，可以发布"),
            false => Line::new("检查结果", format_args!("有{}处问题，不能发布", problems.len())),
        });
        lines.extend(problems.iter().map(|problem| Line::new("问题", problem.to_string())));
        lines
    }
}

/// What a scheme is, in lines.
fn about(text: &str) -> Vec<Line> {
    let Ok(scheme) = Scheme::read(text) else {
        return Vec::new();
    };
    let staff = scheme.staff.iter().map(|category| (category.zh(), ""));
    let lines = [
        Some(Line::new(
            "方案",
            format_args!("{}（{}版）", scheme.name, scheme.version),
        )),
        Some(Line::new("年度", format_args!("{}年", scheme.year))),
        Line::several("适用人员", staff),
        Some(Line::new(
            "规模",
            format_args!(
                "基本分{}分，条目{}个，细则{}条，一票否决情形{}项",
                scheme.base,
                scheme.items.len(),
                scheme.rules.len(),
                scheme.vetoes.len()
            ),
        )),
    ];
    lines.into_iter().flatten().collect()
}
