//! Every document of made-up matters, as docx and PDF, read again by other libraries.

mod support;

use papers::{FontFiles, Fonts, Format, Given, Matter, PaperError, Template, Templates, available, render};
use std::io::{Cursor, Read};
use support::{facts_of, given, given_for};

fn fonts() -> Fonts {
    Fonts::find(&FontFiles::default()).unwrap()
}

fn shipped() -> Templates {
    Templates::shipped().unwrap_or_else(|error| panic!("{error}"))
}

/// Text of the main part, paragraph by paragraph, with every part checked to be well-formed.
fn docx_text(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = String::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut xml = String::new();
        part.read_to_string(&mut xml).unwrap();
        let main = part.name() == "word/document.xml";
        let mut reader = quick_xml::Reader::from_str(&xml);
        loop {
            use quick_xml::events::Event;
            match reader
                .read_event()
                .unwrap_or_else(|error| panic!("{}: {error}", part.name()))
            {
                Event::Text(text) if main => found.push_str(&text.xml10_content()),
                Event::End(end) if main && end.name().as_ref() == "w:p" => found.push('\n'),
                Event::GeneralRef(name) if main => found.push_str(match name.as_ref() {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    other => panic!("entity {other}"),
                }),
                Event::Eof => break,
                _ => {}
            }
        }
    }
    found
}

/// Pages, and the text of all without line ends and page numbers, which every page must have.
fn pdf_text(bytes: &[u8]) -> (usize, String) {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let pages = document.get_pages();
    let mut found = String::new();
    for page in pages.keys() {
        let text: String = document.extract_text(&[*page]).unwrap().split_whitespace().collect();
        let number = format!("—{page}—");
        let body = text
            .strip_suffix(&number)
            .unwrap_or_else(|| panic!("no {number}: {text}"));
        found.push_str(body);
    }
    (pages.len(), found)
}

/// What each document must say, wherever its lines break.
fn sentences(template: Template) -> &'static [&'static str] {
    match template {
        Template::ViolationNotice => &[
            "以上费用合计1284.50元，系统判定为“可疑”。",
            "经初审，认定违规金额1200.50元。",
            "在2026年2月25日以前（含当日）提出申诉",
        ],
        Template::SecondReviewReply => &[
            "部分维持，违规金额由1200.50元减为900.00元。",
            "可以在2026年3月6日以前（含当日）再次提出申诉",
        ],
        Template::JointReviewReply => &[
            "合议组成员3人全部参加表决，其中2人认定违规。",
            "部分维持，违规金额由1200.50元减为900.00元。",
        ],
        Template::SelfAuditNotice => &["系统提示金额合计51200.00元", "自2024年1月1日以来的结算费用。"],
        Template::PenaltyNotice => &[
            "（一）重复收费，造成医疗保障基金损失123456.78元，造成严重后果。",
            "拟责令退回医疗保障基金173456.78元（大写：壹拾柒万叁仟肆佰伍拾陆元柒角捌分）",
            "第三十八条，拟处以罚款185185.17元（大写：壹拾捌万伍仟壹佰捌拾伍元壹角柒分；123456.78元×1.50倍=185185.17元）。",
            "自收到本告知书之日起5个工作日内向本机关提出",
        ],
        Template::PenaltyDecision => &[
            "责令暂停骨科涉及医疗保障基金使用的医药服务6个月。",
            "罚款合计285185.17元（大写：贰拾捌万伍仟壹佰捌拾伍元壹角柒分）",
            "本机关复核认为：冲销凭证与涉案费用无关，不予采纳。",
            "60日内向云岭县人民政府申请行政复议",
            "6个月内向云岭县人民法院提起行政诉讼",
            "集体讨论决定",
        ],
        Template::RecoveryNotice => &[
            "已于2026年3月2日缴款73456.78元（凭证号JK2026030201）",
            "尚未缴纳100000.00元（大写：壹拾万元整）",
        ],
        Template::RectificationOrder => &["整改责任人：孙立。", "验收意见：没有核对记录。", "2026年4月3日以前"],
        Template::TransferLetter => &["限承办人员知悉", "请在2026年3月11日以前（含当日）签收"],
        Template::PointsNotice => &[
            "自2026年3月4日起记10分，2026年度累计10分。",
            "自2026年3月4日起暂停，2026年6月4日恢复。",
        ],
        of_conduct => support::conduct::sentences(of_conduct),
    }
}

