//! The golden shape of an issue: 18 gifts of invented people, made by the matters themselves, with 24
//! pennants and 9 letters; B01, B02, B06.

use crate::support::{Move, after, day};
use conduct::bulletin::{
    Audience, Figures, Issue, LearningItem, LinkCheck, Material, MediaItem, Period, Settings, Table, Times, generate,
    numeral, published_rows,
};
use conduct::commendation::{self, Commendation};
use conduct::packet::{self, RedPacket};
use domain::{Day, Division, InstitutionCode, Moment, Money};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Person, department, yuan, and whether it was paid in: 16 people of 13 departments.
const GIFTS: [(&str, &str, i64, bool); 18] = [
    ("甲一", "试验一科", 2000, true),
    ("甲一", "试验一科", 1000, true),
    ("甲二", "试验一科", 1000, false),
    ("乙一", "试验二科", 1000, true),
    ("乙二", "试验二科", 500, true),
    ("丙一", "试验三科", 1500, true),
    ("丙一", "试验三科", 500, false),
    ("丙二", "试验三科", 3000, true),
    ("丁一", "试验四科", 1000, true),
    ("戊一", "试验五科", 200, false),
    ("己一", "试验六科", 1000, true),
    ("庚一", "试验七科", 800, true),
    ("辛一", "试验八科", 2000, false),
    ("壬一", "试验九科", 2000, true),
    ("癸一", "试验十科", 1500, true),
    ("子一", "试验十一科", 1200, false),
    ("丑一", "试验十二科", 1000, true),
    ("寅一", "试验十三科", 1000, false),
];

fn staff(name: &str, department: &str) -> Value {
    json!({"code": format!("T-{name}"), "name": name, "department": department, "category": "clinical"})
}

/// The course of one gift, through to verification.
fn gift(place: usize, (name, department, yuan, deposit): (&str, &str, i64, bool)) -> packet::Row {
    let amount = Money::from_fen(yuan * 100).to_string();
    // As in the bulletin that the shape is from, the one gift of an outpatient was returned.
    let care = match place {
        2 => "outpatient",
        _ => "inpatient",
    };
    let evidence = json!([{"name": "凭证.jpg", "digest": format!("d{place}")}]);
    let (way, receipt, deposited) = match deposit {
        true => ("deposit", json!(format!("R{place}")), json!(amount)),
        false => ("returned", Value::Null, Value::Null),
    };
    let moves: [Move<'_>; 3] = [
        (
            "2026-06-12 10:00:00",
            "医师甲",
            json!({"command": "register", "occurred_at": "2026-06-12 09:00", "packet": {
                "institution": "H1", "division": "990101", "staff": staff(name, department), "giver": "患者家属",
                "patient": {"care": care, "seal": format!("S-{place}"), "head": "012"}, "kind": "cash",
                "amount": amount, "estimated": false, "met": "could_not_refuse", "evidence": []}}),
        ),
        (
            "2026-06-12 11:00:00",
            "医师甲",
            json!({"command": "dispose", "disposal": {"way": way, "on": "2026-06-12", "receipt": receipt,
                   "deposited": deposited, "evidence": evidence}}),
        ),
        ("2026-06-13", "行风乙", json!({"command": "verify", "opinion": "属实"})),
    ];
    let packet: RedPacket = after(&moves);
    packet.row(format!("P{place:02}")).unwrap()
}

fn commendation(place: usize, kind: &str) -> commendation::Row {
    let moves: [Move<'_>; 2] = [
        (
            "2026-06-12",
            "科主任",
            json!({"command": "register", "record": {"institution": "H1", "division": "990101", "kind": kind,
                   "received_on": "2026-06-12", "source": "送达", "seal": "S-0",
                   "department": format!("试验{}科", numeral(place % 5 + 1)), "persons": [], "group": true,
                   "summary": "感谢全体医护人员"}}),
        ),
        ("2026-06-13", "行风甲", json!({"command": "verify", "opinion": "属实"})),
    ];
    let commendation: Commendation = after(&moves);
    commendation.row(format!("C-{kind}-{place}")).unwrap()
}

/// The ledgers of the golden month.
pub fn ledgers() -> (Vec<packet::Row>, Vec<commendation::Row>) {
    let gifts = GIFTS.into_iter().enumerate().map(|(place, of)| gift(place, of));
    let pennants = (0..24).map(|place| commendation(place, "pennant"));
    let letters = (0..9).map(|place| commendation(place, "letter"));
    (gifts.collect(), pennants.chain(letters).collect())
}

/// The period of June.
pub fn june() -> Period {
    Period {
        from: day("2026-06-01"),
        to: day("2026-06-30"),
    }
}

