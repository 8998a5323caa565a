//! Payment-restriction remarks of the drug catalogue (国家医保药品目录备注),
//! compiled into knowledge tables of their own, `nrdl-…`, because they are read
//! by a parser and not published as knowledge points.

use super::kind::Table;
use super::limits::AgeRange;
use super::remark::{self, Condition, Remark};
use super::table::KnowledgeRow;
use super::wording;
use super::{Defaults, Import, ImportError, Notes, Rejected, Skipped, TableRows};
use domain::Day;
use hashbrown::{HashMap, HashSet};

/// 标注 of every row made by the remark parser.
const MARK: &str = "目录备注解析";

/// An edition of the catalogue: a word of the file name, its label, the tag of
/// its ids and the days on which its remarks held.
struct Edition {
    year: &'static str,
    label: &'static str,
    tag: &'static str,
    from: (i16, i8, i8),
    until: (i16, i8, i8),
}

/// The two editions shipped.
///
/// 2017: the list is the Shanghai catalogue as it stood in 2019, so that year is
/// what the source proves; the edition gave way to the next on 2020-01-01.
/// 2023: the source says "about the 2022-2023 edition"; the 2022 edition took
/// effect on 2023-03-01, and the 2023 edition was replaced on 2025-01-01.
const EDITIONS: [Edition; 2] = [
    Edition { year: "2017", label: "药品目录2017年版", tag: "n2017", from: (2019, 1, 1), until: (2020, 1, 1) },
    Edition { year: "2023", label: "药品目录2022至2023年版", tag: "n2023", from: (2023, 3, 1), until: (2025, 1, 1) },
];

/// Tables that remarks feed, in the order of rule numbers.
const FED: [Table; 7] = [
    Table::DrugSecondLine,
    Table::DrugChildLimited,
    Table::DrugIndication,
    Table::DrugCourse,
    Table::DrugLevel,
    Table::DrugVisitType,
    Table::DrugSex,
];

/// Drugs met in the knowledge batches: the codes of each generic name, and
/// which rule already covers which drug.
#[derive(Debug, Clone, Default)]
pub struct KnownDrugs {
    by_name: HashMap<String, Vec<String>>,
    covered: HashSet<(String, String)>,
}

impl KnownDrugs {
    /// Learns names, codes and coverage from an import of the batches.
    pub fn learn(&mut self, import: &Import) {
        for table in &import.tables {
            for row in &table.rows {
                let name = wording::key(&row.name);
                self.covered.insert((table.table.clone(), name.clone()));
                for code in row.codes.iter().filter(|code| code.starts_with(['X', 'Z'])) {
                    self.covered.insert((table.table.clone(), code.clone()));
                    insert(&mut self.by_name, &name, code);
                }
            }
        }
    }

    /// Codes of a generic name: exactly, or after removing the dosage form of
    /// either. A form given beside the name must fit the drug; without one, all
    /// drugs of that name must be of one route, because a remark on the
    /// injection says nothing about the tablet.
    fn codes(&self, name: &str, form: &str) -> Option<Vec<String>> {
        let name = wording::key(name);
        if let Some(codes) = self.by_name.get(&name).filter(|_| form.is_empty() || form_fits(&name, form)) {
            return Some(codes.clone());
        }
        let same_base = || self.by_name.iter().filter(|(full, _)| base_name(full) == base_name(&name));
        let mut routes: Vec<Route> = same_base().map(|(full, _)| route(full)).collect();
        routes.dedup();
        if form.is_empty() && routes.len() != 1 {
            return None;
        }
        let fitting = same_base().filter(|(full, _)| form.is_empty() || form_fits(full, form));
        let mut codes: Vec<String> = fitting.flat_map(|(_, codes)| codes.iter().cloned()).collect();
        codes.sort_unstable();
        codes.dedup();
        (!codes.is_empty()).then_some(codes)
    }

