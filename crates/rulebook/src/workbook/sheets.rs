//! From the sheets of a workbook to knowledge points: title rows, headings,
//! footnotes and totals are told apart from points, and where names and codes
//! stand on two sheets they are brought together.

use super::belonging::Belonging;
use super::codes::{self, CodeShape};
use super::grid::{Row, Sheet};
use super::heading::{Column, Header};
use super::kind::Family;
use super::point::{MAY_BE_MERGED, Point, Refusal};
use super::wording;
use super::{ImportError, Notes};
use hashbrown::HashMap;

/// A sheet with its headings, and whose its rows are.
pub(super) struct Headed<'s> {
    pub sheet: &'s Sheet,
    pub header: Header,
    pub belonging: Belonging,
}

/// Finds the headings of every sheet. A sheet of running text is skipped; a
/// sheet that looks like a table with unknown headings is an error.
pub(super) fn headed<'s>(sheets: &'s [Sheet], file: &str, notes: &mut Notes) -> Result<Vec<Headed<'s>>, ImportError> {
    let mut out = Vec::new();
    for sheet in sheets {
        if sheet.hidden {
            notes.skip(sheet, 0, "隐藏的工作表，未读取；确需导入的，取消隐藏后再导入", "");
            continue;
        }
        match Header::locate(&sheet.rows) {
            Some(header) => {
                if !header.unused.is_empty() {
                    let number = sheet.rows.get(header.index).map_or(0, |row| row.number);
                    notes.skip(sheet, number, "未使用的列", &header.unused.join("、"));
                }
                out.push(Headed {
                    sheet,
                    belonging: Belonging::of(sheet, &header, file),
                    header,
                });
            }
            None => match sheet
                .rows
                .iter()
                .take(super::heading::HEADING_ROWS)
                .find(|row| row.filled() >= 2)
            {
                Some(row) => {
                    let headings = row.cells.iter().filter(|cell| !cell.is_empty()).cloned().collect();
                    return Err(ImportError::UnknownHeadings {
                        sheet: sheet.name.clone(),
                        headings,
                    });
                }
                None => {
                    for row in &sheet.rows {
                        notes.skip(sheet, row.number, "说明文字", &row.text());
                    }
                }
            },
        }
    }
    if out.is_empty() {
        Err(ImportError::Empty)
    } else {
        Ok(out)
    }
}

/// Reads all points of a workbook, each under the rule that its row, its sheet or its file names.
pub(super) fn points(headed: &[Headed<'_>], file: &str, notes: &mut Notes) -> Vec<Point> {
    let lists_codes = |one: &Headed<'_>| {
        one.header.has(Column::Code)
            && ![Column::Text, Column::LimitValue, Column::Quantity, Column::Cycle]
                .iter()
                .any(|c| one.header.has(*c))
    };
    let bare = |one: &Headed<'_>| !one.header.has(Column::Code) && !one.header.has(Column::MainCode);
    let two_sheets = headed.iter().any(bare) && headed.iter().any(lists_codes);
    let mut points = Vec::new();
    for one in headed.iter().filter(|one| !(two_sheets && lists_codes(one))) {
        read_points(one, file, &mut points, notes);
    }
    if two_sheets {
        for one in headed.iter().filter(|one| lists_codes(one)) {
            join_codes(one, &mut points, notes);
        }
    }
    points
}

/// Why a row below the headings is no point, or `None` if it is one.
fn no_point(header: &Header, row: &Row) -> Option<&'static str> {
    let first = row
        .cells
        .iter()
        .find(|cell| !cell.is_empty())
        .map(|cell| wording::key(cell))?;
    if header.repeats(row) {
        return Some("重复的表头");
    }
    let is_total = ["合计", "总计", "小计"].contains(&first.as_str());
    if is_total {
        return Some("合计行");
    }
    let opens_note = row.cells.iter().find(|cell| !cell.is_empty()).is_some_and(|cell| {
        ["备注", "注：", "注:", "说明：", "说明:"]
            .iter()
            .any(|word| cell.starts_with(word))
    });
    let lone = row.filled() == 1;
    let named = [Column::Name, Column::MainName]
        .iter()
        .any(|column| !header.cell(row, *column).is_empty());
    if lone && (opens_note || !named || first.chars().count() > LONGEST_NAME) {
        return Some("脚注");
    }
    None
}

