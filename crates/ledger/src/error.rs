//! What can go wrong with the books, as a closed list that callers answer by kind.

use crate::Denial;
use casework::Refusal;
use domain::Moment;

/// 账册错误 · every way in which reading or writing the books fails.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// there is no such thing, or the viewer may not know that there is
    #[error("没有找到{what}“{id}”。请刷新后重新选择。")]
    NotFound {
        /// 对象
        what: &'static str,
        /// 标识
        id: String,
    },
    /// somebody else was faster
    #[error("{what}“{id}”已由{by}于{at}办理过，您看到的不是最新情况。请刷新后再办理。")]
    Conflict {
        /// 对象
        what: &'static str,
        /// 标识
        id: String,
        /// 先办理的人
        by: String,
        /// 先办理的时间
        at: Moment,
    },
    /// the workflow says no
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// an account, a grant or an organisation that cannot be so
    #[error(transparent)]
    Denied(#[from] Denial),
    /// a key of a command that already stands for another command
    #[error("办理编号“{key}”已用于另一项办理。请刷新页面后重新提交。")]
    KeyReused {
        /// 办理编号
        key: String,
    },
    /// a job that somebody else has taken over, or that is finished
    #[error("任务“{job}”的执行期限已过，已由其他进程接手或已办结，本次结果未记入。无须处理。")]
    LeaseLost {
        /// 任务标识
        job: String,
    },
    /// a file that is not taken in
    #[error("附件“{name}”不能收存：{why}")]
    Attachment {
        /// 文件名
        name: String,
        /// 原因和办法
        why: String,
    },
    /// an address that names no database
    #[error("数据库地址“{address}”无法识别。请写成 sqlite:文件路径 或 postgres://用户@主机/库名。")]
    Address {
        /// 配置的地址, without a password
        address: String,
    },
    /// books that a newer program has written
    #[error("账册的结构是第{found}版，本程序只认识到第{known}版。请使用写入该账册的新版程序，不要用旧版程序打开。")]
    NewerSchema {
        /// 账册的版本
        found: i64,
        /// 程序的版本
        known: i64,
    },
    /// a target for a restore that already holds something
    #[error("“{place}”不是空的，不能恢复到这里。请指定空的文件夹或数据库。")]
    NotEmpty {
        /// 恢复目标
        place: String,
    },
    /// a database that does not answer now and will again
    #[error("账册暂时不能使用：{reason}。本次办理没有记入，请稍后重试；持续出现时，请系统管理员检查数据库和磁盘。")]
    Unavailable {
        /// 原因
        reason: &'static str,
        /// what the database said
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// content that cannot have been written by this program
    #[error("账册内容损坏：{place}：{problem}。请停止写入，保留现场，并用最近的备份核对。")]
    Corrupt {
        /// 位置
        place: String,
        /// 问题
        problem: String,
    },
    /// a defect of this program
    #[error("程序内部错误：{what}。本次办理没有记入，请向系统管理员报告。")]
    Internal {
        /// 错误
        what: String,
        /// what the database said, if it was asked
        #[source]
        source: Option<sqlx::Error>,
    },
}

impl LedgerError {
    /// The stable code, as the interface and callers know it.
    pub fn code(&self) -> &'static str {
        match self {
            LedgerError::NotFound { .. } => "LG-NOT-FOUND",
            LedgerError::Conflict { .. } => "LG-CONFLICT",
            LedgerError::Refused(refusal) => refusal.code(),
            LedgerError::Denied(denial) => denial.code(),
            LedgerError::KeyReused { .. } => "LG-KEY-REUSED",
            LedgerError::LeaseLost { .. } => "LG-LEASE-LOST",
            LedgerError::Attachment { .. } => "LG-ATTACHMENT",
            LedgerError::Address { .. } => "LG-ADDRESS",
            LedgerError::NewerSchema { .. } => "LG-NEWER-SCHEMA",
            LedgerError::NotEmpty { .. } => "LG-NOT-EMPTY",
            LedgerError::Unavailable { .. } => "LG-UNAVAILABLE",
            LedgerError::Corrupt { .. } => "LG-CORRUPT",
            LedgerError::Internal { .. } => "LG-INTERNAL",
        }
    }

    /// A value in the books that cannot be read.
    pub(crate) fn unreadable(place: impl Into<String>, problem: impl ToString) -> Self {
        LedgerError::Corrupt {
            place: place.into(),
            problem: problem.to_string(),
        }
    }

    /// A defect of this program.
    pub(crate) fn internal(what: impl ToString) -> Self {
        LedgerError::Internal {
            what: what.to_string(),
            source: None,
        }
    }
}

