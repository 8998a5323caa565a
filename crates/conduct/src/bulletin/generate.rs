//! An edition made of the ledgers: which rows belong to the issue, in what order, and what of them is shown.

use super::learning::contents;
use super::masking::{excerpt, mask_name, shown_count};
use super::table::Column;
use super::{
    Audience, CommendationRow, ComplaintSummary, Edition, Excerpt, Figures, Honour, HonourRow, HonouredPerson, Issue,
    LearningItem, Masthead, MediaItem, Picture, Warning,
};
use crate::commendation::{self, Consent, Redaction};
use crate::packet;
use crate::service_complaint::Tally;
use crate::{Department, Staff};
use domain::{Day, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// 归期 · by which day a row belongs to a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// 发生日期; of praise the day on which it was received, as for all but the last
    #[default]
    Occurred,
    /// 报告日期
    Reported,
    /// 处理日期
    Disposed,
    /// 核实日期
    Verified,
}

impl Basis {
    /// The day by which a gift belongs to a period; none before it has that day.
    pub fn day_of(self, row: &packet::Row) -> Option<Day> {
        match self {
            Basis::Occurred => Some(row.occurred_on),
            Basis::Reported => row.reported_on,
            Basis::Disposed => row.disposed_on,
            Basis::Verified => row.verified_on,
        }
    }

    /// The same of praise.
    fn day_of_praise(self, row: &commendation::Row) -> Option<Day> {
        match self {
            Basis::Occurred | Basis::Reported | Basis::Disposed => Some(row.received_on),
            Basis::Verified => row.verified_on,
        }
    }
}

/// 行序
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// 按科室、人员, the larger amount first
    #[default]
    ByDepartment,
    /// 按登记顺序
    AsEntered,
}

/// 公开版金额
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Amounts {
    /// 逐条
    #[default]
    Exact,
    /// 仅合计
    TotalOnly,
}

/// 设置 of the hospital.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// 归期
    pub basis: Basis,
    /// 行序
    pub order: Order,
    /// 科室顺序; others follow by name
    pub departments: Vec<Department>,
    /// 起用日期: what occurred before is not taken up
    pub since: Option<Day>,
    /// 公开版显示姓名 of those who did not opt out
    pub public_names: bool,
    /// 不愿公开姓名的人员
    pub opted_out: BTreeSet<PractitionerCode>,
    /// 公开版金额
    pub public_amounts: Amounts,
    /// 监督举报方式
    pub contact: Vec<String>,
}

/// 素材 of an issue: the ledgers, and what the editor adds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Material<'a> {
    /// 红包礼品台账
    pub packets: &'a [packet::Row],
    /// 锦旗表扬台账
    pub commendations: &'a [commendation::Row],
    /// 选登 of letters and pennants, by their numbers
    pub shown: &'a [String],
    /// 学习材料
    pub learning: &'a [LearningItem],
    /// 媒体材料
    pub media: &'a [MediaItem],
    /// 先进典范
    pub honours: &'a [Honour],
    /// 投诉统计
    pub complaints: Option<Tally>,
    /// 警示案例
    pub warning: Option<&'a Warning>,
    /// 结语
    pub closing: &'a str,
    /// 上期数字
    pub before: Option<&'a Figures>,
}

/// The rows that the issue publishes: numbers of gifts and of commendations. Once it is published, each
/// of them that is not yet marked is marked with the issue and enters no other. What a correction takes
/// over keeps the mark of the original.
pub fn published_rows(issue: &Issue, material: &Material<'_>, settings: &Settings) -> (Vec<String>, Vec<String>) {
    let packets = packets(issue, material, settings);
    let commendations = commendations(issue, material, settings);
    (
        packets.iter().map(|row| row.number.clone()).collect(),
        commendations.iter().map(|row| row.number.clone()).collect(),
    )
}

/// The edition of the issue for an audience. The same material makes the same edition.
pub fn generate(issue: &Issue, audience: Audience, material: &Material<'_>, settings: &Settings) -> Edition {
    let view = View {
        issue,
        audience,
        material,
        settings,
    };
    let packets = packets(issue, material, settings);
    let commendations = commendations(issue, material, settings);
    let honours = view.honours(&packets);
    let table = commendation_rows(&commendations, settings);
    let figures = figures(issue, &packets, &table, settings);
    Edition {
        audience,
        masthead: Masthead {
            name: issue.name.clone(),
            issue: issue.title(),
            issuer: issue.issuer.clone(),
            publish_on: issue.publish_on,
            corrects: issue.corrects.as_ref().map(|original| format!("更正{original}")),
        },
        period: issue.period,
        figures,
        headline: figures.headline(&issue.period),
        comparison: material.before.map(|before| figures.comparison(before)),
        honours,
        commendations: table,
        letters: view.letters(&commendations),
        pennants: view.pennants(&commendations),
        honoured: view.honoured(),
        closing: material.closing.to_owned(),
        contents: contents(material.learning, material.media),
        learning: material.learning.to_vec(),
        media: material.media.to_vec(),
        warning: material.warning.cloned(),
        complaints: view.complaints(),
        contact: settings.contact.clone(),
    }
}

