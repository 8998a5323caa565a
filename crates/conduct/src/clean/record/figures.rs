//! What the records add up to: coverage, counts, and what is not there.

use super::{Content, LeaderPaper, Record};
use crate::Share;
use domain::{Day, Money};
use std::collections::BTreeSet;

/// 医责险覆盖率 on a day: insured ÷ due of the policies in force.
pub fn coverage<'a>(records: impl IntoIterator<Item = &'a Record>, day: Day) -> Share {
    contents(records).fold(Share::default(), |share, content| match content {
        Content::LiabilityCover {
            on,
            until,
            covered,
            due,
            ..
        } if (*on..=*until).contains(&day) => Share {
            part: share.part + u64::from(*covered),
            whole: share.whole + u64::from(*due),
        },
        _ => share,
    })
}

/// 调解结果 of a year: number of disputes, and what was agreed and what the insurer paid.
pub fn disputes<'a>(records: impl IntoIterator<Item = &'a Record>, year: i16) -> (u64, Money, Money) {
    contents(records).fold(
        (0, Money::ZERO, Money::ZERO),
        |(count, agreed, paid), content| match content {
            Content::Dispute {
                on, amount, insured, ..
            } if on.year() == year => (count + 1, agreed + *amount, paid + *insured),
            _ => (count, agreed, paid),
        },
    )
}

/// 月报缺报: months of the year up to `last` without a report. A report of zero is a report.
pub fn months_without_report<'a>(records: impl IntoIterator<Item = &'a Record>, year: i16, last: i8) -> Vec<i8> {
    let reported: BTreeSet<i8> = contents(records)
        .filter(|content| matches!(content, Content::Safety { .. }) && content.on().year() == year)
        .map(|content| content.on().month())
        .collect();
    (1..=last).filter(|month| !reported.contains(month)).collect()
}

/// 学习教育 of a year: how often.
pub fn learning_count<'a>(records: impl IntoIterator<Item = &'a Record>, year: i16) -> usize {
    let of_year = |content: &&Content| matches!(content, Content::Learning { .. }) && content.on().year() == year;
    contents(records).filter(of_year).count()
}

/// 履职材料缺件: leaders with the papers of the year that are not on file.
pub fn papers_missing<'a, 'b>(
    records: impl IntoIterator<Item = &'a Record>,
    leaders: &'b [&'b str],
    year: i16,
) -> Vec<(&'b str, LeaderPaper)> {
    let present: BTreeSet<(&str, LeaderPaper)> = contents(records)
        .filter_map(|content| match content {
            Content::LeaderArchive { on, leader, paper } if on.year() == year => Some((leader.as_str(), *paper)),
            _ => None,
        })
        .collect();
    let due = leaders
        .iter()
        .flat_map(|leader| LeaderPaper::ALL.map(|paper| (*leader, paper)));
    due.filter(|pair| !present.contains(pair)).collect()
}

/// Only what a second person has confirmed counts.
fn contents<'a>(records: impl IntoIterator<Item = &'a Record>) -> impl Iterator<Item = &'a Content> {
    records
        .into_iter()
        .filter(|record| record.is_confirmed())
        .filter_map(|record| record.content.as_ref())
}
