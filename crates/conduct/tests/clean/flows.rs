//! Flow tables: who may do what at which stage, and what comes of it.

use crate::support::flow::{Touched, run};
use conduct::clean::duties::DutyList;
use conduct::clean::five_good::FiveGood;
use conduct::clean::record::Record;
use conduct::clean::risk_point::RiskPoint;
use conduct::discipline::DisciplineClue;
use conduct::usage_query::UsageQuery;
use std::collections::BTreeSet;

fn complete(touched: &Touched, stages: &[&str], events: &[&str]) {
    let missing = |all: &[&str], found: &BTreeSet<String>| -> Vec<String> {
        let absent = all.iter().filter(|name| !found.contains(**name));
        absent.map(|name| (*name).to_owned()).collect()
    };
    assert_eq!(missing(stages, &touched.stages), Vec::<String>::new(), "环节没有走到");
    assert_eq!(missing(events, &touched.events), Vec::<String>::new(), "事件没有发生");
}

#[test]
fn duties() {
    complete(
        &run::<DutyList>("duties.txt", include_str!("flows/duties.txt")),
        &["未建立", "检查中", "办理中", "已办结"],
        &[
            "adopted",
            "begun",
            "recorded",
            "reported",
            "proven",
            "verified",
            "returned",
            "changed",
            "completed",
        ],
    );
}

#[test]
fn five_good() {
    complete(
        &run::<FiveGood>("five_good.txt", include_str!("flows/five_good.txt")),
        &["未自评", "待评定", "已退回", "已授予", "未授予", "已撤销称号"],
        &["self_scored", "returned", "scored_again", "decided", "revoked"],
    );
}

#[test]
fn risk_point() {
    complete(
        &run::<RiskPoint>("risk_point.txt", include_str!("flows/risk_point.txt")),
        &["未登记", "防控中", "待整改", "待复核", "已撤销"],
        &[
            "registered",
            "found_sound",
            "found_flawed",
            "remedied",
            "accepted",
            "returned",
            "revised",
            "retired",
        ],
    );
}

#[test]
fn record() {
    complete(
        &run::<Record>("record.txt", include_str!("flows/record.txt")),
        &["未登记", "待确认", "已退回", "已归档", "已作废"],
        &["filed", "confirmed", "returned", "corrected", "withdrawn"],
    );
}

#[test]
fn discipline() {
    complete(
        &run::<DisciplineClue>("discipline.txt", include_str!("flows/discipline.txt")),
        &[
            "未登记",
            "待处置",
            "核查中",
            "暂存待查",
            "待审定",
            "待执行",
            "待回访",
            "已了结",
        ],
        &[
            "received",
            "disposed",
            "resumed",
            "talked",
            "concluded",
            "confirmed",
            "remanded",
            "carried",
            "followed_up",
        ],
    );
}

#[test]
fn usage_query() {
    complete(
        &run::<UsageQuery>("usage_query.txt", include_str!("flows/usage_query.txt")),
        &[
            "未申请",
            "待第一次审批",
            "待第二次审批",
            "已开通",
            "已关闭",
            "已过期",
            "不予批准",
        ],
        &[
            "requested",
            "first_approved",
            "opened",
            "refused",
            "ran",
            "closed",
            "expired",
        ],
    );
}
