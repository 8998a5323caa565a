//! The linter: what compiles and is still doubtful.

mod circular;

use crate::cases;
use crate::document::Document;
use crate::keys::ItemKey;
use crate::layer::Layer;
use crate::library::Library;
use crate::problem::Problem;
use crate::rule::{DataState, Rule};
use crate::table::{Table, TableRow};
use domain::Day;
use hashbrown::HashMap;

/// The longest sentence that a doctor reads in a pop-up, placeholders not counted.
const SENTENCE_CHARS_MAX: usize = 120;

/// Problems of a library beyond those that compiling it reports.
pub fn lint(library: &Library) -> Vec<Problem> {
    let (found_cases, mut problems) = cases::cases(library);
    let rules: HashMap<&str, &Rule> = library
        .own_rules()
        .map(|(_, compiled)| (compiled.rule.file.as_str(), &compiled.rule))
        .collect();
    for (layer, document) in library.documents() {
        if let Some(rule) = rules.get(document.file.as_str()) {
            let count = found_cases.iter().filter(|case| case.rule == rule.code).count();
            lint_document(rule, layer, document, count, &mut problems);
        }
    }
    for (_, table) in library.tables() {
        lint_dates(table, &mut problems);
        lint_wording(table, &mut problems);
        lint_codes(table, &mut problems);
        let rules = library.book_of(&table.file).rules();
        let users: Vec<&Rule> = rules.filter(|rule| rule.tables.contains(&table.name)).collect();
        lint_reach(table, &users, &mut problems);
        lint_units(table, &users, &mut problems);
        lint_years(table, &mut problems);
    }
    circular::lint_circles(library, &mut problems);
    problems.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    problems
}

fn lint_document(rule: &Rule, layer: &Layer, document: &Document, cases: usize, problems: &mut Vec<Problem>) {
    let file = document.file.as_str();
    for heading in ["检查什么", "为什么", "不算违规"] {
        if document.section(heading).is_none_or(str::is_empty) {
            problems.push(Problem::error(
                file,
                1,
                format!("缺少“## {heading}”一节"),
                "写给官员和医师看",
            ));
        }
    }
    let sentence_line = document.head.get("话术").unwrap_or(&document.head).line;
    if rule.sentence.literal_chars() > SENTENCE_CHARS_MAX {
        problems.push(Problem::notice(
            file,
            sentence_line,
            "话术过长",
            format!("不超过 {SENTENCE_CHARS_MAX} 字"),
        ));
    }
    if let Some(brace) = rule.sentence.stray_brace() {
        problems.push(Problem::error(
            file,
            sentence_line,
            format!("话术中的“{brace}”不成占位，会原样给医师看到"),
            "占位用半角花括号，成对写，如 {项目}",
        ));
    }
    if !rule.exemptions.groups.is_empty() {
        problems.push(Problem::notice(
            file,
            1,
            format!(
                "“不适用”的人群（{}）没有来源，没有人因此免判",
                rule.exemptions.groups.join("、")
            ),
            "交易报文和结算明细都不带人群标签；用情形、诊断、就医方式写",
        ));
    }
    for parameter in &rule.local_parameters {
        if parameter.larger_is_stricter.is_none() {
            let message = format!("地方参数“{}”没有写“收紧”", parameter.name);
            problems.push(Problem::notice(
                file,
                1,
                message,
                "写 收紧: 变小 或 变大；不写的，地方改动一律须经批准",
            ));
        }
    }
    if rule.data != DataState::BelongsToAudit {
        if cases < 4 {
            let (message, advice) = (
                format!("只有 {cases} 个案例"),
                "至少写命中、不判、日期边界、未评估或豁免各一例",
            );
            // A bureau's first rule may begin with one; the nation's may not.
            let begins = !layer.is_national() && cases > 0;
            problems.push(if begins {
                Problem::notice(file, 1, message, advice)
            } else {
                Problem::error(file, 1, message, advice)
            });
        }
        if rule.needs.is_empty() {
            problems.push(Problem::error(file, 1, "“需要”为空", "列出判定所需的字段"));
        }
        if rule.advice.is_empty() {
            problems.push(Problem::error(file, 1, "“合规建议”为空", "写最小的改法"));
        }
    }
}

/// Rows that count and quote nothing: a finding cites the wording behind its row.
fn lint_wording(table: &Table, problems: &mut Vec<Problem>) {
    let mut bare = table.rows().filter(|row| !row.is_sample() && row.text().is_empty());
    if let Some(first) = bare.next() {
        let message = format!("有 {} 行没有写“依据”", 1 + bare.count());
        problems.push(Problem::notice(
            &table.file,
            first.line(),
            message,
            "写公布的原文，疑点上要引用",
        ));
    }
}

