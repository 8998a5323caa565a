//! The standing of doctors and institutions: points, and credit.

use super::papers::Paper;
use super::plan::{Course, Script};
use super::stock::{Concern, Stock};
use casework::credit::{self, CreditScheme, Fact};
use casework::penalty::Article;
use casework::points::{self, Cause, Person, Responsibility};
use domain::{InstitutionCode, PractitionerCode};
use ledger::{Kind, Viewer};

/// Points of the doctor with an account and of others, and the credit of institutions.
pub fn write(script: &mut Script<'_>, stock: &Stock) -> anyhow::Result<()> {
    write_points(script, stock)?;
    write_credit(script, stock)
}

/// A few points for the doctor with an account; of the others one is suspended, one out, one waits.
fn write_points(script: &mut Script<'_>, stock: &Stock) -> anyhow::Result<()> {
    let cast = script.cast;
    let own = (cast.doctor.clone(), cast.hospital.clone());
    let files = [own].into_iter().chain(stock.doctors().iter().cloned());
    let entries = [
        (Cause::PenaltyForLoss, Responsibility::General, 60, None),
        (Cause::SettlingForOthers, Responsibility::Main, 40, Some(6)),
        (Cause::LicenceLost, Responsibility::Main, 70, None),
        (Cause::HighPriceProducts, Responsibility::Important, 5, None),
    ];
    for (place, ((doctor, institution), (cause, responsibility, ago, months))) in files.zip(entries).enumerate() {
        let mut course = script.named(Kind::Points, doctor.as_str())?;
        register(&mut course, doctor, ago + 3);
        propose(&mut course, institution, cause, responsibility, ago);
        // The last one waits to be confirmed.
        if place + 1 < entries.len() {
            let confirm = points::Command::Confirm {
                number: 1,
                suspension_months: months,
            };
            course.step(ago - 3, &cast.head, confirm);
        }
    }
    Ok(())
}

fn register(course: &mut Course<'_, '_>, code: PractitionerCode, ago: i32) {
    let cast = course.cast();
    let person = Person {
        code,
        division: cast.division.clone(),
    };
    course.step(ago, &cast.auditors[0], points::Command::Register { person });
}

fn propose(
    course: &mut Course<'_, '_>,
    institution: InstitutionCode,
    cause: Cause,
    responsibility: Responsibility,
    ago: i32,
) {
    let auditor = &course.cast().auditors[0];
    let command = points::Command::Propose {
        cause,
        responsibility,
        institution,
        handling: "演示处理决定书".to_owned(),
    };
    course.step(ago, auditor, command);
}

/// One institution at each stage of the rating of the year before.
fn write_credit(script: &mut Script<'_>, stock: &Stock) -> anyhow::Result<()> {
    let year = script.plan.reference().year().saturating_sub(1);
    for (place, rated) in [(0, 6), (1, 12), (2, 30), (3, 120), (4, 130), (5, 140)] {
        let concern = stock.concern(place)?;
        let mut course = script.named(Kind::Credit, &format!("{year}-{}-{}", concern.institution, place + 1))?;
        rate(&mut course, concern, year, rated);
        let cast = course.cast();
        let office = cast.insurance_office(&concern.institution);
        let publish = |course: &mut Course<'_, '_>| {
            course.step(rated - 32, &cast.leader, credit::Command::Publish);
        };
        match place {
            0 => {}
            1 => object(&mut course, &office, 7),
            2 => {
                object(&mut course, &office, 25);
                let settle = credit::Command::SettleObjection {
                    facts: vec![Fact::VoluntaryRefund, Fact::RectifiedInTime],
                    opinion: "异议成立，重新核定".to_owned(),
                };
                course.step(15, &cast.leader, settle);
            }
            3 => publish(&mut course),
            4 => {
                publish(&mut course);
                request_repair(&mut course, &office, 9);
            }
            _ => {
                publish(&mut course);
                request_repair(&mut course, &office, 50);
                let opinion = "整改到位，同意修复一级".to_owned();
                course.step(40, &cast.leader, credit::Command::GrantRepair { opinion });
            }
        }
    }
    Ok(())
}

fn rate(course: &mut Course<'_, '_>, concern: &Concern, year: i16, ago: i32) {
    let command = credit::Command::Rate {
        institution: concern.institution.clone(),
        division: concern.division.clone(),
        year,
        facts: vec![
            Fact::Penalty {
                article: Article::Article38,
            },
            Fact::UpheldShare { per_ten_thousand: 12 },
            Fact::OverdueRectification,
        ],
        scheme: CreditScheme::default(),
    };
    let chief = &course.cast().chief;
    course.step(ago, chief, command);
}

fn object(course: &mut Course<'_, '_>, office: &Viewer, ago: i32) {
    let reason = "整改已按期完成，逾期记录有误".to_owned();
    course.step(ago, office, credit::Command::Object { reason });
}

fn request_repair(course: &mut Course<'_, '_>, office: &Viewer, ago: i32) {
    let proof = vec![course.paper(Paper::Repair)];
    let command = credit::Command::RequestRepair { proof };
    course.step_with(ago, office, command, &[Paper::Repair]);
}
