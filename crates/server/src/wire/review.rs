//! 3101 事前分析 and 3102 事中分析 · `data` to one [`Record`] per patient and encounter under review.

use super::diagnosis::expect_nodes;
use super::join::{Part, join};
use super::node::{DataNode, EncounterNode, OrderNode, PatientNode};
use super::order::{OfVisit, order};
use super::person::{birth, maternity_of, sex_of};
use super::reading::{Place, Reading};
use super::scalar::Scalar;
use super::visit::{Caller, encounter, is_of_one_day};
use super::{CallerProfile, WHOLE, WireError};
use crate::identifier::identifies;
use compact_str::{CompactString, format_compact};
use domain::{
    Division, Encounter, EncounterId, Fact, FeeLine, HistoryReach, InstitutionCode, InsuredPerson, LineId, Moment,
    PersonId, Record, Stage, lasting_hash,
};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Most order lines in one call.
pub const ORDERS_MAX: usize = 10_000;

const DATA: Place<'static> = Place::root("input.data");

/// 审核请求 · what 3101 or 3102 asks.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewRequest {
    /// 环节: from the transaction number, never from `trig_scen`
    pub stage: Stage,
    /// 触发场景 · `trig_scen` as sent; not dependable
    pub scene: String,
    /// 任务ID · `task_id`, echoed in the reply
    pub task_id: String,
    /// 系统编码 · `syscode`
    pub syscode: String,
    /// one record per patient and encounter under review
    pub patients: Vec<PatientRequest>,
    /// lines whose id was sent more than once, with blanks around it, or not at all
    pub renamed: Vec<Renamed>,
}

/// 暂编的明细标识 · a line that bears another id in the record than in the reply: it had none, or one that another line
/// has, or blanks around it. Persons and encounters number their
/// lines without regard to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// whose line
    pub person: PersonId,
    /// of which encounter
    pub encounter: EncounterId,
    /// the id in the record
    pub given: LineId,
    /// the id to reply, letter for letter
    pub sent: CompactString,
}

/// 一名参保人的请求
#[derive(Debug, Clone, PartialEq)]
pub struct PatientRequest {
    /// the record as far as the message carries it; history is left to the caller
    pub record: Record,
    /// 当前就诊标识
    pub current_encounter: EncounterId,
}

/// What the envelope says that the records fall back on.
#[derive(Debug)]
pub(super) struct Sender<'s> {
    pub institution: &'s InstitutionCode,
    pub division: &'s Division,
    pub insured_division: &'s Division,
    pub sent_at: Option<Moment>,
    pub receiver: Option<&'s str>,
}

/// Reads the request.
pub(super) fn review(
    data: &DataNode<'_>,
    stage: Stage,
    sender: &Sender<'_>,
    profile: &CallerProfile,
    reading: &mut Reading,
) -> Result<ReviewRequest, WireError> {
    expect_nodes(&DATA, "patient_dtos", data.patient_dtos.shape)?;
    misplaced(
        &DATA,
        &[
            ("fsi_encounter_dtos", &data.fsi_encounter_dtos),
            ("fsi_diagnose_dtos", &data.fsi_diagnose_dtos),
            ("fsi_order_dtos", &data.fsi_order_dtos),
            ("fsi_operation_dtos", &data.fsi_operation_dtos),
        ],
    )?;
    if data.patient_dtos.items.is_empty() {
        return Err(DATA.refuse("patient_dtos", "没有参保人信息"));
    }
    let mut ids = Ids::default();
    let mut parts = Vec::with_capacity(data.patient_dtos.items.len());
    for (index, node) in data.patient_dtos.items.iter().enumerate() {
        let place = DATA.member("patient_dtos", index);
        let request = patient(&place, node, sender, profile, &mut ids, reading)?;
        let renamed = std::mem::take(&mut ids.renamed);
        parts.push(Part { request, renamed });
    }
    let (patients, renamed) = join(&DATA, parts, reading)?;
    let text = |field, scalar| {
        DATA.text(field, scalar)
            .map(|text| text.unwrap_or_default().into_owned())
    };
    Ok(ReviewRequest {
        stage,
        scene: text("trig_scen", &data.trig_scen)?,
        task_id: text("task_id", &data.task_id)?,
        syscode: text("syscode", &data.syscode)?,
        patients,
        renamed,
    })
}

/// Refuses nodes that lie beside the node they belong into, naming all of them.
pub(super) fn misplaced(place: &Place<'_>, nodes: &[(&str, &Scalar<'_>)]) -> Result<(), WireError> {
    let stray: Vec<&str> = nodes
        .iter()
        .filter(|(_, scalar)| **scalar == Scalar::Structure)
        .map(|(name, _)| *name)
        .collect();
    let [first, ..] = stray.as_slice() else { return Ok(()) };
    let reason = format!(
        "{} 位置不对，应逐层嵌套：input.data → patient_dtos → fsi_encounter_dtos → 诊断、医嘱、手术",
        stray.join("、")
    );
    Err(WireError::new(place.path(first), reason))
}

