//! Sums are kept beside the rows: whatever was done, they are what the rows add up to, for everybody, by
//! every dimension and within any span of time; and books of an older program get them.

use crate::books::Books;
use crate::people::*;
use crate::random::Dice;
use casework::lead::{self, Lead, PeriodLength};
use casework::{Figures, Role, UserId};
use domain::{Certainty, Day, Division, InstitutionCode, Money, RuleCode};
use ledger::{
    Breakdown, FindingBreakdown, FindingEntry, FindingFilter, FindingRow, FindingTotals, Kind, Ledger, MatterFilter,
    MatterId, MatterOrder, MatterRow, Page, Retention, Totals, Viewer,
};
use std::collections::BTreeMap;

on_both! {
    sums_are_what_the_rows_add_up_to,
    a_changed_sum_is_noticed,
    books_of_an_older_program_get_their_sums,
}

fn pick<'a>(dice: &mut Dice, texts: &[&'a str]) -> &'a str {
    texts[dice.below(texts.len())]
}

/// A finding of one of few keys, so that many come again, changed or not.
fn some_finding(dice: &mut Dice) -> FindingEntry {
    let number = dice.below(60);
    let own = number % 4;
    FindingEntry {
        institution: InstitutionCode::new(["H1", "H2", "H3", "H4"][own]),
        division: Division::new(pick(dice, &[["440305", "440306", "440305", "4403"][own], "440307"])),
        rule: RuleCode::new(["GZ1", "GZ2", "GZ3"][number % 3]),
        service_day: day("2025-11-20").plus_days(i32::try_from(number * 3).unwrap()),
        amount: Money::from_scaled(i64::try_from(dice.below(3) * 100).unwrap()),
        certainty: [Certainty::Suspect, Certainty::Definite][dice.below(2)],
        ..finding(u64::try_from(number).unwrap())
    }
}

/// One thing that changes rows.
async fn act(ledger: &Ledger, dice: &mut Dice, step: usize) {
    let Rules { calendar, limits } = rules();
    let system = system();
    let when = day("2026-01-20").plus_days(i32::try_from(step * 2).unwrap()).start();
    let entries: Vec<FindingEntry> = (0..dice.below(12)).map(|_| some_finding(dice)).collect();
    match dice.below(6) {
        0 | 1 => {
            ledger.take_in(&system, when, "run", &entries).await.unwrap();
        }
        2 => {
            let noted = ledger.write(&system, when, async |writing| {
                writing.note_findings("alerts", &entries).await
            });
            noted.await.unwrap();
        }
        3 => {
            ledger
                .form_leads(&system, when, PeriodLength::Month, &calendar, &limits)
                .await
                .unwrap();
        }
        4 => {
            // Those that came in first and have no lead yet go; a write that fails changes no sum.
            let keep = Retention {
                finding_days: 20,
                ..Retention::default()
            };
            ledger
                .write(&system, when, async |writing| writing.retire(&keep).await)
                .await
                .unwrap();
            let failed = ledger.write(&system, when, async |writing| {
                writing.take_in("run", &entries).await?;
                let id = MatterId::new(Kind::Lead, "none")?;
                let to = UserId::from("审核甲");
                writing
                    .command::<Lead>(&id, 1, lead::Command::Assign { to }, &calendar, &limits)
                    .await
            });
            assert!(failed.await.is_err());
        }
        _ => {
            let all = matters(ledger, &system).await;
            let waiting: Vec<&MatterRow> = all.iter().filter(|row| row.id.kind() == Kind::Lead).collect();
            if let Some(row) = waiting.get(dice.below(waiting.len().max(1))) {
                let to = UserId::from(pick(dice, &["审核甲", "审核乙"]));
                let city = bureau("科长", Role::SectionChief, "440300");
                on_lead(ledger, &city, when, &row.id, row.version, lead::Command::Assign { to })
                    .await
                    .unwrap();
            } else {
                let number = u64::try_from(step).unwrap() + 100;
                let id = open_review(ledger, number, when).await;
                tell(ledger, &id, when).await;
            }
        }
    }
}

