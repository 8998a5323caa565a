//! 加价上限: sale price over purchase price (零加成: drugs since 2017, consumables since 2019).

use super::excess::{capped, positive};
use crate::hit::Hits;
use crate::primitive::{Case, Heed, ItemAspect, Primitive, Seen, Source};
use crate::rows::RowSink;
use crate::sieve::Glance;
use domain::{Fact, ItemKind, Quantity, UnitPrice};

#[derive(Debug)]
struct MarkupCap {
    rate: Quantity,
    kinds: Vec<ItemKind>,
    with_self_paid: bool,
}

pub(super) fn compile(source: &mut Source<'_>, _sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let rate: Quantity = params.number("加价率上限").unwrap_or(Quantity::ZERO);
    if rate.is_negative() {
        params.problem(
            params.line("加价率上限"),
            "加价率上限为负".into(),
            "0 表示零加成，0.15 表示 15%",
        );
    }
    let mut kinds = Vec::new();
    for word in params.texts("对象种类") {
        match ItemKind::NAMED.into_iter().find(|kind| kind.zh() == word) {
            Some(kind) => kinds.push(kind),
            None => params.problem(
                params.line("对象种类"),
                format!("不认识“{word}”"),
                "可取：药品、中药饮片、医用耗材",
            ),
        }
    }
    if kinds.is_empty() {
        params.problem(params.line("对象种类"), "没有写对象种类".into(), "例如 [药品]");
    }
    let with_self_paid = params.flag("含自费");
    Box::new(MarkupCap {
        rate,
        kinds,
        with_self_paid,
    })
}

impl Primitive for MarkupCap {
    fn slots(&self) -> &'static [&'static str] {
        &["上限", "实际"]
    }

    fn unconditional(&self) -> bool {
        true
    }

    fn judges_visits(&self) -> bool {
        false
    }

    fn heeds_item(&self, item: &ItemAspect<'_>) -> Heed {
        if self.kinds.contains(&item.kind) {
            Heed::ByNumbers
        } else {
            Heed::Never
        }
    }

    fn heeds_line(&self, seen: &Seen<'_>) -> bool {
        let Glance {
            purchase_price, price, ..
        } = *seen.line;
        seen.line.current
            && seen.line.may_count(self.with_self_paid)
            && purchase_price
                .known()
                .is_none_or(|&purchase| price > self.allowed(purchase))
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for (index, line) in (0_u32..).zip(&case.view.record.lines) {
            if !line.current
                || !self.kinds.contains(&line.kind)
                || !case.view.counts(index, self.with_self_paid)
                || !case.live(line.at.day())
            {
                continue;
            }
            let Fact::Known(purchase) = line.purchase_price else {
                case.missing_for_encounter(out, "进价", line.encounter);
                continue;
            };
            let allowed = self.allowed(purchase);
            let net = case.view.net(index);
            let whole = (line.price - allowed).times(net.quantity);
            let excess = whole.min(positive(net.covered));
            // Less than a fen in all is rounding, not a mark-up.
            if line.price <= allowed || whole.is_zero() {
                continue;
            }
            let mut hit = case.hit(None, line.encounter, line.at);
            hit.blame(index, excess);
            if case.view.explain {
                hit.fact("上限", allowed.to_string());
                hit.fact("实际", line.price.to_string());
                hit.compare(
                    "销售单价",
                    format!("不超过{allowed}元（进价{purchase}元）"),
                    format!("{}元", line.price),
                );
                let sum = format!("（{} − {allowed}）× {}", line.price, net.quantity);
                hit.arithmetic = Some(capped(&sum, whole, excess));
                hit.ways_out.push(format!("单价由{}元改为{allowed}元", line.price));
            }
            out.hits.push(hit);
        }
    }
}

impl MarkupCap {
    /// The highest price for what was bought at `purchase`.
    fn allowed(&self, purchase: UnitPrice) -> UnitPrice {
        let allowed = i128::from(purchase.scaled()) * (10_000 + i128::from(self.rate.scaled())) / 10_000;
        UnitPrice::from_scaled(i64::try_from(allowed).unwrap_or(i64::MAX))
    }
}
