//! What can go wrong with a lake: what, where, and what to do about it.

use crate::words::in_words;
use std::path::PathBuf;

/// Why the lake could not be read, written or filled. The lake itself is as it was.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// the address is neither a folder nor an object store
    #[error("数据湖地址“{0}”无法识别：应为本地文件夹，或 s3://桶名/路径")]
    Address(String),
    /// there is no manifest at the address
    #[error("{0} 不是数据湖（没有 manifest.json）：请先新建，或核对地址")]
    NotALake(String),
    /// there is a manifest already
    #[error("{0} 已经是数据湖，不能再次新建")]
    AlreadyALake(String),
    /// reading or writing failed
    #[error("读写 {path} 失败：{reason}")]
    Storage {
        /// path within the lake
        path: String,
        /// what the storage said
        reason: String,
    },
    /// somebody else committed, or is writing
    #[error("另一个程序正在写入数据湖或已先行提交，本次未作任何修改：请等它结束后重新执行")]
    Conflict,
    /// somebody reads what would be taken away
    #[error("数据湖正被读取（有审核在进行），本次未作任何修改：请等它结束后再整理")]
    InUse,
    /// a file of the lake is not what the manifest says
    #[error("数据湖文件 {path} 已损坏：{reason}。请用 mingjing lake verify 核对，并从备份恢复该文件")]
    Damaged {
        /// path within the lake
        path: String,
        /// what is wrong with it
        reason: String,
    },
    /// a source cannot be read at all
    #[error("来源文件 {} 无法读取：{reason}", .path.display())]
    Source {
        /// the source
        path: PathBuf,
        /// what is wrong with it and what to do
        reason: String,
    },
    /// the mapping file says something that cannot be followed
    #[error("对照文件 {} 无法使用：{reason}", .path.display())]
    Mapping {
        /// the mapping file
        path: PathBuf,
        /// what is wrong with it
        reason: String,
    },
    /// the folder for temporary files is not there
    #[error("临时文件夹 {} 不存在：请先建立，或另指一个文件夹", .0.display())]
    ScratchFolder(PathBuf),
    /// temporary files
    #[error("临时文件读写失败：{}。请检查磁盘空间", in_words(.0))]
    Scratch(std::io::Error),
    /// more entries than an id can number
    #[error("{0} 超过 42 亿条，无法编号")]
    TooMany(&'static str),
}

impl LakeError {
    pub(crate) fn source(path: &std::path::Path, reason: impl std::fmt::Display) -> Self {
        LakeError::Source {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// A source of which the system says that it cannot be read.
    pub(crate) fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::source(path, in_words(error))
    }

    pub(crate) fn damaged(path: &str, reason: impl std::fmt::Display) -> Self {
        LakeError::Damaged {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }
}
