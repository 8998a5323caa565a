//! Who owns an institution.

use serde::{Deserialize, Serialize};

/// 举办主体
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// 公立
    Public,
    /// 民营
    Private,
}

impl Ownership {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Public, Self::Private];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Ownership::Public => "公立",
            Ownership::Private => "民营",
        }
    }
}
