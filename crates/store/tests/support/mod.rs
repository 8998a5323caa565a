//! Made-up persons, visits and calls for the tests of the store, from a seed.
#![allow(dead_code, reason = "each test binary uses its own part")]

use domain::*;
use std::path::Path;
use store::{
    Billed, Call, CallEntry, CallFinding, CallId, Everything, History, Store, StoreError, StoreOptions, Visit, Wanted,
};

/// A small seeded generator (SplitMix64).
pub struct Seed(pub u64);

impl Seed {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn sixteen(&mut self) -> [u8; 16] {
        (u128::from(self.next()) << 64 | u128::from(self.next())).to_le_bytes()
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| make(self))
    }

    fn fact<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Fact<T> {
        match self.below(4) {
            0 => Fact::Unknown,
            1 => Fact::Absent,
            _ => Fact::Known(make(self)),
        }
    }

    fn amount(&mut self) -> i64 {
        match self.below(12) {
            0 => 0,
            1 => -(self.below(1_000_000) as i64),
            2 => 9_999_999_999_999_999,
            3 => -9_999_999_999_999_999,
            _ => self.below(10_000_000) as i64,
        }
    }

    pub fn moment(&mut self, from: Moment, seconds: u64) -> Moment {
        from.plus_seconds(self.below(seconds) as i64)
    }
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

pub fn open(dir: &Path) -> Store {
    Store::open(dir, StoreOptions::default()).unwrap()
}

pub fn person(id: &str) -> InsuredPerson {
    InsuredPerson {
        id: PersonId::new(id),
        ..InsuredPerson::default()
    }
}

/// A plain outpatient encounter.
pub fn encounter(id: &str, begin: &str) -> Encounter {
    let begin = moment(begin);
    Encounter {
        id: EncounterId::new(id),
        institution: Institution {
            code: InstitutionCode::new("H44030000001"),
            ..Institution::default()
        },
        setting: Fact::Known(CareSetting::Outpatient),
        insurance: Fact::Known(Insurance::Employee),
        begin,
        end: Some(begin),
        department: DepartmentCode::new("0300"),
        department_name: "内科".into(),
        doctor: PractitionerCode::new("D001"),
        diagnoses: vec![Diagnosis {
            code: DiagnosisCode::new("I10.x00"),
            name: "高血压".into(),
            principal: true,
        }],
        operations: Fact::Absent,
        total: Fact::Known(Money::from_fen(12_345)),
        fund_paid: Fact::Absent,
        special: vec![],
        evidence: vec![],
        current: false,
    }
}

/// A plain line of the encounter `index`.
pub fn line(id: &str, index: u32, at: &str) -> FeeLine {
    FeeLine {
        id: LineId::new(id),
        reverses: None,
        encounter: index,
        item: ItemCode::new("XC03CAF159A001010103428"),
        name: "氢氯噻嗪片".into(),
        kind: ItemKind::Drug,
        at: moment(at),
        timing: Default::default(),
        until: None,
        uploaded_at: None,
        quantity: Quantity::from_units(2),
        price: "3.5".parse().unwrap(),
        amount: Money::from_fen(700),
        covered: Money::from_fen(700),
        prescription: None,
        department: DepartmentCode::new("0300"),
        department_name: "内科".into(),
        doctor: PractitionerCode::new("D001"),
        title: Fact::Known(PractitionerTitle::Attending),
        usage: Usage::default(),
        list_price: Fact::Absent,
        purchase_price: Fact::Absent,
        current: false,
    }
}

pub fn with_prescription(line: FeeLine, prescription: &str) -> FeeLine {
    FeeLine {
        prescription: Some(PrescriptionId::new(prescription)),
        ..line
    }
}

pub fn call(id: &str, person: &str, encounter: &str, at: &str) -> Call {
    let requested_at = moment(at);
    Call {
        id: CallId::new(id),
        stage: Stage::Prescribing,
        scene: "2".to_owned(),
        institution: InstitutionCode::new("H44030000001"),
        person: PersonId::new(person),
        encounter: EncounterId::new(encounter),
        doctor: PractitionerCode::new("D001"),
        care_type: "11".to_owned(),
        requested_at,
        responded_at: requested_at,
        duration_micros: 1234,
        lines: 3,
        degraded: None,
        not_evaluable: 1,
        total: Money::from_fen(12_345),
        violation_amount: Money::from_fen(700),
        book_hash: "b3a1".to_owned(),
    }
}

