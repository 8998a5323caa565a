//! Where usage by prescriber is counted: the settled claims of the lake.

use anyhow::Context;
use audit::Lake;
use audit::models::{UsageScope, usage};
use conduct::usage_query::Goods;
use domain::ItemKind;
use workbench::{UsageAsk, UsageRow, UsageSource};

/// Such queries are rare and must not slow down real time beside them.
const THREADS: usize = 1;

/// 用量来源 · a lake, opened for every query, so that what was imported since counts.
#[derive(Debug)]
pub struct LakeUsage {
    address: String,
}

impl LakeUsage {
    /// The lake at an address.
    pub fn at(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
        }
    }
}

impl UsageSource for LakeUsage {
    fn check(&self) -> anyhow::Result<()> {
        Lake::open(&self.address).context("打开结算数据湖失败")?;
        Ok(())
    }

    fn usage(&self, ask: &UsageAsk) -> anyhow::Result<Vec<UsageRow>> {
        let lake = Lake::open(&self.address).context("打开结算数据湖失败")?;
        let scope = UsageScope {
            institution: ask.institution.clone(),
            kind: match ask.goods {
                Goods::Drug => ItemKind::Drug,
                Goods::Consumable => ItemKind::Consumable,
            },
            products: ask.products.clone(),
            from: ask.from,
            to: ask.to,
        };
        let rows = usage(&lake.snapshot(), &scope, THREADS)?;
        let row = |used: audit::models::Used| UsageRow {
            department: used.department,
            prescriber: used.prescriber,
            product: used.product,
            quantity: used.quantity,
        };
        Ok(rows.into_iter().map(row).collect())
    }
}
