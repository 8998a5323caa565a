//! Conditions of a remark that a program can check without its diagnoses.

use super::super::disease;
use super::super::limits::{self, AgeRange, CourseLimit};
use super::Condition;
use super::residue::strip_glue;
use super::segment::{Segment, numbered_items};

/// All conditions understood, of a text without what it leaves out or forbids. One that holds for some
/// alternatives only is none.
pub(super) fn conditions(text: &str, segments: &[Segment]) -> Vec<Condition> {
    let mut out = Vec::new();
    let permitted = || segments.iter().filter(|s| !s.prohibits());
    let alternatives: Vec<&str> = permitted().filter(|s| s.alternative).map(|s| s.text.as_str()).collect();
    let all = |test: &dyn Fn(&str) -> bool| !alternatives.is_empty() && alternatives.iter().all(|one| test(one));
    let adults = text.contains("成人") || text.contains("成年");
    let children = |one: &str| {
        ["儿童", "新生儿", "婴幼儿", "小儿"]
            .iter()
            .any(|word| one.contains(word))
            || { limits::ages(one).is_some_and(|range| range.max.is_some()) }
    };
    let or_else = ["或吞咽", "及吞咽", "或经口"].iter().any(|words| text.contains(words));
    let ages = limits::ages(text);
    if all(&children) && !adults && !or_else {
        let range = ages.clone().unwrap_or_else(|| limits::age_of_group(text));
        out.push(Condition::ChildrenOnly(range));
    } else if let Some(range) = ages {
        out.push(Condition::Age(range));
    } else if adults {
        out.push(Condition::Age(AgeRange {
            min: Some("18岁".to_owned()),
            max: None,
        }));
    }
    out.extend(sex(text).map(Condition::Sex));
    let common: Vec<&str> = permitted()
        .filter(|s| !s.alternative)
        .map(|s| s.text.as_str())
        .collect();
    let binding = |test: &dyn Fn(&str) -> bool| common.iter().any(|one| test(one)) || all(test);
    out.extend(
        limits::visits(text)
            .filter(|_| binding(&|one| limits::visits(one).is_some()))
            .map(Condition::Visit),
    );
    if !text.contains("首次处方") || !text.contains("专科医师开具") {
        out.extend(
            limits::level(text)
                .filter(|_| binding(&|one| limits::level(one).is_some()))
                .map(Condition::Level),
        );
    }
    out.extend(common_course(text).map(Condition::Course));
    if all(&|one| one.contains("二线用药") || one.contains("二线治疗")) {
        out.push(Condition::SecondLine);
    }
    out
}

/// The sex of a whole remark: every disease in it is of that sex, or it names
/// no disease and no second group of patients.
fn sex(text: &str) -> Option<&'static str> {
    let sex = limits::sex(text)?;
    let found = disease::scan(text);
    let other_groups = ["或", "及", "和", "、", "；"].iter().any(|word| text.contains(word));
    let binds = if found.is_empty() {
        !other_groups
    } else {
        found.iter().all(|one| limits::sex(one.term.name) == Some(sex))
    };
    (binds && !text.contains("生育保险")).then_some(sex)
}

/// The paid course, where it holds for the whole remark: it stands before the
/// alternatives, alone in its sentence, or there is only one alternative.
fn common_course(text: &str) -> Option<CourseLimit> {
    let sentences: Vec<&str> = text
        .split(['；', ';', '。'])
        .filter(|s| !strip_glue(s).is_empty())
        .collect();
    let stated: Vec<&&str> = sentences
        .iter()
        .filter(|sentence| limits::course(sentence).is_some())
        .collect();
    let [one] = stated.as_slice() else { return None };
    let heads = one
        .split(["：", ":"].as_slice().first()?)
        .next()
        .is_some_and(|head| limits::course(head).is_some());
    let alone = disease::scan(one).is_empty() && one.starts_with(['支', '单', '最', '使']);
    let conditional = one.contains("急性期使用");
    let holds =
        sentences.len() == 1 && numbered_items(one).len() <= 1 || alone || heads && numbered_items(one).len() > 1;
    if holds && !conditional {
        limits::course(one)
    } else {
        None
    }
}