    fn covers(&self, table: Table, name: &str, codes: &[String]) -> bool {
        let covered = |key: &str| self.covered.contains(&(table.stem().to_owned(), key.to_owned()));
        covered(&wording::key(name)) || codes.iter().any(|code| covered(code))
    }
}

fn insert(map: &mut HashMap<String, Vec<String>>, name: &str, code: &str) {
    let codes = map.entry_ref(name).or_default();
    if !codes.iter().any(|seen| seen == code) {
        codes.push(code.to_owned());
    }
}

const FORMS: [&str; 24] = [
    "吸入粉雾剂", "吸入气雾剂", "缓释胶囊", "肠溶胶囊", "肠溶片", "缓释片", "分散片", "口腔崩解片", "干混悬剂", "口服溶液",
    "口服混悬液", "凝胶贴膏", "鼻喷雾剂", "滴眼液", "注射液", "软胶囊", "颗粒", "胶囊", "乳膏", "软膏", "栓", "丸", "贴片", "片",
];

/// A generic name without its dosage form: `注射用丹参多酚酸` and `丹参多酚酸`.
fn base_name(name: &str) -> &str {
    let name = name.strip_prefix("注射用").unwrap_or(name);
    FORMS.iter().find_map(|form| name.strip_suffix(form)).filter(|base| !base.is_empty()).unwrap_or(name)
}

#[derive(PartialEq, Eq)]
enum Route {
    Injected,
    Oral,
    Other,
}

fn route(name: &str) -> Route {
    if name.contains("注射") {
        Route::Injected
    } else if ["片", "胶囊", "颗粒", "丸", "口服"].iter().any(|word| name.contains(word)) {
        Route::Oral
    } else {
        Route::Other
    }
}

/// Whether a full drug name is of the catalogue's class of dosage forms.
fn form_fits(name: &str, form: &str) -> bool {
    let injected = name.contains("注射");
    match form {
        "注射剂" => injected,
        "口服常释剂型" => {
            !injected
                && ["片", "胶囊", "丸"].iter().any(|suffix| name.ends_with(suffix))
                && !["缓释", "控释", "肠溶", "阴道"].iter().any(|word| name.contains(word))
        }
        "缓释控释剂型" => name.contains("缓释") || name.contains("控释"),
        "口服液体剂" => !injected && ["口服", "混悬", "糖浆", "合剂"].iter().any(|word| name.contains(word)),
        "颗粒剂" => name.contains("颗粒"),
        "软膏剂" => name.contains("膏"),
        "栓剂" => name.contains('栓'),
        other => name.contains(other.trim_end_matches('剂')),
    }
}

/// Whether a CSV holds catalogue remarks.
pub(super) fn recognises(headings: &[String]) -> bool {
    ["drug_name", "restriction"].iter().all(|needed| headings.iter().any(|heading| heading == needed))
}

struct Entry {
    row: u32,
    name: String,
    form: String,
    text: String,
}