/// No published name is longer; what is longer is a sentence.
const LONGEST_NAME: usize = 60;

/// Why a row must not come in: the publication withdraws it, or says something unknown of it.
/// Withdrawing a knowledge point ends what was law; a person does that, with the day.
fn withdrawn(header: &Header, row: &Row) -> Option<Refusal> {
    let text = header.cell(row, Column::Change);
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let reason = if says(&["删", "废", "撤", "取消", "停", "剔", "移除", "失效", "调出"]) {
        format!("本行标为“{text}”：撤销知识点须由人工在原行写“失效”日期")
    } else if text.is_empty()
        || says(&[
            "增", "改", "修", "调整", "调入", "不变", "无变", "保留", "沿用", "有效", "启用",
        ])
    {
        return None;
    } else {
        format!("不认识的调整情况“{text}”")
    };
    Some(Refusal {
        field: "调整情况",
        reason,
    })
}

fn read_points(one: &Headed<'_>, file: &str, points: &mut Vec<Point>, notes: &mut Notes) {
    let Headed {
        sheet,
        header,
        belonging,
    } = one;
    if belonging.misnamed() {
        notes.doubt(sheet, 1, file, "文件名与表内写明的规则不一致，按表内归类");
    }
    for (index, row) in sheet.rows.iter().enumerate() {
        if index <= header.index {
            notes.skip(
                sheet,
                row.number,
                if index == header.index { "表头" } else { "标题" },
                &row.text(),
            );
            continue;
        }
        if let Some(reason) = no_point(header, row) {
            notes.skip(sheet, row.number, reason, &row.text());
            continue;
        }
        let number = u32::try_from(points.len()).unwrap_or(u32::MAX).saturating_add(1);
        let mut point = point_of(header, row, sheet, file, number);
        match belonging.of_row(header, row) {
            Ok(family) => point.family = Some(family),
            Err(reason) => {
                let field = if header.has(Column::LimitType) {
                    "限定类型"
                } else {
                    "规则"
                };
                point.refused = Some(Refusal { field, reason });
            }
        }
        point.refused = withdrawn(header, row).or(point.refused);
        let from_code_column = header.cell_with_lines(row, Column::Code);
        let codes = if from_code_column.is_empty() {
            header.cell_with_lines(row, Column::MainCode)
        } else {
            from_code_column
        };
        if continues(points.last(), &point, codes) {
            match (&point.refused, points.last_mut()) {
                (Some(refusal), _) => notes.reject(sheet, row.number, refusal.field, &refusal.reason, &row.text()),
                (None, Some(last)) => add_codes(last, codes, CodeShape::Drug, sheet, row, notes),
                (None, None) => {}
            }
            continue;
        }
        if point.name.is_empty() {
            let reason = format!("没有名称{MAY_BE_MERGED}");
            notes.reject(sheet, row.number, "名称", &reason, &row.text());
            continue;
        }
        if let Some(family) = point.family.filter(|_| point.refused.is_none()) {
            add_codes(&mut point, codes, family.shape(), sheet, row, notes);
            point.sub_code = sub_code(header.cell_with_lines(row, Column::SubCode), sheet, row, notes);
        }
        points.push(point);
    }
}

fn point_of(header: &Header, row: &Row, sheet: &Sheet, file: &str, number: u32) -> Point {
    let cell = |column| header.cell(row, column).to_owned();
    let name = wording::tidy(header.cell(
        row,
        if header.has(Column::Name) {
            Column::Name
        } else {
            Column::MainName
        },
    ));
    Point {
        number,
        sheet: sheet.name.clone(),
        row: row.number,
        source: format!("{file} {} 第{}行", sheet.name, row.number),
        name,
        codes: Vec::new(),
        text: cell(Column::Text),
        limit_type: cell(Column::LimitType),
        limit: wording::tidy(&cell(Column::LimitValue)),
        quantity: wording::tidy(&cell(Column::Quantity)),
        unit: wording::tidy(&cell(Column::Unit)),
        cycle: wording::tidy(&cell(Column::Cycle)),
        window: cell(Column::Window),
        sub_name: wording::tidy(&cell(Column::SubName)),
        sub_code: String::new(),
        family: None,
        refused: None,
        limit_blank: header.has(Column::LimitValue) && header.cell(row, Column::LimitValue).is_empty(),
    }
}

