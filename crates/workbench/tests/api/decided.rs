//! The grade that was decided for a year, through the interface: the page of the person, the list of the
//! year, the export, pay, the district and the archive say the same, and a veto that comes or is lifted changes
//! all of them at once. The working days of the publicity do not pass in a test: what was done before it ended
//! is written into the books at its own moments.

use crate::conduct::{hospital, order};
use crate::office::{HERE, HOSPITAL, Office, on_runtime};
use axum::http::{Method, StatusCode};
use casework::{Actor, Attachment, Limits, Place, Role, UserId, WorkCalendar};
use conduct::assessment::{self, Computed, Deadlines, Item, ItemScore, Opening, YearAssessment};
use conduct::scheme::Grade;
use conduct::veto::{self, Basis, Brief, Candidate, Meeting, VetoDecision};
use conduct::{Department, Points, StaffCategory, Subject};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use ledger::{Kept, Kind, MatterId, Viewer};
use serde_json::{Value, json};
use server::app::now;
use std::io::Read;

/// The day of the opening, in days before today.
const OPENED: i32 = 60;

/// The books of a hospital, written at moments of the past.
struct Past<'o> {
    office: &'o Office,
    /// the account of the doctor `D1`
    doctor: UserId,
    /// the year that is assessed
    year: i16,
}

impl<'o> Past<'o> {
    async fn of(office: &'o Office) -> Self {
        let me = office.get("doctor", "/api/v1/me").await.body;
        Self {
            office,
            doctor: UserId::from(me["user"]["id"].as_str().unwrap()),
            year: day(OPENED).year(),
        }
    }

    fn subject(&self) -> Subject {
        Subject {
            person: PractitionerCode::new("D1"),
            name: "虚构甲".to_owned(),
            department: Department("机构K1".to_owned()),
            user: Some(self.doctor.clone()),
        }
    }

    async fn course<M: Kept>(&self, id: &MatterId, steps: Vec<(i32, &str, Role, M::Command)>) {
        let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
        let mut seen = 0;
        for (ago, user, role, command) in steps {
            let viewer = Viewer::at_place(Actor {
                user: UserId::from(user),
                role,
                place: Place::Institution {
                    code: InstitutionCode::new(HOSPITAL),
                },
            });
            let at = day(ago).start().plus_seconds(10 * 3_600);
            let handled = self.office.workbench.ledger().write(&viewer, at, async |writing| {
                writing.command::<M>(id, seen, command, &calendar, &limits).await
            });
            seen = handled.await.unwrap().version;
        }
    }

    /// An assessment that was drafted with what was computed, decided and is final; gives its name for addresses.
    async fn assessed(&self, computed: Computed, decided: Grade) -> String {
        let id = MatterId::new(Kind::Assessment, &format!("{HOSPITAL}-{}-D1", self.year)).unwrap();
        let opening = Opening {
            institution: InstitutionCode::new(HOSPITAL),
            division: Division::new(HERE),
            year: self.year,
            subject: self.subject(),
            category: StaffCategory::Clinical,
            scheme: "底本".to_owned(),
            items: vec![Item {
                item: "1-1".to_owned(),
                name: "救死扶伤".to_owned(),
                most: Points::whole(10),
            }],
            deadlines: Deadlines {
                self_review: day(OPENED),
                department: day(OPENED),
                branch: None,
                public: None,
                draft: day(OPENED),
                committee: day(OPENED),
            },
            publicity_days: 5,
            weights: None,
        };
        let scores = || {
            vec![ItemScore {
                item: "1-1".to_owned(),
                points: Points::whole(9),
            }]
        };
        let reason = (decided != computed.grade).then(|| "沟通不足".to_owned());
        let doctor = self.doctor.0.as_str();
        let group = ["members-1", "members-2", "members-3"].map(UserId::from).to_vec();
        let steps = vec![
            (
                OPENED,
                "office-1",
                Role::EthicsOffice,
                assessment::Command::Open { opening },
            ),
            (
                58,
                doctor,
                Role::Practitioner,
                assessment::Command::ReviewSelf {
                    text: "自评".to_owned(),
                    scores: scores(),
                },
            ),
            (
                56,
                "chair-1",
                Role::HospitalLeader,
                assessment::Command::ReviewDepartment {
                    opinion: "良好".to_owned(),
                    scores: scores(),
                    group,
                    minutes: paper(),
                },
            ),
            (
                54,
                "office-1",
                Role::EthicsOffice,
                assessment::Command::Draft {
                    computed,
                    grade: computed.grade,
                    reason: None,
                    opinion: "按方案计分".to_owned(),
                },
            ),
            (
                52,
                "leader-1",
                Role::HospitalLeader,
                assessment::Command::Decide {
                    grade: decided,
                    reason,
                    minute_number: "纪要9号".to_owned(),
                },
            ),
            (
                50,
                "office-1",
                Role::EthicsOffice,
                assessment::Command::Publish {
                    channel: "公示栏".to_owned(),
                },
            ),
            // Longer than any holidays.
            (20, "office-1", Role::EthicsOffice, assessment::Command::Conclude),
        ];
        self.course::<YearAssessment>(&id, steps).await;
        id.as_str().replace('/', "%2F")
    }

