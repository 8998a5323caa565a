//! Where we are in a message ([`Place`]) and what was noticed so far
//! ([`Reading`]); values are read through both, so that every refusal and every
//! note names its field.

use super::problem::received;
use super::scalar::Scalar;
use super::{WireError, WireNote};
use domain::national::{EMPTY_BIRTH, is_empty_date};
use domain::{CalendarError, Day, Moment, MoneyError, Timing};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// Notes kept of one message; the thousandth equal remark tells nothing new.
const NOTES_MAX: usize = 100;

/// No visit and no order begins in this year or later.
const YEAR_BEYOND: i16 = 2100;

/// A place in the message, from the root down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    name: &'p str,
    index: Option<usize>,
}

impl<'p> Place<'p> {
    /// The root, or a part named in full.
    pub const fn root(name: &'p str) -> Self {
        Self {
            parent: None,
            name,
            index: None,
        }
    }

    /// The member `index` of the list `name` here.
    pub const fn member(&'p self, name: &'p str, index: usize) -> Self {
        Self {
            parent: Some(self),
            name,
            index: Some(index),
        }
    }

    /// The path of a field here.
    pub fn path(&self, field: &str) -> String {
        format!("{self}.{field}")
    }

    /// A refusal of a field here.
    pub fn refuse(&self, field: &str, reason: impl Into<String>) -> WireError {
        match label(field) {
            Some(label) => WireError::new(format!("{}（{label}）", self.path(field)), reason),
            None => WireError::new(self.path(field), reason),
        }
    }

    /// The text of a field; none where the client said nothing. Two identifiers that were sent as long numbers may
    /// have become one, so a number that is not known exactly is refused.
    pub fn text<'s>(&self, field: &str, scalar: &'s Scalar<'_>) -> Result<Option<Cow<'s, str>>, WireError> {
        if scalar.is_rounded() {
            return Err(self.refuse(field, "标识过长，请加引号以文本传送"));
        }
        self.single(field, scalar)
    }

    /// The value of a field as text, for what computes with it; none where the client said nothing.
    fn single<'s>(&self, field: &str, scalar: &'s Scalar<'_>) -> Result<Option<Cow<'s, str>>, WireError> {
        match scalar {
            Scalar::Structure => Err(self.refuse(field, "应为单个值，收到列表或对象")),
            _ => Ok(scalar.text()),
        }
    }

    /// The number of a field; none where the client said nothing.
    pub fn number<N: FromStr<Err = MoneyError>>(
        &self,
        field: &str,
        scalar: &Scalar<'_>,
    ) -> Result<Option<N>, WireError> {
        let Some(text) = self.single(field, scalar)? else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(MoneyError::NotANumber(_)) => Err(self.refuse(field, format!("不是数字，{}", received(&text)))),
            // Of a number that was not sent as a text the digits are not known any more.
            Err(MoneyError::OutOfRange(_)) if matches!(scalar, Scalar::Decimal(_)) => {
                Err(self.refuse(field, "数值过大"))
            }
            Err(MoneyError::OutOfRange(_)) => Err(self.refuse(field, format!("数值过大，{}", received(&text)))),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}.")?;
        }
        f.write_str(self.name)?;
        match self.index {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}

/// What reading a message has gathered so far.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// what was put right
    pub notes: Vec<WireNote>,
    /// the last timestamp read: most lines of a prescription carry the same
    last: Option<(String, Moment, Timing)>,
}

impl Reading {
    /// Remarks on a field.
    pub fn note(&mut self, place: &Place<'_>, field: &str, note: impl Into<String>) {
        if self.notes.len() < NOTES_MAX {
            self.notes.push(WireNote {
                field: place.path(field),
                note: note.into(),
            });
        }
    }

