//! The workbook that an institution is handed: a sheet of sums by knowledge point, and one of every line.

use super::radar::Shown;
use domain::{Day, Money};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;
use std::path::Path;

/// What the workbook is about.
pub(super) struct Heading<'h> {
    pub batch: &'h str,
    pub institution: &'h str,
    pub name: &'h str,
    pub period: &'h str,
    /// 制表日期
    pub made: Day,
}

impl Heading<'_> {
    fn title(&self) -> String {
        format!("{}知识点既往排查 {} {}", self.batch, self.institution, self.name)
    }

    fn about(&self) -> String {
        format!(
            "服务日期 {}；制表日期 {}。本表为按新知识对既往费用的估算，供自查，不作处理依据。",
            self.period, self.made
        )
    }
}

/// Rows above the column headings.
const ABOVE: u32 = 2;

/// Columns of a sheet: heading and width.
type Columns = &'static [(&'static str, f64)];

const SUMS: Columns = &[
    ("规则编码", 18.0),
    ("规则名称", 22.0),
    ("知识点", 12.0),
    ("名称", 24.0),
    ("知识点原文", 48.0),
    ("知识点出处", 32.0),
    ("知识点标注", 24.0),
    ("条数", 8.0),
    ("金额（元）", 14.0),
];

const LINES: Columns = &[
    ("疑点标识", 34.0),
    ("规则编码", 18.0),
    ("规则名称", 22.0),
    ("知识点", 12.0),
    ("就诊标识", 14.0),
    ("明细流水号", 20.0),
    ("项目编码", 26.0),
    ("项目名称", 24.0),
    ("数量", 8.0),
    ("科室", 14.0),
    ("医师", 16.0),
    ("服务日期", 12.0),
    ("金额（元）", 14.0),
    ("说明", 60.0),
];

struct Formats {
    title: Format,
    heading: Format,
    cell: Format,
    money: Format,
    number: Format,
    date: Format,
    total: Format,
    total_money: Format,
    total_number: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = Format::new()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Top)
            .set_text_wrap();
        let total = cell.clone().set_bold();
        Self {
            title: Format::new().set_bold().set_font_size(14),
            heading: total.clone().set_background_color(0x00D9_E2F3),
            money: cell.clone().set_num_format(MONEY),
            number: cell.clone().set_num_format(NUMBER),
            date: cell.clone().set_num_format("yyyy-mm-dd"),
            total_money: total.clone().set_num_format(MONEY),
            total_number: total.clone().set_num_format(NUMBER),
            cell,
            total,
        }
    }
}

const MONEY: &str = "#,##0.00";
const NUMBER: &str = "#,##0.####";

/// Writes the workbook; `shown` in the order in which it is to be read.
pub(super) fn write(place: &Path, heading: &Heading<'_>, shown: &[Shown]) -> Result<(), XlsxError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    sums(book.add_worksheet(), heading, &formats, shown)?;
    lines(book.add_worksheet(), heading, &formats, shown)?;
    book.save(place)
}

