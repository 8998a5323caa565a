//! The publishing gate: what of an edition must not be printed. Thirteen kinds of leak stop it, and so do
//! totals that disagree with the table, the sentence or the ledger.

mod numbers;
mod words;

use super::masking::EXCERPT;
use super::table::Column;
use super::{Audience, CommendationRow, Edition, Figures};
use crate::commendation::{Consent, Redaction};
use crate::packet::Care;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// 问题种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeakKind {
    /// 身份证号
    IdNumber,
    /// 手机号
    Phone,
    /// 住院号未遮盖
    PatientNumber,
    /// 六位以上数字
    LongNumber,
    /// 患者姓名
    PatientName,
    /// 图像未经第二人复核
    UnverifiedImage,
    /// 未经送出人同意
    MissingConsent,
    /// 合计不一致
    TotalsDisagree,
    /// 举报人信息
    WhistleBlower,
    /// 诊断、床号等诊疗信息
    Clinical,
    /// 不愿公开姓名的人员
    OptedOutName,
    /// 文件信息未去除
    FileMetadata,
    /// 链接未检查
    UncheckedLink,
}

impl LeakKind {
    /// The Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            LeakKind::IdNumber => "身份证号",
            LeakKind::Phone => "手机号",
            LeakKind::PatientNumber => "住院号未遮盖",
            LeakKind::LongNumber => "六位以上数字",
            LeakKind::PatientName => "患者姓名",
            LeakKind::UnverifiedImage => "图像未经第二人复核",
            LeakKind::MissingConsent => "未经送出人同意",
            LeakKind::TotalsDisagree => "合计不一致",
            LeakKind::WhistleBlower => "举报人信息",
            LeakKind::Clinical => "诊疗信息",
            LeakKind::OptedOutName => "不愿公开姓名的人员",
            LeakKind::FileMetadata => "文件信息未去除",
            LeakKind::UncheckedLink => "链接未检查",
        }
    }
}

/// 发布检查发现的问题
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Leak {
    /// 问题种类
    pub kind: LeakKind,
    /// 位置
    pub place: String,
    /// what was found, itself masked: a report of a leak is no second leak
    pub found: String,
}

/// 图像的登记情况 as the ledger of commendations has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// 摘要 of the file
    pub digest: String,
    /// 图像遮盖
    pub redaction: Redaction,
    /// 已去除拍摄时间、位置、作者等文件信息
    pub stripped: bool,
}

/// 检查依据 · what the gate knows besides the edition.
#[derive(Debug, Clone, Copy)]
pub struct Watch<'a> {
    /// 台账数字 of the period
    pub ledger: &'a Figures,
    /// 本期患者姓名
    pub patients: &'a [String],
    /// 图像
    pub images: &'a [Image],
    /// 同意公开 by the numbers of commendations
    pub consents: &'a BTreeMap<String, Consent>,
    /// 不愿公开姓名的人员的姓名
    pub opted_out: &'a [String],
}

/// 发布检查: every leak of the edition; it may be published where there is none.
pub fn gate(edition: &Edition, watch: &Watch<'_>) -> Vec<Leak> {
    let mut leaks = Vec::new();
    let staff = staff_names(edition);
    for passage in passages(edition) {
        let mut leak = |kind, found: String| {
            leaks.push(Leak {
                kind,
                place: passage.place.clone(),
                found,
            });
        };
        for (kind, found) in numbers::found(passage.text) {
            leak(kind, found);
        }
        for name in words::names(passage.text, watch.patients, &staff) {
            leak(LeakKind::PatientName, name);
        }
        if passage.origin == Origin::Own {
            for (kind, word) in words::forbidden(passage.text) {
                leak(kind, word);
            }
        }
        if edition.audience == Audience::Public && passage.origin == Origin::Own {
            for name in words::names(passage.text, watch.opted_out, &[]) {
                leak(LeakKind::OptedOutName, name);
            }
        }
    }
    opted_out(edition, watch, &mut leaks);
    patients(edition, &mut leaks);
    pictures(edition, watch, &mut leaks);
    consents(edition, watch, &mut leaks);
    totals(edition, watch, &mut leaks);
    for item in edition.media.iter().filter(|item| !item.is_checked()) {
        leaks.push(Leak {
            kind: LeakKind::UncheckedLink,
            place: "媒体材料".to_owned(),
            found: item.title.clone(),
        });
    }
    leaks.sort();
    leaks.dedup();
    leaks
}

