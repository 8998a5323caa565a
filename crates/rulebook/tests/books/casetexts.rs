//! The texts of cases: what is misspelt in them is told, and what is missing is meant exactly.

use crate::shelf::{document, nation_and};
use rulebook::cases::{CaseReport, run_cases};

const HEAD: &str = "| 时间 | 编码 | 名称 | 数量 | 金额 | 纳入医保 | 判定 |";

/// One case of a rule that asks for a sex, of a person whose sex nobody told.
fn report(case: &str) -> CaseReport {
    let head = "知识: limit\n参数: {事实: 参保人.性别}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let text = format!(
        "{}\n# 案例\n\n## 一例\n{case}\n",
        document("GZ3", "attribute_limit", head)
    );
    run_cases(&nation_and(&[("national/policy/003-x.md", &text)]), |_, code| {
        code == "GZ3"
    })
}

fn case_of(person: &str, visit: &str, verdict: &str) -> String {
    format!("参保人 {person}\n就诊 门诊 2026-03-04 {visit}\n{HEAD}\n| 10:00 | D1 | 甲 | 1 | 5.00 | 5.00 | {verdict} |")
}

#[test]
fn what_is_missing_is_meant_exactly() {
    let told = |verdict: &str| report(&case_of("性别=无", "机构=H1", verdict));
    let good = told("未评估 缺性别");
    assert_eq!((good.passed, good.problems.len()), (1, 0), "{good:#?}");
    let other = told("未评估 缺出生日期");
    assert_eq!(other.failed.len(), 1, "{other:#?}");
    for verdict in ["未评估", "未评估 缺", "未评估 缺别", "未评估 缺性"] {
        let bad = told(verdict);
        let told: Vec<_> = bad.problems.iter().map(|problem| &problem.advice).collect();
        assert!(told.len() == 1 && told[0].contains("出生日期"), "{verdict}: {bad:#?}");
    }
}

#[test]
fn what_is_misspelt_in_the_facts_is_told() {
    let good = case_of("性别=女", "机构=H1", "可疑 5.00");
    assert_eq!(report(&good).passed, 1, "{:#?}", report(&good));
    for (from, to, says) in [
        ("纳入医保", "纳入", "是否为“纳入医保”"),
        ("| 名称", "| 用药天数 | 名称", "是否为“天数”"),
        ("| 名称", "| 进货价 | 名称", "是否为“进价”"),
        ("| 名称", "| 金额 | 名称", "“金额”重复"),
        ("| 时间", "| 日期", "缺少列“时间”"),
        ("性别=女", "性别：女", "“性别：女”"),
        ("性别=女", "姓别=女", "可用：性别"),
        ("机构=H1", "机构=二甲", "二级"),
        ("机构=H1", "机构级=二级", "机构级别"),
        ("就诊", "豁免 专家意见 经由=某人\n就诊", "“经由”"),
        ("就诊", "地方 990001 间隔天数：7\n就诊", "“间隔天数：7”"),
        ("| 10:00", "| 就诊 | 判定 |\n| 10:00", "就诊表这一行有 7 格"),
    ] {
        let text = good.replacen(from, to, 1);
        let bad = report(&text);
        let told = |problem: &rulebook::Problem| format!("{}{}", problem.message, problem.advice).contains(says);
        assert!(bad.problems.iter().any(told), "{to}: {bad:#?}");
        assert_eq!(bad.passed, 0, "{to}");
    }
}
