//! The form of a year, its publicity, and the form of a veto.

use super::super::{latest, papers};
use super::{Facts, code_zh, day_zh, known, last, name_of, state_of, step};
use crate::PaperError;
use crate::facts::names_of;
use crate::given::Given;
use casework::Recorded;
use conduct::Points;
use conduct::assessment::{self, ItemScore, Opening, Stage, YearAssessment};
use conduct::veto::{self, Basis, VetoDecision};

pub(super) fn form(facts: &mut Facts, events: &[Recorded<assessment::Event>], given: &Given) -> Result<(), PaperError> {
    let state: YearAssessment = state_of(events);
    let decided = state
        .unit
        .as_ref()
        .and_then(|unit| Some((unit, unit.decided_by.as_ref()?, unit.decided_on?)));
    let (Some(opening), Some((unit, by, on))) = (&state.opening, decided) else {
        return Err(facts.not_due("等次还没有审定"));
    };
    facts.not_before("日期（成文日期早于审定日期）", on)?;
    opened(facts, opening);
    items(facts, &state, opening);
    let skipped = |stage: Stage| {
        let skipped = state.skipped.iter().find(|skipped| skipped.stage == stage);
        skipped.map_or_else(String::new, |skipped| {
            format!("逾期未完成，已跳过本环节。理由：{}", skipped.reason)
        })
    };
    match &state.self_review {
        Some(own) => {
            facts.text("自评内容", &own.text);
            facts.text("自评签字", &signed(&opening.subject.name, own.signed_on));
        }
        None => {
            facts.text("自评内容", &skipped(Stage::SelfReview));
            facts.text("自评签字", "无");
        }
    }
    match &state.department {
        Some(review) => {
            facts.text("科室意见", &review.opinion);
            facts.text("考评小组", &names_of(given, &review.group));
            let by = name_of(given, &review.by);
            facts.text("科室签字", &signed(&by, review.signed_on));
        }
        None => {
            facts.text("科室意见", &skipped(Stage::Department));
            facts.text("考评小组", "无");
            facts.text("科室签字", "无");
        }
    }
    for (name, appraisal) in [("支部", &state.branch), ("群众", &state.public)] {
        let entry = appraisal.as_ref().map(|appraisal| {
            [
                ("意见", known(&appraisal.opinion)),
                ("得分", Some(appraisal.points.to_string())),
            ]
            .into()
        });
        facts.perhaps(name, entry);
    }
    facts.text("单位意见", &unit.opinion);
    facts.text("总分", &unit.computed.total.to_string());
    facts.text("加分合计", &unit.computed.additions.to_string());
    facts.text("扣分合计", &unit.computed.deductions.to_string());
    facts.text("一票否决", if unit.computed.veto { "有" } else { "无" });
    facts.text("计算等次", unit.computed.grade.zh());
    facts.text("等次", unit.grade.zh());
    let reason = unit.reason.as_deref().and_then(known);
    facts.perhaps("调整", reason.map(|reason| [("理由", Some(reason))].into()));
    facts.text("会议纪要编号", unit.minute_number.as_deref().unwrap_or_default());
    facts.text("单位签字", &signed(&name_of(given, by), on));
    Ok(())
}

pub(super) fn publicity(facts: &mut Facts, events: &[Recorded<assessment::Event>]) -> Result<(), PaperError> {
    let state: YearAssessment = state_of(events);
    let shown = (state.publicity.last(), &state.unit, &state.opening);
    let (Some(publicity), Some(unit), Some(opening)) = shown else {
        return Err(facts.not_due("还没有公示"));
    };
    if state.stage != Stage::Publicity {
        return Err(facts.not_due("不在公示期间"));
    }
    opened(facts, opening);
    facts.text("等次", unit.grade.zh());
    facts.day("公示起始日", Some(publicity.from));
    facts.day("公示届满日", Some(publicity.to));
    facts.text("公示渠道", &publicity.channel);
    Ok(())
}

