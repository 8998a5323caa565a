//! Oracles of `attribute_limit`: a line, a prescription, a diagnosis or an operation against one fact.

use crate::bench::{Row, agree, row, row_from, row_until, setup};
use crate::reference::{World, icd, operations_of, together};
use crate::verdicts::Verdicts;
use crate::world::Shape;
use domain::{CareSetting, Certainty, Fact, InstitutionKind, InstitutionLevel, Money, PractitionerTitle, Sex};

const DEFINITE: Certainty = Certainty::Definite;

/// 在限定内: `Some(true)` inside, `Some(false)` outside, `None` where the fact is not known.
fn inside(
    world: &World<'_>,
    row: &Row,
    line: Option<usize>,
    encounter: usize,
    fact: &str,
    on: domain::Day,
) -> Option<bool> {
    let visit = &world.record.encounters[encounter];
    let person = &world.record.person;
    let limit = row.cell("限定");
    let among = |word: &str| limit.split('|').any(|part| part == word);
    match fact {
        "参保人.性别" => person.sex.known().map(|sex| among(sex.zh())),
        // what is not recorded of a man is known all the same
        "参保人.生育状态" => match (person.maternity, person.sex) {
            (Fact::Known(state), _) => Some(among(state.zh())),
            (_, Fact::Known(Sex::Male)) => Some(among("非妊娠哺乳")),
            _ => None,
        },
        "参保人.认定病种" => person
            .certified_diseases
            .known()
            .map(|list| list.iter().any(|code| icd(limit, code.as_str()))),
        "就诊.险种" => visit.insurance.known().map(|kind| among(kind.zh())),
        // 住院 names day surgery as well
        "就诊.方式" => visit
            .setting
            .known()
            .map(|setting| among(setting.zh()) || setting.is_stay() && among("住院")),
        "机构.级别" => visit.institution.level.known().map(|level| {
            let least = [InstitutionLevel::One, InstitutionLevel::Two, InstitutionLevel::Three]
                .into_iter()
                .find(|l| l.zh() == limit);
            Some(*level) >= least
        }),
        "机构.类型" => visit.institution.kind.known().map(|kind| match kind {
            InstitutionKind::Medical => among("医疗机构"),
            InstitutionKind::Pharmacy => among("药店"),
            InstitutionKind::Internet => among("互联网医院"),
            InstitutionKind::Other => among("其他"),
        }),
        "医师.职称" => world.line(line?).title.known().map(|title| {
            let all = [
                PractitionerTitle::Assistant,
                PractitionerTitle::Resident,
                PractitionerTitle::Attending,
                PractitionerTitle::AssociateChief,
                PractitionerTitle::Chief,
            ];
            Some(*title) >= all.into_iter().find(|t| t.zh() == limit)
        }),
        "开单.科室" => {
            let fee = world.line(line?);
            let (mut code, mut name) = (fee.department.as_str(), fee.department_name.as_str());
            if code.is_empty() && name.is_empty() {
                (code, name) = (visit.department.as_str(), visit.department_name.as_str());
            }
            (!code.is_empty() || !name.is_empty()).then(|| {
                limit
                    .split('|')
                    .any(|part| part == name || !code.is_empty() && code.starts_with(part))
            })
        }
        "参保人.年龄" => person.birth.known().map(|&birth| {
            let old = |text: &str| -> (i32, i32) {
                let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
                let age = match text.chars().last() {
                    Some('岁') => i32::from(on.years_since(birth)),
                    Some('月') => i32::from(on.months_since(birth)),
                    _ => on.days_since(birth),
                };
                (age, digits.parse().expect("a number"))
            };
            let (low, high) = (row.cell("年龄下限"), row.cell("年龄上限"));
            let high = if high.is_empty() && world.setup.params.contains("缺省年龄") {
                "18岁"
            } else {
                high
            };
            (low.is_empty() || {
                let (age, least) = old(low);
                age >= least
            }) && (high.is_empty() || {
                let (age, most) = old(high);
                age <= most
            })
        }),
        _ => Some(false),
    }
}

