//! Counts by the four forms: in full for the discipline office, with small cells hidden for others.

use super::{DisciplineClue, FormOfDiscipline};
use crate::small_cell::LEAST;
use crate::{Cell, Department, Share};
use casework::{Actor, Refusal, Role};
use domain::{Day, InstitutionCode, PractitionerCode};
use std::collections::{BTreeMap, BTreeSet};

/// 已处理的线索 · one person in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposed {
    /// 审定日期
    pub on: Day,
    /// 科室
    pub department: Department,
    /// 处理形态
    pub form: FormOfDiscipline,
    /// 处理对象, where known; the same person twice is two person-times and one person
    pub person: Option<PractitionerCode>,
}

/// Every clue that ended in a form which a second person has confirmed.
pub fn disposed<'a>(clues: impl IntoIterator<Item = &'a DisciplineClue>) -> Vec<Disposed> {
    let of = |state: &DisciplineClue| {
        let clue = state.clue.as_ref()?;
        Some(Disposed {
            on: state.confirmed_on?,
            department: clue.department.clone(),
            form: state.form()?,
            person: clue.respondent.clone(),
        })
    };
    clues.into_iter().filter_map(of).collect()
}

/// 各形态人次
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FormCounts([u32; 4]);

impl FormCounts {
    /// 人次 of one form.
    pub fn of(&self, form: FormOfDiscipline) -> u32 {
        let place = form as usize;
        self.0.get(place).copied().unwrap_or_default()
    }

    /// 人次 in all.
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// 第一种形态占比
    pub fn first_share(&self) -> Share {
        Share {
            part: self.of(FormOfDiscipline::First).into(),
            whole: self.total().into(),
        }
    }

    fn add(&mut self, form: FormOfDiscipline) {
        if let Some(count) = self.0.get_mut(form as usize) {
            *count += 1;
        }
    }
}

/// 四种形态统计 of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    institution: InstitutionCode,
    all: FormCounts,
    departments: BTreeMap<Department, FormCounts>,
    people: usize,
}

/// 对外统计 · what others than the discipline office are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenStatistics {
    /// 人次 in all
    pub total: Cell,
    /// 各形态, from the first to the fourth
    pub forms: Vec<Cell>,
    /// 各科室
    pub departments: Vec<(Department, Cell)>,
    /// 第一种形态占比; none where it would give away a hidden count
    pub first_share: Option<Share>,
}

impl Statistics {
    /// The statistics of an institution's year.
    pub fn of_year(institution: InstitutionCode, rows: &[Disposed], year: i16) -> Self {
        let (mut all, mut departments, mut people) = (FormCounts::default(), BTreeMap::new(), BTreeSet::new());
        for row in rows.iter().filter(|row| row.on.year() == year) {
            all.add(row.form);
            let counts: &mut FormCounts = departments.entry(row.department.clone()).or_default();
            counts.add(row.form);
            people.extend(&row.person);
        }
        Self {
            institution,
            people: people.len(),
            all,
            departments,
        }
    }

    /// 全部数字: totals, departments and number of people, for the discipline office of the institution.
    ///
    /// # Errors
    /// Everybody else is refused and may look at [`Statistics::for_others`].
    pub fn in_full(&self, actor: &Actor) -> Result<(FormCounts, &BTreeMap<Department, FormCounts>, usize), Refusal> {
        actor.must_act_within("查看四种形态明细", &[Role::DisciplineOffice], &self.institution)?;
        Ok((self.all, &self.departments, self.people))
    }

    /// What others see: totals, each list with its small cells hidden, never forms by department.
    pub fn for_others(&self) -> OpenStatistics {
        let total = self.all.total();
        let forms = Cell::beside_total(&self.all.0);
        let counts: Vec<u32> = self.departments.values().map(FormCounts::total).collect();
        let cells = Cell::beside_total(&counts);
        let first_is_shown = forms.first().is_some_and(|cell| cell.is_shown());
        OpenStatistics {
            total: Cell::of(total),
            departments: self.departments.keys().cloned().zip(cells).collect(),
            first_share: (first_is_shown && total >= LEAST).then(|| self.all.first_share()),
            forms,
        }
    }
}
