//! Random command sequences: whatever anybody tries, no matter comes into an illegal state, the
//! events rebuild the state, and nobody judges twice what two must judge.

#[path = "random_play/enforcement.rs"]
mod enforcement;
#[path = "random_play/forms.rs"]
mod forms;
#[path = "random_play/ledgers.rs"]
mod ledgers;
#[path = "random_play/people.rs"]
mod people;
#[path = "random_play/review.rs"]
mod review;
mod support;

use casework::Machine;
use casework::complaint::Complaint;
use casework::credit::CreditRecord;
use casework::enforcement::Enforcement;
use casework::lead::Lead;
use casework::points::PointRecord;
use casework::recovery::Recovery;
use casework::rectification::Rectification;
use casework::review_case::ReviewCase;
use casework::self_audit::SelfAudit;
use casework::transfer::Transfer;
use serde_json::Value;
use support::play::{Play, play};

/// Commands as JSON, so that a move reads like a row of a flow table.
fn moves<M: Machine>(list: Vec<(Value, &'static str)>) -> Vec<(M::Command, &'static str)> {
    list.into_iter()
        .map(|(json, who)| {
            let command = serde_json::from_value(json.clone());
            (command.unwrap_or_else(|error| panic!("{json}: {error}")), who)
        })
        .collect()
}

/// Plays, and fails where a stage was never reached: the play would prove nothing about it.
fn reaches<M: Play>(cases: u32, stages: &[&str]) {
    let reached = play::<M>(cases);
    let missing: Vec<_> = stages.iter().filter(|stage| !reached.contains(**stage)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

#[test]
fn review_case() {
    reaches::<ReviewCase>(
        200,
        &["终审", "已扣款", "已办结", "合议", "再申诉", "核查", "已移送", "已排除"],
    );
}

#[test]
fn lead() {
    reaches::<Lead>(200, &["待分派", "核实中", "已转办", "已排除"]);
}

#[test]
fn self_audit() {
    reaches::<SelfAudit>(200, &["自查中", "待确认", "待退回基金", "已完成"]);
}

#[test]
fn recovery() {
    reaches::<Recovery>(200, &["追缴中", "已缴清", "已核销"]);
}

#[test]
fn rectification() {
    reaches::<Rectification>(200, &["整改中", "待验收", "已销号"]);
}

#[test]
fn transfer() {
    reaches::<Transfer>(
        200,
        &["待审批", "待发送", "待签收", "待反馈", "已退回", "已反馈", "已办结"],
    );
}

#[test]
fn complaint() {
    reaches::<Complaint>(
        200,
        &[
            "待告知举报人",
            "调查中",
            "已查实",
            "奖励待批准",
            "奖励待领取",
            "已奖励",
            "已办结",
        ],
    );
}

#[test]
fn credit() {
    reaches::<CreditRecord>(200, &["已告知", "异议处理中", "待公布", "已生效", "修复审核中"]);
}

#[test]
fn points() {
    reaches::<PointRecord>(200, &["正常", "暂停", "终止"]);
}

#[test]
fn enforcement() {
    reaches::<Enforcement>(
        600,
        &[
            "调查取证",
            "采取强制措施",
            "中止调查",
            "法制审核",
            "待告知",
            "已告知",
            "陈述申辩",
            "听证",
            "处罚决定",
            "执行",
            "复议诉讼",
            "待结案",
            "已结案",
            "不予立案",
            "已移送",
        ],
    );
}
