//! How fast a change of scheme is tried on a year: 2,000 people and 20,000 events, scored by the old
//! and the new scheme of each category, with who changes grade and why.
//!
//! `cargo bench -p conduct`; other sizes with `-- --people 5000 --events 50000`. The promise is two seconds.

use conduct::scheme::{Scheme, Template};
use conduct::score::{VetoHit, Year, replay};
use conduct::{Department, EventCode, Fact, Points, Staff, StaffCategory};
use domain::{Day, PractitionerCode, lasting_hash};
use std::time::Instant;

const ROUNDS: usize = 5;

fn main() {
    let (people, events) = (argument("--people", 2_000), argument("--events", 20_000));
    println!("{}，{people}人，{events}个事件，{ROUNDS}次", machine());
    let staff: Vec<Staff> = (0..people).map(person).collect();
    let facts = facts(events, people);
    let vetoes = vetoes(people);
    let year = Year {
        year: 2026,
        staff: &staff,
        facts: &facts,
        vetoes: &vetoes,
    };
    let schemes: Vec<(Scheme, Scheme)> = StaffCategory::ALL.into_iter().map(changed).collect();
    let mut times = Vec::new();
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        found = schemes
            .iter()
            .map(|(old, new)| replay(old, new, &year).expect("schemes without problems"))
            .collect();
        times.push(start.elapsed());
    }
    times.sort();
    let compared: usize = found.iter().map(|replay| replay.people).sum();
    let changes: Vec<_> = found.iter().flat_map(|replay| &replay.changes).collect();
    println!("  比对{compared}人，{}人等级变化", changes.len());
    for change in changes.iter().take(5) {
        println!("    {} {}", change.staff.code, change.why);
    }
    println!("  最快{:.3?}，最慢{:.3?}（承诺2秒）", times[0], times[ROUNDS - 1]);
}

/// The number behind a name on the command line.
fn argument(name: &str, otherwise: u64) -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
    let number = arguments.next().and_then(|number| number.parse().ok());
    number.unwrap_or(otherwise)
}

/// The processor, as Linux names it.
fn machine() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = told.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("处理器不详", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}，{cores}核，只用其一")
}

/// The default of a category, and a stricter one: dearer complaints, cheaper praise, no guard of 15.
fn changed(category: StaffCategory) -> (Scheme, Scheme) {
    let text = Template::of(category).text();
    let new = text
        .replacen("item = \"3-1\"\npoints = 3", "item = \"3-1\"\npoints = 6", 1)
        .replacen("points = 2\ncap = 10", "points = 1\ncap = 5", 1)
        .replacen("deduction_below = 15", "deduction_below = 10", 1);
    assert_ne!(text, new);
    (read(text), read(&new))
}

fn read(text: &str) -> Scheme {
    Scheme::read(text).expect("a scheme")
}

/// A number below `below` that belongs to `what` and never changes.
fn draw(what: &str, number: u64, below: u64) -> u64 {
    lasting_hash(&format!("{what}{number}")) % below
}

fn code(number: u64) -> PractitionerCode {
    PractitionerCode::new(format!("员{number:05}"))
}

fn person(number: u64) -> Staff {
    let categories = [
        StaffCategory::Clinical,
        StaffCategory::Nursing,
        StaffCategory::Nursing,
        StaffCategory::Technical,
        StaffCategory::Administrative,
    ];
    let place = usize::try_from(number).unwrap_or_default() % categories.len();
    Staff {
        code: code(number),
        name: format!("测试{number}"),
        department: Department(format!("测试{}科", draw("科", number, 60))),
        category: categories[place],
    }
}

/// Events of all rules, two of three of them additions, as a year has them.
fn facts(events: u64, people: u64) -> Vec<Fact> {
    let scheme = read(Template::Clinical.text());
    let of = |letter: char| -> Vec<EventCode> {
        let rules = scheme.rules.iter().map(|rule| rule.code.clone());
        rules.filter(|code| code.as_str().starts_with(letter)).collect()
    };
    let (additions, deductions) = (of('A'), of('M'));
    let fact = |number: u64| {
        let codes = match draw("类", number, 3) {
            0 => &deductions,
            _ => &additions,
        };
        let who = draw("人", number, people);
        let place = usize::try_from(draw("码", number, codes.len() as u64)).unwrap_or_default();
        let after = i32::try_from(draw("日", number, 365)).unwrap_or_default();
        Fact {
            event: format!("行2026{number:06}"),
            person: code(who),
            department: person(who).department,
            code: codes[place].clone(),
            occurred_on: Day::from_ymd(2026, 1, 1).expect("a day").plus_days(after),
            points: (draw("分", number, 4) == 0).then_some(Points::whole(5)),
            count: 1,
            share: 100,
        }
    };
    (0..events).map(fact).collect()
}

/// One person in two hundred has a veto.
fn vetoes(people: u64) -> Vec<VetoHit> {
    (0..people)
        .step_by(200)
        .map(|number| VetoHit {
            event: format!("决{number}"),
            person: code(number),
            code: "X02".parse().expect("a code"),
            document: format!("院纪要〔2026〕{number}号"),
            from: Day::from_ymd(2026, 6, 1).expect("a day"),
            to: None,
            lifted_on: None,
        })
        .collect()
}
