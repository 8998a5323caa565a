//! How a claim of the recovery ledger is shown.

use super::{Event, Recovery, Stage};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

impl Shown for Recovery {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Opened { claim, due } => Told::new(
                "登记应退",
                [
                    Line::new("来源", &claim.origin),
                    Line::new("机构", &claim.institution),
                    Line::yuan("应退金额", claim.due.money()),
                    Line::new("缴款期限", due),
                ],
            ),
            Event::Paid {
                amount,
                paid_on,
                voucher,
            } => Told::new(
                "登记缴款",
                [
                    Line::yuan("金额", amount.money()),
                    Line::new("缴款日期", paid_on),
                    Line::new("凭证号", voucher),
                ],
            ),
            Event::Reversed { voucher, reason } => Told::new(
                "冲销缴款",
                [Line::new("凭证号", voucher), Line::new("冲销理由", reason)],
            ),
            Event::Reduced { to, basis } => Told::new(
                "调减应退",
                [Line::yuan("调减后的应退金额", to.money()), Line::new("调减依据", basis)],
            ),
            Event::Extended { due, reason } => {
                Told::new("延期缴款", [Line::new("新的期限", due), Line::new("延期理由", reason)])
            }
            Event::Closed => Told::new("核销", []),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 3] = ["登记应退", "追缴", "核销"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Due => course(&COURSE, 1),
            Stage::Settled => course(&COURSE, 2),
            Stage::Closed => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(claim) = &self.claim else {
            return Vec::new();
        };
        let lines = [
            Some(Line::new("机构", &claim.institution)),
            Some(Line::new("来源", &claim.origin)),
            Some(Line::yuan("应退金额", claim.due.money())),
            Some(Line::yuan("已缴金额", self.paid().money())),
            Some(Line::yuan("未缴金额", self.outstanding())),
            Line::some("缴款期限", self.due_on),
        ];
        lines.into_iter().flatten().collect()
    }
}
