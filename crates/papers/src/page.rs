//! The page of an official document, 《党政机关公文格式》（GB/T 9704-2012）: A4, 22 lines of 28 characters.
//! All lengths in points.

const MM: f32 = 72.0 / 25.4;

/// 纸张
pub(crate) const PAPER: (f32, f32) = (210.0 * MM, 297.0 * MM);
/// 天头
pub(crate) const TOP: f32 = 37.0 * MM;
/// 订口
pub(crate) const LEFT: f32 = 28.0 * MM;
/// 版心
pub(crate) const WIDTH: f32 = 156.0 * MM;
/// 版心
pub(crate) const HEIGHT: f32 = 225.0 * MM;
/// A line of text.
pub(crate) const LINE: f32 = HEIGHT / 22.0;
/// A full-width character of text, a little narrower than 三号 so that 28 stand on a line.
pub(crate) const PITCH: f32 = WIDTH / 28.0;
/// 三号, the size of the text.
pub(crate) const TEXT_SIZE: f32 = 16.0;
/// 二号, the size of the title.
pub(crate) const TITLE_SIZE: f32 = 22.0;
/// A line of the title.
pub(crate) const TITLE_LINE: f32 = 36.0;
/// 小四, the size of tables.
pub(crate) const TABLE_SIZE: f32 = 12.0;
/// A line in a table.
pub(crate) const TABLE_LINE: f32 = 17.0;
/// Between the border of a cell and its text.
pub(crate) const CELL_PADDING: f32 = 4.0;
/// 四号, the size of page numbers.
pub(crate) const NUMBER_SIZE: f32 = 14.0;
/// From the end of the text to the dashes of the page number.
pub(crate) const NUMBER_DROP: f32 = 7.0 * MM;
/// 右空四字: from the end of the date to the right edge, in characters.
pub(crate) const DATE_INSET: f32 = 4.0;
/// Empty lines above the signature, where the seal covers name and date.
pub(crate) const SEAL_LINES: usize = 2;

/// 字体 · which face a text is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// 仿宋
    Body,
    /// 黑体
    Heading,
    /// 小标宋
    Title,
}

impl Role {
    pub(crate) const ALL: [Role; 3] = [Role::Body, Role::Heading, Role::Title];

    /// The Chinese name.
    pub(crate) const fn zh(self) -> &'static str {
        match self {
            Role::Body => "正文（仿宋）",
            Role::Heading => "小标题（黑体）",
            Role::Title => "标题（小标宋）",
        }
    }
}
