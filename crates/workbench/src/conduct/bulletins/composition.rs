//! An issue made of the ledgers: what the office has chosen and written, what the ledgers say, both
//! editions, and what the gate finds in them.

use super::editing::{Editing, Written};
use super::picture::is_stripped;
use super::settings::HouseRules;
use super::{Found, Kept, Which, find, kept};
use crate::access::may;
use crate::caller::By;
use crate::conduct::books::{self, Range};
use crate::consequences::system;
use crate::written::{Body, Path, short};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use conduct::bulletin::{
    Audience, Bulletin, Command, Composition, Figures, Image, Issue, Leak, Material, Settings, Stage, Times, Watch,
    candidates, gate, generate, published_rows,
};
use conduct::commendation::{self, Commendation};
use conduct::packet::{self, RedPacket, Way};
use conduct::service_complaint::{ServiceComplaint, Tally};
use domain::Day;
use ledger::{LedgerError, Shelf, Viewer};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// 发布检查发现的问题
#[derive(Debug, Serialize, ToSchema)]
pub struct LeakRow {
    place: String,
    /// masked
    found: String,
    say: &'static str,
}

impl From<&Leak> for LeakRow {
    fn from(leak: &Leak) -> Self {
        Self {
            place: leak.place.clone(),
            found: leak.found.clone(),
            say: leak.kind.zh(),
        }
    }
}

/// 生成结果
#[derive(Debug, Serialize, ToSchema)]
pub struct Composed {
    id: String,
    /// 事项版本, for the next command
    pub version: i64,
    headline: String,
    /// 发布检查发现的问题; none, and the issue can be checked
    pub leaks: Vec<LeakRow>,
    /// what the checks of leaks do not know
    remarks: Vec<&'static str>,
}

/// 生成通报
#[utoipa::path(post, path = "/conduct/bulletins/{id}/composition", tag = "conduct", params(("id" = String, Path)),
    request_body = Editing, responses((status = 200, body = Composed), (status = "default", body = Problem)))]
pub(crate) async fn compose(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Path(name): Path<String>,
    Body(editing): Body<Editing>,
) -> Result<Json<Composed>, Problem> {
    compose_issue(&workbench, caller.viewer(), &name, editing)
        .await
        .map(Json)
}

/// Makes both editions of an issue (`H1-2026-4`) from the ledgers and what the office writes, for who may,
/// and puts them on the shelf.
///
/// # Errors
/// An issue that there is not for the viewer, one that is not being edited, and what is written wrongly.
pub async fn compose_issue(
    workbench: &Workbench,
    viewer: &Viewer,
    name: &str,
    editing: Editing,
) -> Result<Composed, Problem> {
    let found = find(workbench, name).await?;
    // For whom the issue does not exist, it is not made either.
    workbench.ledger().read(viewer).row(&found.id).await?;
    let Found { id, version, state } = found;
    let issue = state.issue.ok_or_else(|| Problem::not_found("这一期通报"))?;
    let ledgers = Ledgers::read(workbench, &issue).await?;
    let made = ledgers.make(&issue, editing, workbench.shelf(), workbench.now().day())?;
    let on_shelf = |which: Which, kept: &Kept| {
        let json = serde_json::to_string(kept).map_err(|error| LedgerError::Corrupt {
            place: "通报存档".to_owned(),
            problem: error.to_string(),
        })?;
        let file = format!("{}_{}.json", issue.title(), which.zh());
        workbench.shelf().keep(&file, &json)
    };
    let internal = on_shelf(Which::Internal, &made.internal)?;
    let public = on_shelf(Which::Public, &made.public)?;
    let (figures, headline) = (made.internal.edition.figures, made.internal.edition.headline.clone());
    let leaks: Vec<LeakRow> = made.leaks.iter().map(LeakRow::from).collect();
    let written = headline.clone();
    let handled = workbench
        .write(viewer, async |writing| {
            let composition = Composition {
                figures,
                headline: written,
                internal: writing.attach(&id, &internal).await?,
                public: writing.attach(&id, &public).await?,
                leaks: made.leaks,
            };
            let compose = Command::Compose { composition };
            writing
                .command::<Bulletin>(&id, version, compose, &workbench.calendar(), workbench.limits())
                .await
        })
        .await?;
    Ok(Composed {
        id: id.to_string(),
        version: handled.version,
        headline,
        leaks,
        remarks: vec![NO_PATIENTS],
    })
}

