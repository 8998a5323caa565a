//! The papers that commands ask for: one page each, which says that it is a sample.

use casework::Attachment;
use ledger::{Shelf, Shelved};
use std::collections::BTreeMap;
use std::fmt::Write;

/// 材料 · what is attached in the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// 申诉材料
    Appeal,
    /// 核查记录
    SiteRecord,
    /// 自查佐证
    SelfAuditEvidence,
    /// 自查报告
    SelfAuditReport,
    /// 核查报告
    PreCheck,
    /// 证据材料
    Evidence,
    /// 送达回证
    Receipt,
    /// 听证笔录
    Hearing,
    /// 集体讨论记录
    Minutes,
    /// 执行凭证
    Execution,
    /// 整改佐证
    Proof,
    /// 修复佐证
    Repair,
}

impl Paper {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Appeal,
        Self::SiteRecord,
        Self::SelfAuditEvidence,
        Self::SelfAuditReport,
        Self::PreCheck,
        Self::Evidence,
        Self::Receipt,
        Self::Hearing,
        Self::Minutes,
        Self::Execution,
        Self::Proof,
        Self::Repair,
    ];

    /// The title.
    fn zh(self) -> &'static str {
        match self {
            Self::Appeal => "申诉材料",
            Self::SiteRecord => "核查记录",
            Self::SelfAuditEvidence => "自查佐证",
            Self::SelfAuditReport => "自查报告",
            Self::PreCheck => "核查报告",
            Self::Evidence => "证据材料",
            Self::Receipt => "送达回证",
            Self::Hearing => "听证笔录",
            Self::Minutes => "集体讨论记录",
            Self::Execution => "执行凭证",
            Self::Proof => "整改佐证",
            Self::Repair => "信用修复佐证",
        }
    }
}

/// 材料柜 · the papers as they lie on the shelf.
#[derive(Debug)]
pub struct Drawer {
    papers: BTreeMap<Paper, Shelved>,
}

impl Drawer {
    /// Puts all papers on the shelf.
    ///
    /// # Errors
    /// A disk that cannot be written.
    pub async fn fill(shelf: &Shelf) -> anyhow::Result<Self> {
        let mut papers = BTreeMap::new();
        for paper in Paper::ALL {
            let name = format!("{}（演示）.pdf", paper.zh());
            papers.insert(paper, shelf.accept(&name, &page(paper.zh())).await?);
        }
        Ok(Self { papers })
    }

    /// The paper as it lies on the shelf.
    pub fn file(&self, paper: Paper) -> Option<&Shelved> {
        self.papers.get(&paper)
    }

    /// The paper as a command names it.
    pub fn named(&self, paper: Paper) -> Attachment {
        let file = self.papers.get(&paper);
        Attachment {
            name: file.map(|file| file.name.clone()).unwrap_or_default(),
            digest: file.map(|file| file.digest.clone()).unwrap_or_default(),
        }
    }
}

/// One page with a title. The font is one of those that every reader has for Chinese (ISO 32000, Adobe-GB1);
/// a document of the bureau embeds its fonts, but those cannot be counted on here.
fn page(title: &str) -> Vec<u8> {
    let line = |text: &str| {
        text.encode_utf16().fold(String::new(), |mut hex, unit| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{unit:04X}");
            hex
        })
    };
    let text = format!(
        "BT /F1 20 Tf 72 740 Td <{}> Tj 0 -40 Td /F1 12 Tf <{}> Tj ET",
        line(title),
        line("本件为演示材料，内容系虚构，不具有任何效力。")
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 \
         /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
            .to_owned(),
    ];
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(places, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{number} 0 obj\n{object}\nendobj");
    }
    let (table, size) = (file.len(), objects.len() + 1);
    let _ = write!(
        file,
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    );
    file.into_bytes()
}
