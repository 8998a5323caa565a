//! 刊物 · a printed paper that is no official document: a red masthead, paragraphs, tables with merged
//! cells. What stands in it is the caller's; how it looks is not asked.

use crate::fill::is_printed;
use domain::Day;

/// 刊物 · what is printed, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// 名称, as the file says it of itself
    pub title: String,
    /// 日期
    pub dated: Day,
    /// 各部分
    pub parts: Vec<Part>,
}

/// 部分
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// 刊头: the name in red over the whole width, below it a line of three, and a red rule
    Masthead {
        /// 刊名
        name: String,
        /// 左: who issues it
        left: String,
        /// 中: which issue it is
        middle: String,
        /// 右: of which day
        right: String,
    },
    /// 标题 of a part, in the middle
    Heading(String),
    /// 小标题, at the left
    Subheading(String),
    /// 正文; several lines are several paragraphs
    Paragraph(String),
    /// 目录的一行, contact and other lines that are not indented
    Line(String),
    /// 表格
    Grid(Grid),
    /// 图像: on a page two beside each other, in a docx each over the width of the text
    Photos(Vec<Photo>),
}

/// 图像 · a picture file with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// JPEG or PNG, without anything that the picture does not show
    pub content: Vec<u8>,
    /// 图注
    pub caption: String,
}

/// 表格 with merged cells. Each row has the cells that begin in it, from left to right; what a cell above
/// covers is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// 各列宽度, as shares of the whole
    pub shares: Vec<usize>,
    /// 表头行数, repeated on every page
    pub header_rows: usize,
    /// 各行
    pub rows: Vec<Vec<GridCell>>,
}

/// 单元格
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    /// 文字
    pub text: String,
    /// 占几行
    pub rows: usize,
    /// 占几列
    pub columns: usize,
}

impl Printed {
    /// The same without what is no text: no font has control characters, and XML refuses them.
    pub(crate) fn printable(&self) -> Self {
        let clean = |text: &String| -> String { text.chars().filter(|ch| is_printed(*ch)).collect() };
        let part = |part: &Part| match part {
            Part::Masthead {
                name,
                left,
                middle,
                right,
            } => Part::Masthead {
                name: clean(name),
                left: clean(left),
                middle: clean(middle),
                right: clean(right),
            },
            Part::Heading(text) => Part::Heading(clean(text)),
            Part::Subheading(text) => Part::Subheading(clean(text)),
            Part::Paragraph(text) => Part::Paragraph(clean(text)),
            Part::Line(text) => Part::Line(clean(text)),
            Part::Photos(photos) => Part::Photos(
                photos
                    .iter()
                    .map(|photo| Photo {
                        caption: clean(&photo.caption),
                        ..photo.clone()
                    })
                    .collect(),
            ),
            Part::Grid(grid) => Part::Grid(Grid {
                rows: grid
                    .rows
                    .iter()
                    .map(|row| {
                        row.iter()
                            .map(|cell| GridCell {
                                text: clean(&cell.text),
                                ..cell.clone()
                            })
                            .collect()
                    })
                    .collect(),
                ..grid.clone()
            }),
        };
        Self {
            title: clean(&self.title),
            dated: self.dated,
            parts: self.parts.iter().map(part).collect(),
        }
    }
}

/// A cell with its place, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<'g> {
    /// the row in which it begins
    pub top: usize,
    /// the column in which it begins
    pub left: usize,
    /// 占几行
    pub rows: usize,
    /// 占几列
    pub columns: usize,
    /// 文字
    pub text: &'g str,
}

impl Placed<'_> {
    /// The first row below the cell.
    pub(crate) fn bottom(&self) -> usize {
        self.top + self.rows
    }
}

impl Grid {
    /// Every cell at its place. What would reach beyond the grid is cut to it.
    pub fn places(&self) -> Vec<Placed<'_>> {
        let (height, width) = (self.rows.len(), self.shares.len());
        let mut reach = vec![0_usize; width];
        let mut all = Vec::new();
        for (top, row) in self.rows.iter().enumerate() {
            for cell in row {
                let Some(left) = reach.iter().position(|until| *until <= top) else {
                    break;
                };
                let free = reach.iter().skip(left).take_while(|until| **until <= top).count();
                let placed = Placed {
                    top,
                    left,
                    rows: cell.rows.clamp(1, height - top),
                    columns: cell.columns.clamp(1, free),
                    text: &cell.text,
                };
                for until in reach.iter_mut().skip(left).take(placed.columns) {
                    *until = placed.bottom();
                }
                all.push(placed);
            }
        }
        all
    }

    /// Where the rows may be parted: between them no cell covers both sides. The last is the end.
    pub(crate) fn partings(placed: &[Placed<'_>], height: usize) -> Vec<usize> {
        let crossed = |line: &usize| placed.iter().any(|cell| cell.top < *line && *line < cell.bottom());
        (1..=height).filter(|line| !crossed(line)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, rows: usize, columns: usize) -> GridCell {
        GridCell {
            text: text.to_owned(),
            rows,
            columns,
        }
    }

    #[test]
    fn cells_stand_where_those_above_leave_room() {
        let grid = Grid {
            shares: vec![1, 1, 1],
            header_rows: 0,
            rows: vec![
                vec![cell("a", 2, 1), cell("b", 1, 2)],
                vec![cell("c", 1, 1), cell("d", 9, 9)],
                vec![cell("e", 1, 2), cell("lost", 1, 1)],
            ],
        };
        let placed = grid.places();
        let places: Vec<_> = placed
            .iter()
            .map(|cell| (cell.text, cell.top, cell.left, cell.rows))
            .collect();
        assert_eq!(
            places,
            [
                ("a", 0, 0, 2),
                ("b", 0, 1, 1),
                ("c", 1, 1, 1),
                ("d", 1, 2, 2),
                ("e", 2, 0, 1)
            ]
        );
        assert_eq!(Grid::partings(&placed, 3), [3]);
    }
}