/// Compiles a file of remarks.
pub(super) fn read(file: &str, text: &str, defaults: &Defaults, known: &KnownDrugs) -> Result<Import, ImportError> {
    let edition = EDITIONS.iter().find(|edition| file.contains(edition.year));
    let (label, tag) = match (edition, defaults.published) {
        (Some(edition), _) => (edition.label.to_owned(), edition.tag.to_owned()),
        (None, Some(day)) => (format!("药品目录{day}"), format!("n{}", day.to_string().replace('-', ""))),
        (None, None) => return Err(ImportError::UnknownDate(file.to_owned())),
    };
    let day = |(year, month, day): (i16, i8, i8)| Day::from_ymd(year, month, day).ok();
    let from = defaults.published.or_else(|| edition.and_then(|edition| day(edition.from)));
    let from = from.ok_or_else(|| ImportError::UnknownDate(file.to_owned()))?;
    let until = edition.and_then(|edition| day(edition.until)).filter(|until| *until > from);

    let mut notes = Notes::default();
    let entries = entries(file, text, &mut notes)?;
    let differing = differing_names(&entries);
    let mut tables: Vec<TableRows> = Vec::new();
    let mut covered = 0_u32;
    for table in FED {
        let mut rows: Vec<KnowledgeRow> = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.text.is_empty()) {
            let parsed = remark::parse(&entry.text);
            let Some(own) = values(table, &parsed) else { continue };
            for (index, name) in entry.name.split('、').enumerate() {
                let codes = known.codes(name, &entry.form).unwrap_or_else(|| {
                    let exact = entry.form.is_empty() || !differing.contains(&entry.name);
                    vec![if exact { format!("名:{name}") } else { format!("名:{name}({})", entry.form) }]
                });
                if known.covers(table, name, &codes) {
                    covered += 1;
                    continue;
                }
                let part = if index == 0 { String::new() } else { format!("-{}", index + 1) };
                rows.push(KnowledgeRow {
                    id: format!("{tag}-{:04}{part}", entry.row),
                    name: name.to_owned(),
                    codes,
                    basis: entry.text.clone(),
                    source: format!("{file} 第{}行", entry.row),
                    batch: label.clone(),
                    from,
                    until,
                    loaded: defaults.loaded,
                    mark: MARK.to_owned(),
                    own: table.columns().iter().copied().zip(own.iter().cloned()).collect(),
                });
            }
        }
        if !rows.is_empty() {
            let rule = format!("{} {}", table.number(), table.rule_name());
            tables.push(TableRows { table: format!("nrdl-{}", table.stem()), rule, rows });
        }
    }
    if covered > 0 {
        let text = format!("{covered} 行");
        let reason = "知识点批次已载明的药品，不再从目录备注生成";
        notes.skipped.push(Skipped { sheet: file.to_owned(), row: 0, reason, text });
    }
    for entry in entries.iter().filter(|entry| !entry.text.is_empty()) {
        let parsed = remark::parse(&entry.text);
        if FED.iter().all(|table| values(*table, &parsed).is_none()) {
            notes.rejected.push(Rejected {
                sheet: file.to_owned(),
                row: entry.row,
                field: "restriction",
                reason: "备注不能化为任何一条规则的条件".to_owned(),
                text: format!("{}：{}", entry.name, entry.text),
            });
        }
    }
    let Notes { rejected, defects, skipped } = notes;
    Ok(Import { tables, rejected, defects, skipped })
}

fn entries(file: &str, text: &str, notes: &mut Notes) -> Result<Vec<Entry>, ImportError> {
    let damaged = |_| ImportError::Unreadable("CSV 不可读".to_owned());
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let columns: HashMap<String, usize> =
        reader.headers().map_err(damaged)?.iter().enumerate().map(|(i, name)| (name.to_owned(), i)).collect();
    let mut out = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(damaged)?;
        if index >= super::grid::ROWS_MAX {
            return Err(ImportError::TooLarge(format!("超过 {} 行", super::grid::ROWS_MAX)));
        }
        let field = |name: &str| columns.get(name).and_then(|i| record.get(*i)).unwrap_or_default();
        let row = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(2);
        let name = drug_names(field("drug_name"));
        if name.is_empty() {
            notes.skipped.push(Skipped {
                sheet: file.to_owned(),
                row,
                reason: "没有药品名称",
                text: field("restriction").to_owned(),
            });
            continue;
        }
        let form = wording::key(field("dosage_form"));
        out.push(Entry { row, name, form, text: wording::joined(field("restriction")) });
    }
    Ok(out)
}

/// Names that the catalogue lists in several forms with different remarks.
fn differing_names(entries: &[Entry]) -> HashSet<String> {
    let mut first: HashMap<&str, &str> = HashMap::new();
    let mut out = HashSet::new();
    for entry in entries {
        match first.get(entry.name.as_str()) {
            Some(text) if *text != entry.text => {
                out.insert(entry.name.clone());
            }
            Some(_) => {}
            None => {
                first.insert(&entry.name, &entry.text);
            }
        }
    }
    out
}

