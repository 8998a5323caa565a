//! The tables of an edition as rows of cells with spans, as a page or a workbook draws them.

use super::{Edition, HonourRow};
use crate::named::yuan;
use crate::packet::Way;
use serde::{Deserialize, Serialize};

/// 单元格
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// 文字
    pub text: String,
    /// 占几行
    pub rows: u16,
    /// 占几列
    pub columns: u16,
}

impl Cell {
    /// A cell of one row and one column.
    pub fn one(text: impl Into<String>) -> Self {
        Self::spanning(text, 1, 1)
    }

    /// A cell of several rows or columns.
    pub fn spanning(text: impl Into<String>, rows: u16, columns: u16) -> Self {
        Self {
            text: text.into(),
            rows,
            columns,
        }
    }
}

/// 表格 · each row has the cells that begin in it; what a cell above covers is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// 列数
    pub columns: u16,
    /// 表头行数, to be repeated on every page
    pub header_rows: u16,
    /// 各行
    pub rows: Vec<Vec<Cell>>,
}

impl Edition {
    /// 恪守医德 拒收红包 公示表, with the row of totals last. The column of what was handed in stands only
    /// where something was.
    pub fn table(&self) -> Table {
        let handed_in = self.figures.others.times > 0;
        let ways = 2 + u16::from(handed_in);
        let mut rows = vec![
            vec![
                Cell::spanning("科室", 2, 1),
                Cell::spanning("人员", 2, 1),
                Cell::spanning("金额（元）", 2, 1),
                Cell::spanning("拒收方式（次）", 1, ways),
                Cell::spanning("患者信息", 2, 1),
            ],
            vec![Cell::one("替患者缴纳住院费"), Cell::one("退回患者")],
        ];
        if handed_in && let Some(header) = rows.last_mut() {
            header.push(Cell::one("上交处理"));
        }
        rows.extend(self.honours.iter().map(|row| line(row, handed_in)));
        let figures = &self.figures;
        let mut total = vec![
            Cell::spanning("合计", 1, 2),
            Cell::one(yuan(figures.amount)),
            Cell::one(figures.deposits.times.to_string()),
            Cell::one(figures.returns.times.to_string()),
        ];
        if handed_in {
            total.push(Cell::one(figures.others.times.to_string()));
        }
        total.push(Cell::one(""));
        rows.push(total);
        Table {
            columns: 4 + ways,
            header_rows: 2,
            rows,
        }
    }

    /// 表扬情况表, with the row of totals last.
    pub fn commendation_table(&self) -> Table {
        let header = ["科室", "锦旗（面）", "感谢信（封）", "其他表扬（次）", "拾金不昧（次）"];
        let figures = &self.figures;
        let total = [figures.pennants, figures.letters, figures.praise, figures.lost_property];
        let line = |name: &str, counts: [u32; 4]| {
            let counts = counts.into_iter().map(|count| Cell::one(count.to_string()));
            [Cell::one(name)].into_iter().chain(counts).collect()
        };
        let mut rows = vec![header.map(Cell::one).to_vec()];
        rows.extend(self.commendations.iter().map(|row| {
            let counts = [row.pennants, row.letters, row.praise, row.lost_property];
            line(&row.department, counts)
        }));
        rows.push(line("合计", total));
        Table {
            columns: 5,
            header_rows: 1,
            rows,
        }
    }
}

fn line(row: &HonourRow, handed_in: bool) -> Vec<Cell> {
    let mark = |here: bool| {
        Cell::one(match here {
            true => "1",
            false => "",
        })
    };
    let column = Column::of(row.way);
    let covering = |text: &str, rows: u16| (rows > 0).then(|| Cell::spanning(text, rows, 1));
    let amount = row.amount.map(yuan).unwrap_or_default();
    let cells = [
        covering(&row.department, row.department_rows),
        covering(&row.person, row.person_rows),
        Some(Cell::one(amount)),
        Some(mark(column == Column::Deposit)),
        Some(mark(column == Column::Return)),
        handed_in.then(|| mark(column == Column::Other)),
        Some(Cell::one(match row.supplement {
            true => format!("{}（补录）", row.patient),
            false => row.patient.clone(),
        })),
    ];
    cells.into_iter().flatten().collect()
}

/// The column of the table that a way of disposal counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// 替患者缴纳住院费
    Deposit,
    /// 退回患者
    Return,
    /// 上交处理
    Other,
}

impl Column {
    /// The column of a way.
    pub(super) const fn of(way: Way) -> Self {
        match way {
            Way::Deposit => Column::Deposit,
            // What was declined on the spot went back, too.
            Way::Declined | Way::Returned => Column::Return,
            Way::HandedIn | Way::IntegrityAccount | Way::Destroyed => Column::Other,
        }
    }
}
