//! The findings of a run, read back for people.

use anyhow::bail;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type, TimestampMillisecondType};
use audit::run::read_findings;
use domain::{Action, Day, Moment, Money, PersonId, Quantity, RuleState, UnitPrice};
use ledger::{ComparedFact, EvidenceLine, EvidenceRole};
use server::cli::Outcome;
use std::collections::HashMap;
use std::path::Path;

/// One row of a findings file.
pub struct Row<'b> {
    batch: &'b RecordBatch,
    row: usize,
}

impl<'b> Row<'b> {
    /// A row of a batch.
    pub fn of(batch: &'b RecordBatch, row: usize) -> Self {
        Self { batch, row }
    }

    /// A text column; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        let column = self.batch.column_by_name(name);
        let texts = column.and_then(|column| column.as_string_opt::<i32>());
        texts
            .filter(|texts| !texts.is_null(self.row))
            .map_or("", |texts| texts.value(self.row))
    }

    fn elements(&self, name: &str) -> Option<ArrayRef> {
        let lists = self.batch.column_by_name(name)?.as_list_opt::<i32>()?;
        (!lists.is_null(self.row)).then(|| lists.value(self.row))
    }

    /// A column of lists of texts; an element that is missing is empty.
    pub fn list(&self, name: &str) -> Vec<String> {
        let elements = self.elements(name);
        let texts = elements.as_ref().and_then(|elements| elements.as_string_opt::<i32>());
        let texts = texts.into_iter().flatten();
        texts.map(|text| text.unwrap_or_default().to_owned()).collect()
    }

    /// A column of lists of decimals, as the integers that they are; zero for one that is missing.
    fn decimals(&self, name: &str) -> Vec<i64> {
        let elements = self.elements(name);
        let decimals = elements
            .as_ref()
            .and_then(|elements| elements.as_primitive_opt::<Decimal128Type>());
        let decimals = decimals.into_iter().flatten();
        decimals
            .map(|decimal| decimal.and_then(|decimal| i64::try_from(decimal).ok()).unwrap_or(0))
            .collect()
    }

    /// A column of lists of moments.
    fn moments(&self, name: &str) -> Vec<Option<Moment>> {
        let elements = self.elements(name);
        let moments = elements
            .as_ref()
            .and_then(|elements| elements.as_primitive_opt::<TimestampMillisecondType>());
        let moments = moments.into_iter().flatten();
        moments
            .map(|moment| moment.map(|milliseconds| Moment::from_epoch_seconds(milliseconds.div_euclid(1_000))))
            .collect()
    }

    /// 要求与实际
    pub fn compared(&self) -> Vec<ComparedFact> {
        let (required, found) = (self.list("compared_required"), self.list("compared_found"));
        let facts = self.list("compared_facts").into_iter().zip(required).zip(found);
        facts
            .map(|((fact, required), found)| ComparedFact { fact, required, found })
            .collect()
    }

    /// 证据明细, the violating ones first
    pub fn evidence(&self) -> Vec<EvidenceLine> {
        let violating = self
            .list("feedetl_sn")
            .into_iter()
            .map(|id| (id, EvidenceRole::Violating));
        let involved = self.list("involved_feedetl_sn");
        let involved = involved.into_iter().map(|id| (id, EvidenceRole::Involved));
        let mut counted = self.decimals("line_amounts").into_iter();
        let (mut codes, mut names) = (
            self.list("evidence_codes").into_iter(),
            self.list("evidence_names").into_iter(),
        );
        let mut times = self.moments("evidence_times").into_iter();
        let mut quantities = self.decimals("evidence_quantities").into_iter();
        let mut prices = self.decimals("evidence_prices").into_iter();
        let mut amounts = self.decimals("evidence_amounts").into_iter();
        let mut classes = self.list("evidence_classes").into_iter();
        // There are amounts of the violating lines alone; behind them nothing counted.
        let line = |(id, role)| EvidenceLine {
            id,
            role,
            code: codes.next().unwrap_or_default(),
            name: names.next().unwrap_or_default(),
            time: times.next().flatten(),
            quantity: Quantity::from_scaled(quantities.next().unwrap_or_default()),
            price: UnitPrice::from_scaled(prices.next().unwrap_or_default()),
            amount: Money::from_scaled(amounts.next().unwrap_or_default()),
            counted: Money::from_scaled(counted.next().unwrap_or_default()),
            payment_class: classes.next().unwrap_or_default(),
        };
        violating.chain(involved).map(line).collect()
    }

    /// 违规金额
    pub fn amount(&self) -> Money {
        let column = self.batch.column_by_name("amount");
        let amounts = column.and_then(|column| column.as_primitive_opt::<Decimal128Type>());
        let fen = amounts.map_or(0, |amounts| amounts.value(self.row));
        Money::from_fen(i64::try_from(fen).unwrap_or(i64::MAX))
    }

    /// True where it accuses somebody: what is on trial accuses nobody, whatever the verdict.
    pub fn is_in_force(&self) -> bool {
        self.text("state") == RuleState::InForce.zh()
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
        (0..batch.num_rows()).for_each(|row| take(&Row::of(batch, row)));
    })?;
    Ok(())
}

