//! What can go wrong, in words for the operator.

use thiserror::Error;

/// The queue was full: the entry was refused and counted, nothing waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("实时库写入队列已满，本条未记录")]
pub struct Overflow;

/// Why the store could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process, or another handle of this one, has the file open.
    #[error("打开实时库 {path}：文件正被另一个进程使用。请先停止该进程，或为本进程另设数据目录")]
    AlreadyOpen {
        /// the file
        path: String,
    },
    /// The file is damaged, or was not written by this program.
    #[error("实时库损坏或不是实时库：{what}。{advice}")]
    Corrupt {
        /// what was found
        what: String,
        /// what to do
        advice: String,
    },
    /// The file was written by a newer version of the program.
    #[error("实时库格式版本为 {found}，本程序只认识到 {known}。请升级程序，不要用旧程序打开")]
    Newer {
        /// version in the file
        found: u64,
        /// newest version this program reads
        known: u64,
    },
    /// One stored value is damaged; the others can still be read.
    #[error(
        "实时库{table}中的一条记录损坏：{what}。其余记录照常使用；请停止服务后备份数据目录，用最近的备份恢复，没有备份时移走 realtime.redb 后重启，历史将从头积累"
    )]
    DamagedRow {
        /// which table
        table: &'static str,
        /// what was found
        what: String,
    },
    /// The disk refused (full, read-only, gone). The store recovers by itself when the disk does.
    #[error("实时库暂不可用：{0}")]
    Unavailable(String),
    /// What should be the store's directory is something else.
    #[error("数据目录 {path} 不是文件夹，请另指定一个文件夹")]
    NotAFolder {
        /// the path
        path: String,
    },
    /// The queue was full.
    #[error(transparent)]
    Overflow(#[from] Overflow),
    /// One finding has been answered differently too often; the latest reply was not kept.
    #[error("同一疑点的反馈更改已达 {0} 次，不再接受新的更改")]
    TooManyAmendments(usize),
    /// The store is closing and takes nothing more.
    #[error("实时库正在关闭，不再接受写入")]
    Closing,
}

/// What to do about a damaged file.
const ADVICE_DAMAGED: &str = "请停止服务并保留该文件备查，用最近的备份恢复；没有备份时移走该文件后重启，历史将从头积累";

impl StoreError {
    /// A damaged file.
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        StoreError::Corrupt {
            what: what.into(),
            advice: ADVICE_DAMAGED.to_owned(),
        }
    }

    /// A file of a version before the first release.
    pub(crate) fn older(found: u64) -> Self {
        StoreError::Corrupt {
            what: format!("文件格式版本 {found} 已不再支持"),
            advice: "请移走该文件后重启，历史将从头积累，或重新导入已结算数据".to_owned(),
        }
    }

    /// A file of somebody else.
    pub(crate) fn foreign(what: impl Into<String>) -> Self {
        let advice = "请检查数据目录的设置，该文件未被改动".to_owned();
        StoreError::Corrupt {
            what: what.into(),
            advice,
        }
    }

    /// True where only the one operation failed and the transaction around it is sound.
    pub(crate) fn spares_the_transaction(&self) -> bool {
        matches!(self, StoreError::DamagedRow { .. } | StoreError::TooManyAmendments(_))
    }
}

impl From<redb::Error> for StoreError {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Corrupted(what) => StoreError::corrupt(what),
            redb::Error::UpgradeRequired(version) => StoreError::foreign(format!("文件格式为 redb 旧版 {version}")),
            redb::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                StoreError::foreign(error.to_string())
            }
            redb::Error::TableTypeMismatch { .. }
            | redb::Error::TableIsMultimap(_)
            | redb::Error::TableIsNotMultimap(_)
            | redb::Error::TypeDefinitionChanged { .. }
            | redb::Error::TableDoesNotExist(_) => StoreError::foreign(error.to_string()),
            other => StoreError::Unavailable(other.to_string()),
        }
    }
}

macro_rules! from_redb {
    ($($name:ident),*) => {
        $(impl From<redb::$name> for StoreError {
            fn from(error: redb::$name) -> Self {
                redb::Error::from(error).into()
            }
        })*
    };
}

from_redb!(CommitError, DatabaseError, StorageError, TableError, TransactionError);