fn patient(
    place: &Place<'_>,
    node: &PatientNode<'_>,
    sender: &Sender<'_>,
    profile: &CallerProfile,
    ids: &mut Ids,
    reading: &mut Reading,
) -> Result<PatientRequest, WireError> {
    reading.note_repeated(place, &node.repeated);
    expect_nodes(place, "fsi_encounter_dtos", node.fsi_encounter_dtos.shape)?;
    misplaced(
        place,
        &[
            ("fsi_diagnose_dtos", &node.fsi_diagnose_dtos),
            ("fsi_order_dtos", &node.fsi_order_dtos),
            ("fsi_operation_dtos", &node.fsi_operation_dtos),
        ],
    )?;
    let visits = &node.fsi_encounter_dtos.items;
    if visits.iter().all(|visit| visit.seen == 0) {
        return Err(place.refuse("fsi_encounter_dtos", "没有就诊信息"));
    }
    let id = match (place.text("patn_id", &node.patn_id)?, &node.patn_id) {
        (Some(id), _) => PersonId::new(id),
        // A stroke or the word null is no identifier either, and no reason to leave the orders unjudged.
        (None, Scalar::Text(filler)) if !filler.trim().is_empty() => PersonId::new(filler.trim()),
        _ => return Err(place.refuse("patn_id", "不能为空")),
    };
    if !identifies(&id) {
        reading.note(
            place,
            "patn_id",
            format!("“{id}”不能识别参保人，本次按无既往审核，也不留作既往"),
        );
    }
    let pool_area = Division::new(place.text("poolarea", &node.poolarea)?.unwrap_or_default());
    let named_current = EncounterId::new(place.text("curr_mdtrt_id", &node.curr_mdtrt_id)?.unwrap_or_default());
    let caller = Caller {
        institution: sender.institution,
        division: sender.division,
        sent_at: sender.sent_at,
        receiver: sender.receiver,
        insured: if pool_area.is_empty() {
            sender.insured_division
        } else {
            &pool_area
        },
        current: &named_current,
    };
    let mut encounters = Vec::with_capacity(visits.len());
    for (index, visit) in visits.iter().enumerate() {
        let here = place.member("fsi_encounter_dtos", index);
        encounters.push(encounter(&here, visit, &caller, visits.len() == 1, reading)?);
    }
    let current_encounter = mark_current(place, &mut encounters, &named_current, sender.institution, reading);
    ids.person = id.clone();
    let lines = lines(place, visits, &encounters, profile, ids, reading)?;
    let person = InsuredPerson {
        id,
        sex: sex_of(place, node, reading)?,
        birth: birth(place, node, sender.sent_at, &encounters, reading)?.into(),
        pool_area,
        maternity: maternity_of(place, visits, &encounters, reading)?,
        certified_diseases: Fact::Absent,
        groups: Vec::new(),
    };
    let mut record = Record {
        person,
        encounters,
        lines,
        history: HistoryReach::Absent,
    };
    record.sort();
    Ok(PatientRequest {
        record,
        current_encounter,
    })
}

/// Marks the encounter that `curr_mdtrt_id` names, in all its pieces, else the last by begin. Ids are unique only
/// within an institution: of several encounters that bear the id the sender's is meant, else the last by begin.
fn mark_current(
    place: &Place<'_>,
    encounters: &mut [Encounter],
    named: &EncounterId,
    sender: &InstitutionCode,
    reading: &mut Reading,
) -> EncounterId {
    let rank = |encounter: &&Encounter| {
        let is_named = encounter.id == *named;
        let is_own = is_named && encounter.institution.code == *sender;
        (is_named, is_own, encounter.begin)
    };
    let Some(chosen) = encounters.iter().max_by_key(rank) else {
        return named.clone();
    };
    let (id, institution) = (chosen.id.clone(), chosen.institution.code.clone());
    if id != *named {
        reading.note(place, "curr_mdtrt_id", "与各次就诊均不相符，以最近一次就诊为当前就诊");
    }
    for encounter in encounters {
        encounter.current = encounter.id == id && encounter.institution.code == institution;
    }
    id
}

