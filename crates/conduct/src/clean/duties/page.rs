//! How a list of duties is shown.

use super::{Answer, CheckPoint, DutyList, Event, Head, Stage, Task};
use casework::{Clock, Line, Piece, Shown, Step, Told, course, ended};

fn head_lines(head: &Head) -> Vec<Line> {
    let lines = [
        Some(Line::new("机构", &head.institution)),
        Some(Line::new("类别", head.kind.zh())),
        Some(Line::new("名称", &head.title)),
        Some(Line::new("年度或者周期", &head.period)),
        (!head.topic.is_empty()).then(|| Line::new("专项主题", &head.topic)),
    ];
    lines.into_iter().flatten().collect()
}

fn point(number: u16, aspect: &str, text: &str) -> Line {
    Line::new("内容", format_args!("第{number}项（{aspect}）：{text}"))
}

fn task_line(task: &Task) -> Line {
    let mut line = point(task.number, &task.aspect, &task.text);
    line.pieces.push("，责任人".into());
    line.pieces.push(Piece::from(&task.owner));
    line.pieces.push(format_args!("，期限{}", task.due).into());
    line
}

fn answer_line(answer: &Answer) -> Line {
    match answer {
        Answer::Sound { number } => Line::new("结果", format_args!("第{number}项：未发现问题")),
        Answer::NotApplicable { number, note } => Line::new("结果", format_args!("第{number}项：不涉及（{note}）")),
        Answer::Problem {
            number,
            note,
            owner,
            due,
        } => {
            let mut line = Line::new("结果", format_args!("第{number}项：{note}，责任人"));
            line.pieces.push(Piece::from(owner));
            line.pieces.push(format_args!("，期限{due}").into());
            line
        }
    }
}

fn about(number: &u16) -> Line {
    Line::new("任务", format_args!("第{number}项"))
}

impl Shown for DutyList {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Adopted { head, tasks } => Told::new(
                "建立责任清单",
                head_lines(head).into_iter().chain(tasks.iter().map(task_line)),
            ),
            Event::Begun { head, points } => {
                let points = points
                    .iter()
                    .map(|CheckPoint { number, aspect, text }| point(*number, aspect, text));
                Told::new("开始检查", head_lines(head).into_iter().chain(points))
            }
            Event::Recorded { answers, evidence } => Told::new(
                "登记检查结果",
                answers
                    .iter()
                    .map(answer_line)
                    .chain(Line::papers("检查材料", evidence)),
            ),
            Event::Reported { number, percent, note } => Told::new(
                "报告进展",
                [
                    about(number),
                    Line::new("进度", format_args!("{percent}%")),
                    Line::new("进展情况", note),
                ],
            ),
            Event::Proven {
                number,
                measures,
                proof,
            } => {
                let lines = [
                    Some(about(number)),
                    Some(Line::new("完成情况", measures)),
                    Line::papers("佐证", proof),
                ];
                Told::new("提交佐证", lines.into_iter().flatten())
            }
            Event::Verified { number, opinion } => {
                Told::new("核验通过", [about(number), Line::new("核验意见", opinion)])
            }
            Event::Returned { number, opinion, due } => Told::new(
                "退回任务",
                [
                    about(number),
                    Line::new("核验意见", opinion),
                    Line::new("新的期限", due),
                ],
            ),
            Event::Changed {
                number,
                owner,
                due,
                reason,
            } => Told::new(
                "变更责任人和期限",
                [
                    about(number),
                    Line::new("责任人", owner),
                    Line::new("期限", due),
                    Line::new("理由", reason),
                ],
            ),
            Event::Completed => Told::new("办结", []),
        }
    }

    fn steps(&self) -> Vec<Step> {
        let checked = !self.points.is_empty();
        let titles: &[&'static str] = match checked {
            true => &["开始检查", "登记结果", "整改核验", "办结"],
            false => &["建立清单", "办理核验", "办结"],
        };
        match (self.stage, checked) {
            (Stage::Missing, _) => course(titles, 0),
            (Stage::Checking, _) | (Stage::Running, false) => course(titles, 1),
            (Stage::Running, true) => course(titles, 2),
            (Stage::Done, _) => ended(titles),
        }
    }

    fn summary(&self, clock: &Clock<'_>) -> Vec<Line> {
        let Some(head) = &self.head else {
            return Vec::new();
        };
        let mut lines = head_lines(head);
        if !self.duties.is_empty() {
            lines.push(Line::new("办结率", self.closed().to_string()));
        }
        for progress in self.progress(clock.today()) {
            let overdue = match progress.overdue {
                0 => String::new(),
                count => format!("，逾期{count}项"),
            };
            let (aspect, percent, done) = (&progress.aspect, progress.percent, progress.done);
            lines.push(Line::new(
                "进度",
                format_args!("{aspect}{percent}%，办结{}/{}项{overdue}", done.part, done.whole),
            ));
        }
        lines.extend(Line::some("最近到期", self.due()));
        lines
    }
}