async fn matters(ledger: &Ledger, viewer: &Viewer) -> Vec<MatterRow> {
    let page = Page::first(MatterOrder::DueFirst, 500);
    let listed = ledger
        .read(viewer)
        .matters(&MatterFilter::default(), &page)
        .await
        .unwrap();
    assert!(listed.next.is_none());
    listed.rows
}

async fn findings(ledger: &Ledger, viewer: &Viewer) -> Vec<FindingRow> {
    let filter = FindingFilter::default();
    ledger.read(viewer).findings(&filter, 500, None).await.unwrap()
}

fn counted<R, T: Default>(
    rows: &[R],
    wanted: impl Fn(&R) -> bool,
    heading: impl Fn(&R) -> String,
    add: impl Fn(&mut T, &R),
) -> BTreeMap<String, T> {
    let mut sums: BTreeMap<String, T> = BTreeMap::new();
    for row in rows.iter().filter(|row| wanted(row)) {
        add(sums.entry(heading(row)).or_default(), row);
    }
    sums
}

fn month(day: Day) -> String {
    day.to_string()[..7].to_owned()
}

const SPANS: [(Option<&str>, Option<&str>); 6] = [
    (None, None),
    (Some("2026-01-01"), Some("2027-01-01")),
    (Some("2026-01-10"), Some("2026-03-05")),
    (Some("2026-02-01"), Some("2026-02-20")),
    (Some("2026-02-07"), None),
    (None, Some("2026-02-28")),
];

async fn check_findings(ledger: &Ledger, viewer: &Viewer) {
    let rows = findings(ledger, viewer).await;
    let mut filters = Vec::new();
    for (from, before) in SPANS {
        for (institution, rule) in [
            (None, None),
            (Some("H1"), None),
            (None, Some("GZ2")),
            (Some("H2"), Some("GZ2")),
        ] {
            for at_least in [None, Some(Certainty::Definite)] {
                filters.push(FindingFilter {
                    institution: institution.map(InstitutionCode::new),
                    rule: rule.map(RuleCode::new),
                    from: from.map(day),
                    before: before.map(day),
                    at_least,
                    lead: None,
                });
            }
        }
    }
    if let Some(lead) = rows.iter().find_map(|row| row.lead.clone()) {
        filters.push(FindingFilter {
            lead: Some(lead),
            ..FindingFilter::default()
        });
    }
    let add = |sum: &mut FindingTotals, row: &FindingRow| {
        sum.count += 1;
        sum.amount += row.amount;
    };
    for filter in &filters {
        let wanted = |row: &FindingRow| {
            filter
                .institution
                .as_ref()
                .is_none_or(|code| code.as_str() == row.institution)
                && filter.rule.as_ref().is_none_or(|code| code.as_str() == row.rule)
                && filter.from.is_none_or(|day| row.service_day >= day)
                && filter.before.is_none_or(|day| row.service_day < day)
                && filter.at_least.is_none_or(|_| row.certainty == Certainty::Definite)
                && filter.lead.is_none_or_equal(&row.lead)
        };
        let total = counted(&rows, wanted, |_| String::new(), add);
        let expected = total.get("").copied().unwrap_or_default();
        assert_eq!(
            ledger.read(viewer).finding_totals(filter).await.unwrap(),
            expected,
            "{filter:?}"
        );
        for by in [
            FindingBreakdown::Rule,
            FindingBreakdown::Institution,
            FindingBreakdown::Division,
            FindingBreakdown::Month,
            FindingBreakdown::Certainty,
        ] {
            let heading = |row: &FindingRow| match by {
                FindingBreakdown::Rule => row.rule.clone(),
                FindingBreakdown::Institution => row.institution.clone(),
                FindingBreakdown::Division => row.division.clone(),
                FindingBreakdown::Month => month(row.service_day),
                FindingBreakdown::Certainty => if row.certainty == Certainty::Definite { "3" } else { "2" }.to_owned(),
            };
            let found = ledger.read(viewer).finding_breakdown(filter, by).await.unwrap();
            let found: BTreeMap<String, FindingTotals> = found.into_iter().collect();
            assert_eq!(found, counted(&rows, wanted, heading, add), "{filter:?} by {by:?}");
        }
    }
}

