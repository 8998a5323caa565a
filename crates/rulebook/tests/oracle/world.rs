//! A small world from which random records are drawn: six items, eight diagnoses, a few
//! encounters, at most twelve lines, times clustered around the days on which something changes.

use domain::{
    CareSetting, Day, Diagnosis, DiagnosisCode, Division, Encounter, Evidence, Fact, FeeLine, HistoryReach,
    Institution, InstitutionKind, InstitutionLevel, Insurance, InsuredPerson, ItemCode, ItemKind, LineId, Maternity,
    Money, Operation, OperationCode, PersonId, PractitionerTitle, PrescriptionId, Quantity, Record, Sex, SpecialCare,
    Timing, UnitPrice, Usage,
};

/// Code, name and kind of every item.
const ITEMS: [(&str, &str, ItemKind); 6] = [
    ("D1", "药甲", ItemKind::Drug),
    ("D2", "药乙", ItemKind::Drug),
    ("H1", "甘草", ItemKind::Herb),
    ("S1", "项目甲", ItemKind::Service),
    ("S2", "项目乙", ItemKind::Service),
    ("C1", "耗材甲", ItemKind::Consumable),
];

const DIAGNOSES: [(&str, &str); 8] = [
    ("I63.900", "脑梗死"),
    ("I10.x00", "高血压病"),
    ("C50.900", "乳腺恶性肿瘤"),
    ("Z49.100", "体外透析"),
    ("E85.400+I63.9", "淀粉样脑血管病"),
    ("A04.03.15", "胃痞病"),
    ("A04.01.01", "心悸病"),
    ("B04.06.02.01", "脾胃虚弱证"),
];

const OPERATIONS: [&str; 3] = ["47.0100", "47.0900", "81.5400"];

/// The days around which records are drawn: the states of a rule and the validity of its rows.
pub const ANCHORS: [&str; 7] = [
    TRIAL,
    "2026-01-01",
    IN_FORCE,
    "2026-03-15",
    "2026-04-01",
    ROW_CHANGE,
    ENDED,
];
/// first day of the trial
pub const TRIAL: &str = "2025-12-20";
/// first day in force
pub const IN_FORCE: &str = "2026-03-01";
/// a day on which rows begin or end
pub const ROW_CHANGE: &str = "2026-04-10";
/// first day after the end
pub const ENDED: &str = "2026-05-01";

/// A seeded source of choices (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(
            seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)
                .wrapping_add(0x1234_5678_9ABC_DEF1),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1) as usize) as i32
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// Mostly known, sometimes recorded as unknown, sometimes absent.
    fn fact<T: Clone>(&mut self, from: &[T]) -> Fact<T> {
        match self.below(10) {
            0 => Fact::Unknown,
            1 => Fact::Absent,
            _ => Fact::Known(self.pick(from)),
        }
    }
}

pub fn day(text: &str) -> Day {
    Day::parse(text).expect("a day of the world")
}

/// What kind of record a primitive needs.
#[derive(Clone, Copy)]
pub struct Shape {
    pub encounters: usize,
    pub lines: usize,
    /// days between the encounters, at most
    pub spread: i32,
    /// the kinds of encounter, the more often named the more often drawn
    pub settings: &'static [CareSetting],
    /// of some lines only the day is known, or not even that
    pub inexact: bool,
    /// some lines are stopped on a later day than they begin
    pub lasting: bool,
    /// some quantities are the hours of a day or of several, and some lines are stopped on the day they begin
    pub by_the_hour: bool,
}

const SETTINGS: [CareSetting; 8] = [
    CareSetting::Inpatient,
    CareSetting::Inpatient,
    CareSetting::Outpatient,
    CareSetting::Outpatient,
    CareSetting::Emergency,
    CareSetting::ChronicOutpatient,
    CareSetting::Pharmacy,
    CareSetting::DaySurgery,
];

impl Default for Shape {
    fn default() -> Self {
        Self {
            encounters: 3,
            lines: 12,
            spread: 3,
            settings: &SETTINGS,
            inexact: false,
            lasting: false,
            by_the_hour: false,
        }
    }
}