/// The drug names of one cell, joined by `、`. A line that begins like the name
/// before it, or with 注射用, is another drug; any other line break is the PDF's.
fn drug_names(cell: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut depth = 0_i32;
    for line in wording::tidy(&cell.replace("\\n", "\n")).lines() {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let head: String = line.chars().take(2).collect();
        let another = depth == 0
            && names.last().is_none_or(|last| last.starts_with(&head) || last.ends_with('、') || line.starts_with("注射用"));
        if another {
            names.push(String::new());
        }
        let Some(name) = names.last_mut() else { continue };
        for c in line.chars() {
            depth += match c {
                '(' | '[' => 1,
                ')' | ']' => -1,
                _ => 0,
            };
            name.push(if c == '、' && depth > 0 { '/' } else { c });
        }
    }
    let all = names.join("、");
    all.split('、').filter(|name| !name.is_empty()).collect::<Vec<_>>().join("、")
}

/// Values of a table's own columns, if the remark restricts in that way.
fn values(table: Table, remark: &Remark) -> Option<Vec<String>> {
    let ages = |range: &AgeRange| vec![range.min.clone().unwrap_or_default(), range.max.clone().unwrap_or_default()];
    match table {
        Table::DrugIndication => remark
            .names_diseases()
            .then(|| vec![remark.icd.join("|"), remark.words.join("|"), remark.grade.zh().to_owned()]),
        _ => remark.conditions.iter().find_map(|condition| match (table, condition) {
            (Table::DrugSecondLine, Condition::SecondLine) => Some(vec![String::new(), String::new()]),
            (Table::DrugChildLimited, Condition::ChildrenOnly(range)) => Some(ages(range)),
            (Table::DrugCourse, Condition::Course(limit)) => {
                Some(vec![limit.days.to_string(), limit.counting().to_owned()])
            }
            (Table::DrugLevel, Condition::Level(level)) => Some(vec![(*level).to_owned()]),
            (Table::DrugVisitType, Condition::Visit(visits)) => Some(vec![(*visits).to_owned()]),
            (Table::DrugSex, Condition::Sex(sex)) => Some(vec![(*sex).to_owned()]),
            _ => None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_broken_by_the_pdf_close_up_and_lists_part() {
        assert_eq!(drug_names("脂溶性维生素 Ⅰ\\n脂溶性维生素Ⅱ"), "脂溶性维生素Ⅰ、脂溶性维生素Ⅱ");
        assert_eq!(drug_names("牛碱性成纤维细胞生长因子(重\\n组牛碱性)"), "牛碱性成纤维细胞生长因子(重组牛碱性)");
        assert_eq!(drug_names("奥美拉唑碳酸氢钠干混悬剂\\n(Ⅱ)"), "奥美拉唑碳酸氢钠干混悬剂(Ⅱ)");
        assert_eq!(drug_names("紫雪、紫雪胶囊（散、颗粒）"), "紫雪、紫雪胶囊(散/颗粒)");
        assert_eq!(drug_names("注射用重组人TNK组织型纤溶\\n酶原激活剂"), "注射用重组人TNK组织型纤溶酶原激活剂");
        assert_eq!(drug_names("双黄连注射液\\n注射用双黄连(冻干)"), "双黄连注射液、注射用双黄连(冻干)");
        assert_eq!(drug_names("甲胶囊、乙\\n口服液(丙)"), "甲胶囊、乙口服液(丙)");
    }

    #[test]
    fn dosage_forms_keep_injections_from_tablets() {
        assert_eq!(base_name("注射用丹参多酚酸"), "丹参多酚酸");
        assert_eq!(base_name("天麻素注射液"), "天麻素");
        assert!(form_fits("天麻素注射液", "注射剂"));
        assert!(!form_fits("天麻素片", "注射剂"));
        assert!(!form_fits("布洛芬缓释胶囊", "口服常释剂型"));
    }
}
