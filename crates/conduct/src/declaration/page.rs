//! How a declaration is shown.

use super::{Declaration, Event, Matter, Stage};
use crate::named::staff_line;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn matter(matter: &Matter) -> Vec<Line> {
    vec![
        staff_line("当事人", &matter.staff),
        Line::new("种类", matter.kind.zh()),
        Line::new("主办单位或者送出人", &matter.organiser),
        Line::flag("为本院供应商", matter.supplier),
        Line::new("日期", matter.on),
        Line::yuan("报酬或者价值", matter.fee),
        Line::new("事由", &matter.content),
    ]
}

impl Shown for Declaration {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Declared {
                matter: declared,
                afterwards,
            } => {
                let more = [Line::flag("事后申报", *afterwards)];
                Told::new("申报", matter(declared).into_iter().chain(more))
            }
            Event::ClueOpened { matter: found, source } => {
                let more = [Line::new("线索来源", source)];
                Told::new("登记未申报线索", matter(found).into_iter().chain(more))
            }
            Event::Agreed { opinion } => Told::new("科室同意", [Line::new("科室意见", opinion)]),
            Event::Approved { opinion } => Told::new("院领导批准", [Line::new("批准意见", opinion)]),
            Event::Declined { reason } => Told::new("不予批准", [Line::new("理由", reason)]),
            Event::Settled {
                received,
                voucher,
                undeclared,
            } => Told::new(
                "登记实际所得",
                [
                    Line::yuan("实际所得", *received),
                    Line::new("凭证", voucher),
                    Line::yuan("超过申报的金额", *undeclared),
                ],
            ),
            Event::Judged { confirmed, reason } => Told::new(
                "判定线索",
                [Line::flag("属实", *confirmed), Line::new("依据和理由", reason)],
            ),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["申报", "科室同意", "院领导批准", "登记实际所得"];
        const CLUE: [&str; 2] = ["登记线索", "判定"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Declared => course(&COURSE, 1),
            Stage::Agreed => course(&COURSE, 2),
            Stage::Approved => course(&COURSE, 3),
            Stage::Settled => ended(&COURSE),
            Stage::Declined => ended(&["申报", "不予批准"]),
            Stage::Clue => course(&CLUE, 1),
            Stage::Confirmed | Stage::Dismissed => ended(&CLUE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(declared) = &self.matter else {
            return Vec::new();
        };
        let mut lines = vec![Line::new("机构", &declared.institution)];
        lines.extend(matter(declared));
        let positive = |label, amount: domain::Money| amount.is_positive().then(|| Line::yuan(label, amount));
        let more = [
            Some(Line::flag("事后申报", self.afterwards)),
            Line::some("批准日期", self.approved_on),
            self.received.map(|received| Line::yuan("实际所得", received)),
            positive("未申报的金额", self.undeclared),
            Line::some("拟计行为编码", self.proposed_event().map(|code| code.to_string())),
        ];
        lines.extend(more.into_iter().flatten());
        lines
    }
}