async fn check_matters(ledger: &Ledger, viewer: &Viewer) {
    let rows = matters(ledger, viewer).await;
    let none = MatterFilter::default();
    let mut filters = Vec::new();
    for (from, before) in SPANS {
        for narrowed in [
            none.clone(),
            MatterFilter {
                kinds: vec![Kind::Lead],
                ..none.clone()
            },
            MatterFilter {
                kinds: vec![Kind::Lead, Kind::Review],
                stages: vec!["待分派".to_owned()],
                ..none.clone()
            },
            MatterFilter {
                institution: Some(InstitutionCode::new("H1")),
                ..none.clone()
            },
            MatterFilter {
                rule: Some(RuleCode::new("GZ1")),
                ..none.clone()
            },
            MatterFilter {
                period: Some("2026-01".to_owned()),
                ..none.clone()
            },
            MatterFilter {
                assignee: Some(UserId::from("审核甲")),
                ..none.clone()
            },
            MatterFilter {
                due_before: Some(day("2026-06-01")),
                ..none.clone()
            },
        ] {
            filters.push(MatterFilter {
                // Not at midnight, so that even a day is divided.
                changed_from: from.map(|text| day(text).start().plus_seconds(3_600)),
                changed_before: before.map(|text| day(text).start()),
                ..narrowed
            });
        }
    }
    let add = |sum: &mut Totals, row: &MatterRow| {
        sum.count += 1;
        let Figures {
            flagged,
            upheld,
            recovered,
            avoided,
        } = row.figures;
        sum.figures = sum.figures
            + Figures {
                flagged,
                upheld,
                recovered,
                avoided,
            };
    };
    for filter in &filters {
        let wanted = |row: &MatterRow| {
            (filter.kinds.is_empty() || filter.kinds.contains(&row.id.kind()))
                && (filter.stages.is_empty() || filter.stages.contains(&row.stage))
                && filter
                    .institution
                    .as_ref()
                    .is_none_or(|code| row.institution.as_deref() == Some(code.as_str()))
                && filter
                    .rule
                    .as_ref()
                    .is_none_or(|code| row.rule.as_deref() == Some(code.as_str()))
                && filter.period.is_none_or_equal(&row.period)
                && filter
                    .assignee
                    .as_ref()
                    .is_none_or(|user| row.assignee.as_deref() == Some(user.0.as_str()))
                && filter.due_before.is_none_or(|day| row.due.is_some_and(|due| due < day))
                && filter.changed_from.is_none_or(|moment| row.changed_at >= moment)
                && filter.changed_before.is_none_or(|moment| row.changed_at < moment)
        };
        let total = counted(&rows, wanted, |_| String::new(), add);
        let expected = total.get("").copied().unwrap_or_default();
        assert_eq!(
            ledger.read(viewer).totals(filter).await.unwrap(),
            expected,
            "{filter:?}"
        );
        for by in [
            Breakdown::Kind,
            Breakdown::Stage,
            Breakdown::Institution,
            Breakdown::Division,
            Breakdown::Rule,
            Breakdown::Period,
            Breakdown::Assignee,
            Breakdown::Month,
        ] {
            let heading = |row: &MatterRow| match by {
                Breakdown::Kind => row.id.kind().tag().to_owned(),
                Breakdown::Stage => row.stage.clone(),
                Breakdown::Institution => row.institution.clone().unwrap_or_default(),
                Breakdown::Division => row.division.clone(),
                Breakdown::Rule => row.rule.clone().unwrap_or_default(),
                Breakdown::Period => row.period.clone().unwrap_or_default(),
                Breakdown::Assignee => row.assignee.clone().unwrap_or_default(),
                Breakdown::Month => month(row.changed_at.day()),
            };
            let found = ledger.read(viewer).breakdown(filter, by).await.unwrap();
            let found: BTreeMap<String, Totals> = found.into_iter().collect();
            assert_eq!(found, counted(&rows, wanted, heading, add), "{filter:?} by {by:?}");
        }
    }
}

