//! A printed paper as docx and PDF: merged cells, the head of a long table on every page.

use papers::{FontFiles, Fonts, Format, Grid, GridCell, PaperError, Part, Photo, Printed, print};
use std::io::{Cursor, Read};

fn cell(text: &str, rows: usize) -> GridCell {
    GridCell {
        text: text.to_owned(),
        rows,
        columns: 1,
    }
}

/// A table of `rows` rows, of which two each share a department.
fn paper(rows: usize) -> Printed {
    let head = vec![cell("科室", 1), cell("金额", 1)];
    let body = (0..rows).map(|row| match row % 2 {
        0 => vec![cell(&format!("试验{row}科"), 2), cell("七元", 1)],
        _ => vec![cell("八\u{7}元", 1)],
    });
    Printed {
        title: "清风试验2026年第4期".to_owned(),
        dated: domain::Day::parse("2026-08-03").unwrap(),
        parts: vec![
            Part::Masthead {
                name: "清风试验".to_owned(),
                left: "试验医院行风办".to_owned(),
                middle: "2026年第4期".to_owned(),
                right: "2026年8月3日".to_owned(),
            },
            Part::Heading("恪守医德　拒收红包　公示".to_owned()),
            Part::Grid(Grid {
                shares: vec![2, 1],
                header_rows: 1,
                rows: [head].into_iter().chain(body).collect(),
            }),
            Part::Subheading("一、学习材料".to_owned()),
            Part::Paragraph("第一段。\n\n第二段。".to_owned()),
            Part::Line("监督举报电话：0000".to_owned()),
        ],
    }
}

fn fonts() -> Fonts {
    Fonts::find(&FontFiles::default()).unwrap()
}

#[test]
fn a_docx_merges_cells_and_the_same_paper_makes_the_same_bytes() {
    let printed = print(&paper(6), Format::Docx, &Fonts::default()).unwrap();
    assert_eq!(printed, print(&paper(6), Format::Docx, &Fonts::default()).unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(printed)).unwrap();
    let mut text = String::new();
    archive
        .by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text.matches("<w:vMerge w:val=\"restart\"").count(), 3);
    assert_eq!(text.matches("<w:vMerge w:val=\"continue\"").count(), 3);
    assert!(
        text.contains("八元") && text.contains("第二段。"),
        "control characters are left out"
    );
}

#[test]
fn a_long_table_has_its_head_on_every_page_and_no_merged_cell_is_parted() {
    let fonts = fonts();
    let one = print(&paper(8), Format::Pdf, &fonts).unwrap();
    let document = lopdf::Document::load_mem(&one).unwrap();
    assert_eq!(document.get_pages().len(), 1);
    let long = print(&paper(150), Format::Pdf, &fonts).unwrap();
    let document = lopdf::Document::load_mem(&long).unwrap();
    let pages = document.get_pages();
    assert!(pages.len() > 2, "{}", pages.len());
    for (number, _) in pages.iter().take(pages.len() - 1) {
        let text = document.extract_text(&[*number]).unwrap();
        assert!(text.contains("科室"), "page {number}: {text}");
        assert_eq!(
            text.matches("七元").count(),
            text.matches("八元").count(),
            "page {number}"
        );
    }
}

#[test]
fn rows_that_are_together_too_many_for_a_page_are_cut() {
    let mut printed = paper(0);
    let rows = (0..60).map(|row| match row {
        0 => vec![cell("试验一科", 60), cell("1", 1)],
        _ => vec![cell("1", 1)],
    });
    printed.parts = vec![Part::Grid(Grid {
        shares: vec![1, 1],
        header_rows: 0,
        rows: rows.collect(),
    })];
    let printed = print(&printed, Format::Pdf, &fonts()).unwrap();
    let document = lopdf::Document::load_mem(&printed).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    assert_eq!(text.matches("试验一科").count(), 3, "what is cut says again what it is");
    assert!(pages.len() >= 2);
}

/// A PNG of a red and a green pixel.
const TWO_PIXELS: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0\x7b\x40\xe8\xdd\0\0\0\rIDAT\
\x78\x9c\x63\x38\xc1\0\x04\x27\0\x05\x7f\x01\x91\xce\xfd\x57\x21\0\0\0\0IEND\xae\x42\x60\x82";

#[test]
fn pictures_are_in_the_pdf_with_their_captions_and_a_broken_one_is_named() {
    let photo = |content: &[u8], caption: &str| Photo {
        content: content.to_vec(),
        caption: caption.to_owned(),
    };
    let with = |photos: Vec<Photo>| Printed {
        parts: vec![Part::Photos(photos)],
        ..paper(0)
    };
    let three = with(
        (1..=3)
            .map(|place| photo(TWO_PIXELS, &format!("试验{place}科")))
            .collect(),
    );
    let bytes = print(&three, Format::Pdf, &fonts()).unwrap();
    assert_eq!(bytes, print(&three, Format::Pdf, &fonts()).unwrap());
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let drawn = document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter(|stream| {
            stream
                .dict
                .get(b"Subtype")
                .is_ok_and(|kind| kind.as_name().ok() == Some(b"Image"))
        })
        .count();
    assert_eq!(drawn, 1, "the same picture is kept once");
    let text: String = document.extract_text(&[1]).unwrap().split_whitespace().collect();
    assert!(text.contains("试验1科") && text.contains("试验3科"), "{text}");
    // The writer of docx takes no JPEG: it has the captions alone.
    print(&three, Format::Docx, &Fonts::default()).unwrap();
    for broken in [&TWO_PIXELS[..20], b"\xff\xd8\xff\xd9", b""] {
        let problem = print(&with(vec![photo(broken, "试验4科")]), Format::Pdf, &fonts()).unwrap_err();
        assert!(matches!(problem, PaperError::Format { .. }), "{problem}");
        assert!(problem.to_string().contains("试验4科"), "{problem}");
    }
}
