//! The assessments of the year at every stage that they have. Most have just begun; a few were opened earlier
//! and have come further, to the end of the publicity, to the archive and to an appeal.

use super::conduct_year::{known, year_of};
use super::papers::Paper;
use super::people::{COUNT, DEPARTMENTS, SECOND, THIRD, account, person};
use super::plan::{Course, Script};
use conduct::Points;
use conduct::assessment::{self, Computed, Deadlines, Item, ItemScore, LEAST_PUBLICITY_DAYS, Opening};
use conduct::scheme::{Grade, Scheme, Template};
use ledger::{Kind, Viewer};

/// 已到环节 · how far an assessment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    /// 自我评价, which is still to be written
    Own,
    /// 科室评价: his own review is written, or was skipped when its time was over
    Department,
    /// 行风办拟定
    Draft,
    /// 委员会审定
    Committee,
    /// 待公示
    Decided,
    /// 公示中, with an objection that was answered, or over without any
    Publicity,
    /// 已确定
    Final,
    /// 已归档
    Frozen,
    /// 申诉处理中
    Appealed,
}

/// Who has come further than to his own review: by place in the list, the day of the opening before the day of
/// reference, and how far. The two with accounts of their own are in different trouble: of one the committee
/// thought less than the points say, and the publicity is over; the other has a veto.
const FURTHER: [(usize, i32, Reached); 10] = [
    (1, 15, Reached::Department),
    (DEPARTMENTS.len(), 20, Reached::Draft),
    (4 * DEPARTMENTS.len(), 20, Reached::Draft),
    (2, 22, Reached::Committee),
    (3, 24, Reached::Decided),
    (4, 28, Reached::Publicity),
    (SECOND, 44, Reached::Publicity),
    (5, 50, Reached::Final),
    (6, 56, Reached::Frozen),
    (THIRD, 60, Reached::Appealed),
];

/// When the steps of such a one are taken, in days after its opening. From the last day of a stage to the step
/// that waits for it there are more days than the longest holidays have.
mod after {
    pub const OWN_DUE: i32 = 2;
    pub const OWN: i32 = 14;
    pub const DEPARTMENT: i32 = 16;
    pub const DRAFT: i32 = 20;
    pub const DECISION: i32 = 22;
    pub const PUBLICITY: i32 = 24;
    pub const OBJECTION: i32 = 25;
    pub const ANSWER: i32 = 26;
    pub const CONCLUSION: i32 = 44;
    pub const ARCHIVE: i32 = 48;
    pub const APPEAL: i32 = 50;
}

/// The assessments of everybody.
pub fn write(script: &mut Script<'_>) -> anyhow::Result<()> {
    let scheme = Template::Clinical.scheme()?;
    for place in 0..COUNT {
        let further = FURTHER.iter().find(|(own, ..)| *own == place);
        let (opened, reached) = further.map_or((12, Reached::Own), |(_, opened, reached)| (*opened, *reached));
        assess(script, &scheme, place, opened, reached)?;
    }
    Ok(())
}

/// Opens one, and carries it as far as it has come.
fn assess(script: &mut Script<'_>, scheme: &Scheme, place: usize, opened: i32, reached: Reached) -> anyhow::Result<()> {
    let year = year_of(script.plan.reference());
    let staff = person(script.cast, place);
    let about = known(script, place);
    let name = format!("{}-{year}-{}", script.cast.hospital, staff.code);
    let course = script.named(Kind::Assessment, &name)?;
    let cast = course.cast();
    let items = Item::of_scheme(scheme);
    let most = |item: &Item| ItemScore {
        item: item.item.clone(),
        points: item.most,
    };
    let mut way = Way {
        full: items.iter().map(most).collect(),
        course,
        place,
        opened,
        reached,
    };
    let opening = Opening {
        institution: cast.hospital.clone(),
        division: cast.division.clone(),
        year,
        subject: about,
        category: staff.category,
        scheme: format!("{}（{}）", scheme.name, scheme.version),
        items,
        deadlines: way.deadlines(),
        publicity_days: LEAST_PUBLICITY_DAYS,
        weights: None,
    };
    way.step(0, &cast.ethics[0], assessment::Command::Open { opening });
    way.reviews();
    way.grade(scheme.base);
    way.end();
    Ok(())
}

/// 一份考评 · one assessment while its part of the plan is written.
struct Way<'s, 'a> {
    course: Course<'s, 'a>,
    place: usize,
    opened: i32,
    reached: Reached,
    /// every item with its most points
    full: Vec<ItemScore>,
}