/// What records are made of.
#[derive(Clone)]
pub struct Stock {
    /// code, name, kind
    pub items: Vec<(String, String, ItemKind)>,
    /// code, name
    pub diagnoses: Vec<(String, String)>,
    pub operations: Vec<String>,
    pub anchors: Vec<&'static str>,
}

impl Stock {
    /// The stock of the small world.
    pub fn small() -> Self {
        Self {
            items: ITEMS
                .map(|(code, name, kind)| (code.to_owned(), name.to_owned(), kind))
                .to_vec(),
            diagnoses: DIAGNOSES
                .map(|(code, name)| (code.to_owned(), name.to_owned()))
                .to_vec(),
            operations: OPERATIONS.map(str::to_owned).to_vec(),
            anchors: ANCHORS.to_vec(),
        }
    }
}

/// Draws a record of the stock, in the order that the evaluator expects.
pub fn record(dice: &mut Dice, shape: Shape, stock: &Stock) -> Record {
    let anchor = day(dice.pick(&stock.anchors));
    let count = 1 + dice.below(shape.encounters);
    let all_current = dice.percent(40);
    let mut encounters: Vec<Encounter> = (0..count)
        .map(|number| encounter(dice, number, anchor, shape, stock, all_current))
        .collect();
    if let Some(first) = encounters.last_mut() {
        first.current = true;
    }
    let mut lines: Vec<FeeLine> = Vec::new();
    for number in 0..dice.below(shape.lines + 1) {
        let line = fee_line(dice, number, stock, &encounters, &lines);
        lines.push(line);
    }
    if shape.inexact {
        for number in 0..lines.len() {
            if dice.percent(25) {
                let id = LineId::new(format!("T{number}"));
                lines.push(FeeLine {
                    id,
                    ..lines[number].clone()
                });
            }
        }
        for line in &mut lines {
            line.timing = dice.pick(&[
                Timing::Exact,
                Timing::Exact,
                Timing::Exact,
                Timing::DayOnly,
                Timing::Unknown,
            ]);
            line.at = match line.timing {
                Timing::Exact => line.at,
                Timing::DayOnly => line.at.day().start(),
                Timing::Unknown => encounters[line.encounter as usize].begin,
            };
        }
    }
    if shape.lasting {
        for line in &mut lines {
            let stop = line.at.plus_seconds(i64::from(dice.between(-10, 120)) * 3600);
            line.until = dice.percent(45).then_some(stop);
        }
    }
    if shape.by_the_hour {
        for line in lines.iter_mut().filter(|line| line.quantity.is_positive()) {
            if dice.percent(60) {
                let hours = dice.pick(&["12", "20.5", "21", "23", "24", "24", "26", "48"]);
                line.quantity = hours.parse().expect("a quantity");
            }
            if dice.percent(30) {
                line.until = Some(line.at.plus_seconds(dice.pick(&[1_800, 3_600, 10_800, 43_200])));
            }
        }
    }
    // Of what was taken back whole nothing is left.
    let is_undone = |visit: &Encounter| visit.special.contains(&SpecialCare::Undone);
    lines.retain(|line| !is_undone(&encounters[line.encounter as usize]));
    let reach = match dice.below(8) {
        0 => HistoryReach::Absent,
        1 => HistoryReach::Since(anchor.plus_days(dice.between(-2 * shape.spread - 4, 2))),
        2 => HistoryReach::OwnInstitutionSince(day("1990-01-01")),
        _ => HistoryReach::Since(day("1990-01-01")),
    };
    let mut record = Record {
        person: person(dice, anchor),
        encounters,
        lines,
        history: reach,
    };
    record.sort();
    record
}

