//! What can go wrong, in the words of the person who asked for a county.

use std::path::PathBuf;

/// 模拟失败
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// a file or folder could not be written
    #[error("写入 {path} 失败；请检查目录是否可写、磁盘是否已满", path = path.display())]
    Write {
        /// the file
        path: PathBuf,
        /// what the system said
        source: std::io::Error,
    },
    /// a Parquet file could not be made
    #[error("生成 {path} 失败：{reason}", path = path.display())]
    Parquet {
        /// the file
        path: PathBuf,
        /// what the writer said
        reason: String,
    },
    /// the output folder holds something already
    #[error("目录 {path} 不是空的；请换一个目录，或先清空，以免新旧两个县混在一起", path = path.display())]
    NotEmpty {
        /// the folder
        path: PathBuf,
    },
    /// what was asked cannot be made
    #[error("{0}")]
    Plan(String),
}

impl SimulateError {
    pub(crate) fn extract(file: &'static str, line: usize) -> Self {
        Self::Plan(format!("内置数据 {file} 第 {line} 行有误，程序不完整，请重新安装"))
    }

    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        |source| Self::Write { path, source }
    }
}
