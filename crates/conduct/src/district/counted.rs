//! What a matter counts for in the figures of a district: so many of one measure on a day. Nobody's name
//! is in it, and a matter that was rejected or struck out counts for nothing.

use super::{Cases, Issues, Parties, Span, TenThousandYuan, Visits};
use crate::Share;
use crate::bulletin::{Bulletin, Stage as BulletinStage};
use crate::clean::duties::{Answer, DutyList, DutyState, ListKind};
use crate::clean::five_good::{FiveGood, Stage as Evaluation};
use crate::commendation::{Commendation, Stage as Praise};
use crate::packet::{RedPacket, Stage as Gift};
use crate::service_complaint::{ServiceComplaint, Stage as Complaint};
use domain::{Day, Money};

/// 指标 · what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// 拒收、退还、上交登记, with its amount
    Packet(Money),
    /// 锦旗、感谢信等表扬登记
    Praise,
    /// 收到的投诉
    Complaint {
        /// 未答复
        open: bool,
    },
    /// 已发布的通报
    Bulletin,
    /// 巡查、专项整治
    Visit {
        /// 责令整改: something was found wrong
        ordered: bool,
    },
    /// 清廉医院称号
    Title,
    /// 责任清单的任务 of a year
    Duties(Share),
}

/// 一笔 · a measure on the day that it belongs to; what belongs to a year stands on its first day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    on: Day,
    measure: Measure,
}

/// A matter that counts in the figures of a district.
pub trait Counts {
    /// What it counts for as it stands.
    fn counted(&self) -> Option<Counted>;
}

impl Counts for RedPacket {
    fn counted(&self) -> Option<Counted> {
        let packet = self.packet.as_ref().filter(|_| self.stage != Gift::Void)?;
        Some(Counted {
            on: self.occurred_at?.day(),
            measure: Measure::Packet(packet.amount),
        })
    }
}

impl Counts for Commendation {
    fn counted(&self) -> Option<Counted> {
        let record = self.record.as_ref().filter(|_| self.stage != Praise::Rejected)?;
        Some(Counted {
            on: record.received_on,
            measure: Measure::Praise,
        })
    }
}

impl Counts for ServiceComplaint {
    fn counted(&self) -> Option<Counted> {
        let open = matches!(
            self.stage,
            Complaint::Received | Complaint::Investigating | Complaint::Concluded | Complaint::Reviewed
        );
        Some(Counted {
            on: self.intake.as_ref()?.received_on,
            measure: Measure::Complaint { open },
        })
    }
}

impl Counts for Bulletin {
    fn counted(&self) -> Option<Counted> {
        Some(Counted {
            on: self.published_on.filter(|_| self.stage != BulletinStage::Withdrawn)?,
            measure: Measure::Bulletin,
        })
    }
}

impl Counts for FiveGood {
    fn counted(&self) -> Option<Counted> {
        let subject = self.subject.as_ref().filter(|_| self.stage == Evaluation::Awarded)?;
        Some(Counted {
            on: Day::from_ymd(i16::try_from(subject.year).ok()?, 1, 1).ok()?,
            measure: Measure::Title,
        })
    }
}

impl DutyList {
    /// 任务 of the year that the list is of; none of a list whose period names no year.
    fn of_year(&self) -> Option<Counted> {
        let period = &self.head.as_ref()?.period;
        let year: i16 = period.get(..4)?.parse().ok()?;
        Some(Counted {
            on: Day::from_ymd(year, 1, 1).ok()?,
            measure: Measure::Duties(Share::of(&self.duties, |duty| duty.state == DutyState::Done)),
        })
    }

    /// 巡查、专项整治 whose results are there.
    fn visited(&self) -> Option<Counted> {
        let head = self.head.as_ref()?;
        matches!(head.kind, ListKind::Tour | ListKind::Campaign).then_some(())?;
        Some(Counted {
            on: self.checked_on?,
            measure: Measure::Visit {
                ordered: self
                    .answers
                    .iter()
                    .any(|answer| matches!(answer, Answer::Problem { .. })),
            },
        })
    }

    /// What it counts for as it stands: its duties, and the visit that they come from.
    pub fn counted(&self) -> impl Iterator<Item = Counted> {
        self.of_year().into_iter().chain(self.visited())
    }
}