fn person(dice: &mut Dice, anchor: Day) -> InsuredPerson {
    let births = [
        anchor.plus_days(-28),
        anchor.plus_days(-29),
        anchor.plus_days(-181),
        anchor.plus_days(-365 * 18 - 5),
        anchor.plus_days(-365 * 18 - 4),
        anchor.plus_days(-365 * 60),
    ];
    InsuredPerson {
        id: PersonId::new("P1"),
        sex: dice.fact(&[Sex::Male, Sex::Female]),
        birth: dice.fact(&births),
        pool_area: Division::new("990001"),
        maternity: dice.fact(&[Maternity::Neither, Maternity::Pregnant, Maternity::Lactating]),
        certified_diseases: dice.fact(&[
            Vec::new(),
            vec![DiagnosisCode::new("I10.x00")],
            vec![DiagnosisCode::new("I63.900"), DiagnosisCode::new("C50.900")],
        ]),
        groups: if dice.percent(7) {
            vec!["长处方".into()]
        } else {
            Vec::new()
        },
    }
}

fn encounter(dice: &mut Dice, number: usize, anchor: Day, shape: Shape, stock: &Stock, all_current: bool) -> Encounter {
    let begin_day = anchor.plus_days(dice.between(-shape.spread, shape.spread));
    let begin = begin_day.start().plus_seconds(i64::from(dice.between(0, 12)) * 3600);
    let end = match dice.below(5) {
        0 => None,
        1 => Some(begin.plus_seconds(i64::from(dice.between(-1, 20)) * 3600)),
        _ => Some(begin_day.plus_days(dice.between(1, 6)).start().plus_seconds(36_000)),
    };
    let diagnoses = (0..dice.below(4))
        .map(|_| {
            let (code, name) = dice.pick(&stock.diagnoses);
            Diagnosis {
                code: DiagnosisCode::new(code),
                name: name.as_str().into(),
                principal: dice.percent(40),
            }
        })
        .collect();
    let operations = (0..dice.below(3))
        .map(|_| Operation {
            code: OperationCode::new(dice.pick(&stock.operations)),
            name: "手术".into(),
            principal: dice.percent(50),
            at: dice
                .percent(70)
                .then(|| begin.plus_seconds(i64::from(dice.between(0, 40)) * 3600)),
        })
        .collect::<Vec<_>>();
    let evidence = dice.percent(12).then(|| Evidence {
        kind: dice.pick(&["专家意见", "会诊记录"]).into(),
        by: dice.pick(&["机构医保办", "科主任", ""]).into(),
    });
    Encounter {
        id: format!("E{number}").as_str().into(),
        institution: Institution {
            code: dice.pick(&["H1", "H1", "H2"]).into(),
            level: dice.fact(&[
                InstitutionLevel::Unrated,
                InstitutionLevel::One,
                InstitutionLevel::Two,
                InstitutionLevel::Three,
            ]),
            kind: dice.fact(&[
                InstitutionKind::Medical,
                InstitutionKind::Medical,
                InstitutionKind::Pharmacy,
                InstitutionKind::Internet,
            ]),
            division: Division::new("990001"),
        },
        setting: dice.fact(shape.settings),
        insurance: dice.fact(&[
            Insurance::Employee,
            Insurance::Resident,
            Insurance::WorkInjury,
            Insurance::Maternity,
        ]),
        begin,
        end,
        department: dice.pick(&["A01", "A0102", "B02", ""]).into(),
        department_name: dice.pick(&["内科", "儿科", ""]).into(),
        doctor: dice.pick(&["W1", "W2"]).into(),
        diagnoses,
        operations: if dice.percent(70) {
            Fact::Known(operations)
        } else {
            Fact::Absent
        },
        total: Fact::Known(Money::from_fen(50_000)),
        fund_paid: dice.fact(&[Money::from_fen(30_000), Money::from_fen(1_234), Money::ZERO]),
        special: if dice.percent(10) {
            vec![dice.pick(&SpecialCare::ALL)]
        } else {
            Vec::new()
        },
        evidence: evidence.into_iter().collect(),
        current: all_current || dice.percent(50),
    }
}

