//! A district in a year or a quarter: a line for each institution and figures of all of them. The health
//! section sees the counts; a paper that leaves it has small counts of people and complaints hidden, by the
//! rule of small cells. Honours are told as they are.

use super::{Assessed, Cases, Institutions, Parties, People, Progress, Span, Sums, TenThousandYuan, Visits, progress};
use crate::Cell;
use domain::Day;

/// 机构数字 · what one institution's books say of a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// 机构名称
    pub name: String,
    /// 考评情况 of the year
    pub assessed: Assessed,
    /// 已确定: whose assessment of the year is final
    pub settled: People,
    /// 期间数字
    pub sums: Sums,
}

/// 一家机构
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 机构名称
    pub name: String,
    /// 考评进度 with its flags
    pub progress: Progress,
    /// 已确定
    pub settled: People,
    /// 期间数字
    pub sums: Sums,
    /// 较差人数, as a paper says it
    pub poor_outside: String,
    /// 收到的投诉, as a paper says it
    pub complaints_outside: String,
    /// 未答复的投诉, as a paper says it
    pub unanswered_outside: String,
}

/// 数字 · one figure of all institutions, with the unit that it is never added across.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// 名称
    pub name: &'static str,
    /// 单位
    pub unit: &'static str,
    /// 数值
    pub value: String,
    /// 数值, as a paper says it
    pub outside: String,
}

/// 区域情况
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// 期间
    pub span: Span,
    /// 截止日
    pub cut_off: Day,
    /// 表名 with the day
    pub title: String,
    /// 各机构
    pub lines: Vec<Line>,
    /// 各项数字
    pub figures: Vec<Figure>,
}

impl Report {
    /// The report of these institutions, with what is known `today`. Grades belong to years: that of a
    /// quarter has none.
    pub fn of(institutions: Vec<Numbers>, span: Span, today: Day) -> Self {
        let cut_off = span.last().min(today);
        let table = progress(institutions.iter().map(|one| one.assessed.clone()).collect(), cut_off);
        let column = |of: fn(&Numbers) -> u64| beside_total(&institutions.iter().map(of).collect::<Vec<_>>());
        let poor = column(|one| one.assessed.poor.0);
        let complaints = column(|one| one.sums.complaints.0);
        let unanswered = column(|one| one.sums.unanswered.0);
        let mut figures = events(&institutions);
        if span.quarter().is_none() {
            figures.extend(grades(&institutions));
        }
        let outside = poor.into_iter().zip(complaints).zip(unanswered);
        let lines = institutions.into_iter().zip(table.rows.iter().cloned()).zip(outside);
        Self {
            span,
            cut_off,
            title: table.heading(),
            lines: lines
                .map(|((numbers, progress), ((poor, complaints), unanswered))| Line {
                    name: numbers.name,
                    progress,
                    settled: numbers.settled,
                    sums: numbers.sums,
                    poor_outside: poor,
                    complaints_outside: complaints,
                    unanswered_outside: unanswered,
                })
                .collect(),
            figures,
        }
    }
}

/// A count that everybody may know.
fn open(name: &'static str, unit: &'static str, value: String) -> Figure {
    Figure {
        name,
        unit,
        outside: value.clone(),
        value,
    }
}

/// What happened, by its units.
fn events(institutions: &[Numbers]) -> Vec<Figure> {
    let of = |is: fn(&Numbers) -> bool| Institutions(institutions.iter().filter(|one| is(one)).count() as u64);
    let sums = || institutions.iter().map(|one| one.sums);
    let cases = |of: fn(Sums) -> Cases| sums().map(of).sum::<Cases>().0;
    let amount: TenThousandYuan = sums().map(|one| one.refused).sum();
    let guarded = |name, count: u64| Figure {
        name,
        unit: "件",
        value: count.to_string(),
        outside: alone(count),
    };
    vec![
        open("医疗机构", "家", of(|_| true).0.to_string()),
        open(
            "已发布通报的机构",
            "家",
            of(|one| one.sums.bulletins.0 > 0).0.to_string(),
        ),
        open("授予清廉医院称号", "家", of(|one| one.sums.awarded).0.to_string()),
        open(
            "巡查、专项整治",
            "家次",
            sums().map(|one| one.visits).sum::<Visits>().0.to_string(),
        ),
        open(
            "责令整改",
            "户次",
            sums().map(|one| one.ordered).sum::<Parties>().0.to_string(),
        ),
        open("拒收、退还、上交登记", "件", cases(|one| one.packets).to_string()),
        open("锦旗、感谢信等表扬登记", "件", cases(|one| one.praise).to_string()),
        guarded("收到的投诉", cases(|one| one.complaints)),
        guarded("未答复的投诉", cases(|one| one.unanswered)),
        open("拒收金额", "万元", amount.in_ten_thousand()),
        open(
            "应考评人员",
            "人",
            institutions
                .iter()
                .map(|one| one.assessed.due)
                .sum::<People>()
                .0
                .to_string(),
        ),
    ]
}

