//! Which rule the rows of a sheet belong to: what stands closest to a row decides, and what
//! disagrees with it is refused, never filed under another rule.

use super::grid::{Row, Sheet};
use super::heading::{Column, Header};
use super::kind::{Family, Table};

/// What a sheet and its file say about the rule of the rows.
pub(super) struct Belonging {
    /// from the title rows or the name of the sheet
    sheet: Option<Family>,
    /// from the name of the file
    file: Option<Family>,
    /// whether its rows are 项目, not 药品
    item: bool,
    /// the one family that the 限定类型 column names, if it names one only
    typed: Option<Family>,
    /// whether that column names several
    mixed: bool,
}

impl Belonging {
    pub(super) fn of(sheet: &Sheet, header: &Header, file_name: &str) -> Self {
        let headings = sheet.rows.get(header.index).map(Row::text).unwrap_or_default();
        let item = headings.contains("项目") || file_name.contains("项目") && !headings.contains("药品");
        let titles = sheet.rows.iter().take(header.index).map(Row::text);
        let mut typed: Vec<Family> = Vec::new();
        for row in sheet.rows.iter().skip(header.index + 1) {
            let family = family_of_type(header.cell(row, Column::LimitType), item);
            typed.extend(family.filter(|family| !typed.contains(family)));
        }
        Self {
            sheet: titles
                .chain([sheet.name.clone()])
                .find_map(|text| Family::from_rule_name(&text)),
            file: Family::from_rule_name(file_name).or_else(|| Family::from_limit_type(file_name, item)),
            item,
            mixed: typed.len() > 1,
            typed: typed.first().copied().filter(|_| typed.len() == 1),
        }
    }

    /// Whether the file's name announces another rule than the sheet.
    pub(super) fn misnamed(&self) -> bool {
        let inside = self.typed.or(self.sheet);
        matches!((self.file, inside), (Some(file), Some(inside)) if !file.agrees_with(inside))
    }

    /// The rule that the sheet itself states for a row, if it states one.
    pub(super) fn stated(&self, header: &Header, row: &Row) -> Result<Option<Family>, String> {
        let text = header.cell(row, Column::LimitType);
        if text.is_empty() {
            return match self.mixed {
                true => Err("本表有几种限定类型，这一行没有写明是哪一种".to_owned()),
                false => Ok(self.typed.or(self.sheet)),
            };
        }
        let Some(family) = family_of_type(text, self.item) else {
            return Err(format!("不认识的限定类型“{text}”"));
        };
        match self.sheet {
            Some(sheet) if !sheet.agrees_with(family) => Err(format!(
                "限定类型“{text}”与本表写明的规则“{}”不一致",
                sheet.rule_names()
            )),
            _ => Ok(Some(family)),
        }
    }

    /// The rule of a knowledge row.
    pub(super) fn of_row(&self, header: &Header, row: &Row) -> Result<Family, String> {
        let family = self
            .stated(header, row)?
            .or(self.file)
            .ok_or("工作表与文件名都没有写明属于哪一条规则")?;
        // 限定年龄对象 says less than the name of the rule.
        let is_named = |named: &Family| matches!(named, Family::One(Table::ItemChildOnly | Table::ItemAge));
        let mut named = self.sheet.into_iter().chain(self.file).filter(is_named);
        Ok(match family {
            Family::ItemAgeGroup => named.next().unwrap_or(family),
            family => family,
        })
    }

    /// Whether anything says which rule the rows belong to.
    pub(super) fn is_known(&self) -> bool {
        self.mixed || self.typed.or(self.sheet).or(self.file).is_some()
    }
}

fn family_of_type(text: &str, item: bool) -> Option<Family> {
    Family::from_rule_name(text).or_else(|| Family::from_limit_type(text, item))
}
