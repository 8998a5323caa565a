//! How a penalty is shown: facts, article, arithmetic, and what it comes to.

use super::{Discretion, Penalty};
use crate::page::Line;

impl Discretion {
    /// The lines of one violation.
    fn lines(&self) -> Vec<Line> {
        let violation = &self.violation;
        let suspension = self.department_suspension.as_ref();
        let lines = [
            Some(Line::new("违法事实", &violation.behaviour)),
            Some(Line::new("依据", violation.article.zh())),
            Some(Line::new("法定幅度", violation.article.fine().zh())),
            Some(Line::yuan("造成的损失", violation.loss)),
            violation.refused_correction.then(|| Line::flag("拒不改正", true)),
            violation.grave_consequence.then(|| Line::flag("造成严重后果", true)),
            Some(Line::new("罚款", self.arithmetic())),
            suspension.map(|part| Line::new("暂停责任部门", format_args!("{}{}个月", part.department, part.months))),
            self.agreement_termination
                .then(|| Line::flag("由经办机构解除服务协议", true)),
            self.settlement_suspension_months
                .map(|months| Line::new("暂停联网结算", format_args!("{months}个月"))),
            Some(Line::new("裁量理由", &self.reasons)),
            Line::some("减轻处罚的依据", self.mitigation.as_ref()),
        ];
        lines.into_iter().flatten().collect()
    }
}

impl Penalty {
    /// The lines of all violations, and the sums where there are several.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self.items.iter().flat_map(Discretion::lines).collect();
        lines.push(Line::yuan("退回基金合计", self.refund_total()));
        lines.push(Line::yuan("罚款合计", self.fine_total()));
        lines
    }
}
