//! What a file is, by its content; a name proves nothing.
//!
//! The program itself also keeps JSON; nobody brings any in.

/// 附件类型 · the kinds of files that are taken in, and the one that the program makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// PDF
    Pdf,
    /// PNG
    Png,
    /// JPEG
    Jpg,
    /// Excel workbook without macros
    Xlsx,
    /// Word document without macros
    Docx,
    /// JSON, as the program writes it; never taken in
    Json,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [FileKind; 6] = [
        FileKind::Pdf,
        FileKind::Png,
        FileKind::Jpg,
        FileKind::Xlsx,
        FileKind::Docx,
        FileKind::Json,
    ];

    /// The stable tag, which is the usual ending of the name.
    pub const fn tag(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Png => "png",
            FileKind::Jpg => "jpg",
            FileKind::Xlsx => "xlsx",
            FileKind::Docx => "docx",
            FileKind::Json => "json",
        }
    }

    /// The media type under which the file is handed out.
    pub const fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Png => "image/png",
            FileKind::Jpg => "image/jpeg",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind::Json => "application/json",
        }
    }

    /// The kind of a content; none for anything that is not taken in.
    pub(crate) fn of_content(content: &[u8]) -> Option<Self> {
        const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
        if content.starts_with(b"%PDF-") {
            return Some(FileKind::Pdf);
        }
        if content.starts_with(PNG) {
            return Some(FileKind::Png);
        }
        if content.starts_with(b"\xff\xd8\xff") {
            return Some(FileKind::Jpg);
        }
        if content.starts_with(b"PK\x03\x04") && names(content, b"[Content_Types].xml") {
            // Names of the parts stand uncompressed in the directory of the archive.
            let macros = names(content, b"vbaProject.bin");
            return match (names(content, b"xl/workbook.xml"), names(content, b"word/document.xml")) {
                (true, false) if !macros => Some(FileKind::Xlsx),
                (false, true) if !macros => Some(FileKind::Docx),
                _ => None,
            };
        }
        None
    }

    /// Whether a file of this name may be of this kind.
    pub(crate) fn fits(self, name: &str) -> bool {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match (self, ending.as_deref()) {
            (FileKind::Jpg, Some("jpg" | "jpeg")) => true,
            (kind, Some(ending)) => ending == kind.tag(),
            (_, None) => false,
        }
    }
}

fn names(content: &[u8], part: &[u8]) -> bool {
    content.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_content() {
        let workbook = b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml..".as_slice();
        let document = b"PK\x03\x04..[Content_Types].xml..word/document.xml..".as_slice();
        let with_macros = b"PK\x03\x04[Content_Types].xml xl/workbook.xml xl/vbaProject.bin".as_slice();
        for (content, kind) in [
            (b"%PDF-1.7".as_slice(), Some(FileKind::Pdf)),
            (b"\x89PNG\r\n\x1a\n..", Some(FileKind::Png)),
            (b"\xff\xd8\xff\xe0", Some(FileKind::Jpg)),
            (workbook, Some(FileKind::Xlsx)),
            (document, Some(FileKind::Docx)),
            (with_macros, None),
            (b"PK\x03\x04 any archive", None),
            (b"<html><script>", None),
            (b"{\"edition\": {}}", None),
            (b"MZ\x90", None),
            (b"", None),
        ] {
            assert_eq!(
                FileKind::of_content(content),
                kind,
                "{}",
                String::from_utf8_lossy(content)
            );
        }
    }

    #[test]
    fn the_ending_must_agree() {
        assert!(FileKind::Jpg.fits("照片.JPEG") && FileKind::Pdf.fits("a.b.pdf"));
        assert!(!FileKind::Pdf.fits("a.exe") && !FileKind::Pdf.fits("pdf"));
    }
}
