//! Workbooks in the forms in which they are published, and in forms in which
//! they should not arrive.

use domain::Day;
use proptest::prelude::*;
use rulebook::workbook::{Defaults, Import, ImportError, KnowledgeRow, KnownDrugs, merge_csv, read, read_with};
use rust_xlsxwriter::{Format, Workbook};

fn defaults() -> Defaults {
    Defaults {
        published: None,
        loaded: Day::parse("2026-11-24").unwrap(),
    }
}

/// A workbook of sheets of text; cells beginning with `#` are written as numbers.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (r, row) in (0..).zip(*rows) {
            for (c, text) in (0..).zip(*row).filter(|(_, text)| !text.is_empty()) {
                match text.strip_prefix('#') {
                    Some(number) => sheet.write_number(r, c, number.parse::<f64>().unwrap()).unwrap(),
                    None => sheet.write_string(r, c, *text).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn import(file: &str, sheets: &[(&str, &[&[&str]])]) -> Import {
    read(file, &workbook(sheets), &defaults()).unwrap_or_else(|error| panic!("{error}"))
}

fn rows<'i>(import: &'i Import, table: &str) -> &'i [KnowledgeRow] {
    import
        .tables
        .iter()
        .find(|one| one.table == table)
        .map(|one| one.rows.as_slice())
        .unwrap_or_default()
}

fn own(row: &KnowledgeRow, column: &str) -> String {
    row.own
        .iter()
        .find(|(name, _)| *name == column)
        .map(|(_, value)| value.clone())
        .unwrap()
}

const BOSENTAN: &str = "XC02KXB144A006010103973";
const APALUTAMIDE: &str = "XL02BBA326A001010102180";

#[test]
fn header_in_row_4_under_titles_with_padded_columns_and_footnotes() {
    let import = import(
        "第八批“医疗服务项目限定频次”规则对应知识点明细.xlsx",
        &[(
            "Sheet1",
            &[
                &["", "附件1"],
                &["", "“医疗服务项目限定频次”规则对应知识点明细"],
                &["", "（2026年1月）"],
                &["", "序号", "项目名称", "限制数量", "数量单位", "项目编码", "", ""],
                &["", "#1", "住院　诊查费", "#1", "日", "001102000050000"],
                &["", "#2", "心电监测", "#24", "小时", "#3107010220000"],
                &["", "序号", "项目名称", "限制数量", "数量单位", "项目编码"],
                &["", "#3", "无数量的项目", "", "", "001102000060000"],
                &["", "合计", "#3"],
                &["", "备注：各省级医保部门应当进行细化和本地化。"],
            ],
        )],
    );
    let points = rows(&import, "item-frequency");
    assert_eq!(points.len(), 2);
    assert_eq!(
        (points[0].name.as_str(), own(&points[0], "上限").as_str()),
        ("住院 诊查费", "1")
    );
    assert_eq!(
        (own(&points[1], "上限"), own(&points[1], "单位")),
        ("24".to_owned(), "小时".to_owned())
    );
    assert_eq!(points[1].codes, ["003107010220000"]);
    assert!(import.defects.iter().any(|defect| defect.reason.contains("缺前导零")));
    assert_eq!(points[0].from, Day::parse("2026-01-06").unwrap());
    let [rejected] = import.rejected.as_slice() else {
        panic!("{:?}", import.rejected)
    };
    assert_eq!((rejected.row, rejected.field), (8, "限制数量"));
    let reasons: Vec<&str> = import.skipped.iter().map(|skipped| skipped.reason).collect();
    assert_eq!(
        reasons,
        ["标题", "标题", "标题", "表头", "重复的表头", "合计行", "脚注"]
    );
}

#[test]
fn names_and_codes_on_two_sheets_are_matched_and_the_unmatched_reported() {
    let import = import(
        "【第一批】药品规则库(限定年龄对象).xlsx",
        &[
            (
                "知识点",
                &[
                    &["药品通用名", "药品说明", "限定类型", "限定对象"],
                    &[
                        "波生坦分散片",
                        "限3-12岁特发性或先天性肺动脉高压患者。",
                        "限定年龄对象",
                        "儿童",
                    ],
                    &[
                        "小儿止泻贴（外用）",
                        "温中散寒。用于小儿感寒腹痛泄泻。",
                        "限定年龄对象",
                        "儿童",
                    ],
                    &["没有编码的药", "用于小儿。", "限定年龄对象", "儿童"],
                ],
            ),
            (
                "编码",
                &[
                    &["药品通用名", "序号", "国标代码", "限定类型"],
                    &["波生坦分散片", "#1", BOSENTAN, "限定年龄对象"],
                    &["波生坦分散片", "#2", BOSENTAN, "限定年龄对象"],
                    &["小儿止泻贴(外用)", "#1", "ZA04CAE0023010100166", "限定年龄对象"],
                    &["没有说明的药", "#1", "ZA04CAE0023010200166", "限定年龄对象"],
                ],
            ),
        ],
    );
    let limited = rows(&import, "drug-child-limited");
    assert_eq!(limited.len(), 1);
    assert_eq!(
        (own(&limited[0], "年龄下限"), own(&limited[0], "年龄上限")),
        ("3岁".to_owned(), "12岁".to_owned())
    );
    assert_eq!(limited[0].codes, [BOSENTAN]);
    assert_eq!(rows(&import, "drug-child-only").len(), 1);
    assert!(
        import
            .defects
            .iter()
            .any(|defect| defect.reason.contains("同一知识点内重复"))
    );
    let rejected: Vec<_> = import
        .rejected
        .iter()
        .map(|one| (one.sheet.as_str(), one.text.as_str()))
        .collect();
    assert_eq!(rejected, [("编码", "没有说明的药"), ("知识点", "没有编码的药")]);
}