/// 期间数字 · what an institution's matters come to in a span of time, each figure in its own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// 拒收、退还、上交登记
    pub packets: Cases,
    /// 拒收金额
    pub refused: TenThousandYuan,
    /// 锦旗、感谢信等表扬登记
    pub praise: Cases,
    /// 收到的投诉
    pub complaints: Cases,
    /// 未答复的投诉, whenever they were received until the end of the span
    pub unanswered: Cases,
    /// 已发布的通报
    pub bulletins: Issues,
    /// 巡查、专项整治
    pub visits: Visits,
    /// 责令整改
    pub ordered: Parties,
    /// 清廉医院称号 of the year
    pub awarded: bool,
    /// 任务办结 of the year's lists
    pub duties: Share,
}

impl Sums {
    /// The sums of what lies in the span.
    pub fn of(counted: &[Counted], span: Span) -> Self {
        let mut sums = Self {
            packets: Cases(0),
            refused: TenThousandYuan(Money::ZERO),
            praise: Cases(0),
            complaints: Cases(0),
            unanswered: Cases(0),
            bulletins: Issues(0),
            visits: Visits(0),
            ordered: Parties(0),
            awarded: false,
            duties: Share { part: 0, whole: 0 },
        };
        for Counted { on, measure } in counted {
            match measure {
                Measure::Complaint { open } => {
                    sums.complaints = sums.complaints + Cases(u64::from(span.has(*on)));
                    sums.unanswered = sums.unanswered + Cases(u64::from(*open && *on <= span.last()));
                }
                Measure::Title => sums.awarded |= on.year() == span.year(),
                Measure::Duties(share) if on.year() == span.year() => {
                    sums.duties.part += share.part;
                    sums.duties.whole += share.whole;
                }
                _ if !span.has(*on) => {}
                Measure::Packet(amount) => {
                    sums.packets = sums.packets + Cases(1);
                    sums.refused = sums.refused + TenThousandYuan(*amount);
                }
                Measure::Praise => sums.praise = sums.praise + Cases(1),
                Measure::Bulletin => sums.bulletins = sums.bulletins + Issues(1),
                Measure::Visit { ordered } => {
                    sums.visits = sums.visits + Visits(1);
                    sums.ordered = sums.ordered + Parties(u64::from(*ordered));
                }
                Measure::Duties(_) => {}
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str, measure: Measure) -> Counted {
        Counted {
            on: Day::parse(day).unwrap(),
            measure,
        }
    }

    #[test]
    fn a_quarter_has_its_own_and_the_complaints_that_still_wait() {
        let yuan = |text: &str| text.parse().unwrap();
        let all = [
            on("2026-03-31", Measure::Packet(yuan("500.00"))),
            on("2026-04-01", Measure::Packet(yuan("800.00"))),
            on("2026-06-30", Measure::Packet(yuan("0.01"))),
            on("2026-07-01", Measure::Packet(yuan("900.00"))),
            on("2026-02-01", Measure::Complaint { open: true }),
            on("2026-05-01", Measure::Complaint { open: false }),
            on("2026-07-01", Measure::Complaint { open: true }),
            on("2026-05-02", Measure::Visit { ordered: true }),
            on("2026-05-03", Measure::Visit { ordered: false }),
            on("2026-01-01", Measure::Title),
            on("2026-01-01", Measure::Duties(Share { part: 1, whole: 3 })),
            on("2025-01-01", Measure::Duties(Share { part: 9, whole: 9 })),
        ];
        let second = Sums::of(&all, Span::of(2026, Some(2)).unwrap());
        assert_eq!((second.packets, second.refused.0), (Cases(2), yuan("800.01")));
        assert_eq!((second.complaints, second.unanswered), (Cases(1), Cases(1)));
        assert_eq!((second.visits, second.ordered), (Visits(2), Parties(1)));
        let year = Sums::of(&all, Span::of(2026, None).unwrap());
        assert_eq!(
            (year.packets, year.complaints, year.unanswered),
            (Cases(4), Cases(3), Cases(2))
        );
        assert_eq!((year.awarded, year.duties), (true, Share { part: 1, whole: 3 }));
        let before = Sums::of(&all, Span::of(2025, None).unwrap());
        assert_eq!(
            (before.packets, before.awarded, before.unanswered),
            (Cases(0), false, Cases(0))
        );
    }
}
