//! Flow tables: who may do what at which stage, and what comes of it, as text that officials read.

mod support;

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

#[test]
fn lead() {
    let touched = run::<Lead>("lead.txt", include_str!("flows/lead.txt"));
    complete(
        &touched,
        &["未建立", "待分派", "核实中", "已转办", "已排除"],
        &[
            "opened",
            "added",
            "drawn",
            "assigned",
            "marked",
            "dispatched",
            "dropped",
        ],
    );
}

#[test]
fn self_audit() {
    let touched = run::<SelfAudit>("self_audit.txt", include_str!("flows/self_audit.txt"));
    complete(
        &touched,
        &["未下达", "自查中", "待确认", "待退回基金", "已完成"],
        &[
            "issued",
            "answered",
            "submitted",
            "returned",
            "accepted",
            "refunded",
            "completed",
            "compared",
        ],
    );
}

#[test]
fn enforcement() {
    let touched = run::<Enforcement>("enforcement.txt", include_str!("flows/enforcement.txt"));
    complete(
        &touched,
        &[
            "未登记",
            "立案前核查",
            "待立案",
            "立案审批",
            "调查取证",
            "采取强制措施",
            "中止调查",
            "终止调查",
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
        &[
            "registered",
            "pre_check_extended",
            "pre_check_finished",
            "filing_proposed",
            "not_filed",
            "filed",
            "handlers_replaced",
            "evidence_added",
            "measure_taken",
            "measure_lifted",
            "suspended",
            "resumed",
            "terminated",
            "decision_extended",
            "submitted_for_review",
            "review_passed",
            "review_returned",
            "notice_served",
            "defended",
            "hearing_requested",
            "hearing_scheduled",
            "hearing_held",
            "defence_considered",
            "uncontested",
            "decided",
            "decision_served",
            "reconsideration_opened",
            "reconsideration_concluded",
            "executed",
            "transferred",
            "closed",
        ],
    );
}

#[test]
fn points() {
    let touched = run::<PointRecord>("points.txt", include_str!("flows/points.txt"));
    complete(
        &touched,
        &["未登记备案", "正常", "暂停", "终止"],
        &[
            "registered",
            "proposed",
            "given",
            "suspended",
            "terminated",
            "revoked",
            "lifted",
            "repaired",
            "reinstated",
        ],
    );
}

#[test]
fn recovery() {
    let touched = run::<Recovery>("recovery.txt", include_str!("flows/recovery.txt"));
    complete(
        &touched,
        &["未登记", "追缴中", "已缴清", "已核销"],
        &["opened", "paid", "reversed", "reduced", "extended", "closed"],
    );
}

#[test]
fn rectification() {
    let touched = run::<Rectification>("rectification.txt", include_str!("flows/rectification.txt"));
    complete(
        &touched,
        &["未下达", "整改中", "待验收", "已销号"],
        &["ordered", "proven", "closed", "rejected", "extended", "reopened"],
    );
}

#[test]
fn transfer() {
    let touched = run::<Transfer>("transfer.txt", include_str!("flows/transfer.txt"));
    complete(
        &touched,
        &[
            "未拟稿",
            "待审批",
            "待发送",
            "待签收",
            "待反馈",
            "已退回",
            "已反馈",
            "已办结",
        ],
        &[
            "drafted",
            "approved",
            "returned",
            "sent",
            "acknowledged",
            "reminded",
            "declined",
            "answered",
            "closed",
        ],
    );
}

#[test]
fn complaint() {
    let touched = run::<Complaint>("complaint.txt", include_str!("flows/complaint.txt"));
    complete(
        &touched,
        &[
            "未登记",
            "待决定是否立案",
            "待告知举报人",
            "调查中",
            "已查实",
            "奖励待批准",
            "奖励待通知",
            "奖励待领取",
            "已奖励",
            "已办结",
        ],
        &[
            "received",
            "filing_decided",
            "reporter_told",
            "investigation_begun",
            "verified",
            "reward_proposed",
            "reward_approved",
            "reward_offered",
            "reward_paid",
            "ended",
        ],
    );
}

#[test]
fn credit() {
    let touched = run::<CreditRecord>("credit.txt", include_str!("flows/credit.txt"));
    complete(
        &touched,
        &["未评价", "已告知", "异议处理中", "待公布", "已生效", "修复审核中"],
        &[
            "rated",
            "objected",
            "objection_settled",
            "published",
            "repair_requested",
            "repaired",
            "repair_denied",
        ],
    );
}