impl<'a> Way<'_, 'a> {
    fn deadlines(&self) -> Deadlines {
        let opened = self.opened;
        let last_days = match self.reached {
            Reached::Own => [-3, -9, -14, -20],
            _ => [after::OWN_DUE, after::DEPARTMENT, after::DRAFT, after::DECISION].map(|days| opened - days),
        };
        let [self_review, department, draft, committee] = last_days.map(|ago| self.course.day(ago));
        Deadlines {
            self_review,
            department,
            branch: None,
            public: None,
            draft,
            committee,
        }
    }

    /// The account of the person, where he has one.
    fn own(&self) -> Option<&'a Viewer> {
        account(self.course.cast(), self.place)
    }

    fn reaches(&self, stage: Reached) -> bool {
        self.reached >= stage
    }

    /// Somebody takes a step so many days after the opening.
    fn step(&mut self, days: i32, who: &Viewer, command: assessment::Command) {
        self.course.step(self.opened - days, who, command);
    }

    /// His own review and that of the department.
    fn reviews(&mut self) {
        let cast = self.course.cast();
        let [insurance_office, _, head] = &cast.hospital_people;
        if self.reaches(Reached::Department) {
            let (who, command) = match self.own() {
                Some(own) => {
                    let text = "本年度遵守行业纪律，按时参加学习".to_owned();
                    let scores = self.full.clone();
                    (own, assessment::Command::ReviewSelf { text, scores })
                }
                None => {
                    let reason = "本人援外未归，书面说明后补".to_owned();
                    (&cast.ethics[0], assessment::Command::Skip { reason })
                }
            };
            self.step(after::OWN, who, command);
        }
        if self.reaches(Reached::Draft) {
            // The head of the one department that has an account; of the others a leader of the hospital chairs.
            let chair = match self.place % DEPARTMENTS.len() {
                0 => head,
                _ => &cast.deputy,
            };
            let group = [insurance_office, head, &cast.deputy];
            let review = assessment::Command::ReviewDepartment {
                opinion: "表现良好".to_owned(),
                scores: self.full.clone(),
                group: group.map(|member| member.actor.user.clone()).to_vec(),
                minutes: self.course.paper(Paper::Minutes),
            };
            let ago = self.opened - after::DEPARTMENT;
            self.course.step_with(ago, chair, review, &[Paper::Minutes]);
        }
    }

    /// The grade as it is drafted, decided and published. Nothing was confirmed yet when it was drafted, and few
    /// have the best grade.
    fn grade(&mut self, base: Points) {
        let cast = self.course.cast();
        let [_, director, _] = &cast.hospital_people;
        let veto = self.place == THIRD;
        let computed = Computed {
            total: base,
            deductions: Points::ZERO,
            additions: Points::ZERO,
            veto,
            grade: if veto { Grade::Poor } else { Grade::Good },
        };
        if self.reaches(Reached::Committee) {
            let draft = assessment::Command::Draft {
                computed,
                grade: computed.grade,
                reason: None,
                opinion: "按方案计分，同意科室意见".to_owned(),
            };
            self.step(after::DRAFT, &cast.ethics[0], draft);
        }
        if self.reaches(Reached::Decided) {
            let (grade, reason) = match self.place {
                SECOND => (Grade::Fair, Some("病区反映带教和交接班不够认真".to_owned())),
                _ => (computed.grade, None),
            };
            let decide = assessment::Command::Decide {
                grade,
                reason,
                minute_number: "医德考评委员会纪要〔演示〕5号".to_owned(),
            };
            self.step(after::DECISION, director, decide);
        }
        if self.reaches(Reached::Publicity) {
            let channel = "门诊大厅公示栏；监督电话见公示".to_owned();
            self.step(
                after::PUBLICITY,
                &cast.ethics[0],
                assessment::Command::Publish { channel },
            );
        }
    }

    /// What comes of the publicity, and of its result.
    fn end(&mut self) {
        let cast = self.course.cast();
        if self.reached == Reached::Publicity && self.own().is_none() {
            let object = assessment::Command::Object {
                grounds: "义诊次数与科室记录不一致".to_owned(),
                evidence: Vec::new(),
            };
            self.step(after::OBJECTION, &cast.ethics[1], object);
            let answer = assessment::Command::AnswerObjection {
                number: 1,
                accepted: false,
                answer: "经核对签到表，次数无误".to_owned(),
            };
            self.step(after::ANSWER, &cast.discipline, answer);
        }
        if self.reaches(Reached::Final) {
            self.step(after::CONCLUSION, &cast.ethics[0], assessment::Command::Conclude);
        }
        if self.reached == Reached::Frozen {
            let paper = self.course.paper(Paper::Evidence);
            let freeze = assessment::Command::Freeze { paper };
            let ago = self.opened - after::ARCHIVE;
            self.course.step_with(ago, &cast.ethics[0], freeze, &[Paper::Evidence]);
        }
        if let (Reached::Appealed, Some(own)) = (self.reached, self.own()) {
            let appeal = assessment::Command::Appeal {
                grounds: "一票否决已另行申诉，请一并更正等次".to_owned(),
                evidence: Vec::new(),
            };
            self.step(after::APPEAL, own, appeal);
        }
    }
}
