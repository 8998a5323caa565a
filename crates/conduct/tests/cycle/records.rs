//! The archive: what is kept of a person, in the order of the printed form.

use crate::support::Course;
use conduct::archive::{Archive, Declaration, Honour, Records, Voices};
use conduct::assessment::YearAssessment;
use conduct::{Department, EventCode, Fact, Points, Staff, StaffCategory};
use domain::{Day, PractitionerCode};
use serde_json::json;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn fact(person: &str, on: &str) -> Fact {
    Fact {
        event: "事件1".to_owned(),
        person: PractitionerCode::new(person),
        department: Department("内科".to_owned()),
        code: "A06".parse::<EventCode>().unwrap(),
        occurred_on: day(on),
        points: Some(Points::hundredths(150)),
        count: 1,
        share: 100,
    }
}

fn opened() -> YearAssessment {
    let mut course = Course::<YearAssessment>::default();
    let opening = json!({"institution": "H1", "division": "440305", "year": 2026,
        "subject": {"person": "D1", "name": "张某甲", "department": "急诊科", "user": "医师甲"},
        "category": "clinical", "scheme": "方案2026版", "items": [{"item": "A1", "name": "服务态度", "most": "100"}],
        "deadlines": {"self_review": "2026-03-10", "department": "2026-03-20", "branch": null, "public": null,
                      "draft": "2026-03-31", "committee": "2026-04-10"}, "publicity_days": 5, "weights": null});
    course.does("行风甲", "2026-03-02", json!({"command": "open", "opening": opening}));
    let scores = json!([{"item": "A1", "points": "95"}]);
    course.does(
        "医师甲",
        "2026-03-03",
        json!({"command": "review_self", "text": "认真履职", "scores": scores}),
    );
    course.state
}

#[test]
fn an_archive_has_every_year_of_which_something_is_kept_and_nothing_of_others() {
    let staff = Staff {
        code: PractitionerCode::new("D1"),
        name: "张某甲".to_owned(),
        department: Department("内科".to_owned()),
        category: StaffCategory::Clinical,
    };
    let facts = [
        fact("D1", "2024-05-01"),
        fact("D1", "2026-02-01"),
        fact("N2", "2023-01-01"),
    ];
    let honours = [Honour {
        person: staff.code.clone(),
        on: day("2026-01-08"),
        title: "先进个人".to_owned(),
        from: "本院".to_owned(),
    }];
    let declarations = [Declaration {
        person: staff.code.clone(),
        on: day("2022-06-01"),
        kind: "学术讲课".to_owned(),
        content: "某学会年会".to_owned(),
        approved: Some(true),
    }];
    let voices = [Voices {
        person: staff.code.clone(),
        year: 2026,
        follow_up_praise: 3,
        follow_up_criticism: 0,
        screen_praise: 12,
        screen_criticism: 1,
    }];
    let assessments = [opened()];
    let records = Records {
        facts: &facts,
        assessments: &assessments,
        honours: &honours,
        declarations: &declarations,
        voices: &voices,
        ..Records::default()
    };
    let archive = Archive::of(&staff, records, None);
    let years: Vec<i16> = archive.years.iter().map(|year| year.year).collect();
    assert_eq!(years, [2022, 2024, 2026]);
    assert_eq!(archive.grades(), []);

    let one = Archive::of(&staff, records, Some(2026));
    let [year] = one.years.as_slice() else {
        panic!("{:?}", one.years)
    };
    let labels: Vec<&str> = year.form.iter().map(|field| field.label).collect();
    assert_eq!(
        labels,
        [
            "年度",
            "人员编号",
            "姓名",
            "科室",
            "人员类别",
            "考评方案",
            "自我评价",
            "科室意见",
            "支部意见",
            "群众评议",
            "随访表扬",
            "随访批评",
            "触摸屏表扬",
            "触摸屏批评",
            "单位意见",
            "总分",
            "一票否决",
            "等次",
            "本人签字",
            "科室签字",
            "单位签字"
        ]
    );
    let text = |label: &str| {
        year.form
            .iter()
            .find(|field| field.label == label)
            .unwrap()
            .text
            .as_str()
    };
    // The department is that of the year, not of today.
    assert_eq!(
        (text("科室"), text("自我评价"), text("一票否决")),
        ("急诊科", "认真履职", "无")
    );
    assert_eq!((text("随访表扬"), text("触摸屏批评"), text("等次")), ("3", "1", ""));
    assert_eq!((text("本人签字"), text("科室签字")), ("医师甲 2026-03-03", ""));
    for table in &year.tables {
        assert!(
            table.rows.iter().all(|row| row.len() == table.head.len()),
            "{}",
            table.title
        );
    }
    let rows = |title: &str| &year.tables.iter().find(|table| table.title == title).unwrap().rows;
    assert_eq!(rows("行为记录"), &[["2026-02-01", "事件1", "A06", "内科", "1.5", "1"]]);
    assert_eq!(rows("荣誉"), &[["2026-01-08", "先进个人", "本院"]]);
    assert!(rows("申报事项").is_empty() && rows("培训").is_empty());
}
