//! Flow tables: who may do what at which stage, and what comes of it, as text that officials read.

mod support;

use casework::review_case::ReviewCase;
use std::collections::BTreeSet;
use support::flow::{Touched, run};

/// Fails where a table leaves out a stage or an event.
fn complete(touched: &Touched, stages: &[&str], events: &[&str]) {
    let missing = |all: &[&str], found: &BTreeSet<String>| -> Vec<String> {
        all.iter()
            .filter(|name| !found.contains(**name))
            .map(|name| (*name).to_owned())
            .collect()
    };
    assert_eq!(missing(stages, &touched.stages), Vec::<String>::new(), "环节没有走到");
    assert_eq!(missing(events, &touched.events), Vec::<String>::new(), "事件没有发生");
}

#[test]
fn review_case() {
    let touched = run::<ReviewCase>("review_case.txt", include_str!("flows/review_case.txt"));
    complete(
        &touched,
        &[
            "规则运行",
            "自动拒付",
            "初审",
            "已告知",
            "申诉中",
            "复审",
            "再申诉",
            "合议",
            "终审",
            "已扣款",
            "核查",
            "已排除",
            "已办结",
            "已移送",
        ],
        &[
            "opened",
            "auto_rejected",
            "sample_upheld",
            "first_review_begun",
            "first_reviewed",
            "notified",
            "appeal_begun",
            "appeal_submitted",
            "second_review_taken",
            "second_review_upheld",
            "reappeal_submitted",
            "panel_formed",
            "recused",
            "joint_review_upheld",
            "joint_review_rejected",
            "accepted",
            "sent_to_site_check",
            "site_check_upheld",
            "confirmed",
            "deducted",
            "cleared",
            "transferred",
            "closed",
        ],
    );
}
