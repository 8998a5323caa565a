//! 处方(医嘱)明细 · `fsi_order_dtos` to [`FeeLine`].

use super::covered::{Payers, covered};
use super::department::department;
use super::node::OrderNode;
use super::reading::{Place, Reading};
use super::{CallerProfile, WireError};
use compact_str::CompactString;
use domain::national::{charge_kind, days_supplied, is_no, is_yes, item_kind, times_per_day, title};
use domain::{
    Fact, FeeLine, ItemCode, ItemKind, LineId, Moment, Money, PractitionerCode, PractitionerTitle, PrescriptionId,
    Quantity, Timing, UnitPrice, Usage,
};

/// Catalogue price that stands for "no ceiling".
const NO_CEILING: UnitPrice = UnitPrice::from_scaled(999_999_000_000);

/// The visit that a line belongs to, as far as the line needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfVisit {
    /// index of the encounter in the record
    pub encounter: u32,
    pub begin: Moment,
    /// the visit begins and ends on one day
    pub one_day: bool,
    /// false for context: all its lines are context too
    pub current: bool,
}

/// One line. The id may be empty; the caller makes ids unique.
pub(super) fn order(
    place: &Place<'_>,
    node: &OrderNode<'_>,
    visit: OfVisit,
    profile: &CallerProfile,
    reading: &mut Reading,
) -> Result<FeeLine, WireError> {
    reading.note_repeated(place, &node.repeated);
    let (item, name) = item(place, node, reading)?;
    let (quantity, price, amount) = amounts(place, node, reading)?;
    let class = place.text("hilist_lv", &node.hilist_lv)?;
    let payers = Payers {
        amount,
        own: place.number("ownpay_amt", &node.ownpay_amt)?,
        shared: place.number("selfpay_amt", &node.selfpay_amt)?,
        class: class.as_deref(),
        switched: is_yes(place.text("self_paying_flag", &node.self_paying_flag)?.as_deref()),
    };
    let (covered, doubt) = covered(&payers, profile.trust_self_pay);
    if let Some(doubt) = doubt {
        reading.note(place, "ownpay_amt", doubt);
    }
    let (department, department_name) = department(
        place,
        ("drord_dept_codg", &node.drord_dept_codg),
        ("drord_dept_name", &node.drord_dept_name),
        reading,
    )?;
    let id = match place.text("rx_id", &node.rx_id)? {
        Some(id) => id,
        None => place.text("order_id", &node.order_id)?.unwrap_or_default(),
    };
    let (at, timing) = occurrence(place, node, visit, reading)?;
    let current_flag = place.text("curr_drord_flag", &node.curr_drord_flag)?;
    Ok(FeeLine {
        id: LineId::new(id),
        reverses: place.text("init_feedetl_sn", &node.init_feedetl_sn)?.map(LineId::new),
        encounter: visit.encounter,
        kind: kind(place, node, &item)?,
        list_price: list_price(place, node, &item)?,
        item,
        name,
        at,
        timing,
        until: reading.moment(place, "drord_stop_date", &node.drord_stop_date)?,
        uploaded_at: None,
        quantity,
        price,
        amount,
        covered,
        prescription: place.text("rxno", &node.rxno)?.map(PrescriptionId::new),
        department,
        department_name,
        doctor: PractitionerCode::new(place.text("drord_dr_codg", &node.drord_dr_codg)?.unwrap_or_default()),
        title: practitioner_title(place, node, reading)?,
        usage: usage(place, node, reading)?,
        purchase_price: Fact::Absent,
        current: visit.current && !is_no(current_flag.as_deref()),
    })
}

/// When the line was incurred and how well that is known. A visit of one day says the day itself;
/// where nothing does, the begin of the visit stands in, and rules about days and hours say so.
fn occurrence(
    place: &Place<'_>,
    node: &OrderNode<'_>,
    visit: OfVisit,
    reading: &mut Reading,
) -> Result<(Moment, Timing), WireError> {
    let field = "drord_begn_date";
    if let Some(timed) = reading.begin(place, field, &node.drord_begn_date)? {
        return Ok(timed);
    }
    if visit.one_day {
        reading.note(place, field, "未提供，按就诊当日处理，同一小时等规则不评估");
        return Ok((visit.begin, Timing::DayOnly));
    }
    reading.note(place, field, "未提供，以就诊开始时间代替，按日、按小时的规则不评估");
    Ok((visit.begin, Timing::Unknown))
}

/// Code and name. Code "0" and name "默认" are what clients send for an item that is not mapped to
/// the national catalogue: the code is then empty and the hospital's own name is kept.
fn item(
    place: &Place<'_>,
    node: &OrderNode<'_>,
    reading: &mut Reading,
) -> Result<(ItemCode, CompactString), WireError> {
    let code = place.text("hilist_code", &node.hilist_code)?.filter(|code| code != "0");
    let name = place
        .text("hilist_name", &node.hilist_name)?
        .filter(|name| name != "默认");
    if code.is_none() {
        reading.note(place, "hilist_code", "未对应国家医保目录编码");
    }
    let name = match name {
        Some(name) => name,
        None => place.text("hosplist_name", &node.hosplist_name)?.unwrap_or_default(),
    };
    Ok((ItemCode::new(code.unwrap_or_default()), CompactString::new(name)))
}