#[test]
fn every_document_says_the_same_as_docx_and_pdf() {
    let (fonts, templates) = (fonts(), shipped());
    for template in Template::ALL {
        let given = given_for(*template);
        let facts = facts_of(*template, &given);
        let docx = docx_text(&render(&facts, Format::Docx, &fonts, &templates).unwrap());
        let bytes = render(&facts, Format::Pdf, &fonts, &templates).unwrap();
        let (pages, pdf) = pdf_text(&bytes);
        let expected = [
            template.zh().split('（').next().unwrap(),
            &given.issuer.name,
            &given.number,
        ];
        for sentence in sentences(*template).iter().chain(&expected) {
            assert!(docx.contains(sentence), "{template:?} docx lacks {sentence}:\n{docx}");
            let packed: String = sentence.split_whitespace().collect();
            assert!(pdf.contains(&packed), "{template:?} PDF lacks {sentence}:\n{pdf}");
        }
        assert!(!docx.contains('{') && !docx.contains('}'), "{docx}");
        assert!((1..=4).contains(&pages), "{template:?} has {pages} pages");
        assert!(bytes.len() < 500_000, "{template:?} has {} bytes", bytes.len());
    }
}

#[test]
fn the_same_facts_make_the_same_bytes() {
    let (fonts, templates) = (fonts(), shipped());
    for format in [Format::Docx, Format::Pdf] {
        let make = || {
            render(
                &facts_of(Template::PenaltyDecision, &given()),
                format,
                &fonts,
                &templates,
            )
            .unwrap()
        };
        let first = make();
        // Another document in between: nothing of the process may count.
        render(&facts_of(Template::PointsNotice, &given()), format, &fonts, &templates).unwrap();
        assert!(first == make(), "{format:?}");
    }
}

#[test]
fn what_is_missing_is_named_and_nothing_is_printed() {
    let (fonts, templates) = (fonts(), shipped());
    for template in Template::ALL {
        let facts = facts_of(
            *template,
            &Given {
                dated: None,
                ..given_for(*template)
            },
        );
        for format in [Format::Docx, Format::Pdf] {
            match render(&facts, format, &fonts, &templates) {
                Err(PaperError::Missing { names, .. }) => assert_eq!(names, ["成文日期"], "{template:?}"),
                other => panic!("{template:?}: {:?}", other.map(|bytes| bytes.len())),
            }
        }
    }
    let mut poor = given();
    poor.number = "　 ".to_owned();
    poor.findings.clear();
    let error = render(
        &facts_of(Template::ViolationNotice, &poor),
        Format::Docx,
        &fonts,
        &templates,
    )
    .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("文号") && text.contains("疑点（至少一项）"), "{text}");
    poor.issuer.fine_account.clear();
    let error = render(
        &facts_of(Template::PenaltyDecision, &poor),
        Format::Pdf,
        &fonts,
        &templates,
    )
    .unwrap_err();
    assert!(error.to_string().contains("罚款.账户"), "{error}");
}

#[test]
fn a_paragraph_about_nothing_is_left_out() {
    let (fonts, templates) = (fonts(), shipped());
    let text = |facts| docx_text(&render(&facts, Format::Docx, &fonts, &templates).unwrap());
    let made = |template, events: &[_]| papers::Facts::of(template, Matter::Review(events), &given()).unwrap();
    let automatic = text(made(Template::ViolationNotice, &support::told_automatically()));
    assert!(
        automatic.contains("拒付金额1284.50元") && !automatic.contains("审核意见"),
        "{automatic}"
    );
    let cleared = text(made(Template::SecondReviewReply, &support::cleared()));
    assert!(cleared.contains("申诉成立，不认定违规，不予扣款。"), "{cleared}");
    assert!(
        cleared.contains("临床确有必要。补充的会诊记录证明病情需要。"),
        "{cleared}"
    );
    assert!(!cleared.contains("再次提出申诉"), "{cleared}");
    // What was written in two paragraphs stays in two.
    assert!(cleared.contains("病程记录。\n附会诊记录一份。\n"), "{cleared}");
}

