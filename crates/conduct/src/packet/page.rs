//! How a registered gift is shown. The patient is shown by kind and, of the number, by its head alone.

use super::{Care, Disposal, Event, PatientReference, RedPacket, Registration, Stage};
use crate::named::staff_line;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

impl PatientReference {
    /// 患者信息 as it may be shown inside the hospital: `012****`, or the kind of care.
    pub fn masked(&self) -> String {
        match (self.care, self.head.as_deref()) {
            (Care::Inpatient, Some(head)) if !head.is_empty() => format!("{head}****"),
            _ => self.care.zh().to_owned(),
        }
    }
}

fn registration(packet: &Registration) -> Vec<Line> {
    let lines = [
        Some(staff_line("当事人", &packet.staff)),
        Some(Line::new("送出人与患者的关系", &packet.giver)),
        Some(Line::new("患者信息", packet.patient.masked())),
        Some(Line::new("形式", packet.kind.zh())),
        Some(Line::yuan(
            match packet.estimated {
                true => "估值",
                false => "金额",
            },
            packet.amount,
        )),
        Some(Line::new("当时情形", packet.met.zh())),
        Line::papers("证明材料", &packet.evidence),
    ];
    lines.into_iter().flatten().collect()
}

fn disposal(disposal: &Disposal) -> Vec<Line> {
    let lines = [
        Some(Line::new("处理方式", disposal.way.zh())),
        Some(Line::new("处理日期", disposal.on)),
        Line::some("收据号", disposal.receipt.as_ref()),
        disposal.deposited.map(|amount| Line::yuan("住院预交金金额", amount)),
        Line::some("见证人", disposal.witness.as_ref()),
        Line::papers("处理凭证", &disposal.evidence),
    ];
    lines.into_iter().flatten().collect()
}

impl Shown for RedPacket {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Registered {
                packet,
                occurred_at,
                reported_at,
                late,
                dispose_by,
            } => {
                let more = [
                    Line::new("发生时间", *occurred_at),
                    Line::new("报告时间", *reported_at),
                    Line::flag("超过24小时报告", *late),
                    Line::new("处理期限", dispose_by),
                ];
                Told::new("登记红包礼品", registration(packet).into_iter().chain(more))
            }
            Event::Disposed { disposal: what, late } => {
                let more = [Line::flag("逾期处理", *late)];
                Told::new("登记处理", disposal(what).into_iter().chain(more))
            }
            Event::Judged { judgement, reason } => Told::new(
                "判定迟报",
                [Line::new("判定", judgement.zh()), Line::new("依据和理由", reason)],
            ),
            Event::Verified { opinion } => Told::new("核实", [Line::new("核实意见", opinion)]),
            Event::Returned { reason } => Told::new("退回补充", [Line::new("理由", reason)]),
            Event::Published { issue } => Told::new("编入通报", [Line::new("期号", issue)]),
            Event::Objected { reason } => Told::new("登记异议", [Line::new("异议内容", reason)]),
            Event::Settled { upheld, reason } => {
                Told::new("处理异议", [Line::flag("异议成立", *upheld), Line::new("理由", reason)])
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["登记", "处理", "核实", "通报"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Pending | Stage::Held => course(&COURSE, 1),
            Stage::Disposed => course(&COURSE, 2),
            // What came late is verified and never published: that is its end.
            Stage::Verified if self.late || self.disposed_late => ended(&["登记", "处理", "核实"]),
            Stage::Verified => course(&COURSE, 3),
            Stage::Published => ended(&COURSE),
            Stage::Void => ended(&["登记", "处理", "核实", "撤销"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(packet) = &self.packet else {
            return Vec::new();
        };
        let mut lines = vec![Line::new("机构", &packet.institution)];
        lines.extend(registration(packet));
        lines.extend(Line::some("发生时间", self.occurred_at));
        lines.extend(Line::some("报告时间", self.reported_at));
        lines.push(Line::flag("超过24小时报告", self.late));
        lines.extend(Line::some("处理期限", self.due()));
        lines.extend(self.disposal().map(disposal).unwrap_or_default());
        let more = [
            Line::some("迟报判定", self.judgement.map(|judgement| judgement.zh())),
            Line::some("核实日期", self.verified_on),
            Line::some("期号", self.issue.as_ref()),
            Line::some("未处理的异议", self.objection.as_ref()),
            Line::some("拟计行为编码", self.proposed_event().map(|code| code.to_string())),
        ];
        lines.extend(more.into_iter().flatten());
        lines
    }
}