/// Quantity, price and amount; one that is missing follows from the other two.
fn amounts(
    place: &Place<'_>,
    node: &OrderNode<'_>,
    reading: &mut Reading,
) -> Result<(Quantity, UnitPrice, Money), WireError> {
    let quantity: Option<Quantity> = place.number("cnt", &node.cnt)?;
    let price: Option<UnitPrice> = place.number("pric", &node.pric)?;
    let amount: Option<Money> = place.number("sumamt", &node.sumamt)?;
    match (quantity, price, amount) {
        (Some(quantity), Some(price), Some(amount)) => Ok((quantity, price, amount)),
        (Some(quantity), Some(price), None) => {
            reading.note(place, "sumamt", "未提供，按单价×数量计算");
            Ok((quantity, price, price.times(quantity)))
        }
        (Some(quantity), None, Some(amount)) => {
            reading.note(place, "pric", "未提供，按金额÷数量计算");
            let price = scaled_ratio(amount.scaled(), quantity.scaled(), 100_000_000);
            Ok((quantity, UnitPrice::from_scaled(price.unwrap_or(0)), amount))
        }
        (None, Some(price), Some(amount)) => {
            reading.note(place, "cnt", "未提供，按金额÷单价计算");
            let quantity = scaled_ratio(amount.scaled(), price.scaled(), 100_000_000);
            Ok((Quantity::from_scaled(quantity.unwrap_or(0)), price, amount))
        }
        (quantity, price, amount) => {
            let missing = if quantity.is_none() { "cnt" } else { "sumamt" };
            if quantity.is_some() || price.is_some() || amount.is_some() {
                return Err(place.refuse(missing, "数量、单价、金额至少应提供两项"));
            }
            reading.note(place, missing, "未提供数量、单价、金额，按零处理");
            Ok((Quantity::ZERO, UnitPrice::ZERO, Money::ZERO))
        }
    }
}

/// `numerator × scale ÷ denominator`, rounded half away from zero; none for a zero denominator.
fn scaled_ratio(numerator: i64, denominator: i64, scale: i64) -> Option<i64> {
    let (numerator, denominator) = (i128::from(numerator) * i128::from(scale), i128::from(denominator));
    let size = (numerator.abs() + denominator.abs() / 2).checked_div(denominator.abs())?;
    i64::try_from(if (numerator < 0) == (denominator < 0) {
        size
    } else {
        -size
    })
    .ok()
}

/// The kind: the national code shows it, else the catalogue class, else the charge class.
fn kind(place: &Place<'_>, node: &OrderNode<'_>, item: &ItemCode) -> Result<ItemKind, WireError> {
    if let Some(kind) = ItemKind::from_code(item) {
        return Ok(kind);
    }
    let by_class = place
        .text("hilist_type", &node.hilist_type)?
        .and_then(|code| item_kind(&code));
    if let Some(kind) = by_class {
        return Ok(kind);
    }
    let by_charge = place
        .text("chrg_type", &node.chrg_type)?
        .and_then(|code| charge_kind(&code));
    Ok(by_charge.unwrap_or(ItemKind::Other))
}

/// The catalogue price. Zero and 999999 say that there is none; an unmapped item has none.
fn list_price(place: &Place<'_>, node: &OrderNode<'_>, item: &ItemCode) -> Result<Fact<UnitPrice>, WireError> {
    let price: Option<UnitPrice> = place.number("hilist_pric", &node.hilist_pric)?;
    Ok(price
        .filter(|price| price.is_positive() && *price < NO_CEILING && !item.is_empty())
        .into())
}

fn practitioner_title(
    place: &Place<'_>,
    node: &OrderNode<'_>,
    reading: &mut Reading,
) -> Result<Fact<PractitionerTitle>, WireError> {
    let Some(code) = place.text("drord_dr_profttl", &node.drord_dr_profttl)? else {
        return Ok(Fact::Absent);
    };
    Ok(title(&code).unwrap_or_else(|| {
        reading.note(place, "drord_dr_profttl", "未知的医师职称代码");
        Fact::Unknown
    }))
}

/// Dose, frequency and days: not national fields of 3101, but some vendors send those of 2204.
fn usage(place: &Place<'_>, node: &OrderNode<'_>, reading: &mut Reading) -> Result<Usage, WireError> {
    let mut usage = Usage::default();
    if let Some(dose) = place.text("sin_dos", &node.sin_dos)? {
        // A dose with its unit inside cannot be compared with a table that assumes one.
        match dose.parse::<Quantity>() {
            Ok(dose) => usage.single_dose = Some(dose).filter(|dose| dose.is_positive()).into(),
            Err(_) => reading.note(place, "sin_dos", "不是不带单位的数字，按未提供处理"),
        }
    }
    let frequency = match place.text("used_frqu_dscr", &node.used_frqu_dscr)? {
        Some(text) => Some(text),
        None => place.text("frqu_dscr", &node.frqu_dscr)?,
    };
    if let Some(text) = frequency {
        usage.times_per_day = times_per_day(&text).unwrap_or_else(|| {
            reading.note(place, "used_frqu_dscr", "未识别的频次，按未提供处理");
            Fact::Absent
        });
    }
    for (field, scalar) in [("prd_days", &node.prd_days), ("used_days", &node.used_days)] {
        let Some(text) = place.text(field, scalar)? else {
            continue;
        };
        usage.days = days_supplied(&text).into();
        // Zero is how programs write that nobody filled it in.
        if !usage.days.is_known() && text.parse::<Quantity>().ok() != Some(Quantity::ZERO) {
            reading.note(place, field, "未识别的天数，按未提供处理");
        }
        break;
    }
    Ok(usage)
}
