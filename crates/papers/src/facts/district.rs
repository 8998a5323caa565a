//! The report of a district: what its institutions' books come to in a year or a quarter. It leaves the
//! health section, so that small counts are hidden; nobody's name is in it.

use super::{Facts, known};
use crate::given::Given;
use crate::{PaperError, Template};
use conduct::district::{Line, Report};

impl Facts {
    /// The facts of a district's report, that of a year or of a quarter as its span is; `district` is what the
    /// district is called.
    ///
    /// # Errors
    /// [`PaperError::NotDue`] where the span has not begun or the district has no institution,
    /// [`PaperError::Disagreement`] where it is signed before the day until which it counts.
    pub fn of_district(report: &Report, district: &str, given: &Given) -> Result<Self, PaperError> {
        let of_year = report.span.quarter().is_none();
        let template = if of_year {
            Template::DistrictYear
        } else {
            Template::DistrictQuarter
        };
        let mut facts = Self::common(template, given);
        if report.cut_off < report.span.first() {
            return Err(facts.not_due("报告的期间还没有开始"));
        }
        if report.lines.is_empty() {
            return Err(facts.not_due("区域内没有登记医疗机构"));
        }
        facts.not_before("日期（成文日期早于统计截止日期）", report.cut_off)?;
        facts.text("区域", district);
        facts.text("期间", &report.span.to_string());
        facts.day("起始日", Some(report.span.first()));
        facts.day("截止日", Some(report.cut_off));
        facts.text("机构数", &report.lines.len().to_string());
        let figures = report.figures.iter().map(|figure| {
            [
                ("项目", known(figure.name)),
                ("单位", known(figure.unit)),
                ("数量", known(&figure.outside)),
            ]
            .into()
        });
        facts.list("数字", figures.collect());
        let events = report.lines.iter().map(|line| {
            let sums = &line.sums;
            [
                ("名称", known(&line.name)),
                ("拒收", Some(sums.packets.0.to_string())),
                ("拒收金额", Some(sums.refused.in_ten_thousand())),
                ("表扬", Some(sums.praise.0.to_string())),
                ("投诉", known(&line.complaints_outside)),
                ("未答复", known(&line.unanswered_outside)),
                ("通报", Some(sums.bulletins.0.to_string())),
                ("巡查", Some(sums.visits.0.to_string())),
                ("整改", Some(sums.ordered.0.to_string())),
            ]
            .into()
        });
        facts.list("机构", events.collect());
        if of_year {
            facts.year(&report.lines);
        }
        Ok(facts)
    }

    /// 考评 of each institution, and what somebody should ask it about.
    fn year(&mut self, lines: &[Line]) {
        let assessed = lines.iter().map(|line| {
            let people = &line.progress.assessed;
            [
                ("机构", known(&line.name)),
                ("应考评", Some(people.due.0.to_string())),
                ("已确定", Some(line.settled.0.to_string())),
                ("优秀", Some(people.excellent.0.to_string())),
                ("较差", known(&line.poor_outside)),
                ("任务", Some(line.sums.duties.to_string())),
            ]
            .into()
        });
        self.list("考评", assessed.collect());
        let flagged = lines.iter().filter(|line| !line.progress.flags.is_empty());
        let mut flags: Vec<_> = flagged
            .map(|line| {
                let flags: Vec<&str> = line.progress.flags.iter().map(|flag| flag.zh()).collect();
                [("机构", known(&line.name)), ("内容", known(&flags.join("；")))].into()
            })
            .collect();
        if flags.is_empty() {
            flags.push([("机构", Some("无".to_owned())), ("内容", Some("—".to_owned()))].into());
        }
        self.list("提示", flags);
    }
}
