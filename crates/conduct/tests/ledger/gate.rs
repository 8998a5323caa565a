//! The publishing gate: ten prepared leaks, each of which stops an edition that passes without it.

use crate::golden::{issue, june, ledgers, settings, video};
use crate::support::day;
use casework::Attachment;
use conduct::bulletin::{
    Audience, Edition, Excerpt, Figures, Image, Leak, LeakKind, Material, MediaItem, Picture, Settings, Warning, Watch,
    gate, generate,
};
use conduct::commendation::{self, Consent, Kind, Redaction};
use conduct::{Department, Staff, StaffCategory};
use domain::PractitionerCode;
use std::collections::BTreeMap;

fn doctor() -> Staff {
    Staff {
        code: PractitionerCode::new("T-甲一"),
        name: "甲一".to_owned(),
        department: Department("试验一科".to_owned()),
        category: StaffCategory::Clinical,
    }
}

fn letter() -> commendation::Row {
    commendation::Row {
        number: "L1".to_owned(),
        kind: Kind::Letter,
        department: Department("试验一科".to_owned()),
        persons: vec![doctor()],
        received_on: day("2026-06-05"),
        verified_on: Some(day("2026-06-06")),
        summary: "感谢甲一医生的耐心照料。".to_owned(),
        image: None,
        redaction: Redaction::None,
        consent: Consent::Given,
        issue: None,
    }
}

fn pennant() -> commendation::Row {
    commendation::Row {
        number: "F1".to_owned(),
        kind: Kind::Pennant,
        image: Some(Attachment {
            name: "锦旗.jpg".to_owned(),
            digest: "image-1".to_owned(),
        }),
        redaction: Redaction::Verified,
        ..letter()
    }
}

/// What the gate knows besides the edition.
struct Known {
    ledger: Figures,
    patients: Vec<String>,
    images: Vec<Image>,
    consents: BTreeMap<String, Consent>,
    opted_out: Vec<String>,
}

impl Known {
    fn leaks(&self, edition: &Edition) -> Vec<Leak> {
        gate(
            edition,
            &Watch {
                ledger: &self.ledger,
                patients: &self.patients,
                images: &self.images,
                consents: &self.consents,
                opted_out: &self.opted_out,
            },
        )
    }

    /// Fails where the gate does not find exactly this kind.
    fn stops(&self, edition: &Edition, kind: LeakKind) {
        let leaks = self.leaks(edition);
        assert!(!leaks.is_empty(), "{}：没有发现", kind.zh());
        assert!(leaks.iter().all(|leak| leak.kind == kind), "{}：{leaks:?}", kind.zh());
    }
}

/// An edition that passes, with a letter, a pennant and a video.
fn clean(audience: Audience) -> (Edition, Known) {
    let (packets, mut commendations) = ledgers();
    commendations.extend([letter(), pennant()]);
    let shown = ["L1".to_owned(), "F1".to_owned()];
    let media = [video()];
    let warning = Warning {
        text: "某科室一名工作人员收受礼金，受到处分。".to_owned(),
        rule: "九项准则第八条".to_owned(),
        lesson: "拒绝从当场开始。".to_owned(),
    };
    let material = Material {
        packets: &packets,
        commendations: &commendations,
        shown: &shown,
        media: &media,
        warning: Some(&warning),
        closing: "截至2026-06-30，累计拒收金额222000.00元，依据国办发〔2026〕123456号。",
        ..Material::default()
    };
    let settings = Settings {
        public_names: true,
        opted_out: [PractitionerCode::new("T-甲二")].into(),
        ..settings()
    };
    let edition = generate(&issue(), audience, &material, &settings);
    let known = Known {
        ledger: edition.figures,
        patients: vec!["某患者甲".to_owned(), "甲".to_owned()],
        images: vec![Image {
            digest: "image-1".to_owned(),
            redaction: Redaction::Verified,
            stripped: true,
        }],
        consents: [("L1".to_owned(), Consent::Given)].into(),
        opted_out: vec!["甲二".to_owned()],
    };
    (edition, known)
}

