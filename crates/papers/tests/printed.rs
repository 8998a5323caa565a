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
    for broken in [&TWO_PIXELS[..20], b"\xff\xd8\xff\xd9", b""] {
        for format in [Format::Pdf, Format::Docx] {
            let problem = print(&with(vec![photo(broken, "试验4科")]), format, &fonts()).unwrap_err();
            assert!(matches!(problem, PaperError::Format { .. }), "{problem}");
            assert!(problem.to_string().contains("试验4科"), "{problem}");
        }
    }
}

/// A JPEG of eight grey pixels.
const JPEG: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10\x4a\x46\x49\x46\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xdb\x00\x43\x00\x1b\x12\x14\
\x17\x14\x11\x1b\x17\x16\x17\x1e\x1c\x1b\x20\x28\x42\x2b\x28\x25\x25\x28\x51\x3a\x3d\x30\x42\x60\x55\x65\x64\x5f\
\x55\x5d\x5b\x6a\x78\x99\x81\x6a\x71\x90\x73\x5b\x5d\x85\xb5\x86\x90\x9e\xa3\xab\xad\xab\x67\x80\xbc\xc9\xba\xa6\
\xc7\x99\xa8\xab\xa4\xff\xc0\x00\x0b\x08\x00\x02\x00\x04\x01\x01\x11\x00\xff\xc4\x00\x1f\x00\x00\x01\x05\x01\x01\
\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\xff\xc4\x00\xb5\x10\
\x00\x02\x01\x03\x03\x02\x04\x03\x05\x05\x04\x04\x00\x00\x01\x7d\x01\x02\x03\x00\x04\x11\x05\x12\x21\x31\x41\x06\
\x13\x51\x61\x07\x22\x71\x14\x32\x81\x91\xa1\x08\x23\x42\xb1\xc1\x15\x52\xd1\xf0\x24\x33\x62\x72\x82\x09\x0a\x16\
\x17\x18\x19\x1a\x25\x26\x27\x28\x29\x2a\x34\x35\x36\x37\x38\x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\
\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x83\x84\x85\x86\x87\x88\x89\
\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\
\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\
\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x2b\xff\xd9";

/// The content of a part of a docx.
fn part(docx: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut content = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}

/// The value of an attribute behind a place in a text.
fn attribute<'t>(text: &'t str, name: &str) -> &'t str {
    let begin = text.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
    text[begin..].split('"').next().unwrap()
}

#[test]
fn pictures_are_in_the_docx_byte_for_byte_with_their_captions() {
    let photo = |content: &[u8], caption: &str| Photo {
        content: content.to_vec(),
        caption: caption.to_owned(),
    };
    let printed = Printed {
        parts: vec![
            Part::Photos(vec![photo(TWO_PIXELS, "试验1科<“甲”&\"乙\">"), photo(JPEG, "试验2科")]),
            Part::Paragraph("其间的文字".to_owned()),
            Part::Photos(vec![photo(TWO_PIXELS, "试验3科")]),
        ],
        ..paper(0)
    };
    let docx = print(&printed, Format::Docx, &Fonts::default()).unwrap();
    assert_eq!(docx, print(&printed, Format::Docx, &Fonts::default()).unwrap());
    let text = String::from_utf8(part(&docx, "word/document.xml")).unwrap();
    let relations = String::from_utf8(part(&docx, "word/_rels/document.xml.rels")).unwrap();
    let types = String::from_utf8(part(&docx, "[Content_Types].xml")).unwrap();
    let drawings: Vec<&str> = text.split("<w:drawing>").skip(1).collect();
    let expected = [
        (TWO_PIXELS, "试验1科&lt;“甲”&amp;&quot;乙&quot;&gt;", "png"),
        (JPEG, "试验2科", "jpeg"),
        (TWO_PIXELS, "试验3科", "png"),
    ];
    assert_eq!(drawings.len(), expected.len());
    for (place, (drawing, (content, caption, ending))) in drawings.iter().zip(expected).enumerate() {
        assert_eq!(attribute(drawing, "descr"), caption);
        assert_eq!(
            attribute(&drawing[drawing.find("wp:docPr").unwrap()..], "id"),
            (place + 1).to_string()
        );
        let id = attribute(drawing, "r:embed");
        let relation = relations
            .split("<Relationship ")
            .find(|one| attribute_is(one, "Id", id))
            .unwrap();
        let target = attribute(relation, "Target");
        assert!(target.ends_with(ending), "{target}");
        assert!(types.contains(&format!("Extension=\"{ending}\"")), "{types}");
        assert_eq!(part(&docx, &format!("word/{target}")), content, "{target}");
        // As wide as the text at most: 28 characters of 16 points, in 12700ths of a point.
        let width: u32 = attribute(&drawing[drawing.find("wp:extent").unwrap()..], "cx")
            .parse()
            .unwrap();
        assert!(width > 0 && width <= 450 * 12_700, "{width}");
    }
    assert!(text.contains("其间的文字") && text.contains("试验2科</w:t>"), "{text}");
}

fn attribute_is(text: &str, name: &str, value: &str) -> bool {
    text.contains(&format!("{name}=\"{value}\""))
}
