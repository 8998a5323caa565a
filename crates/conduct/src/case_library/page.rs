//! How a case of the library is shown to the offices that work on it.

use super::{CaseText, Event, LibraryCase, Stage};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

impl Shown for LibraryCase {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Drafted { draft } => {
                let [title, body, lesson] = text_lines(&draft.text);
                let lines = [
                    Some(Line::new("机构", &draft.institution)),
                    Some(Line::new("种类", draft.kind.zh())),
                    Some(Line::new("来源", &draft.origin)),
                    Some(title),
                    Some(body),
                    Some(lesson),
                    Line::several("须隐去的文字", draft.hidden.iter().map(|word| (word, ""))),
                    Line::some("同意署名的材料", draft.consent.as_ref().map(|paper| &paper.name)),
                ];
                Told::new("拟写案例", lines.into_iter().flatten())
            }
            Event::Masked { masked } => Told::new("案例脱敏", text_lines(masked)),
            Event::Approved { opinion } => Told::new("批准发布案例", [Line::new("审批意见", opinion)]),
            Event::Returned { reason } => Told::new("退回案例", [Line::new("理由", reason)]),
            Event::Published => Told::new("发布案例", []),
            Event::Withdrawn { reason } => Told::new("撤下案例", [Line::new("理由", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["拟稿", "脱敏", "审批", "发布"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Drafted => course(&COURSE, 1),
            Stage::Masked => course(&COURSE, 2),
            Stage::Approved => course(&COURSE, 3),
            Stage::Published | Stage::Withdrawn => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(draft) = &self.draft else {
            return Vec::new();
        };
        let mut lines = vec![
            Line::new("机构", &draft.institution),
            Line::new("种类", draft.kind.zh()),
            Line::new("来源", &draft.origin),
        ];
        // Once there is a masked text, the page shows no other.
        lines.extend(text_lines(self.masked.as_ref().unwrap_or(&draft.text)));
        lines
    }
}

fn text_lines(text: &CaseText) -> [Line; 3] {
    [
        Line::new("标题", &text.title),
        Line::new("正文", &text.body),
        Line::new("启示", &text.lesson),
    ]
}
