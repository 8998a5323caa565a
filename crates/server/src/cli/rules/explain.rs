//! `mingjing rules explain`: a rule's page, or what concerns an item.

use super::{adjustment_json, adjustment_text, library, print_json};
use crate::cli::verdict::action_zh;
use crate::cli::{Outcome, paint};
use anyhow::bail;
use domain::{Day, Stage};
use rulebook::{Library, Lifecycle, manual};
use serde_json::json;
use std::path::Path;

pub(super) fn run(folder: Option<&Path>, code: &str, as_json: bool) -> anyhow::Result<Outcome> {
    let (_, library) = library(folder, !as_json)?;
    if as_json {
        return explain_json(&library, code);
    }
    if let Some(page) = manual::page(&library, code) {
        let rule = page.rule;
        println!("{} {}", paint::bold(&rule.name), rule.english);
        if !page.layer.is_empty() {
            println!("地方规则，层 {}", page.layer);
        }
        println!(
            "编码 {}  类别 {}  行为 {}  原语 {}",
            rule.code, rule.class, rule.behaviour, rule.primitive
        );
        let actions = rule.actions;
        println!(
            "判定 {}  处置 事前{} 事中{} 事后{}  数据 {}  知识行 {}  案例 {}",
            rule.certainty.zh(),
            actions.prescribing.zh(),
            actions.settlement.zh(),
            action_zh(actions.audit, Stage::Audit),
            rule.data.zh(),
            page.rows,
            page.cases.len(),
        );
        println!("状态 {}", lifecycle(&rule.lifecycle, crate::app::now().day()));
        if !rule.parameters.is_empty() {
            println!("参数 {}", rule.parameters);
        }
        for parameter in &rule.local_parameters {
            println!("地方参数 {}", local_parameter(parameter));
        }
        for own in &page.adjustments {
            println!("地方调整 {} {}", adjustment_text(own), paint::dim(own.file));
        }
        rule.basis.iter().for_each(|basis| println!("依据 {basis}"));
        for (heading, text) in &page.sections {
            println!("\n{}\n{text}", paint::bold(heading));
        }
        println!("\n{} {}", paint::bold("合规建议"), rule.advice.join("；"));
        println!("{}", paint::dim(format!("文件 {}", rule.file)));
        return Ok(Outcome::Clean);
    }
    let concerns = manual::concerning(&library, code);
    if concerns.is_empty() {
        bail!("{}", nothing(code));
    }
    for concern in &concerns {
        let layer = match concern.knowledge.layer.as_str() {
            "" => String::new(),
            layer => format!("（地方层 {layer}）"),
        };
        println!(
            "{} {} {}{layer}",
            paint::bold(&concern.rule.name),
            concern.knowledge.id,
            concern.knowledge.name
        );
        println!(
            "  「{}」{}  {}",
            concern.knowledge.text,
            concern.span,
            paint::dim(&concern.knowledge.source)
        );
    }
    Ok(Outcome::Clean)
}

/// `试行 2026-02-12，正式 2026-04-01；今日正式`.
fn lifecycle(of: &Lifecycle, today: Day) -> String {
    let began = days(of).map(|(state, _, day)| day.map(|day| format!("{state} {day}")));
    let began: Vec<String> = began.into_iter().flatten().collect();
    format!("{}；今日{}", began.join("，"), of.on(today).zh())
}

/// Each state in order: its word, its name in JSON, and the day on which it begins.
fn days(of: &Lifecycle) -> [(&'static str, &'static str, Option<Day>); 4] {
    [
        ("草案", "draft", of.draft),
        ("试行", "trial", of.trial),
        ("正式", "in_force", of.in_force),
        ("停用", "ended", of.ended),
    ]
}

/// `间隔天数：7、10、15`, or `上限：1 至 10（变小更严）`.
fn local_parameter(parameter: &rulebook::LocalParameter) -> String {
    let bound = |bound: Option<f64>| bound.map_or_else(|| "不限".to_owned(), |number| number.to_string());
    let values = if parameter.values.is_empty() {
        format!("{} 至 {}", bound(parameter.min), bound(parameter.max))
    } else {
        parameter.values.join("、")
    };
    let direction = match parameter.larger_is_stricter {
        Some(true) => "（变大更严）",
        Some(false) => "（变小更严）",
        None => "",
    };
    format!("{}：{values}{direction}", parameter.name)
}

fn nothing(code: &str) -> String {
    format!("没有编码为“{code}”的规则，也没有与它有关的知识点")
}

fn explain_json(library: &Library, code: &str) -> anyhow::Result<Outcome> {
    if let Some(page) = manual::page(library, code) {
        let (rule, actions) = (page.rule, page.rule.actions);
        print_json(&json!({
            "rule": {
                "code": rule.code.as_str(), "layer": page.layer, "seq": rule.seq,
                "framework_1_0_code": rule.framework_code, "name": rule.name, "english": rule.english,
                "class": rule.class, "behaviour": rule.behaviour, "primitive": rule.primitive,
                "certainty": rule.certainty.zh(),
                "actions": {
                    "prescribing": actions.prescribing.zh(), "settlement": actions.settlement.zh(),
                    "audit": action_zh(actions.audit, Stage::Audit),
                },
                "lifecycle": days(&rule.lifecycle).into_iter()
                    .filter_map(|(_, name, day)| Some((name.to_owned(), json!(day?.to_string()))))
                    .collect::<serde_json::Map<_, _>>(),
                "data": rule.data.zh(), "parameters": rule.parameters, "tables": rule.tables,
                "local_parameters": rule.local_parameters.iter().map(local_parameter).collect::<Vec<_>>(),
                "basis": rule.basis.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "needs": rule.needs, "advice": rule.advice, "file": rule.file,
            },
            "rows": page.rows,
            "cases": page.cases.len(),
            "sections": page.sections.iter().map(|(heading, text)| json!({
                "heading": heading, "text": text,
            })).collect::<Vec<_>>(),
            "adjustments": page.adjustments.iter().map(adjustment_json).collect::<Vec<_>>(),
        }))?;
        return Ok(Outcome::Clean);
    }
    let concerns = manual::concerning(library, code);
    if concerns.is_empty() {
        bail!("{}", nothing(code));
    }
    print_json(&json!({
        "concerns": concerns.iter().map(|concern| json!({
            "rule": concern.rule.code.as_str(), "rule_name": concern.rule.name,
            "layer": concern.knowledge.layer, "table": concern.knowledge.table, "id": concern.knowledge.id,
            "name": concern.knowledge.name, "text": concern.knowledge.text, "source": concern.knowledge.source,
            "valid": concern.span.to_string(),
        })).collect::<Vec<_>>(),
    }))?;
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_a_rule_are_told_with_its_state_today() {
        let day = |text: &str| Day::parse(text).unwrap();
        let of = Lifecycle {
            trial: Some(day("2026-02-12")),
            in_force: Some(day("2026-04-01")),
            ..Lifecycle::default()
        };
        assert_eq!(
            lifecycle(&of, day("2026-03-31")),
            "试行 2026-02-12，正式 2026-04-01；今日试行"
        );
    }
}