fn lines(
    place: &Place<'_>,
    visits: &[EncounterNode<'_>],
    encounters: &[Encounter],
    profile: &CallerProfile,
    ids: &mut Ids,
    reading: &mut Reading,
) -> Result<Vec<FeeLine>, WireError> {
    let mut lines = Vec::with_capacity(visits.iter().map(|visit| visit.fsi_order_dtos.items.len()).sum());
    let places = Encounter::first_places(encounters);
    ids.seen.clear();
    for (index, ((visit, encounter), number)) in visits.iter().zip(encounters).zip(0_u32..).enumerate() {
        let here = place.member("fsi_encounter_dtos", index);
        expect_nodes(&here, "fsi_order_dtos", visit.fsi_order_dtos.shape)?;
        if ids.lines + visit.fsi_order_dtos.items.len() > ORDERS_MAX {
            return Err(here.refuse("fsi_order_dtos", format!("一次送审超过 {ORDERS_MAX} 条。{WHOLE}")));
        }
        let of_visit = OfVisit {
            encounter: number,
            begin: encounter.begin,
            one_day: is_of_one_day(encounter),
            current: encounter.current,
        };
        ids.place = places[index] as u32;
        for (index, node) in visit.fsi_order_dtos.items.iter().enumerate() {
            // An empty object is how some serialisers write an empty list.
            if node.seen == 0 {
                continue;
            }
            let place = here.member("fsi_order_dtos", index);
            let mut line = order(&place, node, of_visit, profile, reading)?;
            let written = padded_id(node, &line.id);
            ids.make_unique(&place, encounter, &mut line, written, reading);
            lines.push(line);
        }
    }
    Ok(lines)
}

/// The text that the id of a line was read from, where it has blanks around it.
fn padded_id<'n>(node: &'n OrderNode<'_>, id: &LineId) -> Option<&'n str> {
    let mut texts = [&node.rx_id, &node.order_id]
        .into_iter()
        .filter_map(|scalar| match scalar {
            Scalar::Text(text) => Some(&**text),
            _ => None,
        });
    let written = texts.find(|text| text.trim() == id.as_str());
    written.filter(|text| text.len() > id.as_str().len())
}

/// The line ids of a call.
#[derive(Debug, Default)]
struct Ids {
    /// lines read so far
    lines: usize,
    /// who is being read
    person: PersonId,
    /// where the encounter that is being read stands first
    place: u32,
    /// those of the patient that is being read by encounter, and how often each was met
    seen: HashMap<(u32, LineId), u32>,
    /// of the patient that is being read
    renamed: Vec<Renamed>,
}

impl Ids {
    /// Gives a line an id that no other line of its encounter has, the same whenever the encounter is
    /// sent again: what is sent later must neither replace another line nor count beside the same. An id that is
    /// `written` with blanks around it is replied so.
    fn make_unique(
        &mut self,
        place: &Place<'_>,
        encounter: &Encounter,
        line: &mut FeeLine,
        written: Option<&str>,
        reading: &mut Reading,
    ) {
        self.lines += 1;
        if line.id.is_empty() {
            line.id = self.first_free(name_of(encounter, line));
            // A name made of content tells the sender nothing; the position does.
            let position = format_compact!("#{}", self.lines);
            reading.note(place, "rx_id", format!("未提供，暂编为 {position}"));
            self.rename(encounter, line.id.clone(), position);
            return;
        }
        let free = self.first_free(line.id.clone());
        if free != line.id {
            reading.note(place, "rx_id", format!("重复，暂编为 {free}，回复仍用原标识"));
        } else if written.is_none() {
            return;
        }
        let sent = CompactString::new(written.unwrap_or(line.id.as_str()));
        line.id = free.clone();
        self.rename(encounter, free, sent);
    }

    fn rename(&mut self, encounter: &Encounter, given: LineId, sent: CompactString) {
        self.renamed.push(Renamed {
            person: self.person.clone(),
            encounter: encounter.id.clone(),
            given,
            sent,
        });
    }

    fn first_free(&mut self, wish: LineId) -> LineId {
        let place = self.place;
        let mut times = match self.seen.entry((place, wish.clone())) {
            Entry::Vacant(first) => {
                first.insert(1);
                return wish;
            }
            Entry::Occupied(met) => *met.get(),
        };
        loop {
            times += 1;
            let free = LineId::new(format!("{wish}#{times}"));
            if !self.seen.contains_key(&(place, free.clone())) {
                self.seen.insert((place, free.clone()), 1);
                self.seen.insert((place, wish), times);
                return free;
            }
        }
    }
}

/// The name of a line without an id: what it is, when, how much and for how much. Equal ones are counted.
fn name_of(encounter: &Encounter, line: &FeeLine) -> LineId {
    let content = format!(
        "{}\n{}\n{}\n{}\n{}\n{}\n{}",
        encounter.institution.code,
        encounter.id,
        line.item,
        line.name,
        line.at.epoch_seconds(),
        line.quantity.scaled(),
        line.amount.scaled()
    );
    LineId::new(format!("#{:016X}", lasting_hash(&content)))
}
