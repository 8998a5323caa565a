//! The little language of templates: text → blocks, with problems that name file and line.
//!
//! A line beginning with `#` is the title, `##` a heading, `@文号`, `@称谓`, `@落款`, `@日期` the
//! parts of an official letter, `|` a table; any other line is a paragraph. `{名称}` is a placeholder.
//! A paragraph or table row with placeholders of a list (`{疑点.金额}`) is printed once per entry. A table
//! whose head is blank has none: it is the grid of a form.

use crate::vocabulary;
use crate::{PaperError, Template};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Placeholder(String),
}

/// A text with placeholders, of one list at most.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Line {
    pub pieces: Vec<Piece>,
    /// The list whose entries repeat it.
    pub list: Option<String>,
}

/// How the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// A column of a table: its share of the width is the number of dashes in the second line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub head: String,
    pub share: usize,
    pub align: Align,
}

/// What stands where on a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Title,
    Number,
    Salutation,
    Heading,
    Paragraph,
    Signature,
    Date,
}

/// One block of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    Text { style: Style, line: Line },
    Table { columns: Vec<Column>, rows: Vec<Row> },
}

/// A row of a table, repeated for the entries of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub cells: Vec<Line>,
    pub list: Option<String>,
}

/// Whether the table has a head.
pub(crate) fn has_head(columns: &[Column]) -> bool {
    columns.iter().any(|column| !column.head.is_empty())
}

const PARTS: [(&str, Style); 4] = [
    ("@文号", Style::Number),
    ("@称谓", Style::Salutation),
    ("@落款", Style::Signature),
    ("@日期", Style::Date),
];

/// Reads a template and checks every placeholder against those that the document has.
pub(crate) fn parse(template: Template, file: &str, text: &str) -> Result<Vec<Block>, PaperError> {
    let reader = Reader { template, file };
    let mut lines = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .peekable();
    let mut blocks = Vec::new();
    while let Some((number, line)) = lines.next() {
        if line.is_empty() || (line.starts_with("<!--") && line.ends_with("-->")) {
            continue;
        }
        if line.starts_with('|') {
            let mut rows = vec![(number, line)];
            while let Some(next) = lines.next_if(|(_, line)| line.starts_with('|')) {
                rows.push(next);
            }
            blocks.push(reader.table(&rows)?);
            continue;
        }
        blocks.push(reader.text(number, line)?);
    }
    let titled = |block: &Block| {
        matches!(
            block,
            Block::Text {
                style: Style::Title,
                ..
            }
        )
    };
    if !blocks.iter().any(titled) {
        return Err(reader.problem(1, "没有标题。请写一行以“# ”开头的标题。"));
    }
    Ok(blocks)
}

struct Reader<'a> {
    template: Template,
    file: &'a str,
}

