//! Flow tables: who may do what at which stage, and what comes of it.

use crate::support::flow::{Touched, run};
use conduct::assessment::YearAssessment;
use conduct::case_library::LibraryCase;
use conduct::event::ConductEvent;
use conduct::pledge::Pledge;
use conduct::training::Training;
use conduct::veto::VetoDecision;
use std::collections::BTreeSet;

/// Fails where a table leaves out a stage or an event.
fn complete(touched: &Touched, stages: &[&str], events: &[&str]) {
    let missing = |all: &[&str], found: &BTreeSet<String>| -> Vec<String> {
        let left = all.iter().filter(|name| !found.contains(**name));
        left.map(|name| (*name).to_owned()).collect()
    };
    assert_eq!(missing(stages, &touched.stages), Vec::<String>::new(), "环节没有走到");
    assert_eq!(missing(events, &touched.events), Vec::<String>::new(), "事件没有发生");
}

#[test]
fn event() {
    let touched = run::<ConductEvent>("event.txt", include_str!("flows/event.txt"));
    complete(
        &touched,
        &[
            "未登记",
            "草稿",
            "待科室确认",
            "待行风办核实",
            "待审批",
            "已退回",
            "已认定",
            "申诉处理中",
            "不予认定",
            "已撤回",
            "已撤销",
        ],
        &[
            "recorded",
            "proposed",
            "amended",
            "submitted",
            "withdrawn",
            "attached",
            "recused",
            "confirmed",
            "taken_over",
            "verified",
            "returned",
            "rejected",
            "approved",
            "appealed",
            "appeal_withdrawn",
            "appeal_settled",
        ],
    );
}

#[test]
fn veto() {
    let touched = run::<VetoDecision>("veto.txt", include_str!("flows/veto.txt"));
    complete(
        &touched,
        &[
            "未提出",
            "待准备材料",
            "待纪检核实",
            "待委员会认定",
            "已生效",
            "申诉处理中",
            "已撤销",
            "不予认定",
        ],
        &[
            "nominated",
            "prepared",
            "verified",
            "returned",
            "decided",
            "dismissed",
            "appealed",
            "appeal_withdrawn",
            "upheld",
            "lifted",
            "escalated",
            "acknowledged",
            "outcome_recorded",
        ],
    );
}

#[test]
fn assessment() {
    let touched = run::<YearAssessment>("assessment.txt", include_str!("flows/assessment.txt"));
    complete(
        &touched,
        &[
            "未启动",
            "自我评价",
            "科室评价",
            "支部评价",
            "群众评议",
            "行风办拟定",
            "委员会审定",
            "待公示",
            "公示中",
            "已确定",
            "已归档",
            "申诉处理中",
        ],
        &[
            "opened",
            "self_reviewed",
            "department_reviewed",
            "appraisal_recorded",
            "skipped",
            "drafted",
            "decided",
            "returned",
            "published",
            "objected",
            "objection_answered",
            "concluded",
            "frozen",
            "appealed",
            "appeal_withdrawn",
            "upheld",
            "changed",
            "reopening_requested",
            "reopened",
            "reopening_denied",
        ],
    );
}

#[test]
fn training() {
    let touched = run::<Training>("training.txt", include_str!("flows/training.txt"));
    complete(
        &touched,
        &["未计划", "待实施", "待考核", "已办结", "已取消"],
        &["planned", "attended", "examined", "cancelled"],
    );
}

#[test]
fn pledge() {
    let touched = run::<Pledge>("pledge.txt", include_str!("flows/pledge.txt"));
    complete(
        &touched,
        &["未下达", "签订中", "已归档"],
        &["issued", "signed", "paper_recorded", "closed"],
    );
}

#[test]
fn case_library() {
    let touched = run::<LibraryCase>("case_library.txt", include_str!("flows/case_library.txt"));
    complete(
        &touched,
        &["未拟稿", "待脱敏", "待审批", "待发布", "已发布", "已撤下"],
        &["drafted", "masked", "approved", "returned", "published", "withdrawn"],
    );
}