fn fee_line(dice: &mut Dice, number: usize, stock: &Stock, encounters: &[Encounter], earlier: &[FeeLine]) -> FeeLine {
    let at_encounter = dice.below(encounters.len());
    let place = &encounters[at_encounter];
    let (mut code, mut name, kind) = dice.pick(&stock.items);
    // Some items have no code, and one code is written with several names.
    if kind == ItemKind::Service && dice.percent(15) {
        code = dice.pick(&["", "-"]).to_owned();
    }
    if dice.percent(15) {
        name.push_str("（另名）");
    }
    let hours = [0, 1, 5, 6, 7, 13, 24, 25, 30, 48, 55, 72];
    let minutes = dice.pick(&[0, 0, 0, 30, 59]);
    let shift = if dice.percent(8) { -26 } else { dice.pick(&hours) };
    let at = place.begin.plus_seconds(shift * 3600 + minutes * 60);
    let refunded = match dice.percent(15) && !earlier.is_empty() {
        true => Some(dice.pick(earlier)),
        false => None,
    };
    let (encounter, code, name, kind) = match &refunded {
        Some(line) => (
            line.encounter,
            line.item.as_str().to_owned(),
            line.name.to_string(),
            line.kind,
        ),
        None => (at_encounter as u32, code, name, kind),
    };
    let name = if refunded.is_some() && dice.percent(20) {
        format!("退{name}")
    } else {
        name
    };
    let at = refunded
        .as_ref()
        .map_or(at, |line| line.at.plus_seconds(dice.pick(&[0, 3600, 90_000])));
    let units: Quantity = dice
        .pick(&["1", "1", "2", "3", "5", "0.5", "0"])
        .parse()
        .expect("a quantity");
    let quantity = if refunded.is_some() { -units } else { units };
    let price: UnitPrice = dice
        .pick(&["1", "3.33", "10", "25.505", "400"])
        .parse()
        .expect("a price");
    let product = price.times(quantity);
    let covered = match dice.below(8) {
        0 => Money::ZERO,
        1 => product.share(1, 3),
        // what has a price and no quantity is claimed all the same
        _ if quantity.is_zero() => price.times(Quantity::from_units(1)),
        _ => product,
    };
    FeeLine {
        id: LineId::new(format!("L{number}")),
        reverses: refunded.filter(|_| dice.percent(60)).map(|line| line.id),
        encounter,
        item: ItemCode::new(code),
        name: name.as_str().into(),
        kind,
        at,
        timing: Timing::Exact,
        until: None,
        uploaded_at: dice
            .percent(60)
            .then(|| at.plus_seconds(dice.pick(&[0, 3600, 86_400, 86_401, 200_000]))),
        quantity,
        price,
        amount: if dice.percent(10) {
            let fen = dice.between(-7, 7);
            // some are off by more than any rounding
            product + Money::from_fen(i64::from(if fen % 3 == 0 { 30 * fen } else { fen }))
        } else {
            product
        },
        covered,
        prescription: dice.percent(70).then(|| PrescriptionId::new(dice.pick(&["R1", "R2"]))),
        department: dice.pick(&["A01", "A0102", "B02", ""]).into(),
        department_name: dice.pick(&["内科", "儿科", ""]).into(),
        doctor: dice.pick(&["W1", "W2", "W2", ""]).into(),
        title: dice.fact(&[
            PractitionerTitle::Resident,
            PractitionerTitle::Attending,
            PractitionerTitle::Chief,
        ]),
        usage: Usage {
            single_dose: dice.fact(&[Quantity::from_units(1), Quantity::from_units(3)]),
            times_per_day: dice.fact(&[
                Quantity::from_units(1),
                Quantity::from_units(2),
                Quantity::from_units(4),
            ]),
            days: dice.fact(&[1, 2, 3, 7, 8]),
        },
        list_price: dice.fact(&[
            price,
            UnitPrice::from_scaled(10_000_000),
            UnitPrice::from_scaled(25_505_000),
        ]),
        purchase_price: dice.fact(&[price, UnitPrice::from_scaled(price.scaled() * 100 / 115)]),
        current: encounters[encounter as usize].current && dice.percent(92),
    }
}
