//! A fee line on disk: numbers and references to the segment's texts, about 40 bytes.

use super::BadRow;
use super::code::{Code, FactRow};
use super::item::Item;
use super::text::{Interner, Texts};
use domain::{
    DepartmentCode, FeeLine, ItemCode, LineId, Moment, Money, PractitionerCode, PractitionerTitle, PrescriptionId,
    Quantity, Timing, UnitPrice, Usage,
};
use serde::{Deserialize, Serialize};

/// A line without its item. Texts are numbers into the segment's texts, times are seconds after an
/// earlier time of the segment. The id stays where [`LineRow::peek_id`] looks.
#[derive(Serialize, Deserialize)]
pub(super) struct LineRow {
    /// whether it was charged, and how well its time is known
    marks: u8,
    id: u32,
    reverses: Option<u32>,
    after_begin: i64,
    until_after: Option<i64>,
    uploaded_after: Option<i64>,
    quantity: i64,
    price: i64,
    amount: i64,
    covered: i64,
    prescription: Option<u32>,
    department: u32,
    department_name: u32,
    doctor: u32,
    title: FactRow<u8>,
    usage: Option<UsageRow>,
    list_price: FactRow<i64>,
    purchase_price: FactRow<i64>,
}

/// Charged, not merely proposed.
const BILLED: u8 = 1;
/// Only the day of the line's time is known, or not even that.
const DAY_ONLY: u8 = 2;
const TIME_UNKNOWN: u8 = 4;

/// How a drug is used; most sources never say.
#[derive(Serialize, Deserialize)]
struct UsageRow {
    single_dose: FactRow<i64>,
    times_per_day: FactRow<i64>,
    days: FactRow<u16>,
}

impl UsageRow {
    fn from_usage(usage: &Usage) -> Option<Self> {
        (*usage != Usage::default()).then(|| UsageRow {
            single_dose: FactRow::from_fact(&usage.single_dose, |dose| dose.scaled()),
            times_per_day: FactRow::from_fact(&usage.times_per_day, |times| times.scaled()),
            days: FactRow::from_fact(&usage.days, |&days| days),
        })
    }

    fn to_usage(&self) -> Usage {
        Usage {
            single_dose: self.single_dose.into_fact(Quantity::from_scaled),
            times_per_day: self.times_per_day.into_fact(Quantity::from_scaled),
            days: self.days.into_fact(|days| days),
        }
    }
}

fn after(later: Moment, earlier: Moment) -> i64 {
    later.epoch_seconds().wrapping_sub(earlier.epoch_seconds())
}

fn moment_after(earlier: Moment, seconds: i64) -> Moment {
    Moment::from_epoch_seconds(earlier.epoch_seconds().wrapping_add(seconds))
}

impl LineRow {
    pub(super) fn from_line<'a>(line: &'a FeeLine, billed: bool, begin: Moment, texts: &mut Interner<'a>) -> Self {
        let timing = match line.timing {
            Timing::Exact => 0,
            Timing::DayOnly => DAY_ONLY,
            Timing::Unknown => TIME_UNKNOWN,
        };
        LineRow {
            marks: timing | if billed { BILLED } else { 0 },
            id: texts.number(line.id.as_str()),
            reverses: line.reverses.as_ref().map(|id| texts.number(id.as_str())),
            after_begin: after(line.at, begin),
            until_after: line.until.map(|until| after(until, line.at)),
            uploaded_after: line.uploaded_at.map(|uploaded| after(uploaded, line.at)),
            quantity: line.quantity.scaled(),
            price: line.price.scaled(),
            amount: line.amount.scaled(),
            covered: line.covered.scaled(),
            prescription: line.prescription.as_ref().map(|id| texts.number(id.as_str())),
            department: texts.number(line.department.as_str()),
            department_name: texts.number(line.department_name.as_str()),
            doctor: texts.number(line.doctor.as_str()),
            title: FactRow::from_fact(&line.title, |title| title.code()),
            usage: UsageRow::from_usage(&line.usage),
            list_price: FactRow::from_fact(&line.list_price, |price| price.scaled()),
            purchase_price: FactRow::from_fact(&line.purchase_price, |price| price.scaled()),
        }
    }

    /// The id of a line without reading the rest of it.
    pub(super) fn peek_id<'a>(line: &[u8], texts: &Texts<'a>) -> Result<&'a str, BadRow> {
        let ((_marks, id), _) = postcard::take_from_bytes::<(u8, u32)>(line)?;
        texts.get(id)
    }

    /// True where the line was charged, not merely proposed.
    pub(super) fn billed(&self) -> bool {
        self.marks & BILLED != 0
    }

    fn timing(&self) -> Timing {
        match self.marks & (DAY_ONLY | TIME_UNKNOWN) {
            0 => Timing::Exact,
            DAY_ONLY => Timing::DayOnly,
            _ => Timing::Unknown,
        }
    }

    /// The line of the encounter `encounter`, which began at `begin`.
    pub(super) fn to_line(
        &self,
        item: &Item<'_>,
        encounter: u32,
        begin: Moment,
        texts: &Texts<'_>,
    ) -> Result<FeeLine, BadRow> {
        let at = moment_after(begin, self.after_begin);
        Ok(FeeLine {
            id: LineId::new(texts.get(self.id)?),
            reverses: self.reverses.map(|id| texts.get(id).map(LineId::new)).transpose()?,
            encounter,
            item: ItemCode::new(item.code),
            name: item.name.into(),
            kind: item.kind,
            at,
            timing: self.timing(),
            until: self.until_after.map(|seconds| moment_after(at, seconds)),
            uploaded_at: self.uploaded_after.map(|seconds| moment_after(at, seconds)),
            quantity: Quantity::from_scaled(self.quantity),
            price: UnitPrice::from_scaled(self.price),
            amount: Money::from_scaled(self.amount),
            covered: Money::from_scaled(self.covered),
            prescription: self
                .prescription
                .map(|id| texts.get(id).map(PrescriptionId::new))
                .transpose()?,
            department: DepartmentCode::new(texts.get(self.department)?),
            department_name: texts.get(self.department_name)?.into(),
            doctor: PractitionerCode::new(texts.get(self.doctor)?),
            title: self.title.try_into_fact(PractitionerTitle::of_code)?,
            usage: self.usage.as_ref().map(UsageRow::to_usage).unwrap_or_default(),
            list_price: self.list_price.into_fact(UnitPrice::from_scaled),
            purchase_price: self.purchase_price.into_fact(UnitPrice::from_scaled),
            current: false,
        })
    }
}