/// Issue 4, with the data of June, published in August.
pub fn issue() -> Issue {
    Issue {
        institution: InstitutionCode::new("H1"),
        division: Division::new("990101"),
        name: "清风试验".to_owned(),
        issuer: "试验医院行风办".to_owned(),
        year: 2026,
        number: 4,
        period: june(),
        publish_on: day("2026-08-03"),
        publicity_days: 5,
        corrects: None,
    }
}

/// The hospital's order of departments.
pub fn settings() -> Settings {
    let departments = (1..=13).map(|place| conduct::Department(format!("试验{}科", numeral(place))));
    Settings {
        departments: departments.collect(),
        contact: vec!["监督举报电话：0999-7654321".to_owned()],
        ..Settings::default()
    }
}

/// Whether the cells of a table cover each place of its grid exactly once.
pub fn covers(table: &Table) -> bool {
    let columns = usize::from(table.columns);
    let mut taken = vec![vec![false; columns]; table.rows.len()];
    for (top, row) in table.rows.iter().enumerate() {
        for cell in row {
            let Some(left) = taken[top].iter().position(|taken| !taken) else {
                return false;
            };
            for line in top..top + usize::from(cell.rows) {
                for column in left..left + usize::from(cell.columns) {
                    match taken.get_mut(line).and_then(|line| line.get_mut(column)) {
                        Some(place) if !*place => *place = true,
                        _ => return false,
                    }
                }
            }
        }
    }
    taken.iter().flatten().all(|taken| *taken)
}

fn money(yuan: i64) -> Money {
    Money::from_fen(yuan * 100)
}

#[test]
fn b01_the_golden_ledger_has_18_rows_22200_yuan_12_deposits_6_returns_16_people_13_departments() {
    let (packets, commendations) = ledgers();
    let material = Material {
        packets: &packets,
        commendations: &commendations,
        ..Material::default()
    };
    for audience in [Audience::Internal, Audience::Public] {
        let edition = generate(&issue(), audience, &material, &settings());
        assert_eq!(
            edition.figures,
            Figures {
                person_times: 18,
                people: 16,
                departments: 13,
                amount: money(22_200),
                deposits: Times {
                    times: 12,
                    amount: money(16_300)
                },
                returns: Times {
                    times: 6,
                    amount: money(5_900)
                },
                others: Times::default(),
                supplements: 0,
                pennants: 24,
                letters: 9,
                praise: 0,
                lost_property: 0,
            }
        );
        let table = edition.table();
        assert!(covers(&table), "cells overlap or leave a gap");
        assert_eq!((table.columns, table.header_rows, table.rows.len()), (6, 2, 2 + 18 + 1));
        let text = |row: &[conduct::bulletin::Cell]| row.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
        assert_eq!(text(table.rows.last().unwrap()), ["合计", "22200", "12", "6", ""]);
        // The cell of a department stands once, over all its rows; so does the cell of a person.
        let heads: Vec<_> = edition.honours.iter().filter(|row| row.department_rows > 0).collect();
        assert_eq!(heads.len(), 13);
        assert_eq!(heads[0].department_rows, 3);
        assert_eq!(edition.honours.iter().filter(|row| row.person_rows == 2).count(), 2);
        let first = text(&table.rows[2]);
        let (name, patient) = match audience {
            Audience::Internal => ("甲一", "012****"),
            Audience::Public => ("甲某", "住院患者"),
        };
        assert_eq!(first, ["试验一科", name, "2000", "1", "", patient]);
        assert_eq!(
            text(&table.rows[3]),
            ["1000", "1", "", patient],
            "merged cells are left out"
        );
        assert!(covers(&edition.commendation_table()));
    }
}

#[test]
fn b02_the_headline_is_made_of_the_ledger_and_changes_with_one_row() {
    let (mut packets, commendations) = ledgers();
    let headline = |packets: &[packet::Row]| {
        let material = Material {
            packets,
            commendations: &commendations,
            ..Material::default()
        };
        generate(&issue(), Audience::Internal, &material, &settings()).headline
    };
    assert_eq!(
        headline(&packets),
        "2026年6月，本院工作人员拒收“红包”18人次、拒收金额22200元，收到锦旗24面、感谢信9封。"
    );
    packets[0].amount = Money::from_fen(200_050);
    assert!(headline(&packets).contains("拒收金额22200.50元"));
    packets.pop();
    assert!(headline(&packets).contains("拒收“红包”17人次、拒收金额21200.50元"));
}

