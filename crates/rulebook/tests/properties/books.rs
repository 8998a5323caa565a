//! Properties of books: compiling is total, problems point into the file, a stricter local
//! parameter never clears what the nation accuses, and time may be shifted as a whole.

use crate::nation::{always, everything, options, sources, themed};
use crate::sketch::sketch;
use crate::world::Dice;
use domain::{Day, Division, Finding, LineId, LineRole, Moment, Record, RuleCode, Stage};
use proptest::prelude::*;
use rulebook::{Library, LocalParameter, SourceFile, review};
use std::collections::BTreeSet;

/// A table cut to its first rows, so that thousands of compilations stay fast.
fn head(source: &SourceFile, lines: usize) -> SourceFile {
    let text: String = source.text.split_inclusive('\n').take(lines).collect();
    SourceFile {
        path: source.path.clone(),
        text,
    }
}

/// Hurts a text somewhere: bytes changed, cut out, doubled or replaced by what readers stumble over.
fn mangle(dice: &mut Dice, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + dice.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        let to = (at + 1 + dice.below(40)).min(bytes.len());
        match dice.below(7) {
            0 => bytes[at] = dice.below(256) as u8,
            1 => drop(bytes.drain(at..to)),
            2 => {
                let piece = bytes[at..to].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => bytes.truncate(at),
            4 => drop(
                bytes.splice(
                    at..at,
                    dice.pick(&[
                        &b"\"\n"[..],
                        b"---\n",
                        b": {",
                        b"]",
                        b"|",
                        b",",
                        b"\t- ",
                        b"\r\n",
                        b"# ",
                    ])
                    .iter()
                    .copied(),
                ),
            ),
            5 => drop(
                bytes.splice(
                    at..to,
                    dice.pick(&[
                        "9999-99-99",
                        "-1",
                        "99999999999999999999",
                        "",
                        "：",
                        "{}",
                        "[[[[",
                        "&a *a",
                        "\u{feff}",
                    ])
                    .bytes(),
                ),
            ),
            _ => bytes.swap(at, to - 1),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn compiling_is_total_and_problems_point_into_the_file() {
    let documents: Vec<&SourceFile> = sources().iter().filter(|source| source.path.ends_with(".md")).collect();
    let tables: Vec<SourceFile> = sources()
        .iter()
        .filter(|source| source.path.ends_with(".csv"))
        .map(|table| head(table, 12))
        .collect();
    let named = |name: &str| {
        tables
            .iter()
            .find(|table| table.path.ends_with(&format!("/{name}.csv")))
    };
    for seed in 0..1_500 {
        let mut dice = Dice::new(seed);
        let document = dice.pick(&documents);
        let knowledge = document
            .text
            .lines()
            .find_map(|line| line.strip_prefix("知识:"))
            .unwrap_or_default();
        let words = knowledge.split(|c: char| c == ',' || c == '[' || c == ']' || c.is_whitespace());
        let mut few: Vec<SourceFile> = words.filter_map(named).cloned().collect();
        few.push(document.clone());
        let at = dice.below(few.len());
        few[at].text = mangle(&mut dice, &few[at].text);
        let (library, problems) = Library::compile(&few);
        for problem in &problems {
            let file = few.iter().find(|source| source.path == problem.file);
            let lines = file.map_or(0, |source| source.text.lines().count() + 1);
            assert!(
                file.is_some() && problem.line <= lines,
                "seed {seed}: {problem} of {lines} lines"
            );
        }
        // What still compiles can still judge, and its cases can still be read.
        let _ = rulebook::cases::cases(&library);
        let _ = review(library.national(), &themed(seed, &[]), Stage::Audit, &options());
    }
}

/// The end of the declared range that is strictest, as the document writes it.
fn strictest(parameter: &LocalParameter) -> Option<String> {
    let bound = if parameter.larger_is_stricter? {
        parameter.max
    } else {
        parameter.min
    };
    bound.map(|value| value.to_string())
}

fn accused(findings: &[Finding], rule: &RuleCode) -> BTreeSet<(Option<LineId>, String)> {
    let mut out = BTreeSet::new();
    for finding in findings.iter().filter(|finding| finding.rule == *rule) {
        let mut lines = finding
            .lines
            .iter()
            .filter(|line| line.role == LineRole::Violating)
            .map(|line| Some(line.id.clone()))
            .collect::<Vec<_>>();
        if lines.is_empty() {
            lines.push(None);
        }
        out.extend(
            lines
                .into_iter()
                .map(|line| (line, finding.encounter.as_str().to_owned())),
        );
    }
    out
}

#[test]
fn a_stricter_local_book_clears_nobody() {
    let (library, _) = Library::compile(sources());
    let mut adjusted: Vec<RuleCode> = Vec::new();
    let mut layered = sources().to_vec();
    for rule in library.national().rules() {
        let parameters: Vec<String> = rule
            .local_parameters
            .iter()
            .filter_map(|own| Some(format!("{}: {}", own.name, strictest(own)?)))
            .collect();
        if !parameters.is_empty() {
            let text = format!(
                "---\n调整: {}\n参数: {{{}}}\n说明: 从严\n---\n",
                rule.code,
                parameters.join(", ")
            );
            layered.push(SourceFile {
                path: format!("local/99/{}.md", rule.code),
                text,
            });
            adjusted.push(rule.code.clone());
        }
    }
    assert!(adjusted.len() >= 5, "only {adjusted:?} can be made stricter");
    let (library, problems) = Library::compile(&layered);
    let refused: Vec<_> = problems
        .iter()
        .filter(|problem| problem.file.starts_with("local/"))
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
    let local = library.book_for(&Division::new("990001"), &"H1".into());
    let seen = std::cell::Cell::new(0_usize);
    always(400, |_, record| {
        for rule in &adjusted {
            let only = rulebook::ReviewOptions {
                only: vec![rule.clone()],
                ..options()
            };
            let national = accused(&review(library.national(), &record, Stage::Audit, &only).findings, rule);
            let stricter = accused(&review(local, &record, Stage::Audit, &only).findings, rule);
            seen.set(seen.get() + stricter.len());
            prop_assert!(
                national.is_subset(&stricter),
                "{rule}: {national:?} is not within {stricter:?}"
            );
        }
        Ok(())
    });
    assert!(seen.get() > 20, "only {} hits", seen.get());
}

/// Moves every date of a text by whole weeks.
fn shifted(text: &str, days: i32) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let date = rest
            .get(..10)
            .filter(|head| head.as_bytes()[4] == b'-' && head.as_bytes()[7] == b'-');
        match date.and_then(|head| Day::parse(head).ok()) {
            Some(day) => {
                out.push_str(&day.plus_days(days).to_string());
                rest = &rest[10..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

fn shifted_record(record: &Record, days: i32) -> Record {
    let moved = |at: Moment| at.plus_seconds(i64::from(days) * 86_400);
    let mut record = record.clone();
    for visit in &mut record.encounters {
        visit.begin = moved(visit.begin);
        visit.end = visit.end.map(moved);
        if let domain::Fact::Known(list) = &mut visit.operations {
            list.iter_mut()
                .for_each(|operation| operation.at = operation.at.map(moved));
        }
    }
    for line in &mut record.lines {
        line.at = moved(line.at);
        line.uploaded_at = line.uploaded_at.map(moved);
    }
    if let domain::HistoryReach::Since(day) = &mut record.history {
        *day = day.plus_days(days);
    }
    record
}

/// Rules that ask neither for an age nor for a calendar year.
#[test]
fn shifting_all_dates_changes_nothing() {
    let timeless = ["025-", "027-", "031-", "010-", "049-", "052-", "074-"];
    let few: Vec<SourceFile> = sources()
        .iter()
        .filter(|source| {
            source.path.ends_with(".csv")
                || timeless
                    .iter()
                    .any(|number| source.path.contains(&format!("/{number}")))
        })
        .cloned()
        .collect();
    let later: Vec<SourceFile> = few
        .iter()
        .map(|source| SourceFile {
            path: source.path.clone(),
            text: shifted(&source.text, 700),
        })
        .collect();
    let (now, _) = Library::compile(&few);
    let (then, _) = Library::compile(&later);
    assert!(now.national().rules().count() >= 6);
    let hits = std::cell::Cell::new(0_usize);
    always(700, |_, record| {
        let reduced = |library: &Library, record: &Record| -> Vec<(String, domain::Money, Vec<domain::FindingLine>)> {
            let findings = review(library.national(), record, Stage::Audit, &options()).findings;
            let mut all: Vec<_> = findings
                .into_iter()
                .map(|f| (f.rule.as_str().to_owned(), f.amount, f.lines))
                .collect();
            // Beyond that, findings stand in the order of their keys, which hold the date.
            all.sort_by_key(|(rule, amount, lines)| {
                let lines: Vec<_> = lines.iter().map(|line| (line.index, line.role)).collect();
                (rule.clone(), *amount, lines)
            });
            all
        };
        let here = reduced(&now, &record);
        hits.set(hits.get() + here.len());
        prop_assert_eq!(here, reduced(&then, &shifted_record(&record, 700)));
        Ok(())
    });
    assert!(hits.get() > 20, "only {} hits", hits.get());
}

/// Copies of one record for other persons are judged alike, each under keys of its own.
#[test]
fn keys_belong_to_persons() {
    always(100, |_, record| {
        let mut other = record.clone();
        other.person.id = domain::PersonId::new("P2");
        let (mine, theirs) = (everything(&record).findings, everything(&other).findings);
        prop_assert_eq!(mine.len(), theirs.len());
        let keys: BTreeSet<_> = mine.iter().chain(&theirs).map(|finding| finding.key).collect();
        prop_assert_eq!(keys.len(), mine.len() * 2, "{}", sketch(&record));
        Ok(())
    });
}