#[test]
fn a_clean_edition_passes() {
    for audience in [Audience::Internal, Audience::Public] {
        let (edition, known) = clean(audience);
        assert_eq!(known.leaks(&edition), Vec::new(), "{audience:?}");
        assert_eq!((edition.letters.len(), edition.pennants.len()), (1, 1));
    }
}

#[test]
fn leak_01_an_identity_number() {
    let (mut edition, known) = clean(Audience::Internal);
    edition.closing = "患者证号99010119900307001X。".to_owned();
    known.stops(&edition, LeakKind::IdNumber);
    assert!(
        !known.leaks(&edition)[0].found.contains("1990"),
        "the report leaks again"
    );
    edition.closing = "患者证号990101199003070012。".to_owned();
    known.stops(&edition, LeakKind::IdNumber);
}

#[test]
fn leak_02_a_telephone_number() {
    let (mut edition, known) = clean(Audience::Internal);
    for phone in ["10000000000", "100 0000 0000", "１００００００００００"] {
        edition.letters[0].text = format!("感谢，家属电话{phone}");
        known.stops(&edition, LeakKind::Phone);
    }
}

#[test]
fn leak_03_the_number_of_an_inpatient() {
    let (mut edition, known) = clean(Audience::Internal);
    edition.honours[0].patient = "012345".to_owned();
    known.stops(&edition, LeakKind::PatientNumber);
    edition.honours[0].patient = "01234".to_owned();
    known.stops(&edition, LeakKind::PatientNumber);
    let (mut edition, known) = clean(Audience::Public);
    edition.honours[0].patient = "012****".to_owned();
    known.stops(&edition, LeakKind::PatientNumber);
    let (mut edition, known) = clean(Audience::Internal);
    edition.pennants[0].caption = "住院号012345的家属赠".to_owned();
    known.stops(&edition, LeakKind::LongNumber);
}

#[test]
fn leak_04_the_name_of_a_patient() {
    let (mut edition, known) = clean(Audience::Internal);
    edition.letters[0].text = "某患者甲感谢甲一医生。".to_owned();
    known.stops(&edition, LeakKind::PatientName);
    // Also inside a text that is studied, and in the name of a department.
    let (mut edition, known) = clean(Audience::Internal);
    edition.media[0].title = "某患者甲的故事".to_owned();
    known.stops(&edition, LeakKind::PatientName);
}

#[test]
fn leak_05_b05_an_image_that_no_second_person_has_verified() {
    let (mut edition, mut known) = clean(Audience::Internal);
    known.images[0].redaction = Redaction::Done;
    known.stops(&edition, LeakKind::UnverifiedImage);
    known.images[0].redaction = Redaction::Verified;
    edition.pennants[0].redaction = Redaction::None;
    known.stops(&edition, LeakKind::UnverifiedImage);
    // An image that the ledger does not know is neither verified nor stripped.
    edition.pennants.push(Picture {
        digest: "unknown".to_owned(),
        caption: "试验一科".to_owned(),
        redaction: Redaction::Verified,
    });
    assert!(
        known
            .leaks(&edition)
            .iter()
            .any(|leak| leak.kind == LeakKind::FileMetadata)
    );
}

#[test]
fn b05_an_unverified_image_does_not_enter_an_edition() {
    for redaction in [Redaction::None, Redaction::Done] {
        let commendations = [commendation::Row { redaction, ..pennant() }];
        let shown = ["F1".to_owned()];
        let material = Material {
            commendations: &commendations,
            shown: &shown,
            ..Material::default()
        };
        let edition = generate(&issue(), Audience::Internal, &material, &settings());
        assert_eq!(
            (edition.figures.pennants, edition.pennants.len()),
            (1, 0),
            "counted, not shown"
        );
    }
}