/// Drug sheets that print one code per row repeat the point, or leave its name
/// blank, on the rows that follow.
fn continues(last: Option<&Point>, point: &Point, codes: &str) -> bool {
    let Some(last) = last.filter(|last| last.refused.is_none() && last.sheet == point.sheet) else {
        return false;
    };
    let same = point.name == last.name && point.text == last.text && point.limit == last.limit;
    let blank = point.name.is_empty() && point.text.is_empty();
    let same_rule = point.family == last.family || point.refused.is_some() || blank && point.limit_type.is_empty();
    let drug = last.family.is_some_and(|family| family.shape() == CodeShape::Drug);
    drug && !codes.is_empty() && same_rule && (same || blank)
}

fn add_codes(point: &mut Point, cell: &str, shape: CodeShape, sheet: &Sheet, row: &Row, notes: &mut Notes) {
    for text in codes::of_cell(cell, shape) {
        match codes::read(&text, shape) {
            Ok(code) => {
                if code.repaired {
                    notes.doubt(
                        sheet,
                        row.number,
                        &point.name,
                        &format!("编码 {text} 缺前导零，已补为 {}", code.text),
                    );
                }
                if point.codes.contains(&code.text) {
                    notes.doubt(
                        sheet,
                        row.number,
                        &point.name,
                        &format!("编码 {} 在同一知识点内重复，只取一次", code.text),
                    );
                } else {
                    point.codes.push(code.text);
                }
            }
            Err(reason) => notes.reject(sheet, row.number, "编码", &reason, &text),
        }
    }
}

fn sub_code(cell: &str, sheet: &Sheet, row: &Row, notes: &mut Notes) -> String {
    let mut out: Vec<String> = Vec::new();
    for text in codes::of_cell(cell, CodeShape::Item) {
        match codes::read(&text, CodeShape::Item) {
            Ok(code) if out.contains(&code.text) => {}
            Ok(code) => out.push(code.text),
            Err(reason) => notes.reject(sheet, row.number, "从项编码", &reason, &text),
        }
    }
    out.join("|")
}

fn join_codes(one: &Headed<'_>, points: &mut [Point], notes: &mut Notes) {
    let Headed {
        sheet,
        header,
        belonging,
    } = one;
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, point) in points.iter().enumerate() {
        by_name.entry(wording::key(&point.name)).or_default().push(index);
    }
    let mut last_name = String::new();
    for (index, row) in sheet.rows.iter().enumerate() {
        if index <= header.index {
            notes.skip(
                sheet,
                row.number,
                if index == header.index { "表头" } else { "标题" },
                &row.text(),
            );
            continue;
        }
        if let Some(reason) = no_point(header, row) {
            notes.skip(sheet, row.number, reason, &row.text());
            continue;
        }
        let name = wording::key(header.cell(row, Column::Name));
        if !name.is_empty() {
            last_name = name;
        }
        let codes = header.cell_with_lines(row, Column::Code);
        let stated = match belonging.stated(header, row) {
            Ok(stated) => stated,
            Err(reason) => {
                notes.reject(sheet, row.number, "限定类型", &reason, &row.text());
                continue;
            }
        };
        if let Some(refusal) = withdrawn(header, row) {
            notes.reject(sheet, row.number, refusal.field, &refusal.reason, &row.text());
            continue;
        }
        let named = by_name.get(&last_name).map(Vec::as_slice).unwrap_or_default();
        let mut found = false;
        for index in named {
            let Some(point) = points.get_mut(*index) else { continue };
            let same_rule = |family: Family| stated.is_none_or(|stated| stated.agrees_with(family));
            match point.family {
                Some(family) if same_rule(family) => add_codes(point, codes, family.shape(), sheet, row, notes),
                Some(_) => continue,
                None => {}
            }
            found = true;
        }
        if !found {
            let reason = match named {
                [] => "编码表中的名称在知识点表中没有对应的知识点",
                _ => "编码表中的限定类型与同名知识点的不一致",
            };
            notes.reject(
                sheet,
                row.number,
                "名称",
                &format!("{reason}（编码 {codes}）"),
                &last_name,
            );
        }
    }
}
