//! For every record that the wire carries, decoding the canonical request
//! gives the record again.

use domain::{
    CareSetting, Day, DepartmentCode, Diagnosis, DiagnosisCode, Division, Encounter, EncounterId, Fact, FeeLine,
    HistoryReach, Institution, InstitutionCode, InstitutionKind, InstitutionLevel, Insurance, InsuredPerson, ItemCode,
    ItemKind, LineId, Maternity, Moment, Money, Operation, OperationCode, PersonId, PractitionerCode,
    PractitionerTitle, PrescriptionId, Quantity, Record, Sex, SpecialCare, Stage, UnitPrice, Usage,
};
use proptest::prelude::*;
use proptest::sample::select;
use server::wire::{Body, CallerProfile, CanonicalHead, decode, encode_review_request, wire_carries};

fn fact<T: std::fmt::Debug + Clone + 'static>(values: Vec<T>) -> BoxedStrategy<Fact<T>> {
    prop_oneof![1 => Just(Fact::Absent), 1 => Just(Fact::Unknown), 6 => select(values).prop_map(Fact::Known)].boxed()
}

fn person() -> impl Strategy<Value = InsuredPerson> {
    let birth = prop_oneof![
        Just(Fact::Absent),
        (0..20_000).prop_map(|day| Fact::Known(Day::from_epoch_days(day)))
    ];
    (
        fact(vec![Sex::Male, Sex::Female]),
        birth,
        select(vec!["440300", "430100", ""]),
        fact(vec![Maternity::Pregnant, Maternity::Lactating, Maternity::Neither]),
    )
        .prop_map(|(sex, birth, pool, maternity)| InsuredPerson {
            id: PersonId::new("P1"),
            sex,
            birth,
            pool_area: Division::new(pool),
            maternity,
            certified_diseases: Fact::Absent,
            groups: Vec::new(),
        })
}

fn institution() -> impl Strategy<Value = Institution> {
    use InstitutionLevel::{One, Three, Two, Unrated};
    (
        fact(vec![Unrated, One, Two, Three]),
        fact(vec![
            InstitutionKind::Medical,
            InstitutionKind::Pharmacy,
            InstitutionKind::Other,
        ]),
        select(vec!["H44030000001", "H44030000002"]),
        select(vec!["440300", "440305"]),
    )
        .prop_map(|(level, kind, code, division)| Institution {
            code: InstitutionCode::new(code),
            level,
            kind,
            division: Division::new(division),
        })
}

fn encounter(number: usize) -> impl Strategy<Value = Encounter> {
    let diagnosis = (
        select(vec!["I10.x00", "E11.900", "O80.000", ""]),
        select(vec!["高血压", "糖尿病", ""]),
        any::<bool>(),
    )
        .prop_map(|(code, name, principal)| Diagnosis {
            code: DiagnosisCode::normalised(code),
            name: name.into(),
            principal,
        });
    let operation = (
        select(vec!["47.0100", "36.0601"]),
        any::<bool>(),
        proptest::option::of(0_i64..500_000),
    )
        .prop_map(|(code, principal, at)| Operation {
            code: OperationCode::new(code),
            name: "手术".into(),
            principal,
            at: at.map(|seconds| Moment::from_epoch_seconds(1_770_000_000 + seconds)),
        });
    let operations = prop_oneof![
        3 => Just(Fact::Absent),
        1 => proptest::collection::vec(operation, 0..3).prop_map(Fact::Known)
    ];
    use Insurance::{Employee, LongTermCare, Other, Resident};
    (
        (
            institution(),
            fact(CareSetting::ALL.to_vec()),
            fact(vec![Employee, Resident, LongTermCare, Other, Insurance::Maternity]),
        ),
        (0_i64..5_000_000, proptest::option::of(0_i64..1_000_000)),
        (proptest::collection::vec(diagnosis, 0..4), operations),
        (
            proptest::option::of(0_i64..10_000_000),
            proptest::option::of(0_i64..10_000_000),
        ),
        proptest::sample::subsequence(
            vec![SpecialCare::Transfer, SpecialCare::OutOfRegion, SpecialCare::Internet],
            0..=3,
        ),
        select(vec![("1002", "内科"), ("", ""), ("A03", "")]),
    )
        .prop_map(
            move |((institution, setting, insurance), (begin, stay), (diagnoses, operations), sums, special, dept)| {
                let begin = Moment::from_epoch_seconds(1_770_000_000 + begin);
                Encounter {
                    id: EncounterId::new(format!("M{number}")),
                    institution,
                    setting,
                    insurance,
                    begin,
                    end: stay.map(|seconds| begin.plus_seconds(seconds)),
                    department: DepartmentCode::new(dept.0),
                    department_name: dept.1.into(),
                    doctor: PractitionerCode::new("D1"),
                    diagnoses,
                    operations,
                    total: sums.0.map(Money::from_fen).into(),
                    fund_paid: sums.1.map(Money::from_fen).into(),
                    special,
                    evidence: Vec::new(),
                    current: number == 0,
                }
            },
        )
}