#[test]
fn one_code_per_row_is_one_point_per_drug_and_an_unknown_batch_needs_a_date() {
    let bytes = workbook(&[(
        "“药品限适应症”规则对应知识点明细",
        &[
            &["序号", "药品名称", "药品代码", "限定支付范围"],
            &["#1", "阿利沙坦酯片", "XC09DBA407A001010100553", "限原发性高血压。"],
            &["#2", "阿利沙坦酯片", "XC09DBA407A001010200553", "限原发性高血压。"],
            &["#3", "", "XC09DBA407A001010300553", ""],
            &["#4", "阿帕他胺片", APALUTAMIDE, "限转移性前列腺癌患者。"],
        ],
    )]);
    let file = "第十八批“药品限适应症”规则对应知识点明细.xlsx";
    assert!(matches!(
        read(file, &bytes, &defaults()),
        Err(ImportError::UnknownDate(_))
    ));
    let dated = Defaults {
        published: Day::parse("2026-07-06").ok(),
        ..defaults()
    };
    let import = read(file, &bytes, &dated).unwrap();
    let points = rows(&import, "drug-indication");
    assert_eq!(points.len(), 2);
    assert_eq!((points[0].id.as_str(), points[0].codes.len()), ("b18-0001", 3));
    assert_eq!(
        (own(&points[0], "解析"), own(&points[1], "解析")),
        ("完整".to_owned(), "部分".to_owned())
    );
    assert_eq!(points[0].from, Day::parse("2026-07-06").unwrap());

    let (first, _) = merge_csv("", points).unwrap();
    let (second, report) = merge_csv(&first, points).unwrap();
    assert!(first == second && report.added == 0);
}

#[test]
fn pairs_map_their_windows_and_unknown_ones_are_rejected() {
    let import = import(
        "【第七批】项目规则库（重复收费）.xlsx",
        &[(
            "明细",
            &[
                &["序号", "频度", "主项名称", "主项编码", "从项名称", "从项编码", "备注"],
                &[
                    "#1",
                    "当日",
                    "急诊监护费",
                    "001103000010000",
                    "急诊诊查费",
                    "001102000030000",
                    "含诊查",
                ],
                &[
                    "#2",
                    "每个月亮日",
                    "急诊监护费",
                    "001103000010000",
                    "普通病房床位费",
                    "001109000010000",
                    "含床位",
                ],
                &[
                    "#3",
                    "单次就诊",
                    "急诊监护费",
                    "001103000010000",
                    "护理",
                    "坏编码",
                    "含护理",
                ],
            ],
        )],
    );
    let pairs = rows(&import, "item-duplicate");
    assert_eq!(pairs.len(), 1);
    assert_eq!(
        (own(&pairs[0], "窗口"), own(&pairs[0], "从项编码")),
        ("单日".to_owned(), "001102000030000".to_owned())
    );
    assert!(import.rejected.iter().any(|one| one.reason.contains("每个月亮日")));
    assert!(
        import
            .rejected
            .iter()
            .any(|one| one.field == "从项编码" && one.text == "坏编码")
    );
}

#[test]
fn the_sheet_outweighs_a_wrong_file_name() {
    let import = import(
        "第十一批“中药饮片单复方均不予支付”规则对应知识点明细.xlsx",
        &[(
            "Sheet1",
            &[
                &["序号", "中药饮片名称", "饮片代码", "说明"],
                &["#1", "丁香", "T000700200", "单独使用时统筹基金不予支付。"],
                &["#2", "阿胶", "T001700233", "不得纳入基金支付范围的中药饮片"],
                &["#3", "甘草", "T001700999", "待定"],
            ],
        )],
    );
    assert_eq!(rows(&import, "herb-not-alone")[0].name, "丁香");
    assert_eq!(rows(&import, "herb-never-payable")[0].name, "阿胶");
    assert_eq!(import.rejected.len(), 1);

    let file = "【第一批】项目规则库(限定性别对象).xlsx";
    let sheet: &[&[&str]] = &[
        &["项目名称", "国标代码", "限定类型", "限定对象"],
        &["小儿捏脊治疗", "004500000100000", "限定年龄对象", "儿童"],
    ];
    let swapped = read(file, &workbook(&[("Sheet1", sheet)]), &defaults()).unwrap();
    assert_eq!(rows(&swapped, "item-child-only").len(), 1);
    assert!(swapped.defects.iter().any(|defect| defect.reason.contains("不一致")));
}