#[test]
fn a_matter_has_the_documents_it_has_come_to() {
    let keys = |matter| -> Vec<&str> { available(matter).iter().map(|(template, _)| template.key()).collect() };
    let (judged, punished) = (support::judged(), support::punished());
    for (events, expected) in [
        (2, &[][..]),
        (4, &["violation-notice"]),
        (5, &["violation-notice"]),
        (6, &["violation-notice", "second-review-reply"]),
        (8, &["violation-notice", "second-review-reply"]),
        (9, &["violation-notice", "second-review-reply", "joint-review-reply"]),
    ] {
        assert_eq!(keys(Matter::Review(&judged[..events])), expected, "{events} events");
    }
    for (events, expected) in [
        (6, &[][..]),
        (7, &["penalty-notice"]),
        (11, &["penalty-notice", "penalty-decision"]),
    ] {
        assert_eq!(
            keys(Matter::Enforcement(&punished[..events])),
            expected,
            "{events} events"
        );
    }
    let (claimed, sent, scored) = (support::claimed(), support::sent(), support::scored());
    let (issued, ordered) = (support::self_audit(), support::ordered());
    assert_eq!(keys(Matter::Recovery(&claimed)), ["recovery-notice"]);
    assert_eq!(keys(Matter::Transfer(&sent[..2])), [""; 0]);
    assert_eq!(keys(Matter::Transfer(&sent)), ["transfer-letter"]);
    assert_eq!(keys(Matter::Points(&scored[..2])), [""; 0]);
    assert_eq!(keys(Matter::Points(&scored)), ["points-notice"]);
    assert_eq!(keys(Matter::SelfAudit(&issued)), ["self-audit-notice"]);
    assert_eq!(keys(Matter::Rectification(&ordered)), ["rectification-order"]);
}

#[test]
fn what_the_caller_gives_must_agree_with_the_matter() {
    let mut given = given();
    given.findings.pop();
    let error = papers::Facts::of(Template::ViolationNotice, Matter::Review(&support::told()), &given).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("1200.50元") && text.contains("1284.50元"), "{text}");
    given.dated = Some(support::day("2026-02-24"));
    let early = papers::Facts::of(
        Template::PenaltyDecision,
        Matter::Enforcement(&support::punished()),
        &given,
    );
    assert!(early.unwrap_err().to_string().contains("2026年2月25日"));
}

#[test]
fn a_long_table_goes_on_with_its_head_on_the_next_page() {
    let mut given = given();
    let row = given.findings[1].clone();
    given.findings[0].amount = support::yuan("1284.50");
    given.findings.truncate(1);
    given.findings.extend((0..120).map(|_| papers::FindingRow {
        amount: support::yuan("0.00"),
        ..row.clone()
    }));
    let facts = facts_of(Template::ViolationNotice, &given);
    let (pages, text) = pdf_text(&render(&facts, Format::Pdf, &fonts(), &shipped()).unwrap());
    assert!(pages >= 5, "{pages}");
    assert_eq!(
        text.matches("费用日期").count(),
        pages - 1,
        "the last page holds the end of the letter"
    );
    assert_eq!(text.matches("同日重复收费").count(), 120);
}

#[test]
fn text_of_users_is_text() {
    let mut given = given();
    given.addressee.name = "甲<w:p/>&医院\u{0}\u{7}\u{FFFF}𠮷".to_owned();
    let facts = facts_of(Template::ViolationNotice, &given);
    let docx = docx_text(&render(&facts, Format::Docx, &fonts(), &shipped()).unwrap());
    assert!(
        docx.contains("甲<w:p/>&医院𠮷：") || docx.contains("甲w:p/医院𠮷："),
        "{docx}"
    );
    given.addressee.name = "甲\u{E000}".to_owned();
    let facts = facts_of(Template::ViolationNotice, &given);
    let error = render(&facts, Format::Pdf, &fonts(), &shipped()).unwrap_err();
    assert!(error.to_string().contains("U+E000"), "{error}");
}