/// What both sheets share: title, column headings that stay in sight, and how they are printed.
fn begin(
    sheet: &mut Worksheet,
    name: &str,
    heading: &Heading<'_>,
    formats: &Formats,
    columns: Columns,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.write_with_format(0, 0, heading.title(), &formats.title)?;
    sheet.write(1, 0, heading.about())?;
    for (column, (text, width)) in (0_u16..).zip(columns) {
        sheet.write_with_format(ABOVE, column, *text, &formats.heading)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(ABOVE + 1, 0)?;
    sheet.set_repeat_rows(0, ABOVE)?;
    // A4, as wide as a page.
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C第 &P 页，共 &N 页");
    Ok(())
}

fn sums(sheet: &mut Worksheet, heading: &Heading<'_>, formats: &Formats, shown: &[Shown]) -> Result<(), XlsxError> {
    begin(sheet, "汇总", heading, formats, SUMS)?;
    let mut points: BTreeMap<(&str, &str), (&Shown, u64, Money)> = BTreeMap::new();
    for one in shown {
        let sum = points
            .entry((&one.rule, &one.knowledge))
            .or_insert((one, 0, Money::ZERO));
        sum.1 += 1;
        sum.2 += one.amount;
    }
    let mut points: Vec<_> = points.into_iter().collect();
    points.sort_by(|(a, (_, _, one)), (b, (_, _, other))| (other, a).cmp(&(one, b)));
    let mut row = ABOVE + 1;
    for (_, (one, findings, amount)) in &points {
        let texts = [
            &one.rule,
            &one.rule_name,
            &one.knowledge,
            &one.knowledge_name,
            &one.knowledge_text,
            &one.knowledge_source,
            &one.remark,
        ];
        for (column, text) in (0_u16..).zip(texts) {
            sheet.write_with_format(row, column, text, &formats.cell)?;
        }
        sheet.write_with_format(row, 7, *findings, &formats.number)?;
        sheet.write_with_format(row, 8, yuan(*amount), &formats.money)?;
        row += 1;
    }
    end(sheet, formats, SUMS, row)?;
    sheet.write_with_format(row, 7, shown.len() as u64, &formats.total_number)?;
    sheet.write_with_format(row, 8, yuan(total(shown)), &formats.total_money)?;
    Ok(())
}

/// A finding without lines is a row, too.
fn lines(sheet: &mut Worksheet, heading: &Heading<'_>, formats: &Formats, shown: &[Shown]) -> Result<(), XlsxError> {
    begin(sheet, "明细", heading, formats, LINES)?;
    let mut row = ABOVE + 1;
    for one in shown {
        let evidence = one.lines.iter().map(Some).chain(one.lines.is_empty().then_some(None));
        for line in evidence {
            let of_line = |text: fn(&ledger::EvidenceLine) -> &str| line.map_or("", text);
            let texts = [
                (0, one.key.as_str()),
                (1, &one.rule),
                (2, &one.rule_name),
                (3, &one.knowledge),
                (4, &one.encounter),
                (5, of_line(|line| &line.id)),
                (6, of_line(|line| &line.code)),
                (7, of_line(|line| &line.name)),
                (9, &one.department),
                (10, &one.doctor),
                (13, &one.sentence),
            ];
            for (column, text) in texts {
                sheet.write_with_format(row, column, text, &formats.cell)?;
            }
            match line {
                Some(line) => {
                    sheet.write_with_format(row, 8, line.quantity.scaled() as f64 / 10_000.0, &formats.number)?
                }
                None => sheet.write_blank(row, 8, &formats.cell)?,
            };
            let day = line.and_then(|line| line.time).map(|time| time.day()).or(one.day);
            match day.map(date).transpose()? {
                Some(date) => sheet.write_with_format(row, 11, &date, &formats.date)?,
                None => sheet.write_blank(row, 11, &formats.cell)?,
            };
            let amount = line.map_or(one.amount, |line| line.counted);
            sheet.write_with_format(row, 12, yuan(amount), &formats.money)?;
            row += 1;
        }
    }
    end(sheet, formats, LINES, row)?;
    sheet.write_with_format(row, 12, yuan(total(shown)), &formats.total_money)?;
    Ok(())
}

/// The row of the total, behind what can be filtered.
fn end(sheet: &mut Worksheet, formats: &Formats, columns: Columns, row: u32) -> Result<(), XlsxError> {
    let last = columns.len() as u16 - 1;
    sheet.autofilter(ABOVE, 0, row - 1, last)?;
    sheet.write_with_format(row, 0, "合计", &formats.total)?;
    for column in 1..=last {
        sheet.write_blank(row, column, &formats.total)?;
    }
    Ok(())
}

fn total(shown: &[Shown]) -> Money {
    shown.iter().map(|one| one.amount).sum()
}

fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&day.to_string())
}

/// A workbook's cells are floating numbers; fen of a hospital's year are far below where that rounds.
fn yuan(amount: Money) -> f64 {
    amount.scaled() as f64 / 100.0
}
