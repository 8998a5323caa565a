//! 医德档案 · what is kept of one person, by years, with the points and the events that they come from.

use super::{Entry, Facts, day_zh, known};
use crate::given::Given;
use crate::{PaperError, Template};
use casework::UserId;
use conduct::archive::Archive;
use conduct::score::Assessed;
use domain::Day;

/// Tables of the archive with the list that each becomes, and the columns in their order.
const TABLES: [(&str, &str, &[&str]); 6] = [
    ("行为记录", "行为", &["日期", "事件", "编码", "科室", "分值", "次数"]),
    ("荣誉", "荣誉", &["日期", "名称", "来源"]),
    ("一票否决", "否决", &["情形", "纪要编号", "起始日", "终止日"]),
    ("培训", "培训", &["日期", "主题", "学时", "成绩"]),
    ("申报事项", "申报", &["日期", "种类", "内容", "审批"]),
    ("申诉", "申诉", &["日期", "理由", "结果", "答复日期"]),
];

const ENTRY_COLUMNS: [&str; 6] = ["日期", "事件", "编码", "情形", "内容", "计入分值"];
const YEAR_COLUMNS: [&str; 6] = ["年度", "得分", "加分", "扣分", "计算等次", "确定等次"];

impl Facts {
    /// The facts of a person's archive; `scored` are his years as the schemes score them, whose entries say
    /// which event a point comes from. An entry that the reader may not see is not to be among them.
    ///
    /// # Errors
    /// [`PaperError::NotDue`] where nothing is kept of the person in these years.
    pub fn of_archive(archive: &Archive, scored: &[(i16, &Assessed)], given: &Given) -> Result<Self, PaperError> {
        let mut facts = Self::common(Template::EthicsArchive, given);
        let (Some(first), Some(last)) = (archive.years.first(), archive.years.last()) else {
            return Err(facts.not_due("这些年度没有档案内容"));
        };
        let staff = &archive.staff;
        facts.text("机构", &given.institution);
        facts.text("当事人", &staff.name);
        facts.text("姓名", &staff.name);
        facts.text("人员编号", staff.code.as_str());
        facts.text("科室", &staff.department.0);
        facts.text("人员类别", staff.category.zh());
        let span = match first.year == last.year {
            true => format!("{}年度", first.year),
            false => format!("{}至{}年度", first.year, last.year),
        };
        facts.text("档案年度", &span);
        let mut fields = Vec::new();
        for year in &archive.years {
            for field in &year.form {
                // What the head of the archive and the table of years say already.
                if matches!(field.label, "年度" | "姓名" | "人员编号") {
                    continue;
                }
                if field.text.trim().is_empty() {
                    continue;
                }
                let text = if field.label.ends_with("签字") {
                    signed(&field.text, given)
                } else {
                    field.text.clone()
                };
                fields.push(Entry::from([
                    ("年度", Some(year.year.to_string())),
                    ("栏目", Some(field.label.to_owned())),
                    ("内容", known(&text)),
                ]));
            }
        }
        facts.list("登记", fields);
        let years = archive.years.iter().map(|year| {
            let sheet = scored.iter().find(|(of, _)| *of == year.year).map(|(_, one)| *one);
            let of = |text: fn(&Assessed) -> String| Some(sheet.map_or_else(|| "—".to_owned(), text));
            [
                ("年度", Some(year.year.to_string())),
                ("得分", of(|one| one.sheet.score.to_string())),
                ("加分", of(|one| one.sheet.added.to_string())),
                ("扣分", of(|one| one.sheet.deducted.to_string())),
                ("计算等次", of(|one| one.derived().zh().to_owned())),
                (
                    "确定等次",
                    Some(year.grade.map_or("未确定", conduct::assessment::Grade::zh).to_owned()),
                ),
            ]
            .into()
        });
        facts.kept("年度", &YEAR_COLUMNS, years.collect());
        let entries = scored.iter().flat_map(|(_, one)| {
            one.sheet.entries.iter().map(|entry| {
                [
                    ("日期", Some(day_zh(entry.occurred_on))),
                    ("事件", known(number(&entry.event))),
                    ("编码", Some(entry.code.to_string())),
                    ("情形", known(&entry.name)),
                    ("内容", Some(entry.area.zh().to_owned())),
                    ("计入分值", Some(entry.counted.to_string())),
                ]
                .into()
            })
        });
        facts.kept("计分", &ENTRY_COLUMNS, entries.collect());
        for (title, list, columns) in TABLES {
            let tables = archive.years.iter().flat_map(|year| &year.tables);
            let rows = tables
                .filter(|table| table.title == title)
                .flat_map(|table| &table.rows);
            let rows = rows.map(|row| {
                let cells = columns.iter().copied().zip(row);
                cells
                    .map(|(column, text)| (column, text.as_str()))
                    .map(|(column, text)| (column, if column == "事件" { number(text) } else { text }))
                    .map(|(column, text)| (column, known(&shown(text)).or_else(|| Some("—".to_owned()))))
                    .collect()
            });
            facts.kept(list, columns, rows.collect());
        }
        Ok(facts)
    }

    /// A table of the archive. One without rows says so, so that nothing looks forgotten.
    fn kept(&mut self, list: &'static str, columns: &[&'static str], mut rows: Vec<Entry>) {
        if rows.is_empty() {
            let mut none: Entry = columns.iter().map(|column| (*column, Some("—".to_owned()))).collect();
            if let Some(first) = columns.first() {
                none.insert(first, Some("无".to_owned()));
            }
            rows.push(none);
        }
        self.list(list, rows);
    }
}

/// The number of a matter without its kind, which the table says.
fn number(matter: &str) -> &str {
    matter.split_once('/').map_or(matter, |(_, number)| number)
}

/// A day as letters write it; anything else as it is.
fn shown(text: &str) -> String {
    Day::parse(text).map_or_else(|_| text.to_owned(), day_zh)
}

/// A signature as the archive keeps it, account and day, with the name of who signed.
fn signed(text: &str, given: &Given) -> String {
    let Some((by, on)) = text.rsplit_once(' ') else {
        return text.to_owned();
    };
    let name = given.names.get(&UserId::from(by)).map_or(by, String::as_str);
    format!("{name}　{}", shown(on))
}
