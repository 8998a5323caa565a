//! 县 · the plan of a county: everything that all chunks share, and nothing that grows with them.

use crate::background;
use crate::catalogue::{Catalogue, Coded, Item};
use crate::draft::Draft;
use crate::error::SimulateError;
use crate::registry::{self, Habit, Institution, Rank};
use crate::rows::{Chunk, Line, Visit, VisitDiagnosis, VisitOperation};
use crate::story::{self, Story};
use domain::{Day, RuleState};
use rulebook::Library;

/// Ordinary people in a chunk; those of whom a violation is told come on top.
pub(crate) const PEOPLE: u32 = 512;
/// Numbers reserved for a chunk.
pub(crate) const NUMBERS: u32 = 2_048;
/// What an ordinary person and the stories told beside them bring in a year, measured over 5 M lines.
const LINES_PER_PERSON: u64 = 90;

/// 县 · a county that never was.
#[derive(Debug)]
pub struct County {
    pub(crate) seed: u64,
    pub(crate) catalogue: Catalogue,
    pub(crate) institutions: Vec<Institution>,
    pub(crate) houses: Houses,
    pub(crate) first_day: Day,
    pub(crate) last_day: Day,
    pub(crate) stories: Vec<Told>,
    pub(crate) planted_per_mille: u32,
    chunks: u32,
    people: u32,
}

/// The places of the institutions by what they can do.
#[derive(Debug)]
pub(crate) struct Houses {
    pub main: u16,
    pub second: Vec<u16>,
    pub first: Vec<u16>,
    pub community: Vec<u16>,
    pub pharmacies: Vec<u16>,
    pub internet: Vec<u16>,
}

/// A story with the first day on which its rule is in force, and the day before it was tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    pub story: &'static Story,
    pub from: Day,
    pub day_before: Option<Day>,
}

impl County {
    /// Plans a county of about `lines` fee lines from 2026-03-01 to 2027-02-28. Violations are
    /// planted for the rules that the national book of `library` holds in force within that time.
    ///
    /// Errors: a number of lines that no county has.
    pub fn plan(seed: u64, lines: u64, library: &Library) -> Result<Self, SimulateError> {
        let people = u32::try_from(lines.div_ceil(LINES_PER_PERSON)).unwrap_or(u32::MAX);
        let chunks = people.div_ceil(PEOPLE);
        if lines == 0 || u64::from(chunks) * u64::from(NUMBERS) > u64::from(u32::MAX) {
            return Err(SimulateError::Plan("明细行数应在 1 至 900 亿之间".into()));
        }
        let day =
            |year, month, day| Day::from_ymd(year, month, day).map_err(|error| SimulateError::Plan(error.to_string()));
        let (first_day, last_day) = (day(2026, 3, 1)?, day(2027, 2, 28)?);
        let institutions = registry::institutions();
        let of = |ranks: &[Rank]| registry::of_rank(&institutions, ranks);
        let houses = Houses {
            main: 0,
            second: of(&[Rank::Two]),
            first: of(&[Rank::One]),
            community: of(&[Rank::Unrated]),
            pharmacies: of(&[Rank::Pharmacy]),
            internet: of(&[Rank::Internet]),
        };
        let stories = story::ALL
            .iter()
            .flat_map(|stories| stories.iter())
            .filter_map(|story| told(story, library, first_day, last_day))
            .collect();
        Ok(Self {
            seed,
            catalogue: Catalogue::read()?,
            houses,
            institutions,
            first_day,
            last_day,
            stories,
            planted_per_mille: 10,
            chunks,
            people,
        })
    }

    /// Plants so many violating lines in a thousand instead of ten.
    #[must_use]
    pub fn with_planted(mut self, per_mille: u32) -> Self {
        self.planted_per_mille = per_mille.min(500);
        self
    }

    /// Number of chunks.
    pub fn chunk_count(&self) -> u32 {
        self.chunks
    }

    /// The institutions, in the order to which visits refer.
    pub fn institutions(&self) -> &[Institution] {
        &self.institutions
    }

    /// Institutions that stand out among their peers, and by what.
    pub fn outliers(&self) -> impl Iterator<Item = (Habit, &Institution)> {
        let places = Habit::ALL.into_iter().zip(&self.houses.first);
        places.map(|(habit, &place)| (habit, &self.institutions[usize::from(place)]))
    }

    /// True where the institution has the habit.
    pub(crate) fn has_habit(&self, place: u16, habit: Habit) -> bool {
        let mut habits = Habit::ALL.into_iter().zip(&self.houses.first);
        habits.any(|(own, &house)| own == habit && house == place)
    }

    /// Codes of the rules that violations are planted for.
    pub fn planted_rules(&self) -> Vec<&'static str> {
        let mut rules: Vec<&str> = self
            .stories
            .iter()
            .filter(|told| told.story.near.is_none())
            .map(|told| told.story.rule)
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// Makes one chunk. Pure: the same plan and number give the same rows. A number beyond the last
    /// chunk gives no rows.
    pub fn chunk(&self, number: u32) -> Chunk {
        let people = self.people.saturating_sub(number.saturating_mul(PEOPLE)).min(PEOPLE);
        let mut draft = Draft::new(self, number);
        for _ in 0..people {
            background::live(&mut draft);
        }
        if people > 0 {
            story::tell(&mut draft, number);
        }
        draft.finish()
    }

    /// The institution of a visit.
    pub fn institution(&self, visit: &Visit) -> &Institution {
        &self.institutions[usize::from(visit.institution)]
    }

    /// The item of a line.
    pub fn item(&self, line: &Line) -> &Item {
        self.catalogue.item(line.item)
    }

    /// Code and name of a diagnosis.
    pub fn diagnosis(&self, diagnosis: VisitDiagnosis) -> Coded {
        self.catalogue.diagnosis(diagnosis.code)
    }

    /// Code and name of an operation.
    pub fn operation(&self, operation: VisitOperation) -> Coded {
        self.catalogue.operation(operation.code)
    }
}

/// When a story can be told, if its rule is in force at all.
fn told(story: &'static Story, library: &Library, first_day: Day, last_day: Day) -> Option<Told> {
    let rule = library.national().rule(story.rule)?;
    let from = rule.lifecycle.in_force?.max(first_day);
    // A story may run for ten weeks.
    let latest = last_day.plus_days(-70);
    if from > latest || rule.lifecycle.on(last_day) != RuleState::InForce {
        return None;
    }
    let day_before = rule.lifecycle.trial.map(|trial| trial.plus_days(-1));
    let day_before = day_before.filter(|day| *day > first_day);
    (story.near != Some(story::DAY_BEFORE) || day_before.is_some()).then_some(Told {
        story,
        from,
        day_before,
    })
}