/// Whose words a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// the hospital's own
    Own,
    /// a department, whose name may well have the word for an operation in it
    Label,
    /// of a published text that is studied: it may speak of reports and diagnoses
    Quoted,
}

struct Passage<'a> {
    place: String,
    text: &'a str,
    origin: Origin,
}

/// Every text of the edition but the names of honoured staff and the contact of the hospital itself.
fn passages(edition: &Edition) -> Vec<Passage<'_>> {
    let mut all = Vec::new();
    let mut own = |place: String, text| {
        all.push(Passage {
            place,
            text,
            origin: Origin::Own,
        });
    };
    own("刊头".to_owned(), edition.masthead.name.as_str());
    own("刊头".to_owned(), &edition.masthead.issuer);
    own("导语".to_owned(), &edition.headline);
    own(
        "与上期比较".to_owned(),
        edition.comparison.as_deref().unwrap_or_default(),
    );
    for (place, letter) in edition.letters.iter().enumerate() {
        own(format!("感谢信{}", place + 1), &letter.text);
    }
    for (place, picture) in edition.pictures().enumerate() {
        own(format!("图注{}", place + 1), &picture.caption);
    }
    for person in &edition.honoured {
        own("先进典范".to_owned(), &person.citation);
    }
    own("结语".to_owned(), &edition.closing);
    if let Some(warning) = &edition.warning {
        own("警示案例".to_owned(), &warning.text);
        own("警示案例".to_owned(), &warning.lesson);
    }
    for (place, row) in edition.honours.iter().enumerate() {
        all.push(Passage {
            place: format!("公示表第{}行科室", place + 1),
            text: &row.department,
            origin: Origin::Label,
        });
    }
    let of_praise = edition.commendations.iter().map(|row| &row.department);
    for department in of_praise.chain(edition.letters.iter().map(|letter| &letter.department)) {
        all.push(Passage {
            place: "表扬科室".to_owned(),
            text: department,
            origin: Origin::Label,
        });
    }
    let mut quoted = |place: String, text| {
        all.push(Passage {
            place,
            text,
            origin: Origin::Quoted,
        });
    };
    if let Some(warning) = &edition.warning {
        quoted("警示案例".to_owned(), warning.rule.as_str());
    }
    for (place, item) in edition.learning.iter().enumerate() {
        quoted(format!("学习材料{}", place + 1), &item.title);
        quoted(format!("学习材料{}", place + 1), &item.text);
    }
    for item in &edition.media {
        quoted("媒体材料".to_owned(), &item.title);
    }
    all
}

/// Staff who are named on purpose: a patient's name inside a longer name of theirs is no leak.
fn staff_names(edition: &Edition) -> Vec<String> {
    let rows = edition.honours.iter().map(|row| row.person.clone());
    let letters = edition.letters.iter().flat_map(|letter| letter.persons.clone());
    let honoured = edition.honoured.iter().map(|person| person.name.clone());
    rows.chain(letters).chain(honoured).collect()
}

/// 不愿公开姓名的人员 in the cells of names.
fn opted_out(edition: &Edition, watch: &Watch<'_>, leaks: &mut Vec<Leak>) {
    if edition.audience == Audience::Internal {
        return;
    }
    let named = staff_names(edition).into_iter().collect::<BTreeSet<_>>();
    for name in watch.opted_out.iter().filter(|name| named.contains(*name)) {
        leaks.push(Leak {
            kind: LeakKind::OptedOutName,
            place: "姓名栏".to_owned(),
            found: super::mask_name(name),
        });
    }
}

/// The column of patients: a kind of care, or, inside the hospital, the head of a number and stars.
fn patients(edition: &Edition, leaks: &mut Vec<Leak>) {
    for (place, row) in edition.honours.iter().enumerate() {
        let words = Care::ALL.iter().any(|care| care.zh() == row.patient);
        let masked = row.patient.strip_suffix("****").is_some_and(|head| {
            edition.audience == Audience::Internal
                && head.chars().count() <= 3
                && head.chars().all(|letter| letter.is_ascii_alphanumeric())
        });
        if !words && !masked {
            leaks.push(Leak {
                kind: LeakKind::PatientNumber,
                place: format!("公示表第{}行患者信息", place + 1),
                found: super::mask_number(&row.patient),
            });
        }
    }
}

