//! A knowledge table as text: CSV rows with the common columns read, the rest kept for the
//! primitive that uses the table.

mod heading;

use crate::lines::{Lines, breaks};
use crate::nearest::nearest;
use crate::problem::Problem;
use crate::rule::BEFORE_ALL_CLAIMS;
use crate::source::SourceFile;
use crate::texts::{Interned, TextRef};
use crate::workbook::REVISION;
use domain::{Day, Span};
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashTable};
use heading::{TITLE_ROWS_MAX, unheaded};
use std::hash::BuildHasher;

/// Columns that every table may have; the first four must be there.
pub(crate) const COMMON_COLUMNS: [&str; 13] = [
    "知识点",
    "名称",
    "施行",
    "来源",
    "编码",
    "依据",
    "批次",
    "失效",
    "载入",
    "标注",
    "备注",
    "理由",
    "批准人",
];

/// What the mark of a sample has in it.
const SAMPLE_MARKS: [&str; 2] = ["示例", "样例"];

/// What nobody reads.
const REMARK: &str = "备注";

/// Columns that one primitive or another reads.
const OWN_COLUMNS: [&str; 38] = [
    "限定",
    "年龄下限",
    "年龄上限",
    "诊断",
    "诊断词",
    "解析",
    "上限",
    "单位",
    "计价单位",
    "滚动天数",
    "天数上限",
    "计法",
    "疗程范围",
    "从项编码",
    "从项名称",
    "窗口",
    "需有",
    "需有名称",
    "组成",
    "组成名称",
    "至少",
    "组合价",
    "限价",
    "一级限价",
    "二级限价",
    "三级限价",
    "分组",
    "限额",
    "一线编码",
    "回溯天数",
    "允许药品",
    "最长小时",
    "既往手术",
    "之后不应有",
    "之后名称",
    "主项",
    "主项名称",
    "每主项上限",
];

/// 知识点 · one row with its validity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableRow<'t> {
    table: &'t Table,
    kept: &'t KeptRow,
}

/// A row as it is kept, its texts apart.
#[derive(Debug, Clone, Copy)]
struct KeptRow {
    /// where its cells begin
    first: u32,
    line: u32,
    span: Span,
    /// when the row entered this library (what was known then)
    known: Day,
    sample: bool,
    /// its own wording takes back part of what it says
    doubtful: bool,
    /// carries a reason and an approver
    approved: bool,
}

/// Places of texts among the cells of a row; those of the table's own columns follow.
const ID: usize = 0;
const NAME: usize = 1;
const KEYS: usize = 2;
const TEXT: usize = 3;
const SOURCE: usize = 4;
const BATCH: usize = 5;
const OWN: usize = 6;

/// Columns that tell rows of one name apart: an item has as many rows as it has partners or groups.
const PARTS_OF_NAME: [&str; 2] = ["从项名称", "分组"];

impl<'t> TableRow<'t> {
    /// 行号 in the file
    pub fn line(self) -> usize {
        self.kept.line as usize
    }

    /// 有效期
    pub fn span(self) -> Span {
        self.kept.span
    }

    /// 载入
    pub fn known(self) -> Day {
        self.kept.known
    }

    /// True where the row is marked as a sample.
    pub fn is_sample(self) -> bool {
        self.kept.sample
    }

    /// True where the row is marked as one whose own wording takes back part of what it says.
    pub fn is_doubtful(self) -> bool {
        self.kept.doubtful
    }

    /// True where the row names a reason and an approver.
    pub fn is_approved(self) -> bool {
        self.kept.approved
    }

    /// 知识点
    pub fn id(self) -> &'t str {
        self.table.text(self.kept, ID)
    }

    /// 名称
    pub fn name(self) -> &'t str {
        self.table.text(self.kept, NAME)
    }

    /// 编码, as written
    pub fn keys(self) -> &'t str {
        self.table.text(self.kept, KEYS)
    }

    /// 依据
    pub fn text(self) -> &'t str {
        self.table.text(self.kept, TEXT)
    }

    /// 来源
    pub fn source(self) -> &'t str {
        self.table.text(self.kept, SOURCE)
    }

    /// 批次
    pub fn batch(self) -> &'t str {
        self.table.text(self.kept, BATCH)
    }
}

/// 知识表
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub name: String,
    pub file: String,
    columns: Vec<String>,
    /// the common columns that the heading has
    headed: Vec<&'static str>,
    kept: Vec<KeptRow>,
    /// the cells of all rows, one row after the other
    cells: Vec<TextRef>,
    texts: String,
}