impl Reader<'_> {
    fn problem(&self, line: usize, problem: impl Into<String>) -> PaperError {
        PaperError::Template {
            file: self.file.to_owned(),
            line,
            problem: problem.into(),
        }
    }

    fn text(&self, number: usize, line: &str) -> Result<Block, PaperError> {
        let (style, rest) = if line.starts_with("###") {
            return Err(self.problem(number, "标题只有“# ”和“## ”两级"));
        } else if let Some(rest) = line.strip_prefix("##") {
            (Style::Heading, rest)
        } else if let Some(rest) = line.strip_prefix('#') {
            (Style::Title, rest)
        } else if line.starts_with('@') {
            let part = PARTS
                .iter()
                .find_map(|(name, style)| Some((*style, line.strip_prefix(name)?)));
            part.ok_or_else(|| {
                let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
                self.problem(number, format!("以@开头的只有{}", names.join("、")))
            })?
        } else {
            (Style::Paragraph, line)
        };
        let line = self.line(number, rest.trim())?;
        if line.pieces.is_empty() {
            return Err(self.problem(number, "这一行没有内容"));
        }
        if let (Some(list), false) = (&line.list, matches!(style, Style::Paragraph | Style::Heading)) {
            return Err(self.problem(number, format!("清单“{list}”的内容只能写在正文、小标题和表格里")));
        }
        Ok(Block::Text { style, line })
    }

    fn line(&self, number: usize, text: &str) -> Result<Line, PaperError> {
        let mut line = Line::default();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return Err(self.problem(number, "“{”没有配对的“}”"));
            };
            if before.contains('}') {
                return Err(self.problem(number, "“}”没有配对的“{”"));
            }
            let name = name.trim();
            if !vocabulary::has(self.template, name) {
                let known = vocabulary::names(self.template).join("、");
                let title = self.template.zh();
                return Err(self.problem(number, format!("“{title}”没有“{name}”这一项。可用的有：{known}")));
            }
            if let Some((list, _)) = name.split_once('.') {
                match &line.list {
                    Some(other) if other != list => {
                        let problem = format!("一行中只能有一个清单的内容，这里有“{other}”和“{list}”");
                        return Err(self.problem(number, problem));
                    }
                    _ => line.list = Some(list.to_owned()),
                }
            }
            line.push_text(before);
            line.pieces.push(Piece::Placeholder(name.to_owned()));
            rest = after;
        }
        if rest.contains('}') {
            return Err(self.problem(number, "“}”没有配对的“{”"));
        }
        line.push_text(rest);
        Ok(line)
    }

    /// Head, dashes, and rows, each of which may be repeated for the entries of a list.
    fn table(&self, rows: &[(usize, &str)]) -> Result<Block, PaperError> {
        let first = rows.first().map_or(0, |(number, _)| *number);
        let [(_, head), (dashes_at, dashes), rows @ ..] = rows else {
            return Err(self.problem(first, TOO_SHORT));
        };
        if rows.is_empty() {
            return Err(self.problem(first, TOO_SHORT));
        }
        let (heads, dashes) = (cells(head), cells(dashes));
        if heads.len() != dashes.len() {
            let problem = format!("表头和分隔线的列数不同：{}、{}", heads.len(), dashes.len());
            return Err(self.problem(first, problem));
        }
        let mut columns = Vec::new();
        for (head, dash) in heads.iter().zip(&dashes) {
            let share = dash.chars().filter(|ch| *ch == '-').count();
            if share == 0 || dash.chars().any(|ch| ch != '-' && ch != ':') {
                return Err(self.problem(*dashes_at, "分隔线只能由“-”“:”组成，“-”的个数是列宽的比例"));
            }
            if head.contains('{') {
                return Err(self.problem(first, "表头不能有占位符"));
            }
            let align = match (dash.starts_with(':'), dash.ends_with(':')) {
                (true, true) => Align::Centre,
                (false, true) => Align::Right,
                _ => Align::Left,
            };
            columns.push(Column {
                head: (*head).to_owned(),
                share,
                align,
            });
        }
        let rows = rows
            .iter()
            .map(|(number, row)| self.row(*number, row, columns.len()))
            .collect::<Result<Vec<Row>, _>>()?;
        Ok(Block::Table { columns, rows })
    }

    fn row(&self, number: usize, row: &str, columns: usize) -> Result<Row, PaperError> {
        let cells = cells(row);
        if cells.len() != columns {
            let problem = format!("这一行和表头的列数不同：{}、{columns}", cells.len());
            return Err(self.problem(number, problem));
        }
        let cells = cells
            .into_iter()
            .map(|cell| self.line(number, cell))
            .collect::<Result<Vec<Line>, _>>()?;
        let mut lists = cells.iter().filter_map(|line| line.list.clone());
        let list = lists.next();
        if lists.any(|other| Some(&other) != list.as_ref()) {
            return Err(self.problem(number, "表格的一行中只能有一个清单的内容"));
        }
        Ok(Row { cells, list })
    }
}

const TOO_SHORT: &str = "表格至少三行：表头、分隔线（|---|---|）和内容";

fn cells(row: &str) -> Vec<&str> {
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split('|').map(str::trim).collect()
}

impl Line {
    fn push_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        match parse(Template::ViolationNotice, "violation-notice.md", text) {
            Ok(blocks) => panic!("{blocks:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_broken_template_names_file_line_and_remedy() {
        for (text, line, words) in [
            ("", 1, "没有标题"),
            ("# 题\n\n你好{当事人\n", 3, "没有配对的“}”"),
            ("# 题\n你好当事人}\n", 2, "没有配对的“{”"),
            ("# 题\n{当事人}}\n", 2, "没有配对的“{”"),
            ("# 题\n{当时人}\n", 2, "没有“当时人”这一项。可用的有："),
            ("# 题\n### 小\n", 2, "两级"),
            ("# 题\n@抬头 甲\n", 2, "@文号、@称谓、@落款、@日期"),
            ("# 题\n@落款\n", 2, "没有内容"),
            ("# 题\n@称谓 {疑点.金额}\n", 2, "只能写在正文"),
            ("# 题\n| 甲 |\n|---|\n", 2, "至少三行"),
            ("# 题\n| 甲 |\n|---|\n| 乙 |\n| 丙 | 丁 |\n", 5, "列数不同"),
            ("# 题\n| 甲 |\n|---|---|\n| 乙 |\n", 2, "列数不同"),
            ("# 题\n| 甲 |\n| 乙 |\n| 丙 |\n", 3, "分隔线"),
            ("# 题\n| {当事人} |\n|---|\n| 丙 |\n", 2, "表头"),
        ] {
            let found = problem(text);
            assert!(
                found.contains(&format!("violation-notice.md第{line}行")),
                "{text:?}: {found}"
            );
            assert!(found.contains(words), "{text:?}: {found}");
        }
    }

    #[test]
    fn an_unknown_placeholder_is_answered_with_those_that_exist() {
        let found = problem("# 题\n{名字}\n");
        for name in ["当事人", "文号", "疑点.金额"] {
            assert!(found.contains(name), "{found}");
        }
        assert!(!found.contains("处罚.内容"), "of another document: {found}");
    }

    #[test]
    fn text_of_any_editor_is_read() {
        let blocks = parse(
            Template::ViolationNotice,
            "a",
            "\u{feff}# 题\r\n\r\n<!-- 注 -->\r\n  {当事人}：\r\n",
        );
        assert_eq!(blocks.unwrap().len(), 2);
    }
}
