//! What the system says of files, in the words of the program's other messages.

use std::io::{self, ErrorKind};

/// What is wrong with a file; what is in no words of ours stays as it was written.
pub(crate) fn in_words(error: &io::Error) -> String {
    known(error).map_or_else(|| format!("系统报错（{error}）"), str::to_owned)
}

/// What is wrong with a file, where there are words for it.
pub(crate) fn known(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        ErrorKind::NotFound => "没有这个文件或目录",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "这是目录，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是目录",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘只读",
        ErrorKind::InvalidData => "不是 UTF-8 文本，请另存为 UTF-8",
        _ => return None,
    })
}