fn pictures(edition: &Edition, watch: &Watch<'_>, leaks: &mut Vec<Leak>) {
    for (place, picture) in edition.pictures().enumerate() {
        let known = watch.images.iter().find(|image| image.digest == picture.digest);
        let verified = known.is_some_and(|image| image.redaction == Redaction::Verified);
        let mut leak = |kind| {
            leaks.push(Leak {
                kind,
                place: format!("图像{}", place + 1),
                found: picture.caption.clone(),
            });
        };
        if !verified || picture.redaction != Redaction::Verified {
            leak(LeakKind::UnverifiedImage);
        }
        if !known.is_some_and(|image| image.stripped) {
            leak(LeakKind::FileMetadata);
        }
    }
}

fn consents(edition: &Edition, watch: &Watch<'_>, leaks: &mut Vec<Leak>) {
    for (place, letter) in edition.letters.iter().enumerate() {
        let consent = watch.consents.get(&letter.number).copied().unwrap_or_default();
        let long = letter.full || letter.picture.is_some() || letter.text.chars().count() > EXCERPT;
        let allowed = match (consent, edition.audience) {
            (Consent::Given, _) => true,
            (Consent::Unasked, Audience::Internal) => !long,
            (Consent::Unasked, Audience::Public) | (Consent::Refused, _) => false,
        };
        if !allowed {
            leaks.push(Leak {
                kind: LeakKind::MissingConsent,
                place: format!("感谢信{}", place + 1),
                found: consent.zh().to_owned(),
            });
        }
    }
}

fn totals(edition: &Edition, watch: &Watch<'_>, leaks: &mut Vec<Leak>) {
    let mut leak = |place: &str, found: &str| {
        leaks.push(Leak {
            kind: LeakKind::TotalsDisagree,
            place: place.to_owned(),
            found: found.to_owned(),
        });
    };
    if edition.figures != *watch.ledger {
        leak("合计", "与台账不一致");
    }
    if edition.figures != edition.recount() || !edition.figures.agree() {
        leak("合计", "与各行之和不一致");
    }
    if edition.headline != edition.figures.headline(&edition.period) {
        leak("导语", "与合计不一致");
    }
    let rows = edition.honours.len();
    let covered =
        |of: fn(&super::HonourRow) -> u16| edition.honours.iter().map(|row| usize::from(of(row))).sum::<usize>();
    if covered(|row| row.department_rows) != rows || covered(|row| row.person_rows) != rows {
        leak("公示表", "合并的单元格与行数不一致");
    }
}

impl Edition {
    /// The figures counted again from what the tables print. Amounts that an edition does not print row
    /// by row are taken from its totals.
    pub fn recount(&self) -> Figures {
        let sum = |of: fn(&CommendationRow) -> u32| self.commendations.iter().map(of).sum();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let rows = &self.honours;
        let mut counted = Figures {
            person_times: count(rows.len()),
            people: count(rows.iter().map(|row| row.person_number).collect::<BTreeSet<_>>().len()),
            departments: count(rows.iter().map(|row| &row.department).collect::<BTreeSet<_>>().len()),
            supplements: count(rows.iter().filter(|row| row.supplement).count()),
            pennants: sum(|row| row.pennants),
            letters: sum(|row| row.letters),
            praise: sum(|row| row.praise),
            lost_property: sum(|row| row.lost_property),
            ..Figures::default()
        };
        for row in rows {
            let times = match Column::of(row.way) {
                Column::Deposit => &mut counted.deposits,
                Column::Return => &mut counted.returns,
                Column::Other => &mut counted.others,
            };
            times.add(row.amount.unwrap_or_default());
            counted.amount += row.amount.unwrap_or_default();
        }
        if rows.iter().any(|row| row.amount.is_none()) {
            counted.amount = self.figures.amount;
            counted.deposits.amount = self.figures.deposits.amount;
            counted.returns.amount = self.figures.returns.amount;
            counted.others.amount = self.figures.others.amount;
        }
        counted
    }
}
