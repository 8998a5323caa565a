//! Where the books are: a file or a server.

use crate::LedgerError;

/// 数据库种类 · the few places where one SQL text does not serve both ask for this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// one file, one writer
    Sqlite,
    /// a server
    Postgres,
}

impl Dialect {
    /// A question that only a database answers.
    pub(crate) fn probe(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT COUNT(*) FROM sqlite_master",
            Dialect::Postgres => "SELECT 1",
        }
    }

    /// How a transaction that writes begins. SQLite must take its lock at once: a reader that turns
    /// writer later is refused where another has written meanwhile.
    pub(crate) fn begin(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        }
    }

    /// How a transaction begins that sees one state of the books however long it reads.
    pub(crate) fn snapshot(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Goes behind a choice of rows that several processes make at once, so that each gets another.
    pub(crate) fn skip_taken(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// The text of a migration as this database takes it. Text compares by bytes in both, so that
    /// order, ranges and cursors agree whatever language a server was set up with. A table that SQLite
    /// keeps within its key is one whose rows change all the time: PostgreSQL leaves room beside each, so
    /// that a change touches no index.
    pub(crate) fn schema(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => text.to_owned(),
            Dialect::Postgres => text
                .replace(" TEXT", " TEXT COLLATE \"C\"")
                .replace(" WITHOUT ROWID", " WITH (fillfactor = 50)"),
        }
    }
}

/// 数据库地址 · what the configuration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) dialect: Dialect,
    /// as the driver takes it
    pub(crate) url: String,
}

impl Address {
    /// Reads `sqlite:path` (the file is made where it is missing) and `postgres://…`.
    pub(crate) fn parse(text: &str) -> Result<Self, LedgerError> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self {
                dialect: Dialect::Postgres,
                url: text.to_owned(),
            });
        }
        match text.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() && !path.starts_with(':') => Ok(Self {
                dialect: Dialect::Sqlite,
                url: format!("sqlite:{}?mode=rwc", in_url(path)),
            }),
            _ => Err(LedgerError::Address {
                address: without_password(text),
            }),
        }
    }
}

/// A path with everything escaped that means something else in an address.
fn in_url(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~\\:".contains(&byte);
    path.bytes().fold(String::new(), |mut text, byte| {
        match plain(byte) {
            true => text.push(char::from(byte)),
            false => text.push_str(&format!("%{byte:02X}")),
        }
        text
    })
}

/// An address as it may be shown.
fn without_password(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(start), Some(end)) if start + 3 <= end => {
            format!("{}…{}", &text[..start + 3], &text[end..])
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_servers_are_told_apart_and_odd_paths_survive() {
        let file = Address::parse("sqlite:data/账 册#1.db").unwrap();
        assert_eq!(file.dialect, Dialect::Sqlite);
        assert_eq!(file.url, "sqlite:data/%E8%B4%A6%20%E5%86%8C%231.db?mode=rwc");
        let server = Address::parse("postgres://m@h/db").unwrap();
        assert_eq!(server.dialect, Dialect::Postgres);
    }

    #[test]
    fn other_addresses_are_refused_without_showing_a_password() {
        let error = Address::parse("mysql://m:secret@h/db").unwrap_err();
        assert_eq!(error.code(), "LG-ADDRESS");
        assert!(!error.to_string().contains("secret"), "{error}");
        for text in ["", "sqlite:", "sqlite::memory:", "data.db"] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