#[test]
fn each_row_enters_one_issue_and_a_late_one_the_next_with_a_mark() {
    let (mut packets, _) = ledgers();
    let other = Issue {
        number: 5,
        period: Period {
            from: day("2026-07-01"),
            to: day("2026-07-31"),
        },
        ..issue()
    };
    // One was not yet verified when June was published.
    let verified_on = packets[4].verified_on.take();
    packets[4].honourable = false;
    fn material(packets: &[packet::Row]) -> Material<'_> {
        Material {
            packets,
            ..Material::default()
        }
    }
    let (published, _) = published_rows(&issue(), &material(&packets), &settings());
    assert_eq!(published.len(), 17);
    for row in &mut packets {
        row.issue = published.contains(&row.number).then(|| issue().key());
    }
    packets[4].verified_on = verified_on;
    packets[4].honourable = true;
    let july = generate(&other, Audience::Internal, &material(&packets), &settings());
    assert_eq!(july.figures.person_times, 1);
    assert!(july.headline.contains("1人次（含补录1人次）"), "{}", july.headline);
    assert_eq!(july.table().rows[2].last().unwrap().text, "012****（补录）");
    // June made again is the same 17: what it published stays in it, what came later does not enter.
    packets[4].issue = Some(other.key());
    let june = generate(&issue(), Audience::Internal, &material(&packets), &settings());
    assert_eq!(june.figures.person_times, 17);
}

#[test]
fn a_correction_publishes_again_what_the_original_did_and_no_other_issue_does() {
    let (mut packets, _) = ledgers();
    packets.iter_mut().for_each(|row| row.issue = Some(issue().key()));
    packets[0].amount = Money::from_fen(150_000);
    let material = Material {
        packets: &packets,
        ..Material::default()
    };
    let made = |number, corrects: Option<&str>| {
        let issue = Issue {
            number,
            corrects: corrects.map(str::to_owned),
            ..issue()
        };
        generate(&issue, Audience::Internal, &material, &settings()).figures
    };
    let correction = made(5, Some("2026年第4期"));
    assert_eq!((correction.person_times, correction.amount), (18, money(21_700)));
    assert_eq!(made(5, Some("2026年第3期")).person_times, 0);
    assert_eq!(made(5, None).person_times, 0);
}

#[test]
fn what_was_before_the_ledger_began_is_not_taken_up() {
    let (packets, commendations) = ledgers();
    let material = Material {
        packets: &packets,
        commendations: &commendations,
        ..Material::default()
    };
    let later = Settings {
        since: Some(day("2026-06-13")),
        ..settings()
    };
    let edition = generate(&issue(), Audience::Internal, &material, &later);
    assert_eq!(edition.figures, Figures::default());
}

#[test]
fn b06_the_learning_contents_are_numbered_in_chinese() {
    let item = |title: &str| LearningItem {
        title: title.to_owned(),
        source: "某政府网".to_owned(),
        link: "https://example.invalid/content_6883704.htm".to_owned(),
        text: "正文".to_owned(),
    };
    let learning = [item("第一份材料"), item("第二份材料")];
    let media = [video()];
    let material = Material {
        learning: &learning,
        media: &media,
        ..Material::default()
    };
    let edition = generate(&issue(), Audience::Internal, &material, &settings());
    assert_eq!(
        edition.contents,
        [
            "一、第一份材料［某政府网］",
            "二、第二份材料［某政府网］",
            "三、纪法小课［某公众号］"
        ]
    );
    let said: Vec<String> = [10, 11, 20, 21, 99].into_iter().map(numeral).collect();
    assert_eq!(said, ["十", "十一", "二十", "二十一", "九十九"]);
}

/// A video whose link has been opened.
pub fn video() -> MediaItem {
    MediaItem {
        title: "纪法小课".to_owned(),
        source: "某公众号".to_owned(),
        published_at: Moment::parse("2026-06-20 08:00").unwrap(),
        link: "https://example.invalid/video".to_owned(),
        checked: Some(LinkCheck {
            on: Day::parse("2026-07-01").unwrap(),
            reachable: true,
        }),
        reads: 0,
    }
}

#[test]
fn b07_a_media_item_is_published_only_with_a_link_that_opens_and_its_readings_are_counted() {
    let item = video().read().read();
    assert_eq!((item.reads, item.is_checked()), (2, true));
    let unchecked = MediaItem {
        checked: None,
        ..video()
    };
    let dead = MediaItem {
        checked: Some(LinkCheck {
            on: day("2026-07-01"),
            reachable: false,
        }),
        ..video()
    };
    assert!(!unchecked.is_checked() && !dead.is_checked());
}

#[test]
fn an_edition_reads_back_from_its_json() {
    let (packets, commendations) = ledgers();
    let shown: Vec<String> = commendations.iter().map(|row| row.number.clone()).collect();
    let media = [video()];
    let material = Material {
        packets: &packets,
        commendations: &commendations,
        shown: &shown,
        media: &media,
        ..Material::default()
    };
    let edition = generate(&issue(), Audience::Internal, &material, &settings());
    let written = serde_json::to_string(&edition).unwrap();
    assert_eq!(
        serde_json::from_str::<conduct::bulletin::Edition>(&written).unwrap(),
        edition
    );
    // The same material makes the same edition.
    assert_eq!(generate(&issue(), Audience::Internal, &material, &settings()), edition);
    let numbers: BTreeSet<&str> = packets.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(numbers.len(), 18);
}