#[test]
fn what_is_no_knowledge_workbook_is_refused_by_name() {
    let bytes = workbook(&[("收费明细", &[&["患者号", "金额"], &["1", "2"]])]);
    let error = read("第一批.xlsx", &bytes, &defaults()).unwrap_err();
    assert_eq!(
        error,
        ImportError::UnknownHeadings {
            sheet: "收费明细".to_owned(),
            headings: vec!["患者号".to_owned(), "金额".to_owned()]
        }
    );
    assert!(error.to_string().contains("患者号、金额"));

    let known: &[&[&str]] = &[&["项目名称", "项目编码", "备注"], &["甲", "001102000030000", "无"]];
    let unnamed = read("第一批.xlsx", &workbook(&[("Sheet1", known)]), &defaults());
    assert!(matches!(unnamed, Err(ImportError::UnknownRule { .. })));
    assert!(matches!(
        read("空.xlsx", &workbook(&[("Sheet1", &[])]), &defaults()),
        Err(ImportError::Empty)
    ));
    assert!(matches!(
        read("坏.xlsx", b"not a workbook", &defaults()),
        Err(ImportError::Unreadable(_))
    ));
    assert!(matches!(
        read("表.csv", b"\xff\xfe\x00", &defaults()),
        Err(ImportError::Unreadable(_))
    ));
    assert!(matches!(
        read("表.csv", "甲,乙\n1,2\n".as_bytes(), &defaults()),
        Err(ImportError::UnknownHeadings { .. })
    ));
}

#[test]
fn beyond_64_columns_is_refused() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "项目名称").unwrap();
    sheet.write_string(0, 64, "项目编码").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert!(matches!(
        read("第八批.xlsx", &bytes, &defaults()),
        Err(ImportError::TooLarge(_))
    ));
}

#[test]
fn formatted_and_merged_titles_do_not_disturb() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    sheet
        .merge_range(0, 0, 0, 3, "“医疗服务项目限支付疗程”规则对应知识点明细", &bold)
        .unwrap();
    for (c, text) in (0..).zip(["序号", "项目名称", "备注", "项目代码"]) {
        sheet.write_string_with_format(1, c, text, &bold).unwrap();
    }
    for (c, text) in (0..).zip(["1", "减重支持系统训练", "支付不超过30天。", "003402000210000"]) {
        sheet.write_string(2, c, text).unwrap();
    }
    let import = read("【第八批-3】明细.xlsx", &book.save_to_buffer().unwrap(), &defaults()).unwrap();
    let row = &rows(&import, "item-course")[0];
    assert_eq!(
        (own(row, "天数上限"), own(row, "计法")),
        ("30".to_owned(), "使用天数".to_owned())
    );
}

#[test]
fn catalogue_remarks_use_known_codes_and_leave_out_what_the_batches_state() {
    let drugs: &[&[&str]] = &[
        &["药品通用名", "国标代码", "药品说明", "限定类型", "限定值域"],
        &[
            "丁苯酞软胶囊",
            "XN07XXD130E002010102774",
            "支付不超过20天。",
            "限定支付疗程",
            "20天",
        ],
        &[
            "曲克芦丁注射液",
            "XC05CAQ094B002010100267",
            "支付不超过14天。",
            "限定支付疗程",
            "14天",
        ],
    ];
    let batch = import("【第六批】药品规则库（限定支付疗程）.xlsx", &[("Sheet1", drugs)]);
    let mut known = KnownDrugs::default();
    known.learn(&batch);
    let csv = "drug_name,restriction\n\
        丁苯酞软胶囊,\"限急性缺血性脑卒\n中，支付不超过20天。\"\n\
        曲克芦丁,限脑梗死。\n\
        未见药片,限2型糖尿病患者。\n\
        未见注射液,限二级及以上医疗机构。\n\
        无从判断药,限看情况使用。\n";
    let import = read_with("remarks_2023.csv", csv.as_bytes(), &defaults(), &known).unwrap();
    assert!(rows(&import, "nrdl-drug-course").is_empty());
    assert!(import.skipped.iter().any(|skipped| skipped.text == "1 行"));
    let keyed: Vec<(&str, &str, &str)> = rows(&import, "nrdl-drug-indication")
        .iter()
        .map(|row| (row.name.as_str(), row.codes[0].as_str(), row.own[2].1.as_str()))
        .collect();
    assert_eq!(
        keyed,
        [
            ("丁苯酞软胶囊", "XN07XXD130E002010102774", "部分"),
            ("曲克芦丁", "XC05CAQ094B002010100267", "完整"),
            ("未见药片", "名:未见药片", "完整"),
        ]
    );
    let level = &rows(&import, "nrdl-drug-level")[0];
    assert_eq!(
        (own(level, "限定"), level.mark.as_str()),
        ("二级".to_owned(), "目录备注解析")
    );
    assert_eq!(
        (level.from, level.until),
        (Day::parse("2023-03-01").unwrap(), Day::parse("2025-01-01").ok())
    );
    assert!(import.rejected.iter().any(|one| one.text.contains("无从判断药")));
    let undated = read("remarks.csv", csv.as_bytes(), &defaults());
    assert!(matches!(undated, Err(ImportError::UnknownDate(_))));
}