/// A finding whose key is made of a tag.
pub fn finding(tag: &str, line_ids: &[&str]) -> CallFinding {
    CallFinding {
        key: key_of(tag),
        rule: RuleCode::new("GZ01002"),
        rule_name: "限性别用药".to_owned(),
        certainty: Certainty::Definite,
        action: Action::Remind,
        state: RuleState::InForce,
        amount: Money::from_fen(700),
        sentence: "该药品限女性使用，参保人为男性。".to_owned(),
        line_ids: line_ids.iter().map(LineId::new).collect(),
        amendable: line_ids.iter().map(LineId::new).collect(),
    }
}

fn key_of(tag: &str) -> FindingKey {
    FindingKey(Seed(lasting_hash(tag)).sixteen())
}

/// The `jr_id` of a finding of a call.
pub fn jr(call: &str, tag: &str) -> String {
    CallId::new(call).finding(key_of(tag))
}

pub fn visit(who: &str, encounters: Vec<Encounter>, lines: Vec<FeeLine>, billed: bool) -> Visit {
    Visit {
        person: person(who),
        encounters,
        lines,
        billed: if billed { Billed::Everything } else { Billed::Nothing },
    }
}

pub fn entry(call: Call, visit: Option<Visit>, findings: Vec<CallFinding>) -> CallEntry {
    CallEntry { call, visit, findings }
}

/// The history of the whole past.
pub fn history(store: &Store, who: &str) -> History {
    history_since(store, who, "2000-01-01").unwrap()
}

/// Everything of the history since a day.
pub fn history_since(store: &Store, who: &str, since: &str) -> Result<History, StoreError> {
    store.history(&PersonId::new(who), day(since), &[], &mut Everything)
}

/// Wants what a closure says of code, name and kind.
pub struct Asking<F> {
    ask: F,
    open: (String, ItemKind),
}

pub fn asking<F: FnMut(&str, &str, ItemKind) -> bool>(ask: F) -> Asking<F> {
    Asking {
        ask,
        open: (String::new(), ItemKind::Other),
    }
}

impl<F: FnMut(&str, &str, ItemKind) -> bool> Wanted for Asking<F> {
    fn wants_mark(&self, _mark: ItemMark, _kind: ItemKind) -> Option<bool> {
        None
    }

    fn wants_code(&mut self, _mark: ItemMark, code: &str, kind: ItemKind) -> Option<bool> {
        self.open = (code.to_owned(), kind);
        None
    }

    fn wants_name(&mut self, name: &str) -> bool {
        (self.ask)(&self.open.0, name, self.open.1)
    }

    fn has_line(&self, _encounter: &Encounter, _line: &str) -> bool {
        false
    }
}

pub fn line_ids(history: &History) -> Vec<&str> {
    history.lines.iter().map(|line| line.id.as_str()).collect()
}

/// An encounter with every field at its most varied.
pub fn any_encounter(seed: &mut Seed, id: &str, begin: Moment) -> Encounter {
    let texts = [
        "",
        "内科",
        "心血管内科（东区三楼）门诊",
        "x",
        "  中间 有空格",
        "很长的诊断名称，超过二十四个字节，需要堆上分配",
    ];
    Encounter {
        id: EncounterId::new(id),
        institution: Institution {
            code: InstitutionCode::new(seed.pick(&["H44030000001", "P44", ""])),
            level: seed.fact(|s| {
                s.pick(&[
                    InstitutionLevel::Unrated,
                    InstitutionLevel::One,
                    InstitutionLevel::Two,
                    InstitutionLevel::Three,
                ])
            }),
            kind: seed.fact(|s| {
                s.pick(&[
                    InstitutionKind::Medical,
                    InstitutionKind::Pharmacy,
                    InstitutionKind::Internet,
                    InstitutionKind::Other,
                ])
            }),
            division: Division::new(seed.pick(&["440305", ""])),
        },
        setting: seed.fact(|s| s.pick(&CareSetting::ALL)),
        insurance: seed.fact(|s| s.pick(&Insurance::ALL)),
        begin,
        end: seed.maybe(|s| s.moment(begin, 86_400 * 20)),
        department: DepartmentCode::new(seed.pick(&["0300", ""])),
        department_name: seed.pick(&texts).into(),
        doctor: PractitionerCode::new(seed.pick(&["D440300000001", ""])),
        diagnoses: (0..seed.below(4))
            .map(|n| Diagnosis {
                code: DiagnosisCode::normalised(seed.pick(&["I10.x00", "e11.900", "A17.000+"])),
                name: seed.pick(&texts).into(),
                principal: n == 0,
            })
            .collect(),
        operations: seed.fact(|s| {
            (0..s.below(3))
                .map(|n| Operation {
                    code: OperationCode::new("47.0100"),
                    name: s.pick(&texts).into(),
                    principal: n == 0,
                    at: s.maybe(|s| s.moment(begin, 86_400)),
                })
                .collect()
        }),
        total: seed.fact(|s| Money::from_scaled(s.amount())),
        fund_paid: seed.fact(|s| Money::from_scaled(s.amount())),
        special: SpecialCare::ALL
            .into_iter()
            // What the lines tell, the store tells from the lines.
            .filter(|special| !special.is_told_by_lines() && seed.below(4) == 0)
            .collect(),
        evidence: (0..seed.below(3))
            .map(|_| Evidence {
                kind: seed.pick(&texts).into(),
                by: "机构医保办".into(),
            })
            .collect(),
        current: seed.below(2) == 0,
    }
}

