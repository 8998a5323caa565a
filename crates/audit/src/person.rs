//! One person's visits and fee lines in a period, for whoever looks at a finding. Only the bucket of the
//! person is opened, and of it only the person's own rows are decoded.

use crate::columns::Reader;
use crate::dictionary::Dictionaries;
use crate::run::rows_of;
use crate::schema::LakeTable;
use crate::values::decode;
use crate::{LakeError, Part, Snapshot};
use arrow::array::Array;
use domain::{CareSetting, Day, EncounterId, Fact, InstitutionCode, ItemCode, LineId, Moment, Money, PersonId};
use std::collections::BTreeMap;

/// 时间轴 · what happened to a person in a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonTimeline {
    /// 就诊 that touch the period, in order of their begin
    pub visits: Vec<PersonVisit>,
    /// 费用明细 of the period, in order of time
    pub lines: Vec<PersonLine>,
}

/// 就诊
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonVisit {
    /// 就诊标识
    pub id: EncounterId,
    /// 就医方式
    pub setting: Fact<CareSetting>,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 机构名称; empty where the registry has none
    pub institution_name: String,
    /// 入院/就诊时间
    pub begin: Moment,
    /// 出院/结束时间
    pub end: Option<Moment>,
}

/// 费用明细
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// 明细标识, which is one of a kind within its visit
    pub id: LineId,
    /// 机构编号 of the visit
    pub institution: InstitutionCode,
    /// 就诊标识
    pub encounter: EncounterId,
    /// 发生时间
    pub at: Moment,
    /// 医疗目录编码
    pub item: ItemCode,
    /// 名称
    pub name: String,
    /// 金额
    pub amount: Money,
}

/// What a person had from one day to another, both included. A visit whose settlements have all been taken back
/// did not happen, nor did its lines. Somebody whom the lake does not know had nothing. The dictionaries are those
/// of the snapshot; they are large, and asked for here so that who answers many pages loads them once.
///
/// # Errors
/// What is wrong with the lake.
pub fn timeline(
    snapshot: &Snapshot,
    dictionaries: &Dictionaries,
    person: &PersonId,
    from: Day,
    to: Day,
) -> Result<PersonTimeline, LakeError> {
    let Some(number) = dictionaries.persons.find(person.as_str()) else {
        return Ok(PersonTimeline::default());
    };
    let bucket = snapshot.bucket_of(person.as_str());
    let mut visits = Visits::new();
    for part in snapshot.parts(LakeTable::Encounters, bucket) {
        let rows = rows(snapshot, part, number, &VISIT)?;
        add_visits(&rows, dictionaries, &mut visits)?;
    }
    let mut lines = Vec::new();
    for part in snapshot.parts(LakeTable::FeeLines, bucket) {
        let rows = rows(snapshot, part, number, &LINE)?;
        add_lines(&rows, dictionaries, &visits, &mut lines)?;
    }
    let within = |moment: Moment| (from..=to).contains(&moment.day());
    lines.retain(|line| within(line.at));
    lines.sort_by(|a, b| (a.at, &a.encounter, &a.id).cmp(&(b.at, &b.encounter, &b.id)));
    let mut visits: Vec<PersonVisit> = visits.into_values().flatten().collect();
    visits.retain(|visit| {
        let (first, last) = (visit.begin.day(), visit.end.map(Moment::day));
        let touches = first <= to && last.map_or(first >= from, |last| last >= from);
        let has = |line: &PersonLine| (&line.institution, &line.encounter) == (&visit.institution, &visit.id);
        touches || lines.iter().any(has)
    });
    visits.sort_by(|a, b| (a.begin, &a.id).cmp(&(b.begin, &b.id)));
    Ok(PersonTimeline { visits, lines })
}

/// The visits of a person by their number in the lake; none for one that was taken back.
type Visits = BTreeMap<u32, Option<PersonVisit>>;

const VISIT: [&str; 7] = ["encounter", "id", "institution", "setting", "begin", "end", "withdrawn"];
const LINE: [&str; 5] = ["encounter", "at", "item", "id", "amount"];

/// The rows of a person.
fn rows(snapshot: &Snapshot, part: &Part, person: u32, columns: &[&str]) -> Result<Reader, LakeError> {
    let rows = rows_of(snapshot, part, &[person])?;
    Ok(Reader::of(&part.path, snapshot.read_rows(part, columns, rows)?))
}

fn add_visits(rows: &Reader, dictionaries: &Dictionaries, into: &mut Visits) -> Result<(), LakeError> {
    let unknown = || LakeError::damaged(rows.path(), "机构不在字典中");
    let (ordinals, ids, places) = (rows.ids("encounter")?, rows.texts("id")?, rows.ids("institution")?);
    let (settings, begins, ends) = (rows.small("setting")?, rows.longs("begin")?, rows.longs("end")?);
    for row in 0..rows.rows() {
        if rows.flag_or_none("withdrawn", row)? == Some(true) {
            into.insert(ordinals.value(row), None);
            continue;
        }
        let place = places.value(row);
        let institutions = &dictionaries.institutions;
        let visit = PersonVisit {
            id: EncounterId::new(ids.value(row)),
            setting: decode(settings.value(row)),
            institution: institutions.code(place).ok_or_else(unknown)?.into(),
            institution_name: institutions
                .entry(place)
                .map(|entry| entry.name.clone())
                .unwrap_or_default(),
            begin: Moment::from_epoch_seconds(begins.value(row)),
            end: ends.is_valid(row).then(|| Moment::from_epoch_seconds(ends.value(row))),
        };
        into.insert(ordinals.value(row), Some(visit));
    }
    Ok(())
}

fn add_lines(
    rows: &Reader,
    dictionaries: &Dictionaries,
    visits: &Visits,
    into: &mut Vec<PersonLine>,
) -> Result<(), LakeError> {
    let damaged = |what: &str| LakeError::damaged(rows.path(), format!("{what}不在字典或就诊中"));
    let (ordinals, times, items) = (rows.ids("encounter")?, rows.longs("at")?, rows.ids("item")?);
    let (ids, amounts) = (rows.texts("id")?, rows.longs("amount")?);
    for row in 0..rows.rows() {
        let Some(visit) = visits.get(&ordinals.value(row)).ok_or_else(|| damaged("就诊"))? else {
            continue;
        };
        let (code, name, _) = dictionaries
            .items
            .get(items.value(row))
            .ok_or_else(|| damaged("项目"))?;
        into.push(PersonLine {
            id: LineId::new(ids.value(row)),
            institution: visit.institution.clone(),
            encounter: visit.id.clone(),
            at: Moment::from_epoch_seconds(times.value(row)),
            item: ItemCode::new(code),
            name: name.to_owned(),
            amount: Money::from_scaled(amounts.value(row)),
        });
    }
    Ok(())
}