const DRUGS: [&str; 4] = [BOSENTAN, APALUTAMIDE, "ZA04CAE0023010100166", "XA02BCA084A012010100453"];

fn dated(file: &str, sheets: &[(&str, &[&[&str]])]) -> Import {
    let defaults = Defaults {
        published: Day::parse("2026-07-20").ok(),
        ..defaults()
    };
    read(file, &workbook(sheets), &defaults).unwrap_or_else(|error| panic!("{error}"))
}

/// Names and reasons of what did not come in.
fn refused(import: &Import) -> Vec<(&str, &str)> {
    let told = import.rejected.iter();
    told.map(|one| (one.text.as_str(), one.reason.as_str())).collect()
}

/// Names of what came in, by table.
fn in_tables(import: &Import) -> Vec<(&str, Vec<&str>)> {
    import
        .tables
        .iter()
        .map(|table| {
            let names = table.rows.iter().map(|row| row.name.as_str()).collect();
            (table.table.as_str(), names)
        })
        .collect()
}

#[test]
fn each_sheet_and_each_row_is_filed_under_its_own_rule() {
    let headings: &[&str] = &["序号", "药品名称", "限定支付范围", "国标代码"];
    let two = dated(
        "第十八批附件.xlsx",
        &[
            (
                "“药品限二线使用”规则",
                &[headings, &["1", "甲片", "限二线用药。", DRUGS[0]]],
            ),
            (
                "“药品限支付疗程”规则",
                &[headings, &["1", "乙片", "支付不超过14天。", DRUGS[1]]],
            ),
            ("说不清的表", &[headings, &["1", "丙片", "支付不超过14天。", DRUGS[2]]]),
        ],
    );
    assert_eq!(
        in_tables(&two),
        [("drug-second-line", vec!["甲片"]), ("drug-course", vec!["乙片"])]
    );
    let rejected = refused(&two);
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0].0 == "丙片" && rejected[0].1.contains("没有写明属于哪一条规则"));

    let typed: &[&str] = &["药品通用名", "药品说明", "限定类型", "限定对象", "药品代码"];
    let mixed = dated(
        "第十八批 药品规则库.xlsx",
        &[(
            "Sheet1",
            &[
                typed,
                &["甲口服液", "清肺，用于小儿咳嗽。", "限定年龄对象", "儿童", DRUGS[2]],
                &["乙片", "用于月经不调。", "限定性别对象", "女", DRUGS[3]],
                &["丙片", "限二级及以上医疗机构。", "限定机构等级", "二级", DRUGS[1]],
                &["丁片", "限二级及以上医疗机构。", "", "二级", DRUGS[0]],
                &["戊片", "限二级及以上医疗机构。", "限定颜色", "二级", DRUGS[0]],
            ],
        )],
    );
    assert_eq!(
        in_tables(&mixed),
        [
            ("drug-child-only", vec!["甲口服液"]),
            ("drug-sex", vec!["乙片"]),
            ("drug-level", vec!["丙片"])
        ]
    );
    let rejected = refused(&mixed);
    assert_eq!(
        rejected.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["丁片", "戊片"]
    );
    assert!(rejected[1].1.contains("限定颜色"));

    let titled = dated(
        "附件.xlsx",
        &[(
            "Sheet1",
            &[
                &["“药品限支付疗程”规则对应知识点明细"],
                typed,
                &["甲片", "支付不超过14天。", "限定支付疗程", "14天", DRUGS[0]],
                &["乙片", "用于月经不调。", "限定性别对象", "女", DRUGS[1]],
            ],
        )],
    );
    assert_eq!(in_tables(&titled), [("drug-course", vec!["甲片"])]);
    let rejected = refused(&titled);
    assert!(
        rejected[0].0 == "乙片" && rejected[0].1.contains("不一致"),
        "{rejected:?}"
    );
}

