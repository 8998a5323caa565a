//! What the guide for officials says is what the program does.

use casework::{Authority, LimitKind};

const GUIDE: &str = include_str!("../../../docs/casework.md");

#[test]
fn the_guide_lists_every_limit_as_it_is() {
    for kind in LimitKind::ALL {
        let authority = match kind.authority() {
            Authority::Fixed => "法定，不能另定".to_owned(),
            Authority::Local { least, most } => format!("可设{least}至{most}"),
        };
        let row = format!(
            "| {} | {}{} | {authority} | {} |",
            kind.zh(),
            kind.length(),
            kind.unit().zh(),
            kind.basis()
        );
        assert!(GUIDE.contains(&row), "docs/casework.md lacks this row:\n{row}");
    }
}

#[test]
fn the_guide_names_every_refusal_code() {
    let source = include_str!("../src/refusal.rs");
    for code in source.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(GUIDE.contains(&format!("| {code} |")), "docs/casework.md lacks {code}");
    }
}
