//! Flow tables: who may do what at which stage, and what comes of it.

use crate::support::flow::{Touched, run};
use casework::{Offering, Shown};
use conduct::bulletin::Bulletin;
use conduct::commendation::Commendation;
use conduct::declaration::Declaration;
use conduct::packet::RedPacket;
use conduct::service_complaint::ServiceComplaint;

/// Fails where a table leaves out a stage or an event.
fn complete<M: Offering + Shown>(name: &str, text: &str, stages: &[&str], events: &[&str]) {
    let touched: Touched = run::<M>(name, text);
    let missing_stages: Vec<_> = stages
        .iter()
        .filter(|stage| !touched.stages.contains(**stage))
        .collect();
    let missing_events: Vec<_> = events
        .iter()
        .filter(|event| !touched.events.contains(**event))
        .collect();
    assert!(missing_stages.is_empty(), "环节没有走到：{missing_stages:?}");
    assert!(missing_events.is_empty(), "事件没有发生：{missing_events:?}");
}

#[test]
fn packet() {
    complete::<RedPacket>(
        "packet.txt",
        include_str!("flows/packet.txt"),
        &[
            "未登记",
            "待处理",
            "已上交待处理",
            "待判定迟报",
            "待核实",
            "已核实",
            "已通报",
            "已撤销",
        ],
        &[
            "registered",
            "disposed",
            "judged",
            "verified",
            "returned",
            "published",
            "objected",
            "settled",
        ],
    );
}

#[test]
fn commendation() {
    complete::<Commendation>(
        "commendation.txt",
        include_str!("flows/commendation.txt"),
        &["未登记", "待核实", "已核实", "已通报", "不属实"],
        &[
            "registered",
            "verified",
            "rejected",
            "redacted",
            "redaction_checked",
            "consent_recorded",
            "published",
        ],
    );
}

#[test]
fn declaration() {
    complete::<Declaration>(
        "declaration.txt",
        include_str!("flows/declaration.txt"),
        &[
            "未申报",
            "待科室同意",
            "待院领导批准",
            "已批准",
            "已办结",
            "不予批准",
            "未申报线索",
            "线索属实",
            "线索排除",
        ],
        &[
            "declared",
            "clue_opened",
            "agreed",
            "approved",
            "declined",
            "settled",
            "judged",
        ],
    );
}

#[test]
fn service_complaint() {
    complete::<ServiceComplaint>(
        "complaint.txt",
        include_str!("flows/complaint.txt"),
        &[
            "未登记",
            "待受理",
            "调查中",
            "待审定",
            "待答复",
            "已答复",
            "已回访",
            "已办结",
        ],
        &[
            "received",
            "settled_on_spot",
            "acknowledged",
            "rerouted",
            "concluded",
            "reviewed",
            "replied",
            "visited",
            "closed",
        ],
    );
}

#[test]
fn bulletin() {
    complete::<Bulletin>(
        "bulletin.txt",
        include_str!("flows/bulletin.txt"),
        &[
            "未编排",
            "待生成",
            "待办公室核对",
            "待纪检核对",
            "待批准",
            "待发布",
            "公示中",
            "已定稿",
            "已撤回",
        ],
        &[
            "planned",
            "replanned",
            "composed",
            "office_checked",
            "discipline_checked",
            "approved",
            "returned",
            "published",
            "objected",
            "settled",
            "concluded",
            "withdrawn",
        ],
    );
}