/// How the people of a year are graded. The excellent are told; the others stand beside their total, which
/// is what is left of those assessed.
fn grades(institutions: &[Numbers]) -> Vec<Figure> {
    let sum = |of: fn(&Assessed) -> People| institutions.iter().map(|one| of(&one.assessed)).sum::<People>().0;
    let settled: People = institutions.iter().map(|one| one.settled).sum();
    let others = [
        ("良好", sum(|one| one.good)),
        ("一般", sum(|one| one.fair)),
        ("较差", sum(|one| one.poor)),
    ];
    let outside = beside_total(&others.map(|(_, count)| count));
    let others = others.into_iter().zip(outside).map(|((name, count), outside)| Figure {
        name,
        unit: "人",
        value: count.to_string(),
        outside,
    });
    let told = [
        open("考评结果已确定", "人", settled.0.to_string()),
        open("优秀", "人", sum(|one| one.excellent).to_string()),
    ];
    told.into_iter().chain(others).collect()
}

/// A count without others beside it. None is no secret.
fn alone(count: u64) -> String {
    beside_total(&[count]).concat()
}

/// Counts that stand beside their total, small ones hidden so that none can be computed. None is no
/// secret: nobody stands behind it.
fn beside_total(counts: &[u64]) -> Vec<String> {
    let small: Vec<u32> = counts
        .iter()
        .map(|count| u32::try_from(*count).unwrap_or(u32::MAX))
        .collect();
    let cells = Cell::beside_total(&small).into_iter().zip(counts);
    cells
        .map(|(cell, count)| match count {
            0 => "0".to_owned(),
            _ => cell.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Share;
    use domain::InstitutionCode;

    fn hospital(code: &str, excellent: u64, poor: u64) -> Numbers {
        Numbers {
            name: code.to_owned(),
            assessed: Assessed {
                institution: InstitutionCode::new(code),
                due: People(100),
                excellent: People(excellent),
                good: People(100 - excellent - poor),
                fair: People(0),
                poor: People(poor),
                penalised: People(1),
                plan: Share { part: 0, whole: 0 },
                five_good: None,
            },
            settled: People(90),
            sums: Sums::of(&[], Span::of(2026, None).unwrap()),
        }
    }

    #[test]
    fn a_paper_hides_few_people_and_who_would_give_them_away() {
        let today = Day::parse("2026-11-20").unwrap();
        let all = vec![hospital("H1", 2, 3), hospital("H2", 3, 7), hospital("H3", 20, 0)];
        let report = Report::of(all, Span::of(2026, None).unwrap(), today);
        let poor: Vec<&str> = report.lines.iter().map(|line| line.poor_outside.as_str()).collect();
        assert_eq!(poor, ["<5", "—", "0"]);
        assert_eq!(
            report.lines[0].progress.assessed.poor,
            People(3),
            "the section itself sees it"
        );
        let flags: Vec<usize> = report.lines.iter().map(|line| line.progress.flags.len()).collect();
        assert_eq!(flags, [0, 0, 2]);
        let of = |name: &str| report.figures.iter().find(|figure| figure.name == name).unwrap();
        assert_eq!((of("较差").outside.as_str(), of("优秀").outside.as_str()), ("10", "25"));
        assert_eq!(of("考评结果已确定").value, "270");
        assert_eq!(report.cut_off, today);
        assert!(report.title.ends_with("（截至2026年11月20日）"), "{}", report.title);
    }

    #[test]
    fn a_quarter_has_no_grades_and_ends_where_it_ends() {
        let today = Day::parse("2026-11-20").unwrap();
        let report = Report::of(vec![hospital("H1", 2, 3)], Span::of(2026, Some(3)).unwrap(), today);
        assert!(
            report
                .figures
                .iter()
                .all(|figure| !["优秀", "较差"].contains(&figure.name))
        );
        assert_eq!(report.cut_off.to_string(), "2026-09-30");
    }

    #[test]
    fn few_stay_hidden_where_all_are_few() {
        assert_eq!(beside_total(&[3, 0]), ["<5", "0"]);
        assert_eq!(
            (alone(4), alone(5), alone(0)),
            ("<5".to_owned(), "5".to_owned(), "0".to_owned())
        );
    }
}
