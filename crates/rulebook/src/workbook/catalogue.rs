//! Payment-restriction remarks of the drug catalogue (国家医保药品目录备注),
//! compiled into knowledge tables of their own, `nrdl-…`, because they are read
//! by a parser and not published as knowledge points.

mod entry;
mod known;

pub use known::KnownDrugs;

use super::kind::Table;
use super::limits::{self, AgeRange};
use super::remark::{self, Condition, Remark};
use super::table::KnowledgeRow;
use super::{Defaults, Import, ImportError, Notes, Rejected, Skipped, TableRows};
use domain::Day;
use entry::{differing_names, entries};

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
    Edition {
        year: "2017",
        label: "药品目录2017年版",
        tag: "n2017",
        from: (2019, 1, 1),
        until: (2020, 1, 1),
    },
    Edition {
        year: "2023",
        label: "药品目录2022至2023年版",
        tag: "n2023",
        from: (2023, 3, 1),
        until: (2025, 1, 1),
    },
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

/// Whether a CSV holds catalogue remarks.
pub(super) fn recognises(headings: &[String]) -> bool {
    ["drug_name", "restriction"]
        .iter()
        .all(|needed| headings.iter().any(|heading| heading == needed))
}

/// Compiles a file of remarks.
pub(super) fn read(file: &str, text: &str, defaults: &Defaults, known: &KnownDrugs) -> Result<Import, ImportError> {
    let edition = EDITIONS.iter().find(|edition| file.contains(edition.year));
    let (label, tag) = match (edition, defaults.published) {
        (Some(edition), _) => (edition.label.to_owned(), edition.tag.to_owned()),
        (None, Some(day)) => (
            format!("药品目录{day}"),
            format!("n{}", day.to_string().replace('-', "")),
        ),
        (None, None) => return Err(ImportError::UnknownDate(file.to_owned())),
    };
    let day = |(year, month, day): (i16, i8, i8)| Day::from_ymd(year, month, day).ok();
    let from = defaults
        .published
        .or_else(|| edition.and_then(|edition| day(edition.from)));
    let from = from.ok_or_else(|| ImportError::UnknownDate(file.to_owned()))?;
    let until = edition
        .and_then(|edition| day(edition.until))
        .filter(|until| *until > from);

    let mut notes = Notes::default();
    let entries = entries(file, text, &mut notes)?;
    let differing = differing_names(&entries);
    let mut tables: Vec<TableRows> = Vec::new();
    let mut covered = 0_u32;
    for table in FED {
        let mut rows: Vec<KnowledgeRow> = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.text.is_empty()) {
            let parsed = remark::parse(&entry.text);
            let Some(own) = values(table, &parsed, &entry.text) else {
                continue;
            };
            for (index, name) in entry.name.split('、').enumerate() {
                let codes = known.codes(name, &entry.form).unwrap_or_else(|| {
                    let exact = entry.form.is_empty() || !differing.contains(&entry.name);
                    vec![if exact {
                        format!("名:{name}")
                    } else {
                        format!("名:{name}({})", entry.form)
                    }]
                });
                if known.covers(table, name, &codes) {
                    covered += 1;
                    continue;
                }
                let stated = |row: &KnowledgeRow| row.codes == codes && row.own.iter().map(|(_, v)| v).eq(own.iter());
                if rows.iter().any(stated) {
                    let (text, reason) = (format!("{name}：{}", entry.text), "同一药品的另一剂型已有相同的限定");
                    notes.skipped.push(Skipped {
                        sheet: file.to_owned(),
                        row: entry.row,
                        reason,
                        text,
                    });
                    continue;
                }
                let part = if index == 0 {
                    String::new()
                } else {
                    format!("-{}", index + 1)
                };
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
            tables.push(TableRows {
                table: format!("nrdl-{}", table.stem()),
                rule,
                rows,
            });
        }
    }
    if covered > 0 {
        let text = format!("{covered} 行");
        let reason = "知识点批次已载明的药品，不再从目录备注生成";
        notes.skipped.push(Skipped {
            sheet: file.to_owned(),
            row: 0,
            reason,
            text,
        });
    }
    for entry in entries.iter().filter(|entry| !entry.text.is_empty()) {
        let parsed = remark::parse(&entry.text);
        if FED.iter().all(|table| values(*table, &parsed, &entry.text).is_none()) {
            notes.rejected.push(Rejected {
                sheet: file.to_owned(),
                row: entry.row,
                field: "restriction",
                reason: "备注不能化为任何一条规则的条件".to_owned(),
                text: format!("{}：{}", entry.name, entry.text),
            });
        }
    }
    let Notes {
        rejected,
        defects,
        skipped,
    } = notes;
    Ok(Import {
        tables,
        rejected,
        defects,
        skipped,
    })
}

/// Values of a table's own columns, if the remark restricts in that way.
fn values(table: Table, remark: &Remark, text: &str) -> Option<Vec<String>> {
    let ages = |range: &AgeRange| {
        vec![
            range.min.clone().unwrap_or_default(),
            range.max.clone().unwrap_or_default(),
        ]
    };
    match table {
        Table::DrugIndication => remark.names_diseases().then(|| {
            vec![
                remark.icd.join("|"),
                remark.words.join("|"),
                remark.grade.zh().to_owned(),
            ]
        }),
        _ => remark.conditions.iter().find_map(|condition| match (table, condition) {
            (Table::DrugSecondLine, Condition::SecondLine) => Some(vec![String::new(), String::new()]),
            (Table::DrugChildLimited, Condition::ChildrenOnly(range)) => Some(ages(range)),
            (Table::DrugCourse, Condition::Course(limit)) => {
                let scope = limits::course_scope(text).to_owned();
                Some(vec![limit.days.to_string(), limit.counting().to_owned(), scope])
            }
            (Table::DrugLevel, Condition::Level(level)) => Some(vec![(*level).to_owned()]),
            (Table::DrugVisitType, Condition::Visit(visits)) => Some(vec![(*visits).to_owned()]),
            (Table::DrugSex, Condition::Sex(sex)) => Some(vec![(*sex).to_owned()]),
            _ => None,
        }),
    }
}