impl Table {
    /// Reads a table. Rows that cannot be read are problems and left out.
    pub fn parse(source: &SourceFile, problems: &mut Vec<Problem>) -> Option<Self> {
        let file = source.path.as_str();
        let name = file.rsplit('/').next()?.strip_suffix(".csv")?.to_owned();
        let text = source.text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let headers: Vec<String> = match reader.headers() {
            Ok(record) => record.iter().map(str::to_owned).collect(),
            Err(error) => {
                problems.push(Problem::error(
                    file,
                    1,
                    format!("表头无法读取：{error}"),
                    "第一行写列名，UTF-8 编码",
                ));
                return None;
            }
        };
        let column = |name: &str| headers.iter().position(|header| header == name);
        for required in &COMMON_COLUMNS[..4] {
            if column(required).is_none() {
                let headed = reader.into_records().take(TITLE_ROWS_MAX).flatten();
                let below = headed
                    .filter(|record| record.iter().any(|cell| cell == COMMON_COLUMNS[0]))
                    .find_map(|record| record.position().map(csv::Position::byte));
                let below = below.map(|byte| Lines::of(text).of_record(byte as usize));
                let (message, advice) = unheaded(required, &headers, below);
                problems.push(Problem::error(file, 1, message, advice));
                return None;
            }
        }
        let named = |h: &String| !h.is_empty();
        let mut names = headers.iter().enumerate().filter(|(_, h)| named(h));
        if let Some(twice) = names.find(|(i, h)| headers[..*i].contains(h)) {
            problems.push(Problem::error(
                file,
                1,
                format!("列“{}”重复", twice.1),
                "每个列名只写一次",
            ));
            return None;
        }
        let positions = COMMON_COLUMNS.map(column);
        let own: Vec<(usize, String)> = headers
            .iter()
            .cloned()
            .enumerate()
            .filter(|(_, h)| !h.is_empty() && !COMMON_COLUMNS.contains(&h.as_str()))
            .collect();
        let count = breaks(text);
        let mut table = Self {
            name,
            file: file.to_owned(),
            headed: COMMON_COLUMNS
                .iter()
                .zip(positions)
                .filter_map(|(name, at)| at.map(|_| *name))
                .collect(),
            columns: own.iter().map(|(_, h)| h.clone()).collect(),
            // Growing by doubling would leave half of a large table's room empty, and its pieces behind;
            // room that is never written to costs nothing.
            kept: Vec::with_capacity(count),
            cells: Vec::with_capacity(count * (OWN + own.len())),
            texts: String::with_capacity(source.text.len()),
        };
        let mut interned = Interned::default();
        let hashing = FixedState::default();
        let mut seen: HashTable<u32> = HashTable::new();
        let mut record = csv::StringRecord::new();
        let mut lines = Lines::of(text);
        loop {
            let line = lines.of_record(reader.position().byte() as usize);
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => {
                    problems.push(Problem::error(
                        file,
                        line,
                        format!("这一行无法读取：{error}"),
                        "检查引号与编码（UTF-8）",
                    ));
                    continue;
                }
            }
            if record.iter().all(str::is_empty) {
                continue;
            }
            let swallowed: usize = record.iter().map(breaks).sum();
            if record.len() != headers.len() && swallowed > 0 {
                let message = format!("这一行的引号没有配对，连同其后 {swallowed} 行都没有读入");
                problems.push(Problem::error(
                    file,
                    line,
                    message,
                    "补上或删去引号；内容里的引号写两个",
                ));
                continue;
            }
            if record.len() != headers.len() {
                let message = format!("这一行有 {} 列，表头有 {} 列", record.len(), headers.len());
                problems.push(Problem::error(file, line, message, "含逗号的单元格要加引号"));
                continue;
            }
            let common = positions.map(|position| position.and_then(|i| record.get(i)).unwrap_or(""));
            let [
                id,
                name,
                from,
                source,
                keys,
                text,
                batch,
                to,
                known,
                mark,
                _remark,
                reason,
                approver,
            ] = common;
            let (span, known) = match validity(id, from, to, known) {
                Ok(validity) => validity,
                Err((message, advice)) => {
                    problems.push(Problem::error(file, line, message, advice));
                    continue;
                }
            };
            if source.is_empty() {
                let advice = "写文件名与行号，或文号与附件；没有出处的不作知识";
                problems.push(Problem::error(file, line, "来源为空", advice));
                continue;
            }
            let hash = hashing.hash_one(id);
            let earlier = |at: u32| table.row(&table.kept[at as usize]);
            if let Some(&first) = seen.find(hash, |&at| earlier(at).id() == id) {
                let message = format!("知识点“{id}”与第 {} 行重复", earlier(first).line());
                problems.push(Problem::error(file, line, message, "知识点编号在一张表内不得重复"));
                continue;
            }
            let at = table.kept.len() as u32;
            table.kept.push(KeptRow {
                first: table.cells.len() as u32,
                line: u32::try_from(line).unwrap_or(u32::MAX),
                span,
                known,
                sample: SAMPLE_MARKS.iter().any(|word| mark.contains(word)),
                doubtful: mark.contains("存疑"),
                approved: is_given(reason) && is_given(approver),
            });
            // What differs from row to row is not looked for among what repeats.
            let single = [id, name, keys].map(|text| TextRef::push(&mut table.texts, text));
            table.cells.extend(single);
            let own_cells = own.iter().map(|(i, _)| record.get(*i).unwrap_or(""));
            for text in [text, source, batch].into_iter().chain(own_cells) {
                table.cells.push(interned.place(&mut table.texts, text));
            }
            let hash_of = |&at: &u32| hashing.hash_one(table.row(&table.kept[at as usize]).id());
            seen.insert_unique(hash, at, hash_of);
        }
        Some(table)
    }

    /// True where the table has the column.
    pub fn has(&self, column: &str) -> bool {
        column == "编码" || self.columns.iter().any(|name| name == column)
    }

    /// True where the heading has the column, common or not.
    pub fn names(&self, column: &str) -> bool {
        self.headed.contains(&column) || self.columns.iter().any(|name| name == column)
    }

    /// The names of the columns beyond the common ones.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// A cell by column name; empty where the table has no such column.
    pub fn cell<'t>(&'t self, row: TableRow<'t>, column: &str) -> &'t str {
        match self.columns.iter().position(|name| name == column) {
            Some(index) => self.text(row.kept, OWN + index),
            None => "",
        }
    }

    fn text(&self, row: &KeptRow, place: usize) -> &str {
        let cell = self.cells.get(row.first as usize + place);
        cell.map_or("", |cell| cell.of(&self.texts))
    }

    fn row<'t>(&'t self, kept: &'t KeptRow) -> TableRow<'t> {
        TableRow { table: self, kept }
    }

    /// The rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        self.kept.iter().map(|kept| self.row(kept))
    }

    /// How many keys the rows are found under, as far as their own column tells.
    pub fn keys_expected(&self) -> usize {
        let keys_of = |row: TableRow<'_>| 1 + row.keys().bytes().filter(|byte| *byte == b'|').count();
        self.rows().map(keys_of).sum()
    }

    /// What all its texts take.
    pub fn text_bytes(&self) -> usize {
        self.texts.len()
    }

    /// The row that begins on a line of the file.
    pub fn row_at(&self, line: usize) -> Option<TableRow<'_>> {
        let at = self.kept.binary_search_by_key(&line, |kept| kept.line as usize).ok()?;
        self.kept.get(at).map(|kept| self.row(kept))
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.kept.len()
    }

    /// Forgets rows that were loaded after `known`: what the library said on that day.
    pub fn as_known_on(&mut self, known: Day) {
        self.kept.retain(|row| row.known <= known);
    }

    /// Leaves only the rows of a batch and lets them speak of all the past.
    pub fn only_batch_at_all_times(&mut self, batch: &str) {
        let mut kept = std::mem::take(&mut self.kept);
        kept.retain(|row| self.row(row).batch() == batch);
        for row in &mut kept {
            row.span.from = BEFORE_ALL_CLAIMS;
        }
        self.kept = kept;
    }

    /// A later batch takes the place of an earlier row from its first day on where it says the same
    /// anew: a revision under the same name, any other batch with the same codes. What else a batch
    /// says stands beside the earlier rows. Rows of one batch that share a name stand side by side.
    pub fn supersede(&mut self) {
        let column = |name: &str| self.columns.iter().position(|column| column == name);
        let row = |at: u32| self.row(&self.kept[at as usize]);
        let cell = |at: u32, place: Option<usize>| place.map_or("", |place| self.text(&self.kept[at as usize], place));
        let parts = PARTS_OF_NAME.map(|name| Some(OWN + column(name)?));
        let name = |at: u32| (row(at).name(), parts.map(|place| cell(at, place)));
        let other_codes = column("从项编码").map(|index| OWN + index);
        let mut by_name: Vec<u32> = (0..self.kept.len() as u32)
            .filter(|at| !row(*at).name().is_empty())
            .collect();
        by_name.sort_unstable_by(|a, b| (name(*a), a).cmp(&(name(*b), b)));
        let codes = |at: u32, place: Option<usize>| cell(at, place).split('|').map(str::trim);
        let restates = |later: u32, earlier: u32| {
            let said = |place| codes(earlier, place).all(|code| codes(later, place).any(|other| other == code));
            said(Some(KEYS)) && said(other_codes)
        };
        let mut ends: Vec<(u32, Day)> = Vec::new();
        for group in by_name.chunk_by(|&a, &b| name(a) == name(b)) {
            let several = |pair: &[u32]| row(pair[0]).batch() != row(pair[1]).batch();
            if !group.windows(2).any(several) {
                continue;
            }
            let mut revisions: Vec<(Day, &str, bool)> = Vec::new();
            let mut by_code: HashMap<&str, Vec<u32>> = HashMap::new();
            for &at in group {
                let start = (row(at).span().from, row(at).batch(), row(at).is_sample());
                if start.1.contains(REVISION) && !revisions.contains(&start) {
                    revisions.push(start);
                }
                codes(at, Some(KEYS)).for_each(|code| by_code.entry(code).or_default().push(at));
            }
            for &at in group {
                let (batch, from, sample) = (row(at).batch(), row(at).span().from, row(at).is_sample());
                let sharing = codes(at, Some(KEYS)).next().and_then(|code| by_code.get(code));
                let restating = sharing.into_iter().flatten().filter(|&&later| restates(later, at));
                let starts =
                    restating.map(|&later| (row(later).span().from, row(later).batch(), row(later).is_sample()));
                // A sample takes the place of samples alone.
                let later = starts
                    .chain(revisions.iter().copied())
                    .filter(|(start, other, of_sample)| *other != batch && *start > from && (sample || !of_sample));
                ends.extend(later.map(|(start, ..)| start).min().map(|next| (at, next)));
            }
        }
        for (at, next) in ends {
            let span = &mut self.kept[at as usize].span;
            span.to = Some(span.to.map_or(next, |to| to.min(next)));
        }
    }
}