fn attribute(world: &World<'_>, out: &mut Verdicts, fact: &str, lacking: &str) {
    let forbidden = world.setup.params.contains("禁用");
    let only_chronic = world.setup.params.contains("仅就医方式");
    for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
        let on = world.line(line).at.day();
        let encounter = world.line(line).encounter as usize;
        for row in world
            .setup
            .rows
            .iter()
            .filter(|row| world.matches(row.codes, line) && world.setup.speaks(row, on))
        {
            if only_chronic {
                match world.visit(line).setting {
                    Fact::Known(CareSetting::ChronicOutpatient) => {}
                    Fact::Known(_) => continue,
                    _ => {
                        out.lacks_line(world.record, "就医方式", line);
                        continue;
                    }
                }
            }
            match inside(world, row, Some(line), encounter, fact, on) {
                None => out.lacks_line(world.record, lacking, line),
                Some(within) if within == forbidden => world.blame(out, line, world.left[line].covered, DEFINITE),
                Some(_) => {}
            }
        }
    }
}

fn attribute_rows(first: &'static str, second: &'static str) -> Vec<Row> {
    vec![
        row_until("D1", &[("限定", first)]),
        row_from("D1", &[("限定", second)]),
        row("S*", &[("限定", second)]),
        row("名:甘草|C1", &[("限定", first)]),
    ]
}

macro_rules! attribute_tests {
    ($($name:ident: $fact:literal, $lacking:literal, $first:literal, $second:literal;)*) => {$(
        #[test]
        fn $name() {
            let oracle = |world: &World<'_>, out: &mut Verdicts| attribute(world, out, $fact, $lacking);
            let rows = attribute_rows($first, $second);
            agree(setup("attribute_limit", concat!("事实: ", $fact), rows.clone()).with_exemptions(), Shape::default(), 300, oracle);
            agree(setup("attribute_limit", concat!("事实: ", $fact, ", 方向: 禁用"), rows), Shape::default(), 200, oracle);
        }
    )*};
}

attribute_tests! {
    sex: "参保人.性别", "性别", "男", "女";
    maternity: "参保人.生育状态", "生育状态", "妊娠期", "妊娠期|哺乳期";
    certified_diseases: "参保人.认定病种", "认定病种", "I10", "I60-I69|C50";
    insurance: "就诊.险种", "险种", "职工", "工伤|生育";
    setting: "就诊.方式", "就医方式", "住院", "门诊|急诊";
    level: "机构.级别", "机构级别", "二级", "三级";
    institution_kind: "机构.类型", "机构类型", "医疗机构", "药店";
    department: "开单.科室", "科室", "A01", "儿科|B";
    title: "医师.职称", "医师职称", "主治医师", "主任医师";
}

#[test]
fn never_payable() {
    let rows = vec![row("D1", &[]), row_until("名:甘草", &[]), row("S*", &[])];
    agree(
        setup("attribute_limit", "事实: 无", rows),
        Shape::default(),
        300,
        |world, out| attribute(world, out, "无", ""),
    );
}

#[test]
fn age() {
    let oracle = |world: &World<'_>, out: &mut Verdicts| attribute(world, out, "参保人.年龄", "出生日期");
    let age = |codes, low, high| row(codes, &[("年龄下限", low), ("年龄上限", high)]);
    let rows = vec![
        age("D1", "18岁", ""),
        age("D2", "", "28天"),
        age("S*", "6月", "17岁"),
        age("C1", "29天", "18岁"),
        age("H1", "", ""),
    ];
    agree(
        setup(
            "attribute_limit",
            "事实: 参保人.年龄, 缺省年龄: {上限: 18岁}",
            rows.clone(),
        ),
        Shape::default(),
        400,
        oracle,
    );
    agree(
        setup("attribute_limit", "事实: 参保人.年龄", rows[..4].to_vec()),
        Shape::default(),
        400,
        oracle,
    );
    agree(
        setup(
            "attribute_limit",
            "事实: 参保人.年龄, 方向: 禁用, 缺省年龄: {上限: 18岁}",
            rows,
        ),
        Shape::default(),
        300,
        oracle,
    );
}

