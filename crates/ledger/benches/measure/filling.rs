//! Books of a size that is asked for: the findings and matters of a city's year.

use crate::people::{Rules, at, bureau, day, draft, finding, rules, system};
use casework::lead::{self, Lead};
use casework::recovery::{self, Claim, Recovery};
use casework::review_case::{self, ReviewCase, Subject};
use casework::{Flagged, Role, Upheld, UserId};
use domain::{Certainty, Division, FindingKey, InstitutionCode, Money, RuleCode};
use ledger::{Argument, FindingEntry, Kind, Ledger, MatterId, Viewer};
use std::time::Instant;

/// 机构
pub const INSTITUTIONS: u64 = 500;

/// Keys are digests: they come in no order.
pub fn finding_key(number: u64) -> FindingKey {
    let digest = u128::from(domain::lasting_hash(&number.to_string()));
    FindingKey((digest << 64 | u128::from(number)).to_be_bytes())
}

/// Findings as an audit sends them, with an argument of the usual length.
pub fn entries(from: u64, to: u64) -> Vec<FindingEntry> {
    let argument = Argument {
        sentence: "住院期间同日重复收取护理费。".repeat(20),
        ..Argument::default()
    };
    (from..to)
        .map(|number| FindingEntry {
            institution: InstitutionCode::new(format!("H{}", number % INSTITUTIONS)),
            rule: RuleCode::new(format!("GZ{}", number % 41)),
            amount: Money::from_scaled((number % 9_000) as i64),
            division: division(number),
            service_day: day("2026-01-01").plus_days((number % 300) as i32),
            certainty: match number % 41 % 3 {
                0 => Certainty::Definite,
                _ => Certainty::Suspect,
            },
            argument: argument.clone(),
            key: finding_key(number),
            ..finding(number)
        })
        .collect()
}

/// The county of the institution of this number.
pub fn division(number: u64) -> Division {
    Division::new(format!("4403{:02}", number % INSTITUTIONS % 10 + 1))
}

/// Who assigns: the city, which has all the counties.
pub fn city_chief() -> Viewer {
    bureau("科长", Role::SectionChief, "440300")
}

/// Of ten matters eight are leads, in two stages, one is a review, of which every second was told, and one
/// is a recovery with its deadline; over a year.
pub async fn cases(ledger: &Ledger, count: u64) {
    let Rules { calendar, limits } = rules();
    let (system, chief) = (system(), city_chief());
    let (auditor, finance) = (
        bureau("审核甲", Role::Auditor, "440300"),
        bureau("财务", Role::AgencyFinance, "440300"),
    );
    let (mut commands, start) = (0, Instant::now());
    for from in (0..count).step_by(1_000) {
        let when = at("2025-06-02 09:00:00").plus_seconds((from * 31_536_000 / count) as i64);
        let numbers = from..count.min(from + 1_000);
        let by_system = ledger.write(&system, when, async |writing| {
            let mut reviews = Vec::new();
            for number in numbers.clone() {
                match number / INSTITUTIONS % 10 {
                    8 => {
                        let id = MatterId::review(finding_key(number));
                        let open = review_case::Command::Open {
                            subject: subject(number),
                            sampled: false,
                        };
                        let opened = writing.command::<ReviewCase>(&id, 0, open, &calendar, &limits).await?;
                        reviews.push((id, opened.version));
                    }
                    9 => {}
                    _ => {
                        let draft = case(number);
                        let id = MatterId::lead(&draft.key, 1);
                        let open = lead::Command::Open { draft };
                        writing.command::<Lead>(&id, 0, open, &calendar, &limits).await?;
                    }
                }
            }
            Ok(reviews)
        });
        let reviews = by_system.await.expect("opening");
        let by_chief = ledger.write(&chief, when, async |writing| {
            for number in numbers.clone().filter(|number| assigned(*number)) {
                let id = MatterId::lead(&case(number).key, 1);
                let to = UserId(format!("审核{}", number % 17));
                let assign = lead::Command::Assign { to };
                writing.command::<Lead>(&id, 1, assign, &calendar, &limits).await?;
            }
            Ok(())
        });
        by_chief.await.expect("assigning");
        let by_auditor = ledger.write(&auditor, when, async |writing| {
            for (id, version) in reviews.iter().step_by(2) {
                let uphold = review_case::Command::UpholdFirst {
                    amount: Money::from_scaled(100),
                    note: "超量".to_owned(),
                };
                writing
                    .command::<ReviewCase>(id, *version, uphold, &calendar, &limits)
                    .await?;
            }
            Ok(())
        });
        by_auditor.await.expect("upholding");
        let by_finance = ledger.write(&finance, when, async |writing| {
            for number in numbers.clone().filter(|number| number / INSTITUTIONS % 10 == 9) {
                let id = MatterId::new(Kind::Recovery, &number.to_string())?;
                let open = recovery::Command::Open { claim: claim(number) };
                writing.command::<Recovery>(&id, 0, open, &calendar, &limits).await?;
            }
            Ok(())
        });
        by_finance.await.expect("claiming");
        commands += numbers.clone().count() + numbers.filter(|number| assigned(*number)).count();
    }
    println!(
        "  办理（每写千件） {:>8.0} 件/秒",
        commands as f64 / start.elapsed().as_secs_f64()
    );
}

pub fn is_lead(number: u64) -> bool {
    number / INSTITUTIONS % 10 < 8
}

pub fn assigned(number: u64) -> bool {
    is_lead(number) && number.is_multiple_of(3)
}

pub fn subject(number: u64) -> Subject {
    Subject {
        finding: finding_key(number),
        rule: RuleCode::new(format!("GZ{}", number % 41)),
        institution: InstitutionCode::new(format!("H{}", number % INSTITUTIONS)),
        division: division(number),
        certainty: Certainty::Suspect,
        flagged: Flagged::of(Money::from_scaled(9_000)),
    }
}

pub fn claim(number: u64) -> Claim {
    Claim {
        origin: format!("审{number}"),
        institution: InstitutionCode::new(format!("H{}", number % INSTITUTIONS)),
        division: division(number),
        due: Upheld::of(Money::from_scaled(5_000)),
    }
}

pub fn case(number: u64) -> lead::LeadDraft {
    let mut draft = draft(
        &format!("H{}", number % INSTITUTIONS),
        division(number).as_str(),
        &format!("GZ{}", number / INSTITUTIONS % 41),
        &[(number, (number % 977 + 1) as i64)],
    );
    draft.key.period = format!("20{:02}-{:02}", number / INSTITUTIONS / 41 % 60 + 10, number % 12 + 1);
    draft
}