#[test]
fn ages_come_from_the_limit_and_nothing_is_taken_for_a_child() {
    let headings: &[&str] = &["项目名称", "国标代码", "限定类型", "限定对象"];
    let groups: &[&[&str]] = &[
        headings,
        &["甲项", "003105120040000", "限定年龄对象", "成人"],
        &["乙项", "003105120040001", "限定年龄对象", "6岁以下"],
        &["丙项", "003105120040002", "限定年龄对象", "60岁以上"],
        &["丁项", "003105120040003", "限定年龄对象", "婴儿"],
        &["戊项", "003105120040004", "限定年龄对象", "学龄前儿童"],
        &["己项", "003105120040005", "限定年龄对象", ""],
        &["庚项", "003105120040006", "限定年龄对象", "儿童"],
        &["辛项", "003105120040007", "限定年龄对象", "不满3周岁"],
        &["壬项", "003105120040008", "限定年龄对象", "3岁以上儿童"],
    ];
    let ages = |row: &KnowledgeRow| format!("{} {}..{}", row.name, own(row, "年龄下限"), own(row, "年龄上限"));
    let group = dated("第十八批 项目规则库(限定年龄对象).xlsx", &[("Sheet1", groups)]);
    let children: Vec<String> = rows(&group, "item-child-only").iter().map(ages).collect();
    assert_eq!(children, ["乙项 ..6岁", "庚项 ..", "辛项 ..2岁"]);
    let others: Vec<String> = rows(&group, "item-age").iter().map(ages).collect();
    assert_eq!(others, ["甲项 18岁..", "丙项 60岁.."]);
    let rejected: Vec<&str> = group.rejected.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(rejected, ["丁项", "戊项", "己项", "壬项"]);

    let named = dated("第十八批“医疗服务项目儿童专用”规则.xlsx", &[("Sheet1", groups)]);
    assert!(rows(&named, "item-age").is_empty());
    let reason = &named.rejected[0].reason;
    assert!(reason.contains("“成人”不是儿童"), "{reason}");

    // The name of the rule says more than 限定年龄对象: its rows are no other rule's.
    let limited = dated("附件.xlsx", &[("“医疗服务项目限年龄”规则", groups)]);
    assert!(rows(&limited, "item-child-only").is_empty());
    let filed: Vec<String> = rows(&limited, "item-age").iter().map(ages).collect();
    assert_eq!(filed, ["甲项 18岁..", "乙项 ..6岁", "丙项 60岁..", "辛项 ..2岁"]);
    let rejected: Vec<&str> = limited.rejected.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(rejected, ["丁项", "戊项", "己项", "庚项", "壬项"]);

    let headings: &[&str] = &["项目名称", "国标代码", "限定年龄对象"];
    let headed: &[&[&str]] = &[headings, &["甲项", "003105120040000", "新生儿"]];
    let headed = dated("第十八批“医疗服务项目儿童专用”规则.xlsx", &[("Sheet1", headed)]);
    let newborn: Vec<String> = rows(&headed, "item-child-only").iter().map(ages).collect();
    assert_eq!(newborn, ["甲项 0天..28天"]);

    let sentences = dated(
        "第十八批“医疗服务项目限年龄”规则.xlsx",
        &[(
            "S",
            &[
                &["序号", "项目名称", "备注", "项目代码"],
                &["1", "甲", "18-60岁", "003402000320001"],
                &["2", "乙", "#46185", "003402000320002"],
                &["3", "丙", "限60岁以上老年人，70岁以下", "003402000320003"],
                &["4", "丁", "未满14周岁", "003402000320004"],
                &["5", "戊", "18岁以上用于甲，3岁以下用于乙", "003402000320005"],
                &["6", "己", "限3岁以上儿童", "003402000320006"],
                &["7", "庚", "本项目仅用于3岁以上儿童的康复", "003402000320007"],
                &["8", "辛", "本项目仅用于3岁以上儿童及成人", "003402000320008"],
            ],
        )],
    );
    let ages: Vec<String> = rows(&sentences, "item-age").iter().map(ages).collect();
    assert_eq!(ages, ["甲 18岁..60岁", "丙 60岁..70岁", "丁 ..13岁", "辛 3岁.."]);
    assert_eq!(sentences.rejected.len(), 4);
}

/// A level in a table is the lowest that is admitted.
#[test]
fn a_highest_level_is_not_read_as_a_lowest() {
    let typed: &[&str] = &["药品通用名", "药品说明", "限定类型", "限定值域", "药品代码"];
    let import = dated(
        "第十八批 药品规则库（限定机构等级）.xlsx",
        &[(
            "Sheet1",
            &[
                typed,
                &["甲片", "限二级以下医疗机构。", "限定机构等级", "二级", DRUGS[0]],
                &["乙片", "限二级及以上医疗机构。", "限定机构等级", "二级", DRUGS[1]],
                &["丙片", "限基层医疗机构。", "限定机构等级", "一级", DRUGS[2]],
                &["丁片", "", "限定机构等级", "一级及以下", DRUGS[3]],
                &["戊片", "", "限定机构等级", "一级、二级", DRUGS[3]],
            ],
        )],
    );
    assert_eq!(in_tables(&import), [("drug-level", vec!["乙片"])]);
    let rejected = refused(&import);
    assert_eq!(
        rejected.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["甲片", "丙片", "丁片", "戊片"]
    );
    assert!(
        rejected.iter().all(|(_, reason)| reason.contains("该级及以上")),
        "{rejected:?}"
    );
}

