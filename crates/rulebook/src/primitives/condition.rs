//! 条件: a local rule written in CEL, the Common Expression Language (cel.dev). True means
//! violation; a fact that the record does not hold makes the rule not evaluable.
//!
//! Variables are listed in `docs/recipes/add-a-local-rule.md`. Amounts are yuan as `double`.

mod expression;
mod fields;
mod sight;
mod syntax;

use super::excess::{share, shared};
use super::setting_caps::SettingCaps;
use crate::hit::{Hit, Hits};
use crate::primitive::{Case, Heed, ItemAspect, MAIN, Primitive, RowError, Seen, Source, keys_of};
use crate::rows::RowSink;
use crate::table::{Table, TableRow};
use crate::view::Net;
use cel::{Context, Env, ExecutionError, Value};
use domain::{Encounter, FeeLine, InsuredPerson, Money, Quantity};
use expression::{Expression, Kind, Vocabulary};
use fields::{encounter_value, line_value, missing_name, person_value};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

struct Condition {
    expression: Option<Expression>,
    /// the functions, built once: building them costs more than a whole review
    functions: Arc<Env>,
    by_encounter: bool,
    with_money: bool,
    /// what of a line is lawful nevertheless: only what is beyond it has money
    allowed: SettingCaps<Quantity>,
    /// what is required, in words; the condition itself where there are none
    required: Option<Box<str>>,
    keyed: bool,
    cells: Vec<Vec<(String, String)>>,
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condition")
            .field("by_encounter", &self.by_encounter)
            .finish_non_exhaustive()
    }
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let by_encounter = params.choice("对象", &[("费用明细", false), ("就诊", true)], false);
    let with_money = params.choice("金额", &[("纳入医保", true), ("不计", false)], true);
    let allowed = SettingCaps::read(params, |_| true, "写成 {住院: 1}");
    if !allowed.is_empty() && (by_encounter || !with_money) {
        params.problem(
            params.line("上限按就医方式"),
            "“上限按就医方式”只用于计金额的费用明细".into(),
            "对象写费用明细，金额写纳入医保",
        );
    }
    let required = params.text("要求").map(Box::from);
    let tabled = source.has_table();
    if by_encounter && tabled {
        params.problem(
            params.line("对象"),
            "“对象”是就诊的条件不用知识表".into(),
            "删去“知识”；按表内编码检查的，“对象”写费用明细，金额不计的另写 金额: 不计",
        );
    }
    let functions = Arc::new(expression::functions());
    let columns: Vec<&str> = source.columns();
    let vocabulary = Vocabulary {
        line: !by_encounter,
        columns: tabled.then_some(columns.as_slice()),
    };
    let text = params.text("条件").unwrap_or_default();
    let expression = match Expression::compile(text, &functions, vocabulary) {
        Ok(expression) => {
            let line = params.line("条件");
            if !tabled && expression.fields.is_empty() {
                let message = "“条件”没有用到任何一项事实，对每一行、每一次就诊都是同一个结果";
                params.notice(line, message, "核对条件，写上要比较的字段，如 line.quantity > 3");
            }
            if expression.has_strange_hour {
                let message = "“条件”中与 line.hour 比较的数不在 0 至 23 之内";
                params.notice(
                    line,
                    message,
                    "核对：夜间22时至次日6时写 line.hour >= 22 || line.hour < 6",
                );
            }
            Some(expression)
        }
        Err(fault) => {
            params.problem(params.line("条件"), fault.message, fault.advice);
            None
        }
    };
    let mut cells = Vec::new();
    let asked = expression.as_ref().map_or(&[][..], |expression| &expression.columns);
    let needed: Vec<&str> = asked
        .iter()
        .map(|(column, _)| column.as_str())
        .chain(["编码"])
        .collect();
    source.each_row(sink, &needed, |sink, table, row| {
        let keys = keys_of(table, row, "编码")?;
        for (column, kind) in asked {
            numeric(table, row, column, *kind)?;
        }
        // Of the columns that the expression names, each once.
        let own: Vec<(String, String)> = asked
            .iter()
            .filter(|(_, kind)| kind.is_none())
            .map(|(column, _)| (column.clone(), table.cell(row, column).to_owned()))
            .collect();
        let number = sink.row(row, row.id(), "");
        keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
        cells.push(own);
        Ok(())
    });
    Box::new(Condition {
        expression,
        functions,
        by_encounter,
        with_money,
        allowed,
        required,
        keyed: tabled,
        cells,
    })
}

/// A cell that is read as a number must be one. An empty one is no number at all, which the condition may ask.
fn numeric(table: &Table, row: TableRow<'_>, column: &str, kind: Option<Kind>) -> Result<(), RowError> {
    let cell = table.cell(row, column);
    let sound = match kind {
        Some(Kind::Whole) => cell.parse::<i64>().is_ok(),
        Some(_) => cell.parse::<f64>().is_ok_and(f64::is_finite),
        None => true,
    };
    if sound || cell.is_empty() {
        Ok(())
    } else {
        Err(RowError::new(format!("列“{column}”不是数：{cell}"), "写成阿拉伯数字"))
    }
}

impl Primitive for Condition {
    fn unconditional(&self) -> bool {
        !self.keyed
    }

    fn watches(&self) -> bool {
        !self.keyed && !self.by_encounter
    }

    fn judges_visits(&self) -> bool {
        self.by_encounter
    }

    fn heeds_item(&self, _: &ItemAspect<'_>) -> Heed {
        Heed::ByNumbers
    }