/// What nobody should take the gate's silence for.
pub(super) const NO_PATIENTS: &str = "账册中没有患者姓名，发布检查不能比对患者姓名。请核对人逐页核对。";

/// 生成的通报
pub(super) struct Made {
    pub(super) internal: Kept,
    pub(super) public: Kept,
    pub(super) leaks: Vec<Leak>,
}

impl Made {
    pub(super) fn edition(self, which: Which) -> Kept {
        match which {
            Which::Internal => self.internal,
            Which::Public => self.public,
        }
    }
}

/// 台账 of an institution, as far as an issue may print it.
pub(super) struct Ledgers {
    packets: Vec<packet::Row>,
    commendations: Vec<commendation::Row>,
    complaints: Tally,
    before: Option<Figures>,
    contact: Vec<String>,
    house: HouseRules,
}

impl Ledgers {
    /// Reads what is verified and in no issue, and for a correction what the original has printed.
    pub(super) async fn read(workbench: &Workbench, issue: &Issue) -> Result<Self, Problem> {
        let viewer = system();
        let reading = workbench.ledger().read(&viewer);
        let mut range = Range {
            stages: vec!["已核实"],
            ..Range::default()
        };
        if issue.corrects.is_some() {
            range.stages.push("已通报");
        }
        let packets = books::matters::<RedPacket>(&reading, &issue.institution, &range).await?;
        let commendations = books::matters::<Commendation>(&reading, &issue.institution, &range).await?;
        let since = Range {
            since: Some(issue.period.from),
            ..Range::default()
        };
        let complaints = books::matters::<ServiceComplaint>(&reading, &issue.institution, &since).await?;
        let issues = books::matters::<Bulletin>(&reading, &issue.institution, &Range::default()).await?;
        let before = issues
            .into_iter()
            .map(|(_, state)| state)
            .filter(|state| matches!(state.stage, Stage::Published | Stage::Final))
            .filter(|state| {
                state
                    .issue
                    .as_ref()
                    .is_some_and(|other| number_of(other) < number_of(issue))
            })
            .max_by_key(|state| state.issue.as_ref().map(number_of));
        let contact = match &before {
            Some(before) => kept(workbench, before, Which::Internal)?.map(|kept| kept.edition.contact),
            None => None,
        };
        Ok(Self {
            packets: books::rows(&packets, |packet, number| packet.row(number)),
            commendations: books::rows(&commendations, |praise, number| praise.row(number)),
            complaints: Tally::of(
                complaints.iter().map(|(_, complaint)| complaint),
                issue.period.from,
                issue.period.to,
            ),
            before: before
                .and_then(|before| before.composition)
                .map(|composition| composition.figures),
            contact: contact.unwrap_or_default(),
            house: HouseRules::read(&reading, &issue.institution).await?,
        })
    }

    /// Both editions, and what must not be printed of them. Pictures are looked at as they lie on the shelf.
    pub(super) fn make(&self, issue: &Issue, editing: Editing, shelf: &Shelf, today: Day) -> Result<Made, Problem> {
        let found = candidates(&self.packets, &self.commendations, issue.period.from, issue.period.to);
        let written = Written::read(&editing, &found, &self.house.source, today)?;
        let settings = Settings {
            contact: match editing.contact.iter().any(|line| !line.trim().is_empty()) {
                true => editing.contact,
                false => self.contact.clone(),
            },
            ..self.house.settings.clone()
        };
        let material = Material {
            packets: &self.packets,
            commendations: &self.commendations,
            shown: &editing.shown,
            learning: &written.learning,
            media: &written.media,
            honours: &written.honours,
            complaints: Some(self.complaints),
            warning: written.warning.as_ref(),
            closing: editing.closing.trim(),
            before: self.before.as_ref(),
        };
        let (packets, commendations) = published_rows(issue, &material, &settings);
        if let Some(other) = editing.shown.iter().find(|number| !commendations.contains(number)) {
            let detail = format!("“{}”不是本期可以刊登的锦旗或者感谢信。请重新选择。", short(other));
            return Err(Problem::input("shown", detail));
        }
        let kept = |audience| Kept {
            edition: generate(issue, audience, &material, &settings),
            packets: packets.clone(),
            commendations: commendations.clone(),
            basis: settings.basis,
        };
        let (internal, public) = (kept(Audience::Internal), kept(Audience::Public));
        Ok(Made {
            leaks: self.leaks(issue, &internal, &public, shelf),
            internal,
            public,
        })
    }