/// How many of the findings are named, whose keys begin alike.
const NAMED_MAX: usize = 10;

/// Explains the one finding whose key begins with a text.
pub fn explain(out: &Path, key: &str) -> anyhow::Result<Outcome> {
    let key = key.trim();
    if key.is_empty() {
        bail!("未写疑点标识：写出标识，或足以辨认的开头几位");
    }
    let (mut found, mut named, mut first) = (0_u64, Vec::new(), None);
    each(out, |row| {
        let own = row.text("finding_key");
        if own.starts_with(key) {
            found += 1;
            if named.len() < NAMED_MAX {
                named.push(own.to_owned());
            }
            first.get_or_insert_with(|| row.batch.slice(row.row, 1));
        }
    })?;
    match (found, &first) {
        (1, Some(only)) => show(&Row::of(only, 0)),
        (0, _) | (_, None) => bail!("{} 中没有标识以 {key} 开头的疑点", out.display()),
        _ => {
            let more = if found > NAMED_MAX as u64 { "……" } else { "" };
            bail!(
                "{} 中标识以 {key} 开头的疑点有 {found} 条，请多写几位：{}{more}",
                out.display(),
                named.join("、")
            );
        }
    }
    Ok(Outcome::Complaints)
}

/// What an action is called after the settlement: a reminder is what documents call 疑点.
pub fn afterwards(action: &str) -> &str {
    match action == Action::Remind.zh() {
        true => "疑点",
        false => action,
    }
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
    let only = if row.is_in_force() {
        ""
    } else {
        "：只记录，不作疑点办理"
    };
    println!(
        "  状态  {}{only}；处置 {}",
        row.text("state"),
        afterwards(row.text("action"))
    );
    for lowered in row.list("lowered") {
        println!("  降级  {lowered}");
    }
    let day = row.day().map(|day| day.to_string()).unwrap_or_default();
    println!(
        "  就诊  {} {} {day} 机构 {}",
        PersonId::new(row.text("psn_no")).masked(),
        row.text("mdtrt_id"),
        row.text("fixmedins_code")
    );
    for line in row.evidence() {
        let word = match line.role {
            EvidenceRole::Violating => "明细",
            EvidenceRole::Involved => "涉及",
        };
        let time = line.time.map(|time| time.to_string()).unwrap_or_default();
        println!(
            "  {word}  {} {} {} {time} 单价 {} × {} = {} 元（{}），计入 {} 元",
            line.id, line.code, line.name, line.price, line.quantity, line.amount, line.payment_class, line.counted
        );
    }
    println!("  金额  {} 元：{}", row.amount(), row.text("arithmetic"));
    for ComparedFact { fact, required, found } in row.compared() {
        println!("  对照  {fact}：要求{required}，实际{found}");
    }
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
    if !row.text("may_override").is_empty() {
        println!("  豁免  {}", row.text("may_override"));
    }
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

/// Sums of the findings in force by institution, the largest amount first.
pub fn by_institution(out: &Path) -> anyhow::Result<Vec<(String, Sum)>> {
    let mut sums: HashMap<String, Sum> = HashMap::new();
    each(out, |row| {
        if !row.is_in_force() {
            return;
        }
        let sum = sums.entry(row.text("fixmedins_code").to_owned()).or_default();
        sum.findings += 1;
        sum.amount += row.amount();
        *sum.rules.entry(row.text("rule_name").to_owned()).or_default() += 1;
    })?;
    let mut sums: Vec<(String, Sum)> = sums.into_iter().collect();
    sums.sort_by(|(a, one), (b, other)| (other.amount, a).cmp(&(one.amount, b)));
    Ok(sums)
}