    fn heeds_line(&self, seen: &Seen<'_>) -> bool {
        seen.line.current && seen.line.may_count(!self.with_money)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        if self.by_encounter {
            for index in case.current_encounters() {
                let encounter = &case.view.record.encounters[index as usize];
                if !case.live(encounter.begin.day()) {
                    continue;
                }
                match self.holds(&case.view.record.person, encounter, None, None) {
                    Holds::Yes => {
                        let mut hit = case.hit(None, index, encounter.begin);
                        self.explain(case, &mut hit, encounter, None, None);
                        out.hits.push(hit);
                    }
                    Holds::No => {}
                    Holds::Unknown(what) => case.missing_for_encounter(out, &what, index),
                }
            }
            return;
        }
        if self.keyed {
            for touch in case.touches {
                case.lines(touch)
                    .iter()
                    .for_each(|&index| self.check_line(case, Some(touch.row), index, out));
            }
        } else {
            (0..case.view.record.lines.len() as u32).for_each(|index| self.check_line(case, None, index, out));
        }
    }
}

enum Holds {
    Yes,
    No,
    Unknown(String),
}

impl Condition {
    fn check_line(&self, case: &Case<'_>, row: Option<u32>, index: u32, out: &mut Hits) {
        let line = case.view.line(index);
        let day = line.at.day();
        let speaks = row.map_or_else(|| case.live(day), |row| case.speaks(row, day));
        if !line.current || !case.view.counts(index, !self.with_money) || !speaks {
            return;
        }
        let cells = row.and_then(|row| self.cells.get(row as usize));
        let (encounter, net) = (case.view.record.encounter_of(line), case.view.net(index));
        match self.holds(&case.view.record.person, encounter, Some((line, net)), cells) {
            Holds::Yes => {
                let mut hit = case.hit(row, line.encounter, line.at);
                self.explain(case, &mut hit, encounter, Some((line, net)), cells);
                let (money, arithmetic) = self.money(encounter, net);
                hit.arithmetic = arithmetic.filter(|_| case.view.explain);
                hit.blame(index, money);
                out.hits.push(hit);
            }
            Holds::No => {}
            Holds::Unknown(what) => case.missing_for_line(out, &what, index),
        }
    }

    /// What of a line's money is in question, and how it comes about where it is a part.
    fn money(&self, encounter: &Encounter, net: Net) -> (Money, Option<String>) {
        if !self.with_money {
            return (Money::ZERO, None);
        }
        let setting = encounter.setting.known();
        let lawful = setting.and_then(|&setting| self.allowed.of(setting));
        let beyond = net.quantity - lawful.unwrap_or(Quantity::ZERO).min(net.quantity);
        let money = share(net.covered, beyond, net.quantity);
        let sum = (beyond != net.quantity).then(|| shared(net.covered, beyond, net.quantity));
        (money, sum.map(|sum| format!("{sum} = {money} 元")))
    }

    /// Says which condition holds, and of what.
    fn explain(
        &self,
        case: &Case<'_>,
        hit: &mut Hit,
        encounter: &Encounter,
        line: Option<(&FeeLine, Net)>,
        cells: Option<&Vec<(String, String)>>,
    ) {
        let Some(expression) = self.expression.as_ref().filter(|_| case.view.explain) else {
            return;
        };
        let person = person_value(&case.view.record.person, hit.at);
        let visit = encounter_value(encounter);
        let line = line.map(|(line, net)| line_value(line, net)).unwrap_or_default();
        let facts = expression.fields.iter().map(|field| {
            field.told(match field.variable {
                "person" => &person,
                "encounter" => &visit,
                _ => &line,
            })
        });
        let cells = cells.into_iter().flatten();
        let cells = cells.map(|(column, cell)| format!("知识点“{column}”{cell}"));
        let found = facts.chain(cells).collect::<Vec<_>>().join("；");
        let (fact, required) = match &self.required {
            Some(required) => ("要求", required.to_string()),
            None => ("条件", format!("不得有：{}", expression.text)),
        };
        hit.compare(fact, required, found);
    }

    fn holds(
        &self,
        person: &InsuredPerson,
        encounter: &Encounter,
        line: Option<(&FeeLine, Net)>,
        cells: Option<&Vec<(String, String)>>,
    ) -> Holds {
        let Some(expression) = &self.expression else {
            return Holds::No;
        };
        let at = line.map_or(encounter.begin, |(line, _)| line.at);
        let mut context = Context::with_env(Arc::clone(&self.functions));
        context.add_variable_from_value("person", person_value(person, at));
        context.add_variable_from_value("encounter", encounter_value(encounter));
        if let Some((line, net)) = line {
            context.add_variable_from_value("line", line_value(line, net));
        }
        let row: HashMap<String, Value> = cells
            .into_iter()
            .flatten()
            .map(|(column, cell)| (column.clone(), Value::from(cell.as_str())))
            .collect();
        context.add_variable_from_value("row", row);
        match expression.value(&context) {
            Ok(Value::Bool(true)) => Holds::Yes,
            Ok(Value::Bool(false)) => Holds::No,
            Ok(_) => Holds::Unknown("条件的结果不是真假".to_owned()),
            Err(ExecutionError::NoSuchKey(key)) => Holds::Unknown(missing_name(&key).to_owned()),
            Err(ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_)) => {
                Holds::Unknown("不为零的除数".to_owned())
            }
            Err(ExecutionError::IndexOutOfBounds(_)) => Holds::Unknown("诊断".to_owned()),
            Err(_) => Holds::Unknown("条件无法求值".to_owned()),
        }
    }
}