    /// A veto that a leader decided; gives its name for addresses.
    async fn vetoed(&self) -> String {
        let id = MatterId::new(Kind::Veto, "D1").unwrap();
        let candidate = Candidate {
            institution: InstitutionCode::new(HOSPITAL),
            division: Division::new(HERE),
            subject: self.subject(),
            year: self.year,
            basis: Basis::InsurancePoints {
                document: "记分1号".to_owned(),
                points: 9,
            },
        };
        let brief = Brief {
            condition: "X02".parse().unwrap(),
            facts: "收受财物".to_owned(),
            evidence: vec![paper()],
            from: day(OPENED),
            until: Day::from_ymd(self.year, 12, 31).unwrap().max(day(0)),
        };
        let meeting = Meeting {
            met_on: day(25),
            minute_number: "纪要8号".to_owned(),
            minutes: paper(),
        };
        let steps = vec![
            (
                28,
                "office-1",
                Role::EthicsOffice,
                veto::Command::Nominate { candidate },
            ),
            (27, "office-1", Role::EthicsOffice, veto::Command::Prepare { brief }),
            (
                26,
                "discipline-1",
                Role::DisciplineOffice,
                veto::Command::Verify {
                    opinion: "属实".to_owned(),
                },
            ),
            (25, "leader-1", Role::HospitalLeader, veto::Command::Decide { meeting }),
        ];
        self.course::<VetoDecision>(&id, steps).await;
        id.as_str().replace('/', "%2F")
    }

    /// What everything says of the doctor: grade, coefficient of pay, and how many poor the district counts. Fails
    /// where two of them disagree.
    async fn says(&self) -> (String, String, i64) {
        let (office, year) = (self.office, self.year);
        let list = office
            .get("ethics", &format!("/api/v1/conduct/year?year={year}"))
            .await
            .body;
        let row = of_doctor(&list["people"]);
        let page = office
            .get("discipline", &format!("/api/v1/conduct/people/D1?year={year}"))
            .await
            .body;
        assert_eq!(page["sheet"]["grade_zh"], row["grade_zh"]);
        assert_eq!(page["sheet"]["settled"], row["settled"]);
        let grade = row["grade_zh"].as_str().unwrap().to_owned();
        let own = office
            .get("doctor", &format!("/api/v1/conduct/mine?year={year}"))
            .await
            .body;
        assert_eq!(own["sheet"]["grade_zh"], row["grade_zh"]);

        let work = json!({"year": year, "weight": "0.2", "pool": "1000.00",
            "work": [{"code": "D1", "score": "90"}, {"code": "N1", "score": "90"}]});
        let pay = office
            .ask("personnel", Method::POST, "/api/v1/conduct/performance", Some(work))
            .await;
        assert_eq!(pay.status, StatusCode::OK, "{}", pay.text);
        let coefficient = of_doctor(&pay.body["rows"])["coefficient"].as_str().unwrap().to_owned();
        assert_eq!(page["standing"]["pay"], coefficient.as_str());

        let export = format!("/api/v1/conduct/year/export.xlsx?year={year}&purpose=x");
        let export = office.get("ethics", &export).await;
        assert_eq!(export.status, StatusCode::OK, "{}", export.text);
        let cells = part(&export.bytes, "xl/sharedStrings.xml") + &part(&export.bytes, "xl/worksheets/sheet1.xml");
        assert!(cells.contains(&format!("年度医德考评为{grade}")), "{grade}: {cells}");
        let settled = row["settled"].as_str();
        assert_eq!(cells.contains("YD05"), settled.is_some(), "{cells}");
        settled
            .into_iter()
            .for_each(|said| assert!(cells.contains(said), "{said}: {cells}"));

        let archive = format!("/api/v1/conduct/people/D1/archive?year={year}&format=docx");
        let archive = office.get("ethics", &archive).await;
        let text = part(&archive.bytes, "word/document.xml");
        // Of the year: 计算等次 and 确定等次.
        assert_eq!(text.contains("未确定"), settled.is_none(), "{text}");
        assert!(text.contains(&grade), "{grade}: {text}");

        let district = office
            .get("health", &format!("/api/v1/conduct/district?year={year}"))
            .await
            .body;
        (
            grade,
            coefficient,
            district["institutions"][0]["poor"].as_i64().unwrap(),
        )
    }
}

fn day(ago: i32) -> Day {
    now().day().plus_days(-ago)
}

