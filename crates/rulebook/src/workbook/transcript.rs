//! The transcription of batches 9 to 17 and of the revision of 2026-01-28: one
//! CSV with a line per knowledge point, its rule name, codes, wording,
//! attachment and row.

use super::batch::Batch;
use super::codes;
use super::kind::Family;
use super::point::Point;
use super::wording;
use super::{Defect, ImportError, Notes, Rejected};
use crate::lines::line_of_error;
use domain::Day;
use hashbrown::HashMap;

/// Headings of the transcription that the importer reads.
const NEEDED: [&str; 8] = [
    "batch",
    "published_at",
    "rule_name",
    "item_name",
    "codes",
    "constraint",
    "attachment",
    "row",
];

/// One line, with the batch and the family it belongs to.
pub(super) struct Line {
    pub batch: Batch,
    pub published: Day,
    pub family: Family,
    pub point: Point,
    pub attachment: String,
}

/// Whether a CSV has the headings of the transcription.
pub(super) fn recognises(headings: &[String]) -> bool {
    NEEDED
        .iter()
        .all(|needed| headings.iter().any(|heading| heading == needed))
}

/// Reads every line; a line that cannot be placed is rejected with the reason.
pub(super) fn read(text: &str, sheet: &str, notes: &mut Notes) -> Result<Vec<Line>, ImportError> {
    let damaged = |error: csv::Error| ImportError::Unreadable(format!("CSV 第{}行不可读", line_of_error(text, &error)));
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let columns: HashMap<String, usize> = reader
        .headers()
        .map_err(damaged)?
        .iter()
        .enumerate()
        .map(|(i, name)| (name.to_owned(), i))
        .collect();
    let mut lines = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(damaged)?;
        if index >= super::grid::ROWS_MAX {
            return Err(ImportError::TooLarge(format!("超过 {} 行", super::grid::ROWS_MAX)));
        }
        let row = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(2);
        let field = |name: &str| columns.get(name).and_then(|i| record.get(*i)).unwrap_or_default();
        let mut reject = |field: &'static str, reason: String, text: &str| {
            notes.rejected.push(Rejected {
                sheet: sheet.to_owned(),
                row,
                field,
                reason,
                text: text.to_owned(),
            });
        };
        let Some(batch) = Batch::from_token(field("batch")) else {
            reject("batch", "不认识的批次".to_owned(), field("batch"));
            continue;
        };
        let Ok(published) = Day::parse(field("published_at")) else {
            reject("published_at", "不是日期".to_owned(), field("published_at"));
            continue;
        };
        let Some(family) = Family::from_rule_name(field("rule_name")) else {
            reject("rule_name", "没有对应的知识表".to_owned(), field("rule_name"));
            continue;
        };
        let Ok(number) = field("row").trim().parse() else {
            reject("row", "不是行号".to_owned(), field("row"));
            continue;
        };
        let attachment = wording::verbatim(field("attachment"));
        let mut point = Point {
            number,
            sheet: sheet.to_owned(),
            row,
            source: format!("{attachment} 第{number}行"),
            name: wording::tidy(&wording::verbatim(field("item_name"))),
            text: wording::verbatim(field("constraint")),
            family: Some(family),
            ..Point::default()
        };
        if point.name.is_empty() {
            reject("item_name", "没有名称".to_owned(), "");
            continue;
        }
        for text in codes::split(field("codes")) {
            match codes::read(text, family.shape()) {
                Ok(code) if point.codes.contains(&code.text) => {
                    let reason = format!("编码 {text} 在同一知识点内重复，只取一次");
                    let name = point.name.clone();
                    notes.defects.push(Defect {
                        sheet: sheet.to_owned(),
                        row,
                        name,
                        reason,
                    });
                }
                Ok(code) => point.codes.push(code.text),
                Err(reason) => reject("codes", reason, text),
            }
        }
        lines.push(Line {
            batch,
            published,
            family,
            point,
            attachment,
        });
    }
    Ok(lines)
}

/// Attachments whose name announces another rule than the sentences of their
/// rows: the two herb files of batch 11 carry each other's names.
pub(super) fn misnamed(lines: &[Line], sheet: &str, notes: &mut Notes) {
    let mut seen: Vec<(&str, &'static str, u32, usize)> = Vec::new();
    for line in lines {
        let Ok(table) = line.family.table_of(&line.point.text, &line.point.limit) else {
            continue;
        };
        let announced = super::kind::Table::named(&wording::key(&line.attachment));
        if announced.is_none_or(|announced| announced == table) {
            continue;
        }
        match seen
            .iter_mut()
            .find(|(name, rule, ..)| *name == line.attachment && *rule == table.rule_name())
        {
            Some((.., count)) => *count += 1,
            None => seen.push((&line.attachment, table.rule_name(), line.point.row, 1)),
        }
    }
    for (attachment, rule, row, count) in seen {
        let reason = format!("附件名称与内容不符：{count} 行的文字属于“{rule}”，按文字归类");
        notes.defects.push(Defect {
            sheet: sheet.to_owned(),
            row,
            name: attachment.to_owned(),
            reason,
        });
    }
}
