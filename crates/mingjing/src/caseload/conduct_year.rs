//! The year of conduct at the hospital: schemes, confirmed events, vetoes and the plan of the clean hospital. What the books' own jobs would propose is written here under the names that they use.

use super::assessments;
use super::conduct_ledger::{FIRST, last_month};
use super::papers::Paper;
use super::people::{COUNT, DEPARTMENTS, THIRD, account, person};
use super::plan::Script;
use conduct::Subject;
use conduct::clean::duties::{self, Head, ListKind, Task, template};
use conduct::event::{self, Evidence, EvidenceKind, Involved, Origin, Report};
use conduct::scheme::{Template, draft};
use conduct::veto::{self, Basis, Brief, Candidate, Meeting};
use domain::Day;
use ledger::{Kind, MatterId};

/// The whole year.
pub fn write(script: &mut Script<'_>) -> anyhow::Result<()> {
    schemes(script)?;
    events(script)?;
    vetoes(script)?;
    assessments::write(script)?;
    plan(script)
}

/// The year that is assessed: until spring the one before.
pub fn year_of(reference: Day) -> i16 {
    reference.plus_days(-150).year()
}

/// Somebody of the list as matters of his year name him: with his account, by which he acts himself.
pub fn known(script: &Script<'_>, place: usize) -> Subject {
    Subject {
        user: account(script.cast, place).map(|viewer| viewer.actor.user.clone()),
        ..subject(script, place)
    }
}

/// Somebody of the list as events name him.
fn subject(script: &Script<'_>, place: usize) -> Subject {
    let staff = person(script.cast, place);
    Subject {
        person: staff.code,
        name: staff.name,
        department: staff.department,
        user: None,
    }
}

/// One published scheme, one that is being written.
fn schemes(script: &mut Script<'_>) -> anyhow::Result<()> {
    let effective = Day::from_ymd(year_of(script.plan.reference()), 1, 1)?;
    for (name, template, published) in [
        ("演示方案医师", Template::Clinical, true),
        ("演示方案护理", Template::Nursing, false),
    ] {
        let mut course = script.named(Kind::Scheme, name)?;
        let cast = course.cast();
        let begin = draft::Command::Begin {
            institution: cast.hospital.clone(),
            division: cast.division.clone(),
            template,
        };
        course.step(FIRST - 1, &cast.ethics[0], begin);
        if published {
            course.step(FIRST - 2, &cast.ethics[0], draft::Command::Submit {});
            let number = "院发〔演示〕1号".to_owned();
            course.step(
                FIRST - 4,
                &cast.hospital_people[1],
                draft::Command::Publish { number, effective },
            );
        }
    }
    Ok(())
}

/// Events of the year: what the ledgers have established, and what offices recorded.
fn events(script: &mut Script<'_>) -> anyhow::Result<()> {
    let reference = script.plan.reference();
    let period = last_month(reference);
    let year = year_of(reference);
    let january = Day::from_ymd(year, 1, 1)?;
    let days = period.to.min(Day::from_ymd(year, 12, 31)?).days_since(january).max(1);
    const CODES: [&str; 12] = [
        "A06", "A04", "A01", "A15", "A08", "M10", "A06", "A14", "M01", "A18", "M13", "A17",
    ];
    for number in 0..180_usize {
        let at = i32::try_from(number)?;
        let on = january.plus_days(at * days / 180);
        let code = CODES.get(number % CODES.len()).copied().unwrap_or("A06");
        let ago = reference.days_since(on).min(FIRST - 6);
        // On a working day, or earlier than the books.
        let on = on.min(script.plan.day(ago));
        // Uneven, as life is: some are told of often, some never.
        let about = subject(script, (number * number + number * 7) % COUNT);
        let own_department = about.department.0 == DEPARTMENTS[0];
        let mut course = script.named(Kind::ConductEvent, &format!("演示行为{number:03}"))?;
        let cast = course.cast();
        let report = Report {
            institution: cast.hospital.clone(),
            division: cast.division.clone(),
            code: code.parse()?,
            occurred_on: on,
            learned_on: on,
            persons: vec![Involved {
                subject: about,
                share: 100,
            }],
            head: None,
            origin: Origin::Office,
            summary: "医德医风办公室据台账和检查记录登记".to_owned(),
            amount: None,
            patient_seal: None,
            evidence: vec![Evidence {
                kind: EvidenceKind::Scan,
                paper: course.paper(Paper::Evidence),
                taken_on: None,
            }],
        };
        course.step_with(
            ago,
            &cast.ethics[0],
            event::Command::Record { report },
            &[Paper::Evidence],
        );
        // The last ones are still on their way.
        let until = match number {
            176.. => 179 - number,
            _ => 4,
        };
        let opinion = || "情况属实".to_owned();
        // One department has a head with an account; for the others the office confirms.
        let confirmed = match own_department {
            true => (
                2,
                &cast.hospital_people[2],
                event::Command::Confirm { opinion: opinion() },
            ),
            false => {
                let reason = "科室负责人尚未开通账号".to_owned();
                (2, &cast.ethics[1], event::Command::TakeOver { reason })
            }
        };
        let steps = [
            (1, &cast.ethics[0], event::Command::Submit),
            confirmed,
            (3, &cast.ethics[0], event::Command::Verify { opinion: opinion() }),
            (
                5,
                &cast.discipline,
                event::Command::Approve {
                    points: None,
                    count: 1,
                    counted_year: year,
                    opinion: "同意".to_owned(),
                },
            ),
        ];
        for (gap, who, command) in steps.into_iter().take(until) {
            course.step(ago - gap, who, command);
        }
    }
    Ok(())
}

