//! Windows of time within which lines belong together.

use crate::hit::Hits;
use crate::primitive::Case;
use crate::view::View;
use domain::{FeeLine, Moment, Record, Timing};

/// 窗口
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Window {
    /// 单次就诊
    Encounter,
    /// 单日 (of one encounter's institution)
    Day,
    /// 单日, of all institutions together
    PersonDay,
    /// 同一就诊同日
    EncounterDay,
    /// n 小时
    Hours(i64),
    /// 同一小时: the same clock hour; of what is priced by the hour, the hours for which it is used
    SameHour,
    /// 处方: the same prescription number; without one, the same day and doctor
    Prescription,
}

impl Window {
    /// The word of the tables, `None` for an unknown one.
    pub fn named(word: &str) -> Option<Self> {
        match word.trim() {
            "单次就诊" | "就诊" | "单次住院" => Some(Window::Encounter),
            "单日" | "同日" | "日" | "同一手术日" => Some(Window::Day),
            "同一小时" => Some(Window::SameHour),
            "处方" | "同一处方" => Some(Window::Prescription),
            other => {
                let hours: i64 = other.strip_suffix("小时")?.trim().parse().ok()?;
                (1..=720).contains(&hours).then_some(Window::Hours(hours))
            }
        }
    }

    /// The word for a sentence.
    pub fn zh(self) -> String {
        match self {
            Window::Encounter => "单次就诊".into(),
            Window::Day | Window::PersonDay | Window::EncounterDay => "单日".into(),
            Window::Hours(hours) => format!("{hours}小时"),
            Window::SameHour => "同一小时".into(),
            Window::Prescription => "同一处方".into(),
        }
    }

    pub const WORDS: &'static str = "可取：单次就诊、单日、N小时、同一小时、处方、同一手术日";

    /// True where the time of the line is known as exactly as the window asks.
    pub fn places(self, line: &FeeLine) -> bool {
        match self {
            Window::Encounter => true,
            Window::Day | Window::PersonDay | Window::EncounterDay => line.timing.knows_day(),
            Window::Hours(_) | Window::SameHour => line.timing.knows_hour(),
            Window::Prescription => line.prescription.is_some() || line.timing.knows_day(),
        }
    }

    /// True where both lines lie in one window. Lines of different institutions do in none but [`Window::PersonDay`].
    pub fn joins(self, record: &Record, a: &FeeLine, b: &FeeLine) -> bool {
        let same_encounter = a.encounter == b.encounter;
        let same_house = || same_house(record, a, b);
        match self {
            Window::Encounter => same_encounter,
            Window::EncounterDay => same_encounter && a.at.day() == b.at.day(),
            Window::PersonDay => a.at.day() == b.at.day(),
            Window::Day => a.at.day() == b.at.day() && same_house(),
            Window::Hours(hours) => a.at.seconds_since(b.at).abs() < hours * 3600 && same_house(),
            Window::SameHour => a.at.day() == b.at.day() && a.at.hour() == b.at.hour() && same_house(),
            Window::Prescription => {
                same_encounter
                    && match (&a.prescription, &b.prescription) {
                        (Some(a), Some(b)) => a == b,
                        (None, None) => a.at.day() == b.at.day() && a.doctor == b.doctor,
                        _ => false,
                    }
            }
        }
    }

    /// True where it can be told of the line that it lies in one window and in no other: it does not last.
    pub fn pins(self, record: &Record, line: &FeeLine) -> bool {
        self.places(line) && !lasts(record, line)
    }

    /// True where both lines may lie in one window: the day alone may be any moment of it, and what has no day may
    /// have been on any.
    pub fn may_join(self, record: &Record, a: &FeeLine, b: &FeeLine) -> bool {
        let certain = self.places(a) && self.places(b);
        if certain && self.joins(record, a, b) {
            return true;
        }
        if self.pins(record, a) && self.pins(record, b) {
            return false;
        }
        let undated = !a.timing.knows_day() || !b.timing.knows_day();
        match self {
            Window::Encounter => a.encounter == b.encounter,
            Window::EncounterDay => a.encounter == b.encounter && (undated || share_day(record, a, b)),
            Window::PersonDay => undated || share_day(record, a, b),
            Window::Day => same_house(record, a, b) && (undated || share_day(record, a, b)),
            Window::Hours(hours) => {
                same_house(record, a, b) && (undated || seconds_between(record, a, b) < hours * 3600)
            }
            Window::SameHour => same_house(record, a, b) && (undated || share_hour(record, a, b)),
            // What one prescription is, its begin says.
            Window::Prescription => {
                !certain
                    && a.encounter == b.encounter
                    && a.prescription.is_none()
                    && b.prescription.is_none()
                    && a.doctor == b.doctor
            }
        }
    }
}

