//! The issue as a matter: B04, B09, B10.

use crate::golden::{issue, ledgers};
use crate::support::{Move, after, day, refused};
use conduct::bulletin::{Bulletin, Figures, Issue, candidates, choose};
use domain::{Day, PractitionerCode};
use serde_json::{Value, json};

fn plan(issue: &Issue) -> Value {
    json!({"command": "plan", "issue": issue})
}

fn compose(issue: &Issue) -> Value {
    let figures = Figures::default();
    json!({"command": "compose", "composition": {
        "figures": figures, "headline": figures.headline(&issue.period),
        "internal": {"name": "院内版", "digest": "e1"}, "public": {"name": "公开版", "digest": "e2"}, "leaks": []}})
}

/// Through to publication on a Monday.
fn published(issue: &Issue) -> Vec<Move<'static>> {
    let opinion = |command: &str| json!({"command": command, "opinion": "已核对"});
    vec![
        ("2026-07-31", "行风甲", plan(issue)),
        ("2026-07-31", "行风甲", compose(issue)),
        (
            "2026-07-31",
            "行风乙",
            json!({"command": "check_office", "masked": true, "opinion": "已核对"}),
        ),
        ("2026-07-31", "纪检甲", opinion("check_discipline")),
        ("2026-07-31", "院长", opinion("approve")),
        ("2026-08-03", "行风甲", json!({"command": "publish"})),
    ]
}

#[test]
fn b04_issue_number_period_and_day_of_publication_are_independent() {
    let issue = issue();
    let planned: Bulletin = after(&[("2026-07-31", "行风甲", plan(&issue))]);
    assert_eq!(
        planned.issue.as_ref(),
        Some(&issue),
        "issue 4 with the data of June, published in August"
    );
    assert_eq!(
        (issue.key().as_str(), issue.title().as_str()),
        ("2026-4", "2026年第4期")
    );
    // What the books keep unique is institution, year and number, whatever else differs.
    let again = Issue {
        period: conduct::bulletin::Period {
            from: day("2026-07-01"),
            to: day("2026-07-31"),
        },
        publish_on: day("2026-09-01"),
        ..issue.clone()
    };
    assert_eq!(again.unique(), issue.unique());
    let next = Issue {
        number: 5,
        ..issue.clone()
    };
    assert_ne!(next.unique(), issue.unique());
    let foreign = ("2026-07-31", "外院行风", plan(&issue));
    assert_eq!(refused(&Bulletin::default(), &foreign), "CW-INSTITUTION");
}

#[test]
fn what_is_corrected_is_written_as_an_issue_is_called() {
    let wrong = Issue {
        corrects: Some("上一期".to_owned()),
        ..issue()
    };
    let step = ("2026-07-31", "行风甲", plan(&wrong));
    assert_eq!(refused(&Bulletin::default(), &step), "CD-CORRECTS");
}

#[test]
fn numbers_go_on_inside_a_year_and_are_never_given_twice() {
    let issued = [(2025, 12), (2026, 1), (2026, 3), (2026, 2)];
    assert_eq!(Issue::next_number(2026, &issued), 4);
    assert_eq!(Issue::next_number(2027, &issued), 1);
}

#[test]
fn b09_an_objection_blocks_final_and_so_does_the_publicity_period() {
    let mut moves = published(&issue());
    let bulletin: Bulletin = after(&moves);
    assert_eq!(bulletin.until, Some(day("2026-08-10")), "five working days");
    let conclude = |at: &'static str| (at, "行风甲", json!({"command": "conclude"}));
    assert_eq!(refused(&bulletin, &conclude("2026-08-10")), "CW-EARLY");
    assert_eq!(refused(&bulletin, &conclude("2026-08-11")), "");
    moves.push((
        "2026-08-05",
        "行风乙",
        json!({"command": "object", "content": "金额有误"}),
    ));
    let objected: Bulletin = after(&moves);
    assert_eq!(refused(&objected, &conclude("2026-08-11")), "CW-UNFINISHED");
    let settle = |upheld: bool| {
        let command = json!({"command": "settle", "objection": 1, "upheld": upheld, "opinion": "经核对"});
        ("2026-08-06", "纪检甲", command)
    };
    moves.push(settle(false));
    assert_eq!(refused(&after::<Bulletin>(&moves), &conclude("2026-08-11")), "");
    moves.pop();
    moves.push(settle(true));
    assert_eq!(
        refused(&after::<Bulletin>(&moves), &conclude("2026-08-11")),
        "CW-UNFINISHED"
    );
}

#[test]
fn a_withdrawn_issue_keeps_a_tombstone_and_a_correction_names_the_original() {
    let mut moves = published(&issue());
    moves.push((
        "2026-08-04",
        "院长",
        json!({"command": "withdraw", "reason": "数字有误"}),
    ));
    let withdrawn: Bulletin = after(&moves);
    let stone = withdrawn.tombstone.unwrap();
    assert_eq!(
        (stone.issue.as_str(), stone.reason.as_str()),
        ("2026年第4期", "数字有误")
    );
    assert_eq!(stone.withdrawn_on, day("2026-08-04"));
    let correction = Issue {
        number: 5,
        corrects: Some(stone.issue),
        ..issue()
    };
    let edition = conduct::bulletin::generate(
        &correction,
        conduct::bulletin::Audience::Internal,
        &conduct::bulletin::Material::default(),
        &conduct::bulletin::Settings::default(),
    );
    assert_eq!(edition.masthead.corrects.as_deref(), Some("更正2026年第4期"));
    assert_eq!(edition.masthead.issue, "2026年第5期");
}

#[test]
fn b10_candidates_are_found_in_the_ledgers_and_people_choose() {
    let (packets, mut commendations) = ledgers();
    let pennant = commendations.first_mut().unwrap();
    pennant.persons = vec![conduct::Staff {
        code: PractitionerCode::new("T-丙二"),
        name: "丙二".to_owned(),
        department: conduct::Department("试验三科".to_owned()),
        category: conduct::StaffCategory::Clinical,
    }];
    let (from, to): (Day, Day) = (day("2026-06-01"), day("2026-06-30"));
    let list = candidates(&packets, &commendations, from, to);
    assert_eq!(list.len(), 16);
    let first: Vec<(&str, u32)> = list
        .iter()
        .take(3)
        .map(|one| (one.name.as_str(), one.count()))
        .collect();
    assert_eq!(first.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 2, 2]);
    assert!(
        first.iter().any(|(name, _)| *name == "丙二"),
        "a packet and a pennant: {first:?}"
    );
    assert!(candidates(&packets, &commendations, to.plus_days(1), to.plus_days(30)).is_empty());
    let person = PractitionerCode::new("T-丙二");
    let honour = choose(&list, &person, "长期坚守岗位").unwrap();
    assert_eq!(
        (honour.name.as_str(), honour.citation.as_str()),
        ("丙二", "长期坚守岗位")
    );
    let code = |result: Result<_, casework::Refusal>| result.err().map(|refusal| refusal.code());
    assert_eq!(code(choose(&list, &person, " ")), Some("CW-TEXT"));
    assert_eq!(
        code(choose(&list, &PractitionerCode::new("T-别人"), "好")),
        Some("CW-UNKNOWN")
    );
}
