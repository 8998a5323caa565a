//! How a file of points is shown.

use super::{Event, PointRecord, Status};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course};

impl Status {
    /// The Chinese words, with the day that matters.
    pub fn zh(self) -> String {
        match self {
            Status::Eligible => "正常".to_owned(),
            Status::Suspended { until } => format!("暂停，{until}恢复"),
            Status::Terminated { not_before } => format!("终止，{not_before}起可以重新登记备案"),
        }
    }
}

impl Shown for PointRecord {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Registered { person } => Told::new("登记备案", [Line::new("医师标识", &person.code)]),
            Event::Proposed {
                cause,
                responsibility,
                institution,
                handling,
            } => Told::new(
                "提出记分",
                [
                    Line::new("情形", cause.zh()),
                    Line::new("责任程度", responsibility.zh()),
                    Line::new("分值", format_args!("{}分", cause.points(*responsibility))),
                    Line::new("机构", institution),
                    Line::new("处理文书", handling),
                ],
            ),
            Event::Given { number, points } => Told::new(
                "确认记分",
                [
                    Line::new("记分", format_args!("第{number}次")),
                    Line::new("分值", format_args!("{points}分")),
                ],
            ),
            Event::Suspended { number, from, until } => Told::new(
                "暂停医保支付资格",
                [
                    Line::new("记分", format_args!("第{number}次")),
                    Line::new("起始日", from),
                    Line::new("恢复日", until),
                ],
            ),
            Event::Terminated { number, not_before } => Told::new(
                "终止医保支付资格",
                [
                    Line::new("记分", format_args!("第{number}次")),
                    Line::new("最早重新登记备案日", not_before),
                ],
            ),
            Event::Revoked { number, reason } => Told::new(
                "撤销记分",
                [
                    Line::new("记分", format_args!("第{number}次")),
                    Line::new("撤销理由", reason),
                ],
            ),
            Event::Lifted { number } => {
                Told::new("解除暂停或者终止", [Line::new("记分", format_args!("第{number}次"))])
            }
            Event::Repaired { points, proof } => Told::new(
                "学习修复",
                [
                    Line::new("分值", format_args!("{points}分")),
                    Line::new("学习培训证明", &proof.name),
                ],
            ),
            Event::Reinstated { opinion } => Told::new("重新登记备案", [Line::new("审核意见", opinion)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        let status = self.last_on.map(|day| self.status_on(day));
        match (&self.person, status) {
            (None, _) => course(&["登记备案", "正常"], 0),
            (Some(_), Some(Status::Suspended { .. })) => course(&["登记备案", "暂停", "恢复"], 1),
            (Some(_), Some(Status::Terminated { .. })) => course(&["登记备案", "终止", "重新登记备案"], 1),
            (Some(_), Some(Status::Eligible) | None) => course(&["登记备案", "正常"], 1),
        }
    }

    fn summary(&self, clock: &Clock<'_>) -> Vec<Line> {
        let Some(person) = &self.person else {
            return Vec::new();
        };
        let (today, year) = (clock.today(), clock.today().year());
        let waiting = self
            .entries
            .iter()
            .filter(|entry| entry.given_on.is_none() && !entry.revoked)
            .count();
        vec![
            Line::new("医师标识", &person.code),
            Line::new("医保支付资格", self.status_on(today).zh()),
            Line::new("本年度累计记分", format_args!("{}分", self.total_in(year))),
            Line::new("本年度已修复", format_args!("{}分", self.repaired_in(year))),
            Line::new("待确认的记分", format_args!("{waiting}次")),
        ]
    }
}