/// A condition on a text that may be missing on both sides.
trait NoneOrEqual {
    fn is_none_or_equal(&self, value: &Option<String>) -> bool;
}

impl NoneOrEqual for Option<String> {
    fn is_none_or_equal(&self, value: &Option<String>) -> bool {
        self.is_none() || self == value
    }
}

async fn sums_are_what_the_rows_add_up_to(books: Books) {
    let ledger = books.open().await;
    let mut dice = Dice { seed: 8, thrown: 0 };
    let viewers = [
        system(),
        bureau("市", Role::SectionChief, "440300"),
        chief(),
        bureau("省外", Role::SectionChief, "450000"),
        hospital("医保办", HOSPITAL),
    ];
    for step in 0..60 {
        act(&ledger, &mut dice, step).await;
        assert_eq!(ledger.verify_lists().await.unwrap().wrong, [], "step {step}");
        if step % 20 == 19 {
            for viewer in &viewers {
                check_findings(&ledger, viewer).await;
                check_matters(&ledger, viewer).await;
            }
        }
    }
    assert!(!findings(&ledger, &system()).await.is_empty());
    assert!(
        matters(&ledger, &system())
            .await
            .iter()
            .any(|row| row.assignee.is_some())
    );
    let text = books.text(&ledger).await;
    let copy = Ledger::restore(&books.another().await, &mut text.as_bytes())
        .await
        .unwrap();
    assert_eq!(copy.verify_lists().await.unwrap().wrong, []);
    check_findings(&copy, &system()).await;
}

async fn some_books(books: &Books) -> Ledger {
    let ledger = books.open().await;
    let mut dice = Dice { seed: 9, thrown: 0 };
    let entries: Vec<FindingEntry> = (0..40).map(|_| some_finding(&mut dice)).collect();
    let when = at("2026-03-31 23:59:59");
    ledger.take_in(&system(), when, "run", &entries).await.unwrap();
    let Rules { calendar, limits } = rules();
    ledger
        .form_leads(&system(), when, PeriodLength::Month, &calendar, &limits)
        .await
        .unwrap();
    ledger
}

async fn a_changed_sum_is_noticed(books: Books) {
    let ledger = some_books(&books).await;
    let check = ledger.verify_lists().await.unwrap();
    assert!(check.wrong.is_empty() && check.sums > 10, "{check:?}");
    for (change, column, undo) in [
        (
            "UPDATE finding_sum SET amount = amount + 1 WHERE facet = 'all'",
            "amount",
            "UPDATE finding_sum SET amount = amount - 1 WHERE facet = 'all'",
        ),
        (
            "INSERT INTO finding_sum VALUES ('rule', 'GZ9', 202601, '44', 1, 0, 0)",
            "facet",
            "DELETE FROM finding_sum WHERE heading = 'GZ9'",
        ),
        (
            "UPDATE matter_sum SET heading = 'H9' WHERE heading = 'H1'",
            "matters",
            "UPDATE matter_sum SET heading = 'H1' WHERE heading = 'H9'",
        ),
    ] {
        assert!(books.tamper(change).await > 0);
        let wrong = ledger.verify_lists().await.unwrap().wrong;
        assert!(wrong.iter().any(|(_, found)| *found == column), "{change}: {wrong:?}");
        books.tamper(undo).await;
        assert_eq!(ledger.verify_lists().await.unwrap().wrong, [], "{undo}");
    }
}