/// The day by which a gift belongs to a period.
fn day_of(row: &packet::Row, settings: &Settings) -> Option<Day> {
    row.verified_on?;
    settings.basis.day_of(row)
}

/// True where no other issue has published it, or only the one that this issue corrects.
fn is_free(published: &Option<String>, issue: &Issue) -> bool {
    let own = |other: &String| *other == issue.key() || issue.is_correction_of(other);
    published.as_ref().is_none_or(own)
}

/// The gifts of the issue in their order: verified, in time, not objected, in no other issue. What
/// belongs to an earlier period and was verified too late for its issue is taken up now.
fn packets<'a>(issue: &Issue, material: &Material<'a>, settings: &Settings) -> Vec<&'a packet::Row> {
    let belongs = |row: &&packet::Row| {
        let since = settings.since.is_none_or(|since| row.occurred_on >= since);
        let in_time = day_of(row, settings).is_some_and(|day| day <= issue.period.to);
        row.honourable && since && in_time && is_free(&row.issue, issue) && row.way.is_some()
    };
    let mut rows: Vec<&packet::Row> = material.packets.iter().filter(belongs).collect();
    if settings.order == Order::ByDepartment {
        rows.sort_by(|a, b| {
            let place = |row: &packet::Row| {
                (
                    rank(&row.department, settings),
                    row.department.clone(),
                    row.name.clone(),
                )
            };
            place(a)
                .cmp(&place(b))
                .then_with(|| a.person.cmp(&b.person))
                .then_with(|| b.amount.cmp(&a.amount))
                .then_with(|| a.number.cmp(&b.number))
        });
    }
    rows
}

fn commendations<'a>(issue: &Issue, material: &Material<'a>, settings: &Settings) -> Vec<&'a commendation::Row> {
    let belongs = |row: &&commendation::Row| {
        let since = settings.since.is_none_or(|since| row.received_on >= since);
        let in_time = settings
            .basis
            .day_of_praise(row)
            .is_some_and(|day| day <= issue.period.to);
        row.verified_on.is_some() && since && in_time && is_free(&row.issue, issue)
    };
    material.commendations.iter().filter(belongs).collect()
}

/// The place of a department in the hospital's order; those that it does not name come after.
fn rank(department: &Department, settings: &Settings) -> usize {
    let known = settings.departments.iter().position(|known| known == department);
    known.unwrap_or(settings.departments.len())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn figures(issue: &Issue, packets: &[&packet::Row], table: &[CommendationRow], settings: &Settings) -> Figures {
    let sum = |of: fn(&CommendationRow) -> u32| table.iter().map(of).sum();
    let mut figures = Figures {
        person_times: number(packets.len()),
        people: number(packets.iter().map(|row| &row.person).collect::<BTreeSet<_>>().len()),
        departments: number(packets.iter().map(|row| &row.department).collect::<BTreeSet<_>>().len()),
        amount: packets.iter().map(|row| row.amount).sum(),
        supplements: number(packets.iter().filter(|row| is_supplement(row, issue, settings)).count()),
        pennants: sum(|row| row.pennants),
        letters: sum(|row| row.letters),
        praise: sum(|row| row.praise),
        lost_property: sum(|row| row.lost_property),
        ..Figures::default()
    };
    for row in packets {
        let times = match row.way.map(Column::of) {
            Some(Column::Deposit) => &mut figures.deposits,
            Some(Column::Return) => &mut figures.returns,
            Some(Column::Other) | None => &mut figures.others,
        };
        times.add(row.amount);
    }
    figures
}

fn is_supplement(row: &packet::Row, issue: &Issue, settings: &Settings) -> bool {
    day_of(row, settings).is_some_and(|day| day < issue.period.from)
}

fn commendation_rows(rows: &[&commendation::Row], settings: &Settings) -> Vec<CommendationRow> {
    let mut of: BTreeMap<(usize, &Department), CommendationRow> = BTreeMap::new();
    for row in rows {
        let place = (rank(&row.department, settings), &row.department);
        let counts = of.entry(place).or_insert_with(|| CommendationRow {
            department: row.department.to_string(),
            ..CommendationRow::default()
        });
        *match row.kind {
            commendation::Kind::Pennant => &mut counts.pennants,
            commendation::Kind::Letter => &mut counts.letters,
            commendation::Kind::Praise => &mut counts.praise,
            commendation::Kind::LostProperty => &mut counts.lost_property,
        } += 1;
    }
    of.into_values().collect()
}

/// What an audience sees of the material.
struct View<'a> {
    issue: &'a Issue,
    audience: Audience,
    material: &'a Material<'a>,
    settings: &'a Settings,
}

