//! What a list of matters is narrowed to, ordered by, and where its next page begins.

use crate::LedgerError;
use crate::matter::Kind;
use crate::sql::{Statement, Value};
use casework::UserId;
use domain::{Day, InstitutionCode, Moment, PractitionerCode, RuleCode};

/// 筛选条件 · every condition that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatterFilter {
    /// 种类: any of these; all where empty
    pub kinds: Vec<Kind>,
    /// 环节: any of these, by their Chinese names; all where empty
    pub stages: Vec<String>,
    /// 机构编号
    pub institution: Option<InstitutionCode>,
    /// 医师标识
    pub practitioner: Option<PractitionerCode>,
    /// 规则编码
    pub rule: Option<RuleCode>,
    /// 周期
    pub period: Option<String>,
    /// 经办人
    pub assignee: Option<UserId>,
    /// 届满日 before this day; `Some(today)` are those overdue
    pub due_before: Option<Day>,
    /// 最近办理时间 from
    pub changed_from: Option<Moment>,
    /// 最近办理时间 before
    pub changed_before: Option<Moment>,
}

impl MatterFilter {
    /// Adds ` AND …` for a query of `matter`.
    pub(crate) fn limit(&self, statement: &mut Statement) {
        match self.kinds.as_slice() {
            [] | [_] => self.limit_kinds(statement),
            several => {
                // Several kinds are most of the list. Said in the negative, SQLite does not gather them by
                // an index of kinds in order to sort them; PostgreSQL turns it round by itself.
                let mut between = " AND NOT (kind <> ";
                for kind in several {
                    statement.add(between).bind(kind.tag());
                    between = " AND kind <> ";
                }
                statement.add(")");
            }
        }
        self.limit_stages(statement);
        self.limit_the_rest(statement);
    }

    /// Adds ` AND …` for a query of cells, which know kind and stage.
    pub(crate) fn limit_cells(&self, statement: &mut Statement) {
        self.limit_kinds(statement);
        self.limit_stages(statement);
    }

    fn limit_kinds(&self, statement: &mut Statement) {
        if !self.kinds.is_empty() {
            statement
                .add(" AND kind IN ")
                .bind_list(self.kinds.iter().map(|kind| kind.tag().into()));
        }
    }

    fn limit_stages(&self, statement: &mut Statement) {
        if !self.stages.is_empty() {
            statement
                .add(" AND stage IN ")
                .bind_list(self.stages.iter().map(|stage| stage.as_str().into()));
        }
    }

    fn limit_the_rest(&self, statement: &mut Statement) {
        let institution = self.institution.as_ref().map(|code| code.as_str().into());
        let rule = self.rule.as_ref().map(|code| code.as_str().into());
        let conditions: [(&str, Option<Value>); 8] = [
            (" AND institution = ", institution),
            (
                " AND practitioner = ",
                self.practitioner.as_ref().map(|code| code.as_str().into()),
            ),
            (" AND rule = ", rule),
            (" AND period = ", self.period.as_deref().map(Value::from)),
            (
                " AND assignee = ",
                self.assignee.as_ref().map(|user| user.0.as_str().into()),
            ),
            (" AND due < ", self.due_before.map(Value::from)),
            (" AND changed_at >= ", self.changed_from.map(Value::from)),
            (" AND changed_at < ", self.changed_before.map(Value::from)),
        ];
        for (condition, value) in conditions {
            if let Some(value) = value {
                statement.add(condition).bind(value);
            }
        }
    }
}

/// 排序
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatterOrder {
    /// 最近办理在前
    #[default]
    LatestFirst,
    /// 期限近的在前; those without a deadline last
    DueFirst,
    /// 疑点金额大的在前
    LargestFirst,
}

impl MatterOrder {
    pub(crate) fn column(self) -> &'static str {
        match self {
            MatterOrder::LatestFirst => "changed_at",
            MatterOrder::DueFirst => "due",
            MatterOrder::LargestFirst => "flagged",
        }
    }

    fn falling(self) -> bool {
        self != MatterOrder::DueFirst
    }
}

/// 分页 · one page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// 排序
    pub order: MatterOrder,
    /// 条数 at most, 1 to 500
    pub size: u16,
    /// where the page before ended, as that page told
    pub after: Option<Cursor>,
}

/// 页标 · the last row of a page: the value that it was ordered by, and its identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) value: i64,
    pub(crate) id: String,
}

impl Cursor {
    /// Reads what [`Self::text`] writes.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for anything else.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let parts = text
            .split_once('~')
            .and_then(|(value, id)| Some((value.parse().ok()?, id)));
        let (value, id) = parts.ok_or_else(|| LedgerError::NotFound {
            what: "页标",
            id: text.chars().filter(|ch| !ch.is_control()).take(40).collect(),
        })?;
        Ok(Self {
            value,
            id: id.to_owned(),
        })
    }

    /// The cursor as a text that a caller hands back.
    pub fn text(&self) -> String {
        format!("{}~{}", self.value, self.id)
    }
}

impl Page {
    /// The first page.
    pub fn first(order: MatterOrder, size: u16) -> Self {
        Self {
            order,
            size,
            after: None,
        }
    }

    /// Rows that are asked for; one more than shown tells whether there is another page.
    pub(crate) fn rows(&self) -> usize {
        usize::from(self.size.clamp(1, 500))
    }

    /// Adds what comes behind all conditions of a list.
    pub(crate) fn cut(&self, filter: &MatterFilter, statement: &mut Statement) {
        let column = match (self.order.column(), filter.due_before) {
            // What is overdue is little: better sorted than looked for among all in their order.
            ("changed_at", Some(_)) => "changed_at + 0",
            ("flagged", Some(_)) => "flagged + 0",
            (column, _) => column,
        };
        let (beyond, way) = if self.order.falling() {
            (" < ", " DESC")
        } else {
            (" > ", " ASC")
        };
        if let Some(Cursor { value, id }) = &self.after {
            // Written as a row value, so that an index is entered at the right place.
            statement.add(" AND (").add(column).add(", id)").add(beyond);
            statement.bind_list([(*value).into(), id.as_str().into()]);
        }
        let order = format!(" ORDER BY {column}{way}, id{way} LIMIT {}", self.rows() + 1);
        statement.add(&order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_is_one() {
        let cursor = Cursor {
            value: -5,
            id: "lead/H~1/GZ1/2026".to_owned(),
        };
        assert_eq!(Cursor::parse(&cursor.text()).unwrap(), cursor);
        for text in ["", "~", "x~y", "12"] {
            assert_eq!(Cursor::parse(text).unwrap_err().code(), "LG-NOT-FOUND", "{text}");
        }
    }
}
