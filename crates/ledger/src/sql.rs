//! Statements that are put together from parts, and rows that are read.
//!
//! Parts are texts of this crate; whatever comes from outside is bound as a value.

use crate::LedgerError;
use crate::address::Dialect;
use domain::{Day, Moment, Money};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row};

/// A value that is bound.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    /// no number
    Nothing,
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(number)
    }
}

impl From<Moment> for Value {
    fn from(moment: Moment) -> Self {
        Value::Number(moment.epoch_seconds())
    }
}

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        Value::Number(i64::from(day.epoch_days()))
    }
}

impl From<Money> for Value {
    fn from(money: Money) -> Self {
        Value::Number(money.scaled())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Nothing, T::into)
    }
}

/// A statement in the making.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    text: String,
    values: Vec<Value>,
    /// places are marked and not numbered
    marked: bool,
}

impl Statement {
    pub(crate) fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
            marked: false,
        }
    }

    /// A statement that binds thousands of values. SQLite looks for a numbered place among all others, each
    /// time it is bound; a place that is only marked has its turn.
    pub(crate) fn of_many(text: &'static str, dialect: Dialect) -> Self {
        Self {
            marked: dialect == Dialect::Sqlite,
            ..Self::new(text)
        }
    }

    /// Adds a part of the text.
    pub(crate) fn add(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a place for a value, and the value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        if self.marked {
            self.text.push('?');
        } else {
            self.text.push('$');
            self.text.push_str(&self.values.len().to_string());
        }
        self
    }

    /// Adds places in parentheses for these values.
    pub(crate) fn bind_list(&mut self, values: impl IntoIterator<Item = Value>) -> &mut Self {
        let mut between = '(';
        for value in values {
            self.text.push(between);
            self.bind(value);
            between = ',';
        }
        self.add(")")
    }

    /// The statement planned anew. PostgreSQL keeps the plan of one that stays prepared, and one by many keys
    /// that was planned while a table was empty would go on reading all of it as it grows.
    pub(crate) fn query_planned_anew(self) -> Query<'static, Any, AnyArguments> {
        self.query().persistent(false)
    }

    /// The statement as the driver takes it. Texts of which there are few forms stay prepared.
    pub(crate) fn query(self) -> Query<'static, Any, AnyArguments> {
        self.values
            .into_iter()
            .fold(sqlx::query(AssertSqlSafe(self.text)), |query, value| match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
                Value::Nothing => query.bind(None::<i64>),
            })
    }
}

/// The text in a column.
pub(crate) fn text(row: &AnyRow, column: &str) -> Result<String, LedgerError> {
    Ok(row.try_get(column)?)
}

/// The number in a column.
pub(crate) fn number(row: &AnyRow, column: &str) -> Result<i64, LedgerError> {
    Ok(row.try_get(column)?)
}

/// The moment in a column.
pub(crate) fn moment(row: &AnyRow, column: &str) -> Result<Moment, LedgerError> {
    Ok(Moment::from_epoch_seconds(number(row, column)?))
}

/// The moment in a column that is 0 where nothing has come about.
pub(crate) fn happened(row: &AnyRow, column: &str) -> Result<Option<Moment>, LedgerError> {
    let seconds = number(row, column)?;
    Ok((seconds != 0).then(|| Moment::from_epoch_seconds(seconds)))
}

/// The day in a column.
pub(crate) fn day(row: &AnyRow, column: &str) -> Result<Day, LedgerError> {
    let days = number(row, column)?;
    let days = i32::try_from(days).map_err(|_| LedgerError::unreadable(format!("字段{column}"), days))?;
    Ok(Day::from_epoch_days(days))
}

/// The amount in a column.
pub(crate) fn money(row: &AnyRow, column: &str) -> Result<Money, LedgerError> {
    Ok(Money::from_scaled(number(row, column)?))
}

/// A text column that is empty where there is nothing to say.
pub(crate) fn given(row: &AnyRow, column: &str) -> Result<Option<String>, LedgerError> {
    Ok(Some(text(row, column)?).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_in_their_order() {
        let mut statement = Statement::new("a = ");
        statement.bind("x").add(" AND b IN ").bind_list([1.into(), 2.into()]);
        assert_eq!(statement.text, "a = $1 AND b IN ($2,$3)");
        assert_eq!(statement.values, ["x".into(), 1.into(), 2.into()]);
        for (dialect, text) in [(Dialect::Sqlite, "(?,?)"), (Dialect::Postgres, "($1,$2)")] {
            let mut many = Statement::of_many("", dialect);
            many.bind_list([1.into(), 2.into()]);
            assert_eq!(many.text, text);
        }
    }
}
