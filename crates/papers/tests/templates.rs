//! A bureau's own texts, and the guide that says how to write them.

mod support;

use papers::{FontFiles, Fonts, Format, PaperError, Template, Templates, placeholders, render};
use std::fs;
use support::{facts_of, given, given_for};

const GUIDE: &str = include_str!("../../../docs/recipes/change-a-document.md");

#[test]
fn a_file_of_the_bureau_replaces_ours() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("recovery-notice.md"),
        "# {发文机关}\r\n# 退款函\r\n@称谓 {当事人}：\r\n请退回{未缴金额}元。\r\n@落款 {发文机关}\r\n@日期 {成文日期}\r\n",
    )
    .unwrap();
    fs::write(folder.path().join("说明.txt"), "不是模板").unwrap();
    let templates = Templates::with_folder(folder.path()).unwrap();
    let fonts = Fonts::default();
    let made = |template| render(&facts_of(template, &given()), Format::Docx, &fonts, &templates).unwrap();
    let shipped = Templates::shipped().unwrap();
    let ours = |template| render(&facts_of(template, &given()), Format::Docx, &fonts, &shipped).unwrap();
    assert_ne!(made(Template::RecoveryNotice), ours(Template::RecoveryNotice));
    assert_eq!(made(Template::PointsNotice), ours(Template::PointsNotice));
}

#[test]
fn a_folder_that_is_wrong_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let problem = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let error = Templates::with_folder(folder.path()).unwrap_err().to_string();
        fs::remove_file(path).unwrap();
        error
    };
    let unknown = problem("recovery-notice.md", "# 题\n\n{应还金额}\n".as_bytes());
    assert!(
        unknown.contains("recovery-notice.md第3行") && unknown.contains("应退金额、"),
        "{unknown}"
    );
    let stray = problem("recovery.md", "# 题\n".as_bytes());
    assert!(
        stray.contains("recovery.md") && stray.contains("recovery-notice.md"),
        "{stray}"
    );
    let encoding = problem("recovery-notice.md", &[0xb1, 0xea, 0xcc, 0xe2]);
    assert!(encoding.contains("UTF-8"), "{encoding}");
    let nowhere = Templates::with_folder(&folder.path().join("none"));
    assert!(matches!(nowhere, Err(PaperError::TemplateFile { .. })));
}

/// A text with everything that a document may print, filled with its facts: the names that a template
/// may use are those that the facts have.
#[test]
fn every_placeholder_has_its_fact() {
    let folder = tempfile::tempdir().unwrap();
    for template in Template::ALL {
        let lines: Vec<String> = placeholders(*template)
            .iter()
            .map(|placeholder| format!("{}：{{{}}}", placeholder.meaning, placeholder.name))
            .collect();
        fs::write(
            folder.path().join(template.file_name()),
            format!("# {}\n{}\n", template.zh(), lines.join("\n")),
        )
        .unwrap();
    }
    let templates = Templates::with_folder(folder.path()).unwrap();
    for template in Template::ALL {
        render(
            &facts_of(*template, &given_for(*template)),
            Format::Docx,
            &Fonts::default(),
            &templates,
        )
        .unwrap_or_else(|error| panic!("{template:?}: {error}"));
    }
}

#[test]
fn the_guide_lists_every_document_and_placeholder() {
    for template in Template::ALL {
        let row = format!("| {} | `{}` |", template.zh(), template.file_name());
        assert!(GUIDE.contains(&row), "the guide lacks: {row}");
        for placeholder in placeholders(*template) {
            let row = format!("| `{{{}}}` | {} |", placeholder.name, placeholder.meaning);
            assert!(GUIDE.contains(&row), "the guide lacks: {row}");
        }
    }
}

#[test]
fn a_missing_font_says_what_to_install_and_a_docx_needs_none() {
    let facts = facts_of(Template::PointsNotice, &given());
    let templates = Templates::shipped().unwrap();
    assert!(render(&facts, Format::Docx, &Fonts::default(), &templates).is_ok());
    let error = render(&facts, Format::Pdf, &Fonts::default(), &templates).unwrap_err();
    assert!(error.to_string().contains("fonts-noto-cjk"), "{error}");
    assert!(Fonts::default().check().is_err());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("仿宋.ttf");
    fs::write(&path, "不是字体").unwrap();
    let named = FontFiles {
        body: Some(path),
        ..FontFiles::default()
    };
    let error = Fonts::find(&named).unwrap_err();
    assert!(error.to_string().contains("仿宋.ttf"), "{error}");
}