impl From<std::io::Error> for LedgerError {
    fn from(error: std::io::Error) -> Self {
        let reason = match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::FileTooLarge => "磁盘空间不足",
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => "没有读写文件的权限",
            _ => "文件读写失败",
        };
        LedgerError::Unavailable {
            reason,
            source: Some(Box::new(error)),
        }
    }
}

impl From<sqlx::Error> for LedgerError {
    fn from(error: sqlx::Error) -> Self {
        let reason = match &error {
            sqlx::Error::Database(said) => match fate(&said.code().unwrap_or_default()) {
                Fate::Passing(reason) => reason,
                Fate::Damage => return LedgerError::unreadable("数据库", said.message()),
                Fate::Defect => {
                    return LedgerError::Internal {
                        what: "数据库不接受语句".to_owned(),
                        source: Some(error),
                    };
                }
            },
            sqlx::Error::ColumnDecode { index, source } => {
                return LedgerError::unreadable(format!("字段{index}"), source);
            }
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => "与数据库的连接中断",
            sqlx::Error::PoolTimedOut => "数据库正忙",
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => "数据库已关闭",
            _ => {
                return LedgerError::Internal {
                    what: "数据库访问失败".to_owned(),
                    source: Some(error),
                };
            }
        };
        LedgerError::Unavailable {
            reason,
            source: Some(Box::new(error)),
        }
    }
}

/// What an error code of a database means for who asked.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// it will go again
    Passing(&'static str),
    /// the data are damaged
    Damage,
    /// the statement is wrong
    Defect,
}

/// PostgreSQL has codes of five characters by class, SQLite numbers whose lowest byte is the class.
fn fate(code: &str) -> Fate {
    if code.len() == 5 {
        return match (code.get(..2).unwrap_or_default(), code) {
            (_, "53100") => Fate::Passing("磁盘空间不足"),
            (_, "25006") => Fate::Passing("数据库只读"),
            (_, "55P03" | "40001" | "40P01" | "57014" | "25P03") => Fate::Passing("数据库正忙"),
            ("08" | "53" | "57" | "58", _) => Fate::Passing("与数据库的连接中断"),
            (_, "XX001" | "XX002") => Fate::Damage,
            _ => Fate::Defect,
        };
    }
    match code.parse::<u32>().map(|number| number & 0xff) {
        Ok(5 | 6) => Fate::Passing("数据库正忙"),
        Ok(7) => Fate::Passing("内存不足"),
        Ok(8) => Fate::Passing("数据库只读"),
        Ok(10) => Fate::Passing("数据库文件读写失败，磁盘可能已满"),
        Ok(13) => Fate::Passing("磁盘空间不足"),
        Ok(14) => Fate::Passing("数据库文件打不开"),
        Ok(11 | 26) => Fate::Damage,
        _ => Fate::Defect,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_told_apart() {
        for (code, expected) in [
            ("53100", Fate::Passing("磁盘空间不足")),
            ("57P01", Fate::Passing("与数据库的连接中断")),
            ("55P03", Fate::Passing("数据库正忙")),
            ("XX001", Fate::Damage),
            ("42601", Fate::Defect),
            ("13", Fate::Passing("磁盘空间不足")),
            ("778", Fate::Passing("数据库文件读写失败，磁盘可能已满")),
            ("517", Fate::Passing("数据库正忙")),
            ("11", Fate::Damage),
            ("2067", Fate::Defect),
        ] {
            assert_eq!(fate(code), expected, "{code}");
        }
    }
}