fn line(number: usize) -> impl Strategy<Value = FeeLine> {
    let item = select(vec![
        ("XC09CAE194A001010184516", ItemKind::Drug),
        ("T001500123", ItemKind::Herb),
        ("002206030030000-220600003", ItemKind::Service),
        ("LOCAL-7", ItemKind::Consumable),
        ("LOCAL-8", ItemKind::Other),
        ("", ItemKind::Drug),
    ]);
    use PractitionerTitle::{Assistant, AssociateChief, Attending, Chief, Resident};
    let usage = (
        fact((1_i64..50_000).step_by(777).collect()),
        fact(vec![5_000_i64, 10_000, 30_000, 1_429]),
        fact((1_u16..30).collect()),
    );
    (
        (item, 0_u32..2, any::<bool>()),
        (0_i64..5_000_000, proptest::option::of(0_i64..1_000_000)),
        (
            -500_000_i64..5_000_000,
            0_i64..1_000_000_000,
            -100_000_i64..1_000_000,
            0_i64..=4,
        ),
        (
            proptest::option::of(select(vec!["CF1", "CF2"])),
            fact(vec![Assistant, Resident, Attending, AssociateChief, Chief]),
        ),
        usage,
        proptest::option::of(0_i64..1_000_000_000),
        proptest::option::weighted(0.1, Just("L0")),
    )
        .prop_map(
            move |(
                (item, encounter, current),
                (at, stop),
                (quantity, price, amount, quarters),
                by,
                usage,
                list,
                reverses,
            )| {
                let at = Moment::from_epoch_seconds(1_770_000_000 + at);
                let amount = Money::from_fen(amount);
                FeeLine {
                    id: LineId::new(format!("L{number}")),
                    reverses: reverses.map(LineId::new),
                    encounter,
                    item: ItemCode::new(item.0),
                    name: "缬沙坦\"片\\".into(),
                    kind: item.1,
                    at,
                    timing: Default::default(),
                    until: stop.map(|seconds| at.plus_seconds(seconds)),
                    uploaded_at: None,
                    quantity: Quantity::from_scaled(quantity),
                    price: UnitPrice::from_scaled(price),
                    amount,
                    covered: amount.share(quarters, 4),
                    prescription: by.0.map(PrescriptionId::new),
                    department: DepartmentCode::new("1002"),
                    department_name: "心血管内科".into(),
                    doctor: PractitionerCode::new("D1"),
                    title: by.1,
                    usage: Usage {
                        single_dose: usage.0.map(Quantity::from_scaled),
                        times_per_day: usage.1.map(Quantity::from_scaled),
                        days: usage.2,
                    },
                    list_price: list.map(UnitPrice::from_scaled).into(),
                    purchase_price: Fact::Absent,
                    current: current && encounter == 0,
                }
            },
        )
}