    /// Remarks on fields that came more than once.
    pub fn note_repeated(&mut self, place: &Place<'_>, repeated: &[&'static str]) {
        for field in repeated {
            self.note(place, field, "重复出现，以最后一次为准");
        }
    }

    /// The moment of a field; none where the client said nothing or sent an empty date.
    pub fn moment(&mut self, place: &Place<'_>, field: &str, scalar: &Scalar<'_>) -> Result<Option<Moment>, WireError> {
        Ok(self.timed(place, field, scalar)?.map(|(moment, _)| moment))
    }

    /// As [`Reading::moment`], with how exactly it is told.
    fn timed(
        &mut self,
        place: &Place<'_>,
        field: &str,
        scalar: &Scalar<'_>,
    ) -> Result<Option<(Moment, Timing)>, WireError> {
        let Some(text) = place.single(field, scalar)? else {
            return Ok(None);
        };
        if let Some((known, moment, timing)) = &self.last
            && *known == *text
        {
            return Ok(Some((*moment, *timing)));
        }
        if is_empty_date(&text) {
            return Ok(None);
        }
        let (moment, timing) = Moment::parse_timed(&text).map_err(|error| not_a_date(place, field, &error))?;
        self.last = Some((text.into_owned(), moment, timing));
        Ok(Some((moment, timing)))
    }

    /// The moment of a field at which something began, and how exactly it is told. A year that nobody has lived to see is a slip
    /// of the pen, and would put a charge under knowledge that is not in force yet.
    pub fn begin(
        &mut self,
        place: &Place<'_>,
        field: &str,
        scalar: &Scalar<'_>,
    ) -> Result<Option<(Moment, Timing)>, WireError> {
        let timed = self.timed(place, field, scalar)?;
        match timed {
            Some((moment, _)) if moment.day().year() >= YEAR_BEYOND => {
                Err(place.refuse(field, format!("年份有误，收到“{}”", moment.day())))
            }
            _ => Ok(timed),
        }
    }

    /// When a visit ended: as it is said, and what that means. On a day alone it is the last second of the day, as
    /// for the import of claims.
    pub fn end(
        &mut self,
        place: &Place<'_>,
        field: &str,
        scalar: &Scalar<'_>,
    ) -> Result<Option<(Moment, Moment)>, WireError> {
        let timed = self.timed(place, field, scalar)?;
        Ok(timed.map(|(said, timing)| match timing {
            Timing::DayOnly => (said, said.plus_rest_of_day()),
            Timing::Exact | Timing::Unknown => (said, said),
        }))
    }

    /// The birth date of a field. 1900 is kept, but for its first day: some people are that old in the books.
    pub fn birth(&mut self, place: &Place<'_>, field: &str, scalar: &Scalar<'_>) -> Result<Option<Day>, WireError> {
        let Some(text) = place.single(field, scalar)? else {
            return Ok(None);
        };
        if text.starts_with("0001") {
            self.note(place, field, "0001 年为空日期，按未提供处理");
            return Ok(None);
        }
        let day = Day::parse(&text).map_err(|error| not_a_date(place, field, &error))?;
        if day == EMPTY_BIRTH {
            self.note(place, field, "1900-01-01 为数据库的空日期，按未提供处理");
            return Ok(None);
        }
        Ok(Some(day))
    }
}

fn not_a_date(place: &Place<'_>, field: &str, error: &CalendarError) -> WireError {
    place.refuse(field, format!("不是有效日期，{}", received(&error.0)))
}

/// The Chinese name of a field that may be refused.
fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "infno" => "交易编号",
        "inf_time" => "交易时间",
        "patn_id" => "参保人标识",
        "brdy" => "出生日期",
        "gend" => "性别",
        "mdtrt_id" => "就诊标识",
        "adm_date" => "入院（就诊）时间",
        "dscg_date" => "出院时间",
        "medfee_sumamt" => "医疗费总额",
        "hifp_payamt" => "统筹基金支付",
        "rx_id" => "处方(医嘱)标识",
        "cnt" => "数量",
        "pric" => "单价",
        "sumamt" => "金额",
        "ownpay_amt" => "自费金额",
        "selfpay_amt" => "自付金额",
        "hilist_pric" => "目录单价",
        "hilist_code" => "医疗目录编码",
        "drord_begn_date" => "医嘱开始时间",
        "drord_stop_date" => "医嘱停止时间",
        "oprn_date" => "手术时间",
        "patient_dtos" => "参保人信息",
        "fsi_encounter_dtos" => "就诊信息",
        "fsi_diagnose_dtos" => "诊断信息",
        "fsi_order_dtos" => "处方(医嘱)信息",
        "fsi_operation_dtos" => "手术信息",
        "warns" => "反馈处理数据",
        "warn_type" => "反馈类型",
        "warn_rslt_id" => "违规标识",
        "dspo_way" => "处理方式",
        _ => return None,
    })
}