pub(super) fn same_house(record: &Record, a: &FeeLine, b: &FeeLine) -> bool {
    let house = |line: &FeeLine| &record.encounter_of(line).institution.code;
    a.encounter == b.encounter || house(a) == house(b)
}

/// True where the line was used on several days, or may have been.
pub(crate) fn lasts(record: &Record, line: &FeeLine) -> bool {
    record.last_day_of(line) > line.at.day()
}

/// True where both lines may have been used on one day.
pub(crate) fn share_day(record: &Record, a: &FeeLine, b: &FeeLine) -> bool {
    a.at.day() <= record.last_day_of(b) && b.at.day() <= record.last_day_of(a)
}

/// The first and the last moment that a line of a known day may have had.
pub(super) fn ends(record: &Record, line: &FeeLine) -> (Moment, Moment) {
    let last = record.last_day_of(line);
    match line.timing {
        Timing::Exact if last == line.at.day() => (line.at, line.at),
        Timing::Exact => (line.at, last.end()),
        _ => (line.at.day().start(), last.end()),
    }
}

/// True where both lines may have been used within one clock hour.
fn share_hour(record: &Record, a: &FeeLine, b: &FeeLine) -> bool {
    let hours = |line: &FeeLine| {
        let (start, end) = ends(record, line);
        (
            start.epoch_seconds().div_euclid(3600),
            end.epoch_seconds().div_euclid(3600),
        )
    };
    let ((a_start, a_end), (b_start, b_end)) = (hours(a), hours(b));
    a_start <= b_end && b_start <= a_end
}

/// The least that may lie between two lines of which the days are known.
fn seconds_between(record: &Record, a: &FeeLine, b: &FeeLine) -> i64 {
    let ((a_start, a_end), (b_start, b_end)) = (ends(record, a), ends(record, b));
    let apart = a_start.seconds_since(b_end).max(b_start.seconds_since(a_end));
    apart.max(0)
}

/// 缺发生时间 · what is said where a line cannot be put into a window.
pub(crate) const TIME: &str = "发生时间";

/// The lines of a sum that can be put into windows. Of the others it is noted that their time is not known, where they
/// may share a window with another line of the sum: for those under review that the row judges or, where none of these
/// is, for the ones that may stand beside them.
pub(crate) fn placed(
    case: &Case<'_>,
    window: Window,
    lines: Vec<u32>,
    is_judged: impl Fn(u32) -> bool,
    out: &mut Hits,
) -> Vec<u32> {
    if lines.iter().all(|&index| window.places(case.view.line(index))) {
        return lines;
    }
    // Of a line of which not even the day is known nothing is ruled out, as the sum may be of several days.
    let may_share = |a: u32, b: u32| {
        let (line, other) = (case.view.line(a), case.view.line(b));
        let undated = !line.timing.knows_day() || !other.timing.knows_day();
        undated || a != b && window.may_join(case.view.record, line, other)
    };
    let mut loose = lines.clone();
    loose.retain(|&index| !window.places(case.view.line(index)) && lines.iter().any(|&other| may_share(index, other)));
    let mut known = lines;
    known.retain(|&index| window.places(case.view.line(index)));
    let told = |index: u32| case.view.line(index).current && is_judged(index);
    let mut note = |index: u32| case.missing_for_line(out, TIME, index);
    if loose.iter().any(|&index| told(index)) {
        loose
            .iter()
            .filter(|&&index| told(index))
            .for_each(|&index| note(index));
    } else {
        let beside = |index: u32| told(index) && loose.iter().any(|&other| may_share(index, other));
        known
            .iter()
            .filter(|&&index| beside(index))
            .for_each(|&index| note(index));
    }
    known
}

/// Splits lines (in order of time) into the windows to which they belong. Windows of hours are
/// anchored at the first line that no earlier window holds.
pub(crate) fn split(view: &View<'_>, window: Window, lines: impl IntoIterator<Item = u32>) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for index in lines {
        let line = view.line(index);
        match groups
            .iter_mut()
            .find(|group| window.joins(view.record, view.line(group[0]), line))
        {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    groups
}