async fn books_of_an_older_program_get_their_sums(books: Books) {
    let ledger = some_books(&books).await;
    let text = books.text(&ledger).await;
    ledger.close().await;
    // As the program of the seventh version left them.
    books
        .tamper(
            "DROP TABLE finding_sum; DROP TABLE matter_sum; DROP INDEX finding_by_rule; DROP INDEX matter_by_rule; \
             DROP INDEX matter_by_period; DROP INDEX matter_by_kind_due; DROP INDEX matter_by_kind_flagged; \
             DROP TABLE staff; DROP TABLE fact; DROP TABLE vault; DROP TABLE vault_request; \
             DROP TABLE survey_code; DROP TABLE survey_answer; DROP TABLE report_index; \
             DROP TABLE recognition_participant; DROP TABLE recognition_item; DROP TABLE recognition_reminder; \
             DROP TABLE clinical_row; \
             DROP INDEX matter_by_practitioner; ALTER TABLE matter DROP COLUMN department; \
             DROP TABLE grant_proposal; DROP TABLE upkeep; DROP TABLE house_setting; DROP TABLE matter_party; DROP INDEX matter_by_revision; DROP INDEX account_by_identity; \
             ALTER TABLE account DROP COLUMN identity_issuer; ALTER TABLE account DROP COLUMN identity_subject; \
             ALTER TABLE session DROP COLUMN proof; \
             DELETE FROM schema_version WHERE version > 7",
        )
        .await;
    let brought_up = books.open().await;
    assert_eq!(books.text(&brought_up).await, text);
    assert_eq!(brought_up.verify_lists().await.unwrap().wrong, []);
    // And their text is brought up likewise.
    let old = text_of_the_seventh_version(&text);
    let copy = Ledger::restore(&books.another().await, &mut old.as_bytes())
        .await
        .unwrap();
    assert_eq!(books.text(&copy).await, text);
}

/// The version that the program writes; the text names it.
const NEWEST: u32 = 20;

/// A text without the sums, and without what later versions know, closed as the older program closed it.
fn text_of_the_seventh_version(text: &str) -> String {
    use sm3::{Digest, Sm3};
    const LATER: [&str; 17] = [
        "matter_party",
        "house_setting",
        "matter_sum",
        "finding_sum",
        "staff",
        "fact",
        "vault",
        "vault_request",
        "survey_code",
        "survey_answer",
        "report_index",
        "recognition_participant",
        "recognition_item",
        "recognition_reminder",
        "grant_proposal",
        "upkeep",
        "clinical_row",
    ];
    let (mut old, mut rows, mut kept, mut of_matter) = (String::new(), 0_u64, true, false);
    for line in text.lines() {
        if line.starts_with("{\"rows\"") {
            let digest = hex::encode(Sm3::digest(old.as_bytes()));
            old.push_str(&format!("{{\"rows\":{rows},\"digest\":\"{digest}\"}}\n"));
            break;
        }
        if line.contains("\"table\"") {
            let is = |name: &str| line.contains(&format!("\"table\":\"{name}\""));
            kept = !LATER.into_iter().any(is);
            of_matter = is("matter");
        }
        if kept {
            rows += u64::from(line.starts_with('['));
            let newest = format!("\"schema\":{NEWEST}");
            let mut line = line.replace(&newest, "\"schema\":7");
            if of_matter {
                // The last column is the department, of which these matters have none.
                line = line.replace(",\"department\"]", "]").replace(",\"\"]", "]");
            }
            // Nobody has an account in these books, nor has signed in.
            for later in [",\"identity_issuer\",\"identity_subject\"]", ",\"proof\"]"] {
                line = line.replace(later, "]");
            }
            old.push_str(&line);
            old.push('\n');
        }
    }
    old
}