/// One veto that stands, one that the committee has still to decide, and one that its person appeals against,
/// which somebody else than who decided is to answer.
fn vetoes(script: &mut Script<'_>) -> anyhow::Result<()> {
    let reference = script.plan.reference();
    let year = year_of(reference);
    for (place, ago, decided) in [(29, 120, true), (44, 14, false), (THIRD, 54, true)] {
        let about = known(script, place);
        let event = MatterId::new(Kind::ConductEvent, &format!("演示否决{place:03}"))?;
        let mut course = script.named(Kind::Veto, &format!("演示否决{place:03}"))?;
        let cast = course.cast();
        let candidate = Candidate {
            institution: cast.hospital.clone(),
            division: cast.division.clone(),
            subject: about,
            year,
            basis: Basis::ConductEvent {
                event: event.to_string(),
                code: "X02".parse()?,
            },
        };
        course.step(ago, &cast.discipline, veto::Command::Nominate { candidate });
        let brief = Brief {
            condition: "X02".parse()?,
            facts: "经查，收受患者家属财物，已退还并作出处理".to_owned(),
            evidence: vec![course.paper(Paper::Evidence)],
            from: course.day(ago),
            until: Day::from_ymd(course.day(ago).year(), 12, 31)?,
        };
        course.step_with(
            ago - 3,
            &cast.ethics[0],
            veto::Command::Prepare { brief },
            &[Paper::Evidence],
        );
        let opinion = "事实清楚，证据充分".to_owned();
        course.step(ago - 6, &cast.discipline, veto::Command::Verify { opinion });
        if decided {
            let meeting = Meeting {
                met_on: course.day(ago - 10),
                minute_number: "医德考评委员会纪要〔演示〕2号".to_owned(),
                minutes: course.paper(Paper::Minutes),
            };
            course.step_with(
                ago - 10,
                &cast.hospital_people[1],
                veto::Command::Decide { meeting },
                &[Paper::Minutes],
            );
        }
        if let Some(person) = account(cast, place) {
            let appeal = veto::Command::Appeal {
                grounds: "财物已于当日上交，有登记单为证".to_owned(),
                evidence: vec![course.paper(Paper::Appeal)],
            };
            course.step_with(ago - 30, person, appeal, &[Paper::Appeal]);
        }
    }
    Ok(())
}

/// The yearly plan of the clean hospital, half of it done.
fn plan(script: &mut Script<'_>) -> anyhow::Result<()> {
    let year = year_of(script.plan.reference());
    let mut course = script.named(Kind::DutyList, &format!("演示清廉医院{year}"))?;
    let cast = course.cast();
    let owners = [&cast.ethics[0], &cast.hospital_people[0]];
    let tasks: Vec<Task> = template(ListKind::Plan)
        .into_iter()
        .zip(owners.iter().cycle())
        .map(|(point, owner)| Task {
            number: point.number,
            aspect: point.aspect,
            text: point.text,
            owner: owner.actor.user.clone(),
            due: course.day(20 - i32::from(point.number) * 3),
        })
        .collect();
    let head = Head {
        institution: cast.hospital.clone(),
        division: cast.division.clone(),
        kind: ListKind::Plan,
        title: format!("{year}年清廉医院建设重点任务"),
        period: format!("{year}年"),
        topic: String::new(),
    };
    let count = tasks.len();
    course.step(FIRST - 8, &cast.ethics[1], duties::Command::Adopt { head, tasks });
    for number in 1..=u16::try_from(count / 2)? {
        let ago = 100 - i32::from(number) * 8;
        let owner = owners.get(usize::from(number - 1) % owners.len()).copied();
        let Some(owner) = owner else { continue };
        let prove = duties::Command::Prove {
            number,
            measures: "已按计划完成".to_owned(),
            proof: vec![course.paper(Paper::Proof)],
        };
        course.step_with(ago, owner, prove, &[Paper::Proof]);
        let verify = duties::Command::Verify {
            number,
            opinion: "佐证齐全".to_owned(),
        };
        course.step(ago - 2, &cast.discipline, verify);
    }
    Ok(())
}
