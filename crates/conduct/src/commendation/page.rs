//! How a commendation is shown. Who wrote is sealed and not shown.

use super::{Commendation, Event, Registration, Stage};
use crate::named::staff_line;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn registration(record: &Registration) -> Vec<Line> {
    let mut lines = vec![
        Line::new("种类", record.kind.zh()),
        Line::new("收到日期", record.received_on),
        Line::new("来源", &record.source),
        Line::new("受表扬科室", &record.department.0),
    ];
    lines.extend(record.persons.iter().map(|person| staff_line("受表扬人员", person)));
    lines.push(Line::flag("送给集体", record.group));
    lines.push(Line::new("内容摘要", &record.summary));
    lines.extend(Line::some("原图", record.image.as_ref().map(|image| &image.name)));
    lines
}

impl Shown for Commendation {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Registered { record } => Told::new("登记锦旗表扬", registration(record)),
            Event::Verified { opinion } => Told::new("核实", [Line::new("核实意见", opinion)]),
            Event::Rejected { reason } => Told::new("认定不属实", [Line::new("理由", reason)]),
            Event::Redacted { image } => Told::new("提交遮盖后的图像", [Line::new("图像", &image.name)]),
            Event::RedactionChecked { passed, opinion } => Told::new(
                "复核遮盖",
                [Line::flag("遮盖合格", *passed), Line::new("复核意见", opinion)],
            ),
            Event::ConsentRecorded { consent, proof } => Told::new(
                "登记送出人意见",
                [Line::new("送出人意见", consent.zh()), Line::new("依据", proof)],
            ),
            Event::Published { issue } => Told::new("编入通报", [Line::new("期号", issue)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 3] = ["登记", "核实", "通报"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Registered => course(&COURSE, 1),
            Stage::Verified => course(&COURSE, 2),
            Stage::Published => ended(&COURSE),
            Stage::Rejected => ended(&["登记", "认定不属实"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(record) = &self.record else {
            return Vec::new();
        };
        let mut lines = vec![Line::new("机构", &record.institution)];
        lines.extend(registration(record));
        let image = record.image.as_ref().map(|_| self.redaction.zh());
        let more = [
            Line::some("图像遮盖", image),
            Some(Line::new("送出人意见", self.consent.zh())),
            Line::some("核实日期", self.verified_on),
            Line::some("期号", self.issue.as_ref()),
        ];
        lines.extend(more.into_iter().flatten());
        lines
    }
}