/// The known name that a column's is most like, of those that the table lacks; none where it is like none.
pub(crate) fn nearest_column(table: &Table, name: &str) -> Option<&'static str> {
    let known = COMMON_COLUMNS.iter().chain(&OWN_COLUMNS);
    let lacking = known.filter(|known| **known != REMARK && !table.names(known));
    nearest(name, lacking.copied())
}

/// True of a reason or an approver that somebody wrote: 无 is neither.
pub(crate) fn is_given(text: &str) -> bool {
    !text.is_empty() && text != "无"
}

/// True where some primitive reads a column of the name.
pub(crate) fn is_known_column(name: &str) -> bool {
    OWN_COLUMNS.contains(&name)
}

/// When a row is valid, and the day on which it was known; what is wrong with it, and what to do.
fn validity(id: &str, from: &str, to: &str, known: &str) -> Result<(Span, Day), (String, &'static str)> {
    if id.is_empty() {
        return Err(("知识点编号为空".into(), "给每一行一个表内唯一的编号"));
    }
    let day =
        |what: &str, text: &str| Day::parse(text).map_err(|_| (format!("{what}不是日期：{text}"), "写成 2026-01-01"));
    let from = day("施行", from)?;
    let to = if to.is_empty() { None } else { Some(day("失效", to)?) };
    if to.is_some_and(|to| to <= from) {
        return Err(("失效日期不晚于施行日期".into(), "失效日当天不再有效，应晚于施行日"));
    }
    let known = if known.is_empty() { from } else { day("载入", known)? };
    Ok((Span { from, to }, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Table>, Vec<Problem>) {
        let mut problems = Vec::new();
        let source = SourceFile {
            path: "national/knowledge/t.csv".into(),
            text: text.into(),
        };
        (Table::parse(&source, &mut problems), problems)
    }

    #[test]
    fn a_bad_row_is_named_and_the_others_stay() {
        let (table, problems) = read(
            "知识点,名称,编码,限定,来源,施行,失效\n1,甲,A,男,x,2026-01-01,\n2,乙,B,女,x,2026-13-01,\n3,丙,C,女,x,2026-01-01,2025-01-01\n1,丁,D,女,x,2026-01-01,\n5,戊\n",
        );
        let table = table.unwrap();
        let rows: Vec<TableRow<'_>> = table.rows().collect();
        assert_eq!(rows.len(), 1);
        assert_eq!(table.cell(rows[0], "限定"), "男");
        assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [3, 4, 5, 6]);
    }

    #[test]
    fn a_row_is_on_the_line_that_an_editor_shows() {
        let rows = [
            "知识点,名称,来源,施行,依据",
            "1,甲,x,2026-01-01,一",
            "",
            "2,乙,x,2026-01-01,\"二",
            "续\"",
            "3,丙,x,2026-13-01,三",
            "1,丁,x,2026-01-01,四",
            "5,戊",
        ];
        for end in ["\n", "\r\n", "\r"] {
            let (table, problems) = read(&(rows.join(end) + end));
            let table = table.unwrap();
            let lines: Vec<usize> = table.rows().map(TableRow::line).collect();
            assert_eq!(lines, [2, 4], "{end:?}");
            assert_eq!(table.row_at(4).map(TableRow::id), Some("2"));
            assert_eq!(
                problems.iter().map(|p| p.line).collect::<Vec<_>>(),
                [6, 7, 8],
                "{end:?}"
            );
            assert!(problems[1].message.contains("第 2 行"), "{problems:?}");
        }
        let (_, problems) = read("知识点,名称,来源,施行\r\n1,\"甲,x,2026-01-01\r\n2,乙,x,2026-01-01\r\n");
        assert_eq!(problems[0].line, 2);
        assert!(problems[0].message.contains("其后 1 行"), "{problems:?}");
    }

    #[test]
    fn a_first_row_that_is_no_heading_is_told_as_what_it_is() {
        for (text, message, advice) in [
            ("", "文件是空的", "写表头"),
            ("\r\n\r\n", "文件是空的", "写表头"),
            ("知识点\t名称\t来源\t施行\n", "制表符", "逗号"),
            ("知识点;名称;来源;施行\n", "以分号", "逗号"),
            ("知识点，名称，来源，施行\n", "全角逗号", "逗号"),
            (
                "某市限价表,,,\r\n\r\n知识点,名称,来源,施行\r\n",
                "某市限价表；列名在第 3 行",
                "删去",
            ),
            ("知识点,名称,来源,施行日期\n", "缺少列“施行”", "“施行日期”"),
            ("编号,药品,备注\n", "读到的列：编号、药品、备注", "补上"),
        ] {
            let (table, problems) = read(text);
            assert!(table.is_none() && problems.len() == 1, "{text}: {problems:?}");
            assert!(problems[0].message.contains(message), "{text}: {problems:?}");
            assert!(problems[0].advice.contains(advice), "{text}: {problems:?}");
        }
    }

    #[test]
    fn both_words_for_a_sample_mark_one() {
        let (table, _) =
            read("知识点,名称,来源,施行,标注\n1,甲,x,2026-01-01,示例\n2,乙,x,2026-01-01,样例行\n3,丙,x,2026-01-01,\n");
        let table = table.unwrap();
        let samples: Vec<bool> = table.rows().map(TableRow::is_sample).collect();
        assert_eq!(samples, [true, true, false]);
    }

    fn ended(rows: &str) -> Vec<String> {
        let (table, problems) = read(&format!("知识点,名称,编码,来源,施行,批次,从项编码,从项名称\n{rows}"));
        assert!(problems.is_empty(), "{problems:?}");
        let mut table = table.unwrap();
        table.supersede();
        let ended = table.rows().filter(|row| row.span().to.is_some());
        ended.map(|row| row.id().to_owned()).collect()
    }

    #[test]
    fn a_revision_ends_the_earlier_rows_of_the_same_name() {
        let rows = "1,甲,A,x,2025-05-23,1,,\n2,甲,B,x,2025-05-23,1,,\n3,甲,A,x,2026-01-28,2026年1月修订,,\n\
                    4,乙,A,x,2025-05-23,1,,\n";
        assert_eq!(ended(rows), ["1", "2"]);
    }

    #[test]
    fn a_new_batch_adds_and_ends_only_what_it_says_anew() {
        let rows = "1,甲,A,x,2025-05-23,1,,\n2,甲,B|C,x,2025-05-23,1,,\n3,甲,A|D,x,2026-01-28,2,,\n\
                    4,甲,C,x,2026-02-28,3,,\n";
        assert_eq!(ended(rows), ["1"]);
    }

    #[test]
    fn a_new_pair_leaves_the_other_pairs_of_its_main_item() {
        let rows = "1,甲,A,x,2025-12-12,7,B,乙\n2,甲,A,x,2025-12-12,7,C,丙\n3,甲,A,x,2026-07-20,18,D,丁\n\
                    4,甲,A,x,2026-07-20,18,C,丙\n5,甲,A,x,2026-08-20,2026年8月修订,B,乙\n";
        assert_eq!(ended(rows), ["1", "2"]);
    }
}