#[test]
fn leak_06_a_letter_without_consent() {
    let (edition, mut known) = clean(Audience::Public);
    for consent in [Consent::Unasked, Consent::Refused] {
        known.consents.insert("L1".to_owned(), consent);
        known.stops(&edition, LeakKind::MissingConsent);
    }
    known.consents.clear();
    known.stops(&edition, LeakKind::MissingConsent);
    // Inside the hospital a short excerpt needs none, a long one does.
    let (mut edition, mut known) = clean(Audience::Internal);
    known.consents.clear();
    let excerpt = |text: String| Excerpt {
        text,
        full: false,
        ..edition.letters[0].clone()
    };
    let (short, long) = (excerpt("谢".repeat(60)), excerpt("谢".repeat(61)));
    edition.letters = vec![short];
    assert_eq!(known.leaks(&edition), Vec::new());
    edition.letters = vec![long];
    known.stops(&edition, LeakKind::MissingConsent);
}

#[test]
fn leak_07_totals_that_disagree() {
    for audience in [Audience::Internal, Audience::Public] {
        let (mut edition, known) = clean(audience);
        edition.figures.person_times += 1;
        known.stops(&edition, LeakKind::TotalsDisagree);
        let (mut edition, known) = clean(audience);
        edition.headline = edition.headline.replace("22200", "22000");
        known.stops(&edition, LeakKind::TotalsDisagree);
        let (mut edition, known) = clean(audience);
        edition.honours.pop();
        known.stops(&edition, LeakKind::TotalsDisagree);
        let (mut edition, known) = clean(audience);
        edition.commendations[0].pennants += 1;
        known.stops(&edition, LeakKind::TotalsDisagree);
        let (edition, mut known) = clean(audience);
        known.ledger.letters += 1;
        known.stops(&edition, LeakKind::TotalsDisagree);
    }
    let (mut edition, known) = clean(Audience::Internal);
    edition.period.to = edition.period.to.plus_days(-1);
    known.stops(&edition, LeakKind::TotalsDisagree);
    assert_eq!(june().zh(), "2026年6月");
}

#[test]
fn leak_08_a_word_about_who_reported() {
    let (mut edition, known) = clean(Audience::Internal);
    edition.closing = "感谢试验二科一名护士作为举报人提供的情况。".to_owned();
    known.stops(&edition, LeakKind::WhistleBlower);
    // A law that is studied may speak of them.
    let (mut edition, known) = clean(Audience::Internal);
    edition.media[0].title = "保护举报人的规定".to_owned();
    assert_eq!(known.leaks(&edition), Vec::new());
}

#[test]
fn leak_09_a_diagnosis_or_a_bed() {
    for text in ["诊断为肺炎的患者", "住在12床的患者", "床号十二", "手术很成功"] {
        let (mut edition, known) = clean(Audience::Internal);
        edition.letters[0].text = text.to_owned();
        known.stops(&edition, LeakKind::Clinical);
    }
    // Departments have such words in their names.
    let (mut edition, known) = clean(Audience::Internal);
    edition.letters[0].text = "感谢手术室的护士。".to_owned();
    edition.letters[0].department = "影像诊断科".to_owned();
    assert_eq!(known.leaks(&edition), Vec::new());
}

#[test]
fn leak_10_staff_who_opted_out() {
    let (mut edition, known) = clean(Audience::Public);
    assert!(
        edition.honours.iter().any(|row| row.person == "甲某"),
        "the mask of who opted out"
    );
    assert!(
        edition.honours.iter().any(|row| row.person == "甲一"),
        "who did not is named"
    );
    let place = edition.honours.iter().position(|row| row.person == "甲某").unwrap();
    edition.honours[place].person = "甲二".to_owned();
    known.stops(&edition, LeakKind::OptedOutName);
    let (mut edition, known) = clean(Audience::Public);
    edition.closing = "向甲二学习。".to_owned();
    known.stops(&edition, LeakKind::OptedOutName);
}

#[test]
fn leak_11_the_metadata_of_an_image() {
    let (edition, mut known) = clean(Audience::Public);
    known.images[0].stripped = false;
    known.stops(&edition, LeakKind::FileMetadata);
}

#[test]
fn leak_12_a_link_that_nobody_opened() {
    let (mut edition, known) = clean(Audience::Public);
    edition.media[0] = MediaItem {
        checked: None,
        ..video()
    };
    known.stops(&edition, LeakKind::UncheckedLink);
}
