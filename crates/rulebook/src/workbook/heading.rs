//! Headings of published sheets: which columns there are and in which row they
//! are named.

use super::grid::Row;
use super::wording;

/// A column that the importer understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    /// 序号
    Seq,
    /// 药品通用名、项目名称、饮片名称
    Name,
    /// 国家代码
    Code,
    /// 说明、备注、限定支付范围
    Text,
    /// 限定类型
    LimitType,
    /// 限定对象、限定值域、限定性别
    LimitValue,
    /// 限制数量、频次上限
    Quantity,
    /// 数量单位
    Unit,
    /// 疗程周期（天）
    Cycle,
    /// 频度（重复收费的时间窗口）
    Window,
    /// 主项名称
    MainName,
    /// 主项编码
    MainCode,
    /// 从项名称
    SubName,
    /// 从项编码
    SubCode,
    /// 调整情况（新增、修改、删除）
    Change,
}

const WORDINGS: &[(Column, &[&str])] = &[
    (Column::Seq, &["序号", "编号", "行号"]),
    (
        Column::Name,
        &[
            "药品通用名",
            "药品通用名称",
            "通用名",
            "通用名称",
            "药品名称",
            "药品",
            "药品注册名称",
            "注册名称",
            "项目名称",
            "医疗服务项目名称",
            "医疗服务项目",
            "饮片名称",
            "中药饮片名称",
            "中药饮片",
            "名称",
        ],
    ),
    (
        Column::Code,
        &[
            "国标代码",
            "国标编码",
            "药品代码",
            "药品编码",
            "国家药品代码",
            "医保药品代码",
            "国家医保药品代码",
            "国家医保代码",
            "医保代码",
            "项目编码",
            "项目代码",
            "国家项目编码",
            "国家项目代码",
            "国家编码",
            "国家代码",
            "饮片代码",
            "中药饮片代码",
            "医保编码",
            "编码",
            "代码",
        ],
    ),
    (
        Column::Text,
        &[
            "药品说明",
            "项目说明",
            "限定支付范围",
            "医保支付范围",
            "支付范围",
            "限定条件",
            "限制条件",
            "限定内容",
            "限定说明",
            "知识点内容",
            "知识点",
            "说明",
            "依据",
            "备注",
        ],
    ),
    (Column::LimitType, &["限定类型", "规则名称"]),
    (
        Column::LimitValue,
        &[
            "限定对象",
            "限定年龄对象",
            "限定年龄",
            "限定性别",
            "限定值域",
            "限定值",
            "限定险种",
            "限定级别",
            "限定就医方式",
            "性别",
            "限定天数",
            "手术分组",
            "分组",
        ],
    ),
    (
        Column::Quantity,
        &["限制数量", "限定数量", "数量上限", "频次上限", "上限"],
    ),
    (Column::Unit, &["数量单位", "单位"]),
    (Column::Cycle, &["疗程周期", "周期", "周期天数", "滚动天数"]),
    (Column::Window, &["频度", "时间窗口", "窗口"]),
    (Column::MainName, &["主项名称"]),
    (Column::MainCode, &["主项编码", "主项代码"]),
    (Column::SubName, &["从项名称"]),
    (Column::SubCode, &["从项编码", "从项代码"]),
    (
        Column::Change,
        &[
            "调整情况",
            "调整类型",
            "变更情况",
            "变更类型",
            "修订情况",
            "修订类型",
            "变动情况",
            "变动类型",
            "操作类型",
            "状态",
        ],
    ),
];

/// Rows in which the headings may stand.
pub(super) const HEADING_ROWS: usize = 10;

/// The row of headings and where each column is.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// index into the rows of the sheet
    pub index: usize,
    columns: Vec<(Column, usize)>,
    /// headings that are not understood
    pub unused: Vec<String>,
}

impl Header {
    /// Finds the headings within the first rows of a sheet: at least two known
    /// columns, one of them a name.
    pub(super) fn locate(rows: &[Row]) -> Option<Self> {
        rows.iter()
            .take(HEADING_ROWS)
            .enumerate()
            .find_map(|(index, row)| Self::read(index, row))
    }

    fn read(index: usize, row: &Row) -> Option<Self> {
        let mut columns: Vec<(Column, usize)> = Vec::new();
        let mut unused = Vec::new();
        for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            match recognise(cell) {
                Some(column) if columns.iter().all(|(seen, _)| *seen != column) => columns.push((column, at)),
                _ => unused.push(cell.clone()),
            }
        }
        let named = columns
            .iter()
            .any(|(column, _)| matches!(column, Column::Name | Column::MainName));
        (named && columns.len() >= 2).then_some(Self { index, columns, unused })
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().find(|(seen, _)| *seen == column).map(|(_, at)| *at)
    }

    /// Whether the sheet has that column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.place(column).is_some()
    }

    /// The cell of a row under that column, empty if there is none.
    pub(super) fn cell<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        let cell = self.place(column).and_then(|at| row.cells.get(at));
        cell.map_or("", String::as_str)
    }

    /// As [`Self::cell`], with the line breaks inside the cell.
    pub(super) fn cell_with_lines<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        self.place(column).map_or("", |at| row.with_lines(at))
    }

    /// Whether a row repeats these headings, as sheets printed page by page do.
    pub(super) fn repeats(&self, row: &Row) -> bool {
        self.columns
            .iter()
            .all(|(column, at)| row.cells.get(*at).is_some_and(|cell| recognise(cell) == Some(*column)))
    }
}

fn recognise(heading: &str) -> Option<Column> {
    let full = wording::key(heading);
    let bare = full.split('(').next().unwrap_or_default();
    let of = |text: &str| {
        WORDINGS
            .iter()
            .find(|(_, words)| words.contains(&text))
            .map(|(column, _)| *column)
    };
    of(&full).or_else(|| of(bare))
}