impl View<'_> {
    fn honours(&self, packets: &[&packet::Row]) -> Vec<HonourRow> {
        let mut people: BTreeMap<&PractitionerCode, u32> = BTreeMap::new();
        let mut rows = Vec::with_capacity(packets.len());
        for row in packets {
            let next = number(people.len()) + 1;
            let person_number = *people.entry(&row.person).or_insert(next);
            let hidden = self.audience == Audience::Public && self.settings.public_amounts == Amounts::TotalOnly;
            rows.push(HonourRow {
                department: row.department.to_string(),
                department_rows: 0,
                person: self.name(&row.person, &row.name),
                person_number,
                person_rows: 0,
                amount: (!hidden).then_some(row.amount),
                // A row without a way of disposal is in no issue.
                way: row.way.unwrap_or(packet::Way::Returned),
                patient: match self.audience {
                    Audience::Internal => row.patient.masked(),
                    Audience::Public => row.patient.care.zh().to_owned(),
                },
                supplement: is_supplement(row, self.issue, self.settings),
            });
        }
        merge(&mut rows);
        rows
    }

    /// 姓名 as this audience may read it.
    fn name(&self, person: &PractitionerCode, name: &str) -> String {
        let in_full = match self.audience {
            Audience::Internal => true,
            Audience::Public => self.settings.public_names && !self.settings.opted_out.contains(person),
        };
        match in_full {
            true => name.to_owned(),
            false => mask_name(name),
        }
    }

    /// A text with the names of these people as this audience may read them.
    fn text(&self, text: &str, persons: &[Staff]) -> String {
        persons.iter().fold(text.to_owned(), |text, person| {
            text.replace(&person.name, &self.name(&person.code, &person.name))
        })
    }

    fn is_shown(&self, row: &commendation::Row, kind: commendation::Kind) -> bool {
        row.kind == kind && self.material.shown.contains(&row.number)
    }

    /// The picture of a commendation, if a second person has checked its redaction.
    fn picture(&self, row: &commendation::Row) -> Option<Picture> {
        let image = row.image.as_ref().filter(|_| row.redaction == Redaction::Verified)?;
        Some(Picture {
            digest: image.digest.clone(),
            caption: row.department.to_string(),
            redaction: row.redaction,
        })
    }

    fn letters(&self, rows: &[&commendation::Row]) -> Vec<Excerpt> {
        let may = |row: &&&commendation::Row| {
            let consent = match self.audience {
                Audience::Internal => row.consent != Consent::Refused,
                Audience::Public => row.consent == Consent::Given,
            };
            consent && self.is_shown(row, commendation::Kind::Letter)
        };
        let shown = |row: &&commendation::Row| {
            let full = row.consent == Consent::Given;
            let text = self.text(&row.summary, &row.persons);
            Excerpt {
                number: row.number.clone(),
                department: row.department.to_string(),
                persons: row
                    .persons
                    .iter()
                    .map(|person| self.name(&person.code, &person.name))
                    .collect(),
                text: match full {
                    true => text,
                    false => excerpt(&text),
                },
                full,
                picture: self.picture(row).filter(|_| full),
            }
        };
        rows.iter().filter(may).map(shown).collect()
    }

    fn pennants(&self, rows: &[&commendation::Row]) -> Vec<Picture> {
        let shown = rows
            .iter()
            .filter(|row| self.is_shown(row, commendation::Kind::Pennant));
        shown.filter_map(|row| self.picture(row)).collect()
    }

    fn honoured(&self) -> Vec<HonouredPerson> {
        let shown = |honour: &Honour| {
            let name = self.name(&honour.person, &honour.name);
            HonouredPerson {
                department: honour.department.to_string(),
                citation: honour.citation.replace(&honour.name, &name),
                name,
            }
        };
        self.material.honours.iter().map(shown).collect()
    }

    fn complaints(&self) -> Option<ComplaintSummary> {
        let tally = self
            .material
            .complaints
            .filter(|_| self.audience == Audience::Internal)?;
        Some(ComplaintSummary {
            received: shown_count(tally.received),
            confirmed: shown_count(tally.confirmed),
            closed: shown_count(tally.closed),
            satisfied: shown_count(tally.satisfied),
        })
    }
}

/// Merges the cells of departments that follow each other, and of a person within his department.
fn merge(rows: &mut [HonourRow]) {
    let mut heads = (0, 0);
    for place in 0..rows.len() {
        let key = |row: &HonourRow| (row.department.clone(), row.person_number);
        let (before, here) = (
            place.checked_sub(1).and_then(|place| rows.get(place)).map(key),
            rows.get(place).map(key),
        );
        let same_department = before.as_ref().map(|key| &key.0) == here.as_ref().map(|key| &key.0);
        if !same_department {
            heads.0 = place;
        }
        if before != here {
            heads.1 = place;
        }
        if let Some(head) = rows.get_mut(heads.0) {
            head.department_rows += 1;
        }
        if let Some(head) = rows.get_mut(heads.1) {
            head.person_rows += 1;
        }
    }
}
