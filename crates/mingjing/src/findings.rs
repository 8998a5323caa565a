//! The findings of a run, read back for people.

use anyhow::{Context, bail};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type};
use audit::run::read_findings;
use domain::{Day, Money};
use server::cli::{Outcome, masked};
use std::collections::HashMap;
use std::path::Path;

/// One row of a findings file.
pub struct Row<'b> {
    batch: &'b RecordBatch,
    row: usize,
}

impl Row<'_> {
    /// A text column; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        let column = self.batch.column_by_name(name);
        let texts = column.and_then(|column| column.as_string_opt::<i32>());
        texts
            .filter(|texts| !texts.is_null(self.row))
            .map_or("", |texts| texts.value(self.row))
    }

    /// A list column.
    pub fn list(&self, name: &str) -> Vec<String> {
        let column = self.batch.column_by_name(name);
        let lists = column.and_then(|column| column.as_list_opt::<i32>());
        let Some(values) = lists
            .filter(|lists| !lists.is_null(self.row))
            .map(|lists| lists.value(self.row))
        else {
            return Vec::new();
        };
        let texts = values.as_string_opt::<i32>();
        texts
            .into_iter()
            .flat_map(|texts| texts.iter().flatten().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    }

    /// 违规金额
    pub fn amount(&self) -> Money {
        let column = self.batch.column_by_name("amount");
        let amounts = column.and_then(|column| column.as_primitive_opt::<Decimal128Type>());
        let fen = amounts.map_or(0, |amounts| amounts.value(self.row));
        Money::from_fen(i64::try_from(fen).unwrap_or(i64::MAX))
    }

    /// 服务日期
    pub fn day(&self) -> Option<Day> {
        let column = self.batch.column_by_name("service_date");
        let days = column.and_then(|column| column.as_primitive_opt::<Date32Type>());
        days.map(|days| Day::from_epoch_days(days.value(self.row)))
    }
}

/// Calls `take` for every finding of a run.
pub fn each(out: &Path, mut take: impl FnMut(&Row<'_>)) -> anyhow::Result<()> {
    read_findings(out, |batch| {
        (0..batch.num_rows()).for_each(|row| take(&Row { batch, row }));
    })
    .with_context(|| format!("读取 {} 的审核结果失败", out.display()))
}

/// Explains the findings whose key begins with a text.
pub fn explain(out: &Path, key: &str) -> anyhow::Result<Outcome> {
    let mut found = 0_u32;
    each(out, |row| {
        if row.text("finding_key").starts_with(key) {
            found += 1;
            show(row);
        }
    })?;
    if found == 0 {
        bail!("{} 中没有标识以 {key} 开头的疑点", out.display());
    }
    Ok(Outcome::Complaints)
}

fn show(row: &Row<'_>) {
    let joined = |name: &str| row.list(name).join("；");
    println!("{}", row.text("sentence"));
    println!("  标识  {}", row.text("finding_key"));
    println!(
        "  规则  {} {}（{}）",
        row.text("rule_code"),
        row.text("rule_name"),
        row.text("verdict")
    );
    let day = row.day().map(|day| day.to_string()).unwrap_or_default();
    println!(
        "  就诊  {} {} {day} 机构 {}",
        masked(row.text("psn_no")),
        row.text("mdtrt_id"),
        row.text("fixmedins_code")
    );
    println!("  明细  {}", joined("feedetl_sn"));
    let involved = joined("involved_feedetl_sn");
    if !involved.is_empty() {
        println!("  涉及  {involved}");
    }
    println!("  金额  {} 元：{}", row.amount(), row.text("arithmetic"));
    println!("  对照  {}", joined("compared"));
    println!("  依据  {}", joined("basis"));
    if !row.text("knowledge_id").is_empty() {
        println!(
            "  知识点 {} {}：{}（{}）",
            row.text("knowledge_id"),
            row.text("knowledge_name"),
            row.text("knowledge_text"),
            row.text("knowledge_source")
        );
    }
    println!("  出路  {}", joined("ways_out"));
    let supporting = joined("supporting_rules");
    if !supporting.is_empty() {
        println!("  同一明细的其他规则  {supporting}");
    }
    println!("  规则库版本 {}", row.text("book_hash"));
}

/// Findings and money of an institution.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// how many
    pub findings: u64,
    /// how much
    pub amount: Money,
    /// how many by rule
    pub rules: HashMap<String, u64>,
}

/// Sums by institution, the largest amount first.
pub fn by_institution(out: &Path) -> anyhow::Result<Vec<(String, Sum)>> {
    let mut sums: HashMap<String, Sum> = HashMap::new();
    each(out, |row| {
        let sum = sums.entry(row.text("fixmedins_code").to_owned()).or_default();
        sum.findings += 1;
        sum.amount += row.amount();
        *sum.rules.entry(row.text("rule_name").to_owned()).or_default() += 1;
    })?;
    let mut sums: Vec<(String, Sum)> = sums.into_iter().collect();
    sums.sort_by(|(a, one), (b, other)| (other.amount, a).cmp(&(one.amount, b)));
    Ok(sums)
}
