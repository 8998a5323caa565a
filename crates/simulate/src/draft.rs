//! A chunk while it is written: persons, visits and lines are added, and what is planted is noted.

use crate::catalogue::{Catalogue, CodeId, Item, ItemId};
use crate::county::{County, NUMBERS};
use crate::dice::Dice;
use crate::registry::{DIVISION, Institution, Rank, ward};
use crate::rows::{Chunk, Cover, Line, NearMiss, Person, Setting, Truth, Visit, VisitDiagnosis, VisitOperation};
use crate::shelf::Shelf;
use domain::{Day, Moment, Money, Quantity, Sex, UnitPrice};
use std::collections::HashSet;

/// The chunk that is being written.
pub(crate) struct Draft<'c> {
    pub county: &'c County,
    pub dice: Dice,
    pub chunk: Chunk,
    visits_of_person: u16,
    shelf: Shelf,
}

/// What one fee line says beyond its item and time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Charge {
    pub item: ItemId,
    pub at: Moment,
    pub quantity: Quantity,
    /// asked instead of the catalogue price
    pub price: Option<UnitPrice>,
    pub prescription: Option<u16>,
    pub days: Option<u16>,
    /// the self-paid part of the amount, in per cent
    pub own_per_cent: i64,
}

impl Charge {
    pub fn of(item: ItemId, at: Moment) -> Self {
        Self {
            item,
            at,
            quantity: Quantity::from_units(1),
            price: None,
            prescription: None,
            days: None,
            own_per_cent: 0,
        }
    }

    pub fn units(mut self, units: i64) -> Self {
        self.quantity = Quantity::from_units(units);
        self
    }

    pub fn prescribed(mut self, prescription: u16, days: u16) -> Self {
        self.prescription = Some(prescription);
        self.days = Some(days);
        self
    }

    pub fn own(mut self, per_cent: i64) -> Self {
        self.own_per_cent = per_cent;
        self
    }
}

/// What a visit is, before anything is charged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Admission<'d> {
    pub institution: u16,
    pub setting: Setting,
    pub begin: Moment,
    pub end: Option<Moment>,
    pub department: u16,
    /// principal diagnosis first
    pub diagnoses: &'d [CodeId],
}

impl<'c> Draft<'c> {
    pub fn new(county: &'c County, number: u32) -> Self {
        Self {
            county,
            dice: Dice::new(county.seed, u64::from(number)),
            chunk: Chunk {
                number,
                ..Chunk::default()
            },
            visits_of_person: 0,
            shelf: Shelf::default(),
        }
    }

