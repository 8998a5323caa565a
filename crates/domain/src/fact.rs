//! Three-valued knowledge: a value, a recorded "unknown", or nothing at all.

/// 事实 · What is known about one attribute.
///
/// A rule may only decide on [`Fact::Known`]. The other two both lead to "not
/// evaluable", never to "matches" and never to "does not match"; they differ
/// in what the institution is asked to do (correct the master data, or send
/// the field at all).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Fact<T> {
    /// 已知
    Known(T),
    /// 登记为未知 · the source says explicitly that it does not know (e.g. `gend` 0 or 9)
    Unknown,
    /// 未提供 · the source did not carry the field
    #[default]
    Absent,
}

impl<T> Fact<T> {
    /// The value, if there is one to decide on.
    pub fn known(&self) -> Option<&T> {
        match self {
            Fact::Known(value) => Some(value),
            Fact::Unknown | Fact::Absent => None,
        }
    }

    /// Applies `f` to a known value and keeps the kind of ignorance otherwise.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Fact::Known(value) => Fact::Known(f(value)),
            Fact::Unknown => Fact::Unknown,
            Fact::Absent => Fact::Absent,
        }
    }

    /// True where a rule may decide on the value.
    pub fn is_known(&self) -> bool {
        matches!(self, Fact::Known(_))
    }
}

impl<T> From<Option<T>> for Fact<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Fact::Absent, Fact::Known)
    }
}
