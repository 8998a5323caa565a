//! Windows of time within which lines belong together.

use crate::hit::Hits;
use crate::primitive::Case;
use crate::view::View;
use domain::{FeeLine, Record};

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
    /// 同一小时: the same clock hour
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
        let same_house = || {
            let house = |line: &FeeLine| &record.encounter_of(line).institution.code;
            same_encounter || house(a) == house(b)
        };
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
}

/// 缺发生时间 · what is said where a line cannot be put into a window.
pub(crate) const TIME: &str = "发生时间";

/// The lines that can be put into windows. What is not known of the others is noted for those under
/// review that the row judges, or, where all of these can be placed, for the ones that would stand beside them.
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
    let (known, unknown): (Vec<u32>, Vec<u32>) = lines
        .into_iter()
        .partition(|&index| window.places(case.view.line(index)));
    let current = |index: &&u32| case.view.line(**index).current && is_judged(**index);
    let noted = if unknown.iter().any(|index| current(&index)) {
        &unknown
    } else {
        &known
    };
    noted
        .iter()
        .filter(current)
        .for_each(|&index| case.missing_for_line(out, TIME, index));
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