    pub fn catalogue(&self) -> &'c Catalogue {
        &self.county.catalogue
    }

    pub fn item(&self, id: ItemId) -> &'c Item {
        self.county.catalogue.item(id)
    }

    pub fn house(&self, place: u16) -> &'c Institution {
        &self.county.institutions[usize::from(place)]
    }

    /// One item of a role; the first item of all where the role is empty.
    pub fn any(&mut self, role: &str) -> ItemId {
        let list = self.county.catalogue.role(role);
        self.dice.pick(list).unwrap_or_default()
    }

    /// One diagnosis of a role.
    pub fn any_diagnosis(&mut self, role: &str) -> CodeId {
        let list = self.county.catalogue.diagnoses(role);
        self.dice.pick(list).unwrap_or_default()
    }

    /// Begins another person, to whom all visits belong until the next.
    pub fn person(&mut self, sex: Option<Sex>, birth: Day) -> &Person {
        let number = self.chunk.number * NUMBERS + self.chunk.persons.len() as u32 + 1;
        let working = (18..60).contains(&self.county.first_day.years_since(birth));
        let employed = self.dice.chance(if working { 600 } else { 250 });
        self.visits_of_person = 0;
        self.shelf.clear();
        self.chunk.persons.push(Person {
            number,
            sex,
            birth,
            cover: if employed { Cover::Employee } else { Cover::Resident },
            family: number / 3,
            insured_at: DIVISION,
        });
        &self.chunk.persons[self.chunk.persons.len() - 1]
    }

    /// Opens a visit of the current person; its place.
    pub fn visit(&mut self, admission: Admission<'_>) -> u32 {
        self.visits_of_person += 1;
        let house = self.house(admission.institution);
        let place = self.chunk.visits.len() as u32;
        self.chunk.visits.push(Visit {
            person: self.chunk.persons.len() as u32 - 1,
            number: self.visits_of_person,
            institution: admission.institution,
            setting: admission.setting,
            begin: admission.begin,
            end: admission.end,
            department: admission.department.min(house.departments().len() as u16 - 1),
            doctor: 1 + self.dice.below(u32::from(house.doctors)) as u16,
            diagnoses: admission
                .diagnoses
                .iter()
                .enumerate()
                .map(|(place, &code)| VisitDiagnosis {
                    code,
                    principal: place == 0,
                    arose_here: false,
                })
                .collect(),
            operations: Vec::new(),
            total: Money::ZERO,
            fund_paid: Money::ZERO,
            settled_twice: false,
            lines: 0,
            covered: Money::ZERO,
        });
        place
    }

    pub fn visit_mut(&mut self, visit: u32) -> &mut Visit {
        &mut self.chunk.visits[visit as usize]
    }

    pub fn line_mut(&mut self, line: usize) -> &mut Line {
        &mut self.chunk.lines[line]
    }

    /// Records an operation; the first of a visit is the principal one.
    pub fn operate(&mut self, visit: u32, code: CodeId, at: Moment) {
        let operations = &mut self.visit_mut(visit).operations;
        let principal = operations.is_empty();
        operations.push(VisitOperation { code, principal, at });
    }

    /// True where the person does not have too much of a drug at home to be given it for so many days.
    pub fn needs(&self, visit: u32, item: ItemId, days: u16) -> bool {
        let visit = &self.chunk.visits[visit as usize];
        self.shelf
            .has_room(self.item(item), visit.setting, visit.begin.day(), days)
    }

    /// Charges an item; the place of the line.
    pub fn charge(&mut self, visit: u32, charge: Charge) -> usize {
        let item = self.item(charge.item);
        let delay = 60 + self.dice.below(18 * 3600);
        let open = &self.chunk.visits[visit as usize];
        let (department, doctor) = (open.department, open.doctor);
        let rank = self.house(open.institution).rank;
        if let Some(days) = charge.days {
            self.shelf.put(item, open.setting, charge.at.day(), days);
        }
        let price = charge.price.unwrap_or_else(|| rank.price(item.price));
        let amount = price.times(charge.quantity);
        let line = Line {
            visit,
            number: open.lines + 1,
            reverses: None,
            item: charge.item,
            at: charge.at,
            uploaded_at: charge.at.plus_seconds(i64::from(delay)),
            quantity: charge.quantity,
            price,
            amount,
            own_paid: amount.share(charge.own_per_cent, 100),
            prescription: charge.prescription,
            department,
            doctor: Some(doctor),
            days: charge.days,
            list_price: Some(price),
            purchase_price: (item.is_stocked() && rank != Rank::Pharmacy).then_some(price),
        };
        self.add(line)
    }

    /// Takes a line back in full, some minutes later; the place of the refund.
    pub fn refund(&mut self, line: usize) -> usize {
        let original = self.chunk.lines[line];
        let at = original.at.plus_seconds(1_200);
        self.add(Line {
            number: self.chunk.visits[original.visit as usize].lines + 1,
            reverses: Some(original.number),
            at,
            uploaded_at: at.plus_seconds(600),
            quantity: -original.quantity,
            amount: -original.amount,
            own_paid: -original.own_paid,
            ..original
        })
    }

    fn add(&mut self, line: Line) -> usize {
        self.visit_mut(line.visit).lines += 1;
        self.chunk.lines.push(line);
        self.chunk.lines.len() - 1
    }

    pub fn covered(&self, line: usize) -> Money {
        self.chunk.lines[line].covered()
    }

    fn numbers(&self, lines: &[usize]) -> Vec<u32> {
        lines.iter().map(|&line| self.chunk.lines[line].number).collect()
    }

    /// Notes what a review must find.
    pub fn violates(&mut self, rule: &'static str, visit: u32, lines: &[usize], amount: Money) {
        let lines = self.numbers(lines);
        self.chunk.truths.push(Truth {
            rule,
            visit,
            lines,
            amount,
        });
    }

    /// Notes what looks like a violation and is none.
    pub fn complies(&mut self, rule: &'static str, kind: &'static str, visit: u32, lines: &[usize]) {
        let lines = self.numbers(lines);
        self.chunk.near_misses.push(NearMiss {
            rule,
            visit,
            lines,
            kind,
        });
    }

    /// The fund pays seven tenths of what it covers.
    pub fn fund_pays(covered: Money) -> Money {
        covered.share(7, 10)
    }

    /// Sums up the visits.
    pub fn finish(mut self) -> Chunk {
        for line in &self.chunk.lines {
            if let Some(visit) = self.chunk.visits.get_mut(line.visit as usize) {
                visit.total += line.amount;
                visit.covered += line.covered();
            }
        }
        for visit in &mut self.chunk.visits {
            visit.fund_paid = Self::fund_pays(visit.covered);
        }
        self.vary();
        self.chunk
    }

    /// What happens in every county beside what any rule asks about: people insured elsewhere, settlements
    /// refunded and made again, infections that arose in hospital. Never where a truth is told, and without
    /// a throw of the dice, so that nothing else changes.
    fn vary(&mut self) {
        let told = self.chunk.truths.iter().map(|truth| truth.visit);
        let told: HashSet<u32> = told
            .chain(self.chunk.near_misses.iter().map(|near| near.visit))
            .collect();
        let visits = (0..).zip(&self.chunk.visits);
        let persons: HashSet<u32> = visits
            .filter(|(place, _)| told.contains(place))
            .map(|(_, visit)| visit.person)
            .collect();
        for (place, person) in (0..).zip(&mut self.chunk.persons) {
            if person.number.is_multiple_of(STRANGERS) && !persons.contains(&place) {
                person.insured_at = ELSEWHERE;
            }
        }
        let infection = self.county.catalogue.diagnoses(INFECTION).first().copied();
        for visit in &mut self.chunk.visits {
            let Some(person) = self.chunk.persons.get(visit.person as usize) else {
                continue;
            };
            if persons.contains(&visit.person) {
                continue;
            }
            let number = person.number + 7 * u32::from(visit.number);
            visit.settled_twice = number.is_multiple_of(SETTLED_TWICE);
            let stays_on = visit
                .end
                .is_some_and(|end| end.day().days_since(visit.begin.day()) >= 4);
            let medical = visit.setting == Setting::Inpatient && visit.department == ward::MEDICINE && stays_on;
            if medical && number.is_multiple_of(INFECTED) {
                let own = visit.diagnoses.iter().map(|diagnosis| diagnosis.code);
                visit.diagnoses.extend(
                    infection
                        .filter(|code| !own.clone().any(|own| own == *code))
                        .map(|code| VisitDiagnosis {
                            code,
                            principal: false,
                            arose_here: true,
                        }),
                );
            }
        }
    }
}

/// One person in so many is insured elsewhere.
const STRANGERS: u32 = 61;
/// The capital of another prefecture.
const ELSEWHERE: &str = "990100";
/// One visit in so many was settled, refunded and settled again.
const SETTLED_TWICE: u32 = 211;
/// One medical stay in so many brings an infection.
const INFECTED: u32 = 23;
/// The role of the diagnoses of which the first is what a stay brings.
const INFECTION: &str = "acute";