/// Columns in which rows name items; 编码 also names diagnoses and operations, whose codes are shorter.
const ITEM_COLUMNS: [&str; 8] = [
    "编码",
    "从项编码",
    "需有",
    "组成",
    "主项",
    "一线编码",
    "允许药品",
    "之后不应有",
];

/// Codes that look national and have the length of none: a spreadsheet takes the zeros in front and rounds long
/// numbers.
fn lint_codes(table: &Table, problems: &mut Vec<Problem>) {
    for column in ITEM_COLUMNS.into_iter().filter(|column| table.has(column)) {
        let doubt = |row: TableRow<'_>| {
            let cell = if column == "编码" {
                row.keys()
            } else {
                table.cell(row, column)
            };
            ItemKey::parse_list(cell).iter().find_map(ItemKey::doubt)
        };
        let mut doubtful = table.rows().filter_map(|row| Some((row.line(), doubt(row)?)));
        if let Some((line, message)) = doubtful.next() {
            let others = match doubtful.count() {
                0 => String::new(),
                count => format!("；另有 {count} 行如此"),
            };
            problems.push(Problem::notice(
                &table.file,
                line,
                format!("列“{column}”的{message}{others}"),
                "核对是否被表格软件改过（丢了前面的 00、少了位数）；确为本地编码的不必改",
            ));
        }
    }
}

/// A name whose validity has a hole: on those days nothing speaks for it.
fn lint_dates(table: &Table, problems: &mut Vec<Problem>) {
    let mut by_name: HashMap<&str, Vec<TableRow<'_>>> = HashMap::new();
    for row in table.rows().filter(|row| !row.name().is_empty()) {
        by_name.entry(row.name()).or_default().push(row);
    }
    let mut names: Vec<_> = by_name.into_iter().filter(|(_, rows)| rows.len() > 1).collect();
    names.sort_by_key(|(name, _)| *name);
    for (name, mut rows) in names {
        rows.sort_by_key(|row| row.span().from);
        let mut covered: Option<Day> = rows.first().and_then(|row| row.span().to);
        for row in rows.iter().skip(1) {
            let Some(end) = covered else { break };
            if row.span().from > end {
                let message = format!("“{name}”自 {end} 至 {} 没有知识点", row.span().from);
                problems.push(Problem::notice(
                    &table.file,
                    row.line(),
                    message,
                    "确认这段时间确无限定，或补上",
                ));
            }
            covered = row.span().to.map(|to| to.max(end));
        }
    }
}

/// Caps of a quantity that do not say of what, where the sentence says it or other rows do.
fn lint_units(table: &Table, users: &[&Rule], problems: &mut Vec<Problem>) {
    let mut counting = users.iter().filter(|rule| rule.primitive == "quantity_cap");
    let is_said = |rule: &&Rule| table.has("单位") || rule.sentence.slots().any(|slot| slot == "单位");
    if !table.has("上限") || !counting.any(is_said) {
        return;
    }
    let mut bare = table.rows().filter(|row| table.cell(*row, "单位").is_empty());
    if let Some(first) = bare.next() {
        let message = format!("有 {} 行写了上限，没有写“单位”", 1 + bare.count());
        let advice = "写上限的单位，如 次、日、小时";
        problems.push(Problem::notice(&table.file, first.line(), message, advice));
    }
}

/// Nobody loads what comes into force so many years later.
const YEARS_AHEAD_MAX: u16 = 5;

/// Rows that begin to speak long after they were loaded: a slip in the year, most likely.
fn lint_years(table: &Table, problems: &mut Vec<Problem>) {
    let late = |row: &TableRow<'_>| row.span().from.years_since(row.known()) >= YEARS_AHEAD_MAX;
    let mut late = table.rows().filter(late);
    if let Some(first) = late.next() {
        let message = format!(
            "有 {} 行的施行比载入晚 {YEARS_AHEAD_MAX} 年以上，如 {}",
            1 + late.count(),
            first.span().from
        );
        let advice = "核对施行的年份；到施行以前不判";
        problems.push(Problem::notice(&table.file, first.line(), message, advice));
    }
}

/// A row that no rule can ever use: it ended before the rules that read it began.
fn lint_reach(table: &Table, users: &[&Rule], problems: &mut Vec<Problem>) {
    let starts = users
        .iter()
        .filter_map(|rule| rule.lifecycle.trial.or(rule.lifecycle.in_force));
    let Some(start) = starts.min() else { return };
    let dead: Vec<TableRow<'_>> = table
        .rows()
        .filter(|row| row.span().to.is_some_and(|to| to <= start))
        .collect();
    if let Some(first) = dead.first() {
        let message = format!(
            "有 {} 行在使用它的规则试行（{start}）之前已经失效，永远不会判到",
            dead.len()
        );
        problems.push(Problem::notice(
            &table.file,
            first.line(),
            message,
            "核对日期；旧版知识可以保留备查",
        ));
    }
}