/// What forbids, leaves out or describes the violation is no limit: read as one it accuses those who are paid for.
#[test]
fn prohibitions_are_not_read_as_limits() {
    let typed: &[&str] = &["药品通用名", "药品说明", "限定类型", "限定值域", "药品代码"];
    let drug = |kind: &str, point: [&str; 2]| {
        let kind = format!("限定{kind}");
        let row = ["甲片", point[1], kind.as_str(), point[0], DRUGS[0]];
        dated("第十八批 药品规则库.xlsx", &[("S", &[typed, &row])])
    };
    for (kind, limit, text) in [
        ("机构等级", "三级除外", ""),
        ("机构等级", "非三级", ""),
        ("机构等级", "三级", "三级医疗机构不予支付。"),
        ("机构等级", "", "非三级医院使用。"),
        ("保险类型", "非工伤", ""),
        ("保险类型", "工伤", "工伤保险不予支付。"),
        ("保险类型", "生育保险不予支付", ""),
        ("就医方式", "门诊", "门诊不予支付"),
        ("就医方式", "", "限肺炎，住院患者除外。"),
        ("支付疗程", "14天", "使用不超过14天，肿瘤患者除外。"),
        ("性别对象", "男", "男性禁用。"),
        ("性别对象", "女", "孕妇禁用。"),
        ("年龄对象", "儿童", "用于止咳。儿童禁用。"),
        ("年龄对象", "儿童除外", "用于止咳。"),
        ("年龄对象", "儿童", "参保人年龄大于14岁"),
    ] {
        let import = drug(kind, [limit, text]);
        assert!(import.tables.is_empty(), "{kind} {limit} {text}: {:?}", import.tables);
        let reason = &import.rejected[0].reason;
        assert!(reason.contains("读反"), "{kind} {limit} {text}: {reason}");
    }
    for (kind, limit, text, expected) in [
        ("机构等级", "二级", "限二级及以上医疗机构。孕妇禁用。", "限定 二级"),
        ("保险类型", "工伤", "限工伤保险。", "限定 工伤"),
        (
            "就医方式",
            "住院",
            "限肝功能不全(严重者除外)。住院患者方予支付。",
            "限定 住院",
        ),
        ("支付疗程", "14天", "支付不超过14天，超过部分不予支付。", "天数上限 14"),
        ("性别对象", "女", "用于月经不调。孕妇禁用。", "限定 女"),
        ("年龄对象", "儿童", "用于小儿外感发热。1岁以下婴儿禁用。", "年龄上限 "),
        ("年龄对象", "儿童", "用于小儿外感发热。3岁以下慎用。", "年龄上限 "),
        ("年龄对象", "儿童", "用于小儿外感发热。2岁以下每次半袋。", "年龄上限 "),
        ("年龄对象", "儿童", "用于11周岁以下患者。", "年龄上限 11岁"),
    ] {
        let import = drug(kind, [limit, text]);
        let [table] = import.tables.as_slice() else {
            panic!("{kind} {limit} {text}: {:?}", import.rejected)
        };
        let (column, value) = expected.split_once(' ').unwrap();
        assert_eq!(own(&table.rows[0], column), value, "{kind} {limit} {text}");
    }

    let item = |file: &str, heading: &[&str], row: &[&str]| dated(file, &[("S", &[heading, row])]);
    let remarked: &[&str] = &["序号", "项目名称", "备注", "项目代码"];
    for text in [
        "参保人年龄小于18岁",
        "参保人年龄大于65岁",
        "参保人年龄小于18岁限制",
        "18岁以下不予支付",
        "65岁以上禁用",
        "超过65岁",
        "法定就业年龄内不予支付",
    ] {
        let row: &[&str] = &["1", "甲", text, "003402000320001"];
        let import = item("第十八批“医疗服务项目限年龄”规则.xlsx", remarked, row);
        assert!(import.tables.is_empty(), "{text}: {:?}", import.tables);
    }
    let counted: &[&str] = &["项目名称", "限制数量", "数量单位", "项目编码", "备注"];
    let frequency = |text: &str| {
        let row: &[&str] = &["甲", "#1", "日", "001102000050000", text];
        item("第十八批“医疗服务项目限定频次”规则.xlsx", counted, row)
    };
    assert!(frequency("急诊除外").tables.is_empty());
    assert_eq!(rows(&frequency("超过1次不予支付"), "item-frequency").len(), 1);
}

#[test]
fn prohibitions_in_catalogue_remarks_are_no_conditions() {
    let remarks = [
        "孕妇禁用",
        "18岁以下不予支付",
        "儿童禁用",
        "三级医院不予支付",
        "住院患者不予支付",
        "孕妇除外",
        "高血压患者不予支付",
    ];
    let lines: String = remarks.iter().map(|remark| format!("甲片,{remark}\n")).collect();
    let csv = format!("drug_name,restriction\n{lines}乙片,限2型糖尿病。孕妇禁用。\n");
    let dated = Defaults {
        published: Day::parse("2026-07-20").ok(),
        ..defaults()
    };
    let import = read("目录.csv", csv.as_bytes(), &dated).unwrap();
    assert_eq!(in_tables(&import), [("nrdl-drug-indication", vec!["乙片"])]);
    assert_eq!(import.rejected.len(), remarks.len());
}