fn paper() -> Attachment {
    serde_json::from_value(json!({"name": "纪要.pdf", "digest": "0".repeat(64)})).unwrap()
}

fn of_doctor(rows: &Value) -> &Value {
    let rows = rows.as_array().unwrap();
    rows.iter().find(|row| row["code"] == "D1").unwrap()
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// As the scheme computes a year of which nothing was recorded; one of few is not among the best.
fn computed(veto: bool) -> Computed {
    Computed {
        total: Points::whole(100),
        deductions: Points::ZERO,
        additions: Points::ZERO,
        veto,
        grade: if veto { Grade::Poor } else { Grade::Good },
    }
}

#[test]
fn the_grade_that_the_committee_decided_is_that_of_every_paper() {
    on_runtime(async {
        let office = hospital().await;
        let past = Past::of(&office).await;
        assert_eq!(past.says().await, ("良好".to_owned(), "1".to_owned(), 0));
        past.assessed(computed(false), Grade::Poor).await;
        assert_eq!(past.says().await, ("较差".to_owned(), "0".to_owned(), 1));
        let list = office
            .get("ethics", &format!("/api/v1/conduct/year?year={}", past.year))
            .await
            .body;
        assert_eq!(
            of_doctor(&list["people"])["settled"],
            "考评委员会审定（纪要9号），按方案计算为良好"
        );
        // What is derived of two is kept down by the quota, which explains nothing of what was decided.
        assert!(of_doctor(&list["people"])["moved"].is_null(), "{list}");
        let district = office
            .get("health", &format!("/api/v1/conduct/district?year={}", past.year))
            .await
            .body;
        assert_eq!(district["institutions"][0]["assessed"], 1, "{district}");
    });
}

#[test]
fn what_the_books_derive_stays_what_an_office_drafts_from() {
    on_runtime(async {
        let office = hospital().await;
        let past = Past::of(&office).await;
        let id = past.assessed(computed(false), Grade::Poor).await;
        let appeal = json!({"command": "appeal", "grounds": "扣分依据不足", "evidence": []});
        let (_, seen) = order(&office, "doctor", &id, 7, appeal).await;
        assert_eq!(
            past.says().await.0,
            "较差",
            "while an appeal runs the decided grade stands"
        );
        let page = office.get("ethics", &format!("/api/v1/matters/{id}")).await.body;
        let offers = page["offers"].as_array().unwrap();
        let change = offers.iter().find(|offer| offer["command"] == "change").unwrap();
        let fields = change["fields"].as_array().unwrap();
        let known = fields.iter().find(|field| field["name"] == "computed").unwrap();
        assert_eq!(known["initial"]["grade"], "good", "{known}");
        let change =
            json!({"command": "change", "computed": null, "grade": "good", "reason": null, "opinion": "予以变更"});
        order(&office, "ethics", &id, seen, change).await;
        let (grade, coefficient, poor) = past.says().await;
        assert_eq!((grade.as_str(), coefficient.as_str(), poor), ("良好", "1", 0));
        let list = office
            .get("ethics", &format!("/api/v1/conduct/year?year={}", past.year))
            .await
            .body;
        let settled = of_doctor(&list["people"])["settled"].as_str().unwrap();
        assert_eq!(settled, format!("{}申诉处理变更", now().day()));
    });
}

#[test]
fn a_grade_that_was_decided_under_a_veto_falls_with_it_when_an_appeal_lifts_it() {
    on_runtime(async {
        let office = hospital().await;
        let past = Past::of(&office).await;
        let veto = past.vetoed().await;
        past.assessed(computed(true), Grade::Poor).await;
        assert_eq!(past.says().await, ("较差".to_owned(), "0".to_owned(), 1));
        let appeal = json!({"command": "appeal", "grounds": "财物已上交", "evidence": []});
        let (_, seen) = order(&office, "doctor", &veto, 4, appeal).await;
        assert_eq!(
            past.says().await.0,
            "较差",
            "the veto stands until the appeal is answered"
        );
        let lift = json!({"command": "lift", "opinion": "事实不成立",
            "meeting": {"met_on": now().day().to_string(), "minute_number": "纪要10号", "minutes": paper()}});
        order(&office, "director", &veto, seen, lift).await;
        assert_eq!(past.says().await, ("良好".to_owned(), "1".to_owned(), 0));
    });
}

#[test]
fn a_veto_that_comes_after_the_decision_makes_the_year_poor() {
    on_runtime(async {
        let office = hospital().await;
        let past = Past::of(&office).await;
        past.assessed(computed(false), Grade::Good).await;
        assert_eq!(past.says().await, ("良好".to_owned(), "1".to_owned(), 0));
        past.vetoed().await;
        assert_eq!(past.says().await, ("较差".to_owned(), "0".to_owned(), 1));
    });
}