fn record() -> impl Strategy<Value = Record> {
    let lines = (line(1), line(2), line(3), line(4), 0_usize..=4).prop_map(|(a, b, c, d, count)| {
        let mut lines = vec![a, b, c, d];
        lines.truncate(count);
        lines
    });
    (person(), encounter(0), encounter(1), lines).prop_map(|(person, current, earlier, lines)| {
        let mut record = Record {
            person,
            encounters: vec![current, earlier],
            lines,
            history: HistoryReach::Absent,
        };
        record.sort();
        record
    })
}

/// Leaves out what the wire cannot carry, so that most generated records can be sent.
fn without_unknowns(mut record: Record) -> Record {
    if record.person.maternity == Fact::Known(Maternity::Neither) {
        record.person.maternity = Fact::Absent;
    }
    for encounter in &mut record.encounters {
        let setting = encounter
            .setting
            .known()
            .copied()
            .filter(|setting| *setting != CareSetting::HomeBed);
        encounter.setting = Fact::Known(setting.unwrap_or(CareSetting::Outpatient));
        encounter.institution.level = encounter.institution.level.known().copied().into();
        let pharmacy = encounter.setting == Fact::Known(CareSetting::Pharmacy);
        encounter.institution.kind = encounter
            .institution
            .kind
            .known()
            .copied()
            .filter(|kind| pharmacy || *kind != InstitutionKind::Pharmacy)
            .into();
        encounter.insurance = encounter.insurance.known().copied().into();
        if encounter.setting != Fact::Known(CareSetting::Inpatient) {
            encounter.special.retain(|special| *special != SpecialCare::Transfer);
        }
        if encounter.setting != Fact::Known(CareSetting::ChronicOutpatient) {
            encounter.special.retain(|special| *special != SpecialCare::Internet);
        }
        encounter
            .diagnoses
            .retain(|diagnosis| !diagnosis.code.is_empty() || !diagnosis.name.is_empty());
        encounter.operations = encounter
            .operations
            .known()
            .cloned()
            .filter(|list| !list.is_empty())
            .into();
        encounter.total = encounter.total.known().copied().filter(|total| !total.is_zero()).into();
    }
    for line in &mut record.lines {
        let Usage {
            single_dose,
            times_per_day,
            days,
        } = line.usage;
        line.usage = Usage {
            single_dose: single_dose.known().copied().into(),
            times_per_day: times_per_day.known().copied().into(),
            days: days.known().copied().into(),
        };
        if line.item.is_empty() {
            line.list_price = Fact::Absent;
        }
    }
    record
}

fn through_the_wire(record: &Record, stage: Stage) -> Record {
    let head = CanonicalHead {
        sent_at: Moment::parse("2026-11-24 01:07:59").expect("a time"),
        sequence: 7,
        task_id: "T1",
    };
    let json = encode_review_request(record, stage, &head);
    let envelope = decode(json.as_bytes(), &CallerProfile::default()).unwrap_or_else(|error| panic!("{error}\n{json}"));
    let Body::Review(request) = envelope.body else {
        panic!("not a review")
    };
    assert_eq!((request.stage, request.task_id.as_str()), (stage, "T1"));
    assert_eq!(request.renamed, []);
    request.patients.into_iter().next().expect("one patient").record
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn what_the_wire_carries_comes_back(record in record().prop_map(without_unknowns)) {
        if wire_carries(&record).is_ok() {
            prop_assert_eq!(&through_the_wire(&record, Stage::Prescribing), &record);
            prop_assert_eq!(&through_the_wire(&record, Stage::Settlement), &record);
        }
    }

    #[test]
    fn what_is_lost_is_said(record in record()) {
        if through_the_wire(&record, Stage::Prescribing) != record {
            prop_assert!(wire_carries(&record).is_err());
        }
    }
}

#[test]
fn most_plain_records_are_carried() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut carried = 0;
    for _ in 0..200 {
        let record = record()
            .prop_map(without_unknowns)
            .new_tree(&mut runner)
            .expect("a record")
            .current();
        carried += usize::from(wire_carries(&record).is_ok());
    }
    assert!(carried > 120, "{carried} of 200");
}