    /// What must not be printed of two editions, as the ledgers and the house's rules are now: when they are
    /// made, and again before they are published.
    pub(super) fn leaks(&self, issue: &Issue, internal: &Kept, public: &Kept, shelf: &Shelf) -> Vec<Leak> {
        let images: Vec<Image> = self
            .commendations
            .iter()
            .filter(|row| internal.commendations.contains(&row.number))
            .filter_map(|row| {
                let image = row.image.as_ref()?;
                Some(Image {
                    digest: image.digest.clone(),
                    redaction: row.redaction,
                    stripped: shelf.content(&image.digest).is_ok_and(|content| is_stripped(&content)),
                })
            })
            .collect();
        let consents: BTreeMap<_, _> = self
            .commendations
            .iter()
            .map(|row| (row.number.clone(), row.consent))
            .collect();
        let counted = self.figures(issue, internal);
        let watch = Watch {
            ledger: &counted,
            patients: &[],
            images: &images,
            consents: &consents,
            opted_out: &self.house.unnamed,
        };
        let mut leaks = gate(&internal.edition, &watch);
        leaks.extend(gate(&public.edition, &watch));
        leaks.sort();
        leaks.dedup();
        leaks
    }

    /// The figures of what is printed, counted as the ledger counts and not as an edition does.
    fn figures(&self, issue: &Issue, printed: &Kept) -> Figures {
        let Kept {
            packets,
            commendations,
            basis,
            ..
        } = printed;
        let earlier = |row: &packet::Row| basis.day_of(row).is_some_and(|day| day < issue.period.from);
        let rows: Vec<packet::Row> = self
            .packets
            .iter()
            .filter(|row| packets.contains(&row.number))
            .cloned()
            .collect();
        let counted = packet::counts(&rows);
        let times = |ways: &[Way]| {
            let of = ways.iter().filter_map(|way| counted.by_way.get(&Some(*way)));
            of.fold(Times::default(), |sum, (times, amount)| Times {
                times: sum.times + times,
                amount: sum.amount + *amount,
            })
        };
        let praised = |kind| {
            let of = |row: &&commendation::Row| row.kind == kind && commendations.contains(&row.number);
            count(self.commendations.iter().filter(of).count())
        };
        Figures {
            person_times: counted.rows,
            people: counted.people,
            departments: counted.departments,
            amount: counted.amount,
            deposits: times(&[Way::Deposit]),
            returns: times(&[Way::Returned, Way::Declined]),
            others: times(&[Way::HandedIn, Way::IntegrityAccount, Way::Destroyed]),
            supplements: count(rows.iter().filter(|row| earlier(row)).count()),
            pennants: praised(commendation::Kind::Pennant),
            letters: praised(commendation::Kind::Letter),
            praise: praised(commendation::Kind::Praise),
            lost_property: praised(commendation::Kind::LostProperty),
        }
    }

    /// Which of these rows may no longer be printed: objected to, revoked, or printed by another issue.
    pub(super) fn gone(&self, issue: &Issue, printed: &Kept) -> usize {
        let material = Material {
            packets: &self.packets,
            commendations: &self.commendations,
            ..Material::default()
        };
        // By the day on which a thing happened the most is in time, whatever basis the issue was made by.
        let (packets, commendations) = published_rows(issue, &material, &Settings::default());
        let missing = |wanted: &[String], there: &[String]| wanted.iter().filter(|row| !there.contains(row)).count();
        missing(&printed.packets, &packets) + missing(&printed.commendations, &commendations)
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn number_of(issue: &Issue) -> (u16, u16) {
    (issue.year, issue.number)
}
