//! Points of one file gathered into tables, with a watch on codes that come twice.

use super::batch::Batch;
use super::kind::Table;
use super::point::{self, Point};
use super::table::KnowledgeRow;
use super::{Defect, Import, Notes, Rejected, TableRows};
use domain::Day;
use hashbrown::HashMap;

/// Gathers rows by table and watches for codes that come twice.
pub(super) struct Collector {
    loaded: Day,
    notes: Notes,
    tables: Vec<(Table, Vec<KnowledgeRow>)>,
    first_use: HashMap<(Table, String, String), String>,
}

impl Collector {
    pub(super) fn new(loaded: Day, notes: Notes) -> Self {
        Self {
            loaded,
            notes,
            tables: Vec::new(),
            first_use: HashMap::new(),
        }
    }

    pub(super) fn take(&mut self, point: &Point, batch: &Batch, from: Day) {
        // A code of the row that could not be read has been told with its reason.
        let of_codes =
            |one: &Rejected| one.row == point.row && one.sheet == point.sheet && matches!(one.field, "编码" | "codes");
        let told = point.codes.is_empty() && self.notes.rejected.iter().any(of_codes);
        let mut reject = |field: &'static str, reason: String| {
            let (sheet, text) = (point.sheet.clone(), point.name.clone());
            self.notes.rejected.push(Rejected {
                sheet,
                row: point.row,
                field,
                reason,
                text,
            });
        };
        if let Some(refusal) = &point.refused {
            reject(refusal.field, refusal.reason.clone());
            return;
        }
        let Some(family) = point.family else {
            reject("规则", "没有写明属于哪一条规则".to_owned());
            return;
        };
        if point.codes.is_empty() {
            if !told {
                reject("编码", "没有可用的国家代码".to_owned());
            }
            return;
        }
        let table = match family.table_of(&point.text, &point.limit) {
            Ok(table) => table,
            Err(reason) => {
                reject("说明", reason);
                return;
            }
        };
        match point::build(point, table, batch, from, self.loaded) {
            Err(refusal) => reject(refusal.field, refusal.reason),
            Ok(built) => {
                for reason in built.contradictions {
                    self.doubt(point, reason);
                }
                self.watch(point, table, batch);
                match self.tables.iter_mut().find(|(seen, _)| *seen == table) {
                    Some((_, rows)) => rows.push(built.row),
                    None => self.tables.push((table, vec![built.row])),
                }
            }
        }
    }

    /// One item in two groups is legitimate and kept, but worth a word.
    fn watch(&mut self, point: &Point, table: Table, batch: &Batch) {
        for code in &point.codes {
            let place = format!("{}{}", point.sub_code, batch.tag);
            match self.first_use.get(&(table, code.clone(), place.clone())) {
                Some(earlier) => {
                    let reason = format!("编码 {code} 已用于本批同表的{earlier}，两行并列保留");
                    self.doubt(point, reason);
                }
                None => {
                    let here = format!("第{}行“{}”", point.row, point.name);
                    self.first_use.insert((table, code.clone(), place), here);
                }
            }
        }
    }

    fn doubt(&mut self, point: &Point, reason: String) {
        let (sheet, name) = (point.sheet.clone(), point.name.clone());
        self.notes.defects.push(Defect {
            sheet,
            row: point.row,
            name,
            reason,
        });
    }

    pub(super) fn finish(self) -> Import {
        let tables = self
            .tables
            .into_iter()
            .map(|(table, rows)| TableRows {
                table: table.stem().to_owned(),
                rule: format!("{} {}", table.number(), table.rule_name()),
                rows,
            })
            .collect();
        let Notes {
            rejected,
            defects,
            skipped,
        } = self.notes;
        Import {
            tables,
            rejected,
            defects,
            skipped,
        }
    }
}