#[test]
fn a_row_is_refused_once_and_merged_cells_are_named() {
    let import = dated(
        "第十八批“医疗服务项目重复收费”规则.xlsx",
        &[(
            "S",
            &[
                &["序号", "频度", "主项名称", "主项编码", "从项名称", "从项编码", "备注"],
                &["1", "单日", "甲", "001103000010000", "乙", "001102000030001", "含"],
                &["2", "", "", "", "丙", "001102000030002", ""],
                &["3", "", "甲", "001103000010000", "丁", "001102000030003", "含"],
                &["4", "单日", "戊", "2.50E+12", "己", "001102000030004", "含"],
            ],
        )],
    );
    assert_eq!(rows(&import, "item-duplicate").len(), 1);
    let told: Vec<(u32, &str)> = import.rejected.iter().map(|one| (one.row, one.field)).collect();
    assert_eq!(told, [(3, "名称"), (5, "编码"), (4, "频度")]);
    let merged = import.rejected.iter().filter(|one| one.reason.contains("合并"));
    assert_eq!(merged.count(), 2);
}

#[test]
fn hidden_sheets_and_withdrawn_rows_stay_out_and_are_named() {
    let mut book = Workbook::new();
    for (name, drug, code, hidden) in [("正式", "甲片", DRUGS[0], false), ("旧稿", "乙片", DRUGS[1], true)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (c, text) in (0..).zip(["药品通用名", "药品说明", "国标代码", "调整情况"]) {
            sheet.write_string(0, c, text).unwrap();
        }
        for (r, (name, change)) in (1..).zip([(drug, "新增"), ("丙片", "删除"), ("丁片", "另议"), ("戊片", "")])
        {
            for (c, text) in (0..).zip([name, "支付不超过14天。", code, change]) {
                sheet.write_string(r, c, text).unwrap();
            }
        }
        sheet.set_hidden(hidden);
    }
    let file = "第六批“药品限支付疗程”规则.xlsx";
    let import = read(file, &book.save_to_buffer().unwrap(), &defaults()).unwrap();
    assert_eq!(in_tables(&import), [("drug-course", vec!["甲片", "戊片"])]);
    let hidden: Vec<_> = import.skipped.iter().filter(|one| one.sheet == "旧稿").collect();
    assert!(hidden.len() == 1 && hidden[0].reason.contains("隐藏"));
    let rejected = refused(&import);
    assert!(
        rejected[0].0 == "丙片" && rejected[0].1.contains("人工"),
        "{rejected:?}"
    );
    assert!(
        rejected[1].0 == "丁片" && rejected[1].1.contains("另议"),
        "{rejected:?}"
    );
}

#[test]
fn one_code_of_several_rows_may_be_withdrawn() {
    let import = dated(
        "第十八批“药品限支付疗程”规则.xlsx",
        &[(
            "S",
            &[
                &["药品通用名", "药品说明", "国标代码", "调整情况"],
                &["甲片", "支付不超过14天。", DRUGS[0], ""],
                &["甲片", "支付不超过14天。", DRUGS[1], "删除"],
                &["甲片", "支付不超过14天。", DRUGS[3], ""],
            ],
        )],
    );
    assert_eq!(rows(&import, "drug-course")[0].codes, [DRUGS[0], DRUGS[3]]);
    assert_eq!(import.rejected.len(), 1);
}

#[test]
fn values_that_the_book_does_not_read_are_refused() {
    let visits = dated(
        "第十八批“药品限就医方式”规则对应知识点明细.xlsx",
        &[(
            "S",
            &[
                &["药品通用名", "药品说明", "限定类型", "限定值域", "国标代码"],
                &["甲", "限住院患者", "限定就医方式", "住院患者", DRUGS[0]],
                &["乙", "限住院或门诊慢特病", "限定就医方式", "住院、门诊慢特病", DRUGS[1]],
                &["丙", "限急诊或住院患者", "限定就医方式", "住院/急诊", DRUGS[3]],
                &["丁", "限住院患者", "限定就医方式", "#1", DRUGS[2]],
            ],
        )],
    );
    let limits: Vec<String> = rows(&visits, "drug-visit-type")
        .iter()
        .map(|row| own(row, "限定"))
        .collect();
    assert_eq!(limits, ["住院", "住院|门诊慢特病", "住院|急诊"]);
    assert!(visits.rejected[0].text == "丁" && visits.rejected[0].reason.contains("住院"));

    let frequency = dated(
        "第十八批“医疗服务项目限定频次”规则.xlsx",
        &[(
            "S",
            &[
                &["序号", "项目名称", "限制数量", "数量单位", "项目编码"],
                &["1", "甲项", "#1", "日", "001102000040001"],
                &["2", "乙项", "#1", "周", "001102000040002"],
                &["3", "丙项", "２", "次／日", "001102000040003"],
                &["4", "丁项", "#1", "月", "001102000040004"],
                &["5", "戊项", "#1", "次", "001102000040005"],
            ],
        )],
    );
    let units: Vec<String> = rows(&frequency, "item-frequency")
        .iter()
        .map(|row| own(row, "单位"))
        .collect();
    assert_eq!(units, ["日", "次"]);
    let refused: Vec<&str> = frequency.rejected.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(refused, ["乙项", "丁项", "戊项"]);

    let pairs = dated(
        "第十八批“医疗服务项目重复收费”规则.xlsx",
        &[(
            "S",
            &[
                &["序号", "频度", "主项名称", "主项编码", "从项名称", "从项编码", "备注"],
                &["1", "单日", "甲", "001103000010000", "甲", "001103000010000", "自己"],
                &[
                    "2",
                    "单日",
                    "甲",
                    "001103000010000",
                    "乙",
                    "001102000030001、001102000030002",
                    "含",
                ],
            ],
        )],
    );
    let subs: Vec<String> = rows(&pairs, "item-duplicate")
        .iter()
        .map(|row| own(row, "从项编码"))
        .collect();
    assert_eq!(subs, ["001102000030001|001102000030002"]);
    assert!(pairs.rejected[0].reason.contains("同一编码"));
}