pub(super) fn veto_form(facts: &mut Facts, events: &[Recorded<veto::Event>], given: &Given) -> Result<(), PaperError> {
    let state: VetoDecision = state_of(events);
    let verified = last(events, |event| match event {
        veto::Event::Verified { opinion } => Some(opinion),
        _ => None,
    });
    let past = matches!(
        state.stage,
        veto::Stage::Verified
            | veto::Stage::Active
            | veto::Stage::Appealed
            | veto::Stage::Lifted
            | veto::Stage::Dismissed
    );
    let (Some(candidate), Some(brief), Some(verified), true) = (&state.candidate, &state.brief, verified, past) else {
        return Err(facts.not_due("认定材料还没有经纪检监察室核实"));
    };
    facts.subject(&candidate.subject);
    facts.text("年度", &candidate.year.to_string());
    let basis = match &candidate.basis {
        Basis::ConductEvent { event, code } => format!("行为记录{event}，{}", code_zh(given, code)),
        Basis::InsurancePoints { document, points } => format!("医保支付资格记分累计{points}分，{document}"),
    };
    facts.text("候选由来", &basis);
    facts.text("否决情形", &code_zh(given, &brief.condition));
    facts.text("事实", &brief.facts);
    facts.list("证据", papers(&brief.evidence));
    facts.text(
        "准备人",
        &state
            .prepared_by
            .as_ref()
            .map(|by| name_of(given, by))
            .unwrap_or_default(),
    );
    facts.perhaps("核实", step(given, Some(verified)));
    let decided = last(events, |event| match event {
        veto::Event::Decided { meeting } => Some((meeting, "认定一票否决", None)),
        veto::Event::Dismissed { meeting, reason } => Some((meeting, "不予认定", Some(reason))),
        _ => None,
    });
    if let Some((_, _, on)) = decided {
        facts.not_before("日期（成文日期早于委员会认定的日期）", on)?;
    }
    let entry = decided.map(|((meeting, result, reason), by, _)| {
        let result = match reason {
            Some(reason) => format!("{result}：{reason}"),
            None => result.to_owned(),
        };
        [
            ("结论", Some(result)),
            ("会议日期", Some(day_zh(meeting.met_on))),
            ("纪要编号", known(&meeting.minute_number)),
            ("主持人", known(&name_of(given, by))),
        ]
        .into()
    });
    facts.perhaps("认定", entry);
    let in_force = state.decision.as_ref().map(|_| {
        [
            ("起始日", Some(day_zh(brief.from))),
            ("终止日", Some(day_zh(brief.until))),
        ]
        .into()
    });
    facts.perhaps("效力", in_force);
    let lifted = latest(events, |event| match event {
        veto::Event::Lifted { opinion, .. } => Some(opinion),
        _ => None,
    });
    let lifted = lifted.map(|(opinion, on)| [("意见", known(opinion)), ("日期", Some(day_zh(on)))].into());
    facts.perhaps("撤销", lifted);
    Ok(())
}

/// Whose year it is, by which scheme.
fn opened(facts: &mut Facts, opening: &Opening) {
    facts.subject(&opening.subject);
    facts.text("年度", &opening.year.to_string());
    facts.text("人员类别", opening.category.zh());
    facts.text("考评方案", &opening.scheme);
}

/// The items with what the person and his department gave; what nobody gave is marked, not left out.
fn items(facts: &mut Facts, state: &YearAssessment, opening: &Opening) {
    let of = |scores: Option<&Vec<ItemScore>>, item: &str| -> String {
        let score = scores.and_then(|scores| scores.iter().find(|score| score.item == item));
        score.map_or_else(|| "—".to_owned(), |score| points(score.points))
    };
    let own = state.self_review.as_ref().map(|review| &review.scores);
    let department = state.department.as_ref().map(|review| &review.scores);
    let rows = opening.items.iter().map(|item| {
        [
            ("编号", known(&item.item)),
            ("名称", known(&item.name)),
            ("满分", Some(points(item.most))),
            ("自评", Some(of(own, &item.item))),
            ("科室评", Some(of(department, &item.item))),
        ]
        .into()
    });
    facts.list("项目", rows.collect());
}

fn points(points: Points) -> String {
    points.to_string()
}

/// A signature with its day; nothing where the name is not known, so that the form says whose is missing.
fn signed(name: &str, on: domain::Day) -> String {
    match name.trim() {
        "" => String::new(),
        name => format!("{name}　{}", day_zh(on)),
    }
}