/// A line with every field at its most varied.
pub fn any_line(seed: &mut Seed, id: &str, index: u32, begin: Moment) -> FeeLine {
    let at = seed.moment(begin, 86_400 * 10).plus_seconds(-3600);
    let kinds = [
        ItemKind::Drug,
        ItemKind::Herb,
        ItemKind::Service,
        ItemKind::Consumable,
        ItemKind::Other,
    ];
    let titles = [
        PractitionerTitle::Assistant,
        PractitionerTitle::Resident,
        PractitionerTitle::Attending,
        PractitionerTitle::AssociateChief,
        PractitionerTitle::Chief,
    ];
    FeeLine {
        id: LineId::new(id),
        reverses: seed.maybe(|s| LineId::new(format!("R{}", s.below(100)))),
        encounter: index,
        item: ItemCode::new(seed.pick(&["XC03CAF159A001010103428", "002206030030000-220600003", "T000600001", ""])),
        name: seed
            .pick(&["氢氯噻嗪片", "一次性使用静脉留置针（带延长管、正压接头）", ""])
            .into(),
        kind: seed.pick(&kinds),
        at,
        timing: seed.pick(&[Timing::Exact, Timing::Exact, Timing::DayOnly, Timing::Unknown]),
        until: seed.maybe(|s| s.moment(at, 86_400 * 7)),
        uploaded_at: seed.maybe(|s| s.moment(at, 86_400 * 40)),
        quantity: Quantity::from_scaled(seed.amount()),
        price: UnitPrice::from_scaled(seed.amount()),
        amount: Money::from_scaled(seed.amount()),
        covered: Money::from_scaled(seed.amount()),
        prescription: seed.maybe(|s| PrescriptionId::new(format!("CF{}", s.below(5)))),
        department: DepartmentCode::new(seed.pick(&["0300", ""])),
        department_name: seed.pick(&["内科", ""]).into(),
        doctor: PractitionerCode::new(seed.pick(&["D440300000001", "D2", ""])),
        title: seed.fact(|s| s.pick(&titles)),
        usage: Usage {
            single_dose: seed.fact(|s| Quantity::from_scaled(s.amount())),
            times_per_day: seed.fact(|s| Quantity::from_scaled(s.amount())),
            days: seed.fact(|s| s.below(70_000).min(65_535) as u16),
        },
        list_price: seed.fact(|s| UnitPrice::from_scaled(s.amount())),
        purchase_price: seed.fact(|s| UnitPrice::from_scaled(s.amount())),
        current: seed.below(2) == 0,
    }
}

/// A visit of a few encounters in order of begin, and what the history should give back of it.
pub fn any_visit(seed: &mut Seed, who: &str, encounters: u32, lines_max: u64) -> (Visit, History) {
    let mut begin = moment("2025-01-06 08:30:00");
    let mut made = visit(who, vec![], vec![], seed.below(2) == 0);
    let mut expected = History::default();
    for index in 0..encounters {
        begin = begin.plus_seconds(1 + seed.below(86_400 * 30) as i64);
        let encounter = any_encounter(seed, &format!("E{index}"), begin);
        expected.encounters.push(Encounter {
            current: false,
            ..encounter.clone()
        });
        made.encounters.push(encounter);
        let mut lines: Vec<FeeLine> = (0..seed.below(lines_max + 1))
            .map(|n| any_line(seed, &format!("L{index}-{n}"), index, begin))
            .collect();
        made.lines.extend(lines.iter().cloned());
        lines.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        expected
            .lines
            .extend(lines.into_iter().map(|line| FeeLine { current: false, ..line }));
        expected
            .billed
            .resize(expected.lines.len(), made.billed == Billed::Everything);
    }
    (made, expected)
}