#[test]
fn only_in_chronic_outpatient_care() {
    let oracle = |world: &World<'_>, out: &mut Verdicts| attribute(world, out, "参保人.认定病种", "认定病种");
    let setup = setup(
        "attribute_limit",
        "事实: 参保人.认定病种, 仅就医方式: [门诊慢特病]",
        attribute_rows("I10", "I63"),
    );
    agree(setup, Shape::default(), 1500, oracle);
}

/// All herbs of the prescription, self-paid ones too, stand in the table.
#[test]
fn whole_prescription() {
    let rows = vec![row_until("名:甘草", &[])];
    let shape = Shape {
        lines: 8,
        ..Shape::default()
    };
    agree(
        setup("attribute_limit", "事实: 无, 范围: 处方内全部", rows),
        shape,
        500,
        |world, out| {
            let listed = |l: usize| {
                world
                    .setup
                    .rows
                    .iter()
                    .any(|row| world.matches(row.codes, l) && world.setup.speaks(row, world.line(l).at.day()))
            };
            for line in world.paid().into_iter().filter(|&line| listed(line)) {
                let herbs = world
                    .charged()
                    .into_iter()
                    .filter(|&l| world.line(l).kind == domain::ItemKind::Herb && together(world, line, l));
                let herbs: Vec<usize> = herbs.collect();
                if herbs.iter().all(|&l| listed(l)) && herbs.iter().any(|&l| world.line(l).current) {
                    world.blame_as_of(
                        out,
                        world.line(herbs[0]).at.day(),
                        line,
                        world.left[line].covered,
                        DEFINITE,
                    );
                }
            }
        },
    );
}

#[test]
fn diagnosis_or_operation_by_sex() {
    let diagnoses = vec![row("I63|C50", &[("限定", "女")]), row_until("I10", &[("限定", "男")])];
    agree(
        setup("attribute_limit", "对象: 诊断, 事实: 参保人.性别", diagnoses),
        Shape::default(),
        300,
        |world, out| by_code(world, out, diagnoses_of),
    );
    let operations = vec![row("47.0", &[("限定", "女")]), row_until("81", &[("限定", "男")])];
    agree(
        setup("attribute_limit", "对象: 手术, 事实: 参保人.性别", operations),
        Shape::default(),
        300,
        |world, out| by_code(world, out, operations_of),
    );
}

/// Codes of an encounter, each with the day on which it speaks.
type Coded = fn(&domain::Encounter) -> Vec<(String, domain::Day)>;

fn diagnoses_of(visit: &domain::Encounter) -> Vec<(String, domain::Day)> {
    visit
        .diagnoses
        .iter()
        .map(|diagnosis| (diagnosis.code.as_str().to_owned(), visit.begin.day()))
        .collect()
}

fn by_code(world: &World<'_>, out: &mut Verdicts, codes: Coded) {
    for (at, visit) in world
        .record
        .encounters
        .iter()
        .enumerate()
        .filter(|(_, visit)| visit.current)
    {
        for (code, on) in codes(visit) {
            for row in world
                .setup
                .rows
                .iter()
                .filter(|row| world.setup.speaks(row, on) && icd(row.codes, &code))
            {
                match inside(world, row, None, at, "参保人.性别", on) {
                    None => out.lacks_encounter("性别", at),
                    Some(true) => {}
                    Some(false) => world.blame_encounter_on(out, on, at, Money::ZERO, DEFINITE),
                }
            }
        }
    }
}
