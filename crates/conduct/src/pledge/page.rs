//! How a letter of responsibility or a commitment is shown.

use super::{Event, Pledge, Stage, Text};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

impl Shown for Pledge {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Issued { text } => Told::new("下达责任书、承诺书", text_lines(text)),
            Event::Signed { person } => Told::new("签字", [Line::new("签字人", person)]),
            Event::PaperRecorded { person, paper } => Told::new(
                "登记纸质签字",
                [Line::new("签字人", person), Line::new("扫描件", &paper.name)],
            ),
            Event::Closed => Told::new("归档责任书、承诺书", []),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 2] = ["下达", "签订"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Open => course(&COURSE, 1),
            Stage::Closed => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(text) = &self.text else {
            return Vec::new();
        };
        let mut lines = text_lines(text);
        let share = self.share();
        let tenths = share.per_mille().unwrap_or_default();
        lines.push(Line::new(
            "签订率",
            format_args!("{}.{}%（{}/{}）", tenths / 10, tenths % 10, share.done, share.due),
        ));
        lines
    }
}

fn text_lines(text: &Text) -> Vec<Line> {
    let signers: Vec<_> = text.signers.iter().map(|signer| signer.line()).collect();
    let accounts = text.signers.iter().filter_map(|signer| signer.user.as_ref());
    let lines = [
        Some(Line::new("机构", &text.institution)),
        Some(Line::new("年度", text.year)),
        Some(Line::new("种类", text.kind.zh())),
        Some(Line::new("标题", &text.title)),
        Some(Line::new("正文", &text.text)),
        Line::several("应签人员", signers.iter().map(|signer| (signer, ""))),
        Line::several("应签账号", accounts.map(|user| (user, ""))),
        Some(Line::new("签订期限", text.due)),
    ];
    lines.into_iter().flatten().collect()
}
