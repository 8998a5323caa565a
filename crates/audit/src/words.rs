//! What the system and the readers of formats say, in the words of the program's other messages.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::iter::successors;

/// What an error says, or the one behind it that says what is wrong with a file. What is in no words of ours stays
/// as it was written.
pub(crate) fn in_words(error: &(dyn Error + 'static)) -> String {
    let mut chain = successors(Some(error), |error| (*error).source());
    let known = chain.find_map(of_system);
    known.map_or_else(|| format!("系统报错（{error}）"), str::to_owned)
}

/// What is wrong with a file, where this is what the error says.
fn of_system(error: &(dyn Error + 'static)) -> Option<&'static str> {
    if let Some(error) = error.downcast_ref::<object_store::Error>() {
        return match error {
            object_store::Error::NotFound { .. } => Some(NOT_FOUND),
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                Some(NOT_ALLOWED)
            }
            _ => None,
        };
    }
    Some(match error.downcast_ref::<io::Error>()?.kind() {
        ErrorKind::NotFound => NOT_FOUND,
        ErrorKind::PermissionDenied => NOT_ALLOWED,
        ErrorKind::IsADirectory => "这是目录，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是目录",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘只读",
        _ => return None,
    })
}

const NOT_FOUND: &str = "没有这个文件或目录";
const NOT_ALLOWED: &str = "没有权限";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_found_behind_what_a_library_says() {
        let missing = || io::Error::from(ErrorKind::NotFound);
        assert_eq!(in_words(&missing()), NOT_FOUND);
        let wrapped = parquet::errors::ParquetError::External(Box::new(missing()));
        assert_eq!(in_words(&wrapped), NOT_FOUND);
        let other = in_words(&io::Error::other("odd"));
        assert_eq!(other, "系统报错（odd）");
    }
}