#[test]
fn every_code_row_without_a_point_is_reported_and_line_breaks_part_codes() {
    let import = dated(
        "第十八批 药品规则库(限定性别对象).xlsx",
        &[
            (
                "Sheet1",
                &[
                    &["药品通用名", "药品说明", "限定类型", "限定对象"],
                    &["甲片", "用于月经不调", "限定性别对象", "女"],
                    &["乙片", "用于前列腺增生", "限定性别对象", "男"],
                ],
            ),
            (
                "Sheet2",
                &[
                    &["药品通用名", "序号", "药品代码", "限定类型"],
                    &["甲片", "1", &format!("{}\n{}", DRUGS[0], DRUGS[1]), "限定性别对象"],
                    &["己片", "1", DRUGS[2], "限定性别对象"],
                    &["己片", "2", DRUGS[3], "限定性别对象"],
                    &["乙片", "1", DRUGS[3], "限定机构等级"],
                ],
            ),
        ],
    );
    assert_eq!(rows(&import, "drug-sex")[0].codes, [DRUGS[0], DRUGS[1]]);
    let of_codes: Vec<(u32, &str)> = import
        .rejected
        .iter()
        .filter(|one| one.sheet == "Sheet2")
        .map(|one| (one.row, one.reason.as_str()))
        .collect();
    assert_eq!(of_codes.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3, 4, 5]);
    assert!(
        of_codes[1].1.contains(DRUGS[3]) && of_codes[2].1.contains("限定类型"),
        "{of_codes:?}"
    );
}

#[test]
fn the_batch_may_stand_in_a_title_or_a_sheet_name() {
    let headings: &[&str] = &["序号", "药品名称", "限定支付范围", "国标代码"];
    let point: &[&str] = &["1", "甲片", "限二线用药。", DRUGS[3]];
    let title: &[&str] = &["国家医保局第九批“药品限二线使用”规则对应知识点明细"];
    let titled = import("附件1.xlsx", &[("Sheet1", &[title, headings, point])]);
    assert_eq!(rows(&titled, "drug-second-line")[0].batch, "第九批");
    let sheet = import("附件1.xlsx", &[("第九批“药品限二线使用”", &[headings, point])]);
    assert_eq!(rows(&sheet, "drug-second-line")[0].id, "b09-0001");
    let rows_of_it: &[&[&str]] = &[headings, point];
    let beyond = [("第一百零二批“药品限二线使用”", rows_of_it)];
    let undated = read("附件1.xlsx", &workbook(&beyond), &defaults())
        .unwrap_err()
        .to_string();
    assert!(
        undated.contains("第一百零二批") && undated.contains("--published"),
        "{undated}"
    );
    let of_file = dated("第一百零二批附件.xlsx", &beyond);
    assert_eq!(rows(&of_file, "drug-second-line")[0].id, "b102-0001");
    let other = dated("第八批附件.xlsx", &beyond);
    assert!(other.defects.iter().any(|one| one.reason.contains("按表内")));
    let revised = dated("2026年7月修订“药品限二线使用”.xlsx", &[("Sheet1", &[headings, point])]);
    assert_eq!(rows(&revised, "drug-second-line")[0].batch, "2026年7月修订");
}

#[test]
fn files_in_another_form_are_told_apart() {
    let refused = |name: &str, bytes: &[u8]| read(name, bytes, &defaults()).unwrap_err().to_string();
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook";
    assert!(refused("第八批.xlsx", old).contains("旧格式"));
    assert!(refused("第八批.xls", old).contains("另存为 xlsx"));
    assert!(refused("表.csv", b"\xcd\xa8\xd3\xc3\xc3\xfb,a\n").contains("UTF-8"));
    assert!(refused("零.xlsx", b"").contains("空"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Damage anywhere in a workbook is an error or goes unnoticed; it never panics.
    #[test]
    fn damaged_workbooks_never_panic(at in 0_usize..4_000, value in any::<u8>(), cut in 0_usize..6_000) {
        let mut bytes = workbook(&[(
            "“医疗服务项目限年龄”规则对应知识点明细",
            &[&["序号", "项目名称", "备注", "项目代码"], &["#1", "职业功能训练", "法定就业年龄", "003402000320000"]],
        )]);
        let length = bytes.len();
        if let Some(byte) = bytes.get_mut(at % length) {
            *byte = value;
        }
        if cut < length {
            bytes.truncate(length - cut / 4);
        }
        let _ = read("【第八批-2】.xlsx", &bytes, &defaults());
    }
}
