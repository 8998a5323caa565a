//! The record that the facts of a case describe.

use super::visit::{Visit, apply, blank_encounter};
use super::{Facts, FeeRow, THIS_ENCOUNTER};
use crate::problem::Problem;
use domain::{
    Day, DepartmentCode, DiagnosisCode, Division, Encounter, Fact, FeeLine, HistoryReach, InsuredPerson, ItemCode,
    ItemKind, LineId, Maternity, Moment, Money, PersonId, PractitionerCode, PractitionerTitle, PrescriptionId,
    Quantity, Record, Sex, Stage, Timing, UnitPrice, Usage,
};

impl Facts {
    /// The record that the facts describe.
    pub fn record(&self, file: &str, case_line: usize, problems: &mut Vec<Problem>) -> Record {
        let mut encounters: Vec<Encounter> = Vec::new();
        let division = self
            .local
            .first()
            .map(|(layer, ..)| layer.as_str().split('/').next().unwrap_or("").to_owned());
        let division = Division::new(division.unwrap_or_else(|| "990001".to_owned()));
        for visit in self.stays.iter().chain(&self.visit) {
            encounters.push(self.encounter(visit, &division, file, case_line, problems));
        }
        if encounters.is_empty() {
            problems.push(Problem::error(file, case_line, "案例没有就诊", "写 就诊 … 或 住院 …"));
        }
        let mut lines = Vec::new();
        for (position, row) in self.fees.iter().enumerate() {
            match self.fee_line(position, row, &mut encounters, &division) {
                Ok(line) => lines.push(line),
                Err(why) => problems.push(Problem::error(file, row.line, why, "核对费用表这一行")),
            }
        }
        let latest = encounters.iter().map(|encounter| encounter.begin).max();
        if self.stage != Stage::Audit || matches!(self.history, HistoryReach::Absent) {
            for encounter in &mut encounters {
                encounter.current = match &self.visit {
                    Some(_) => encounter.id.as_str() == THIS_ENCOUNTER,
                    None => Some(encounter.begin) == latest,
                };
            }
        }
        if matches!(self.history, HistoryReach::Absent) {
            let keep: Vec<bool> = encounters.iter().map(|encounter| encounter.current).collect();
            lines.retain(|line: &FeeLine| keep[line.encounter as usize]);
            let mut renumbered = Vec::new();
            let mut next = 0;
            for keep in &keep {
                renumbered.push(next);
                next += u32::from(*keep);
            }
            lines
                .iter_mut()
                .for_each(|line| line.encounter = renumbered[line.encounter as usize]);
            encounters.retain(|encounter| encounter.current);
        }
        for line in &mut lines {
            line.current = encounters[line.encounter as usize].current;
        }
        let mut record = Record {
            person: self.person(file, case_line, problems),
            encounters,
            lines,
            history: self.history,
        };
        record.sort();
        record.mark_told_by_lines(|_| true);
        record
    }

    fn person(&self, file: &str, line: usize, problems: &mut Vec<Problem>) -> InsuredPerson {
        let mut person = InsuredPerson {
            id: PersonId::new("P1"),
            ..InsuredPerson::default()
        };
        for (key, value) in &self.person {
            let mut fail = |message: String| problems.push(Problem::error(file, line, message, "核对“参保人”一行"));
            match key.as_str() {
                "性别" => match value.as_str() {
                    "男" => person.sex = Fact::Known(Sex::Male),
                    "女" => person.sex = Fact::Known(Sex::Female),
                    "未知" | "未说明" => person.sex = Fact::Unknown,
                    "无" => person.sex = Fact::Absent,
                    other => fail(format!("不认识性别“{other}”")),
                },
                "出生" => match value.as_str() {
                    "未知" => person.birth = Fact::Unknown,
                    "无" => person.birth = Fact::Absent,
                    text => match Day::parse(text) {
                        Ok(day) => person.birth = Fact::Known(day),
                        Err(error) => fail(error.to_string()),
                    },
                },
                "生育" => match value.as_str() {
                    "未知" => person.maternity = Fact::Unknown,
                    "无" => person.maternity = Fact::Absent,
                    text => match Maternity::ALL.into_iter().find(|state| state.zh() == text) {
                        Some(state) => person.maternity = Fact::Known(state),
                        None => fail(format!("不认识生育状态“{text}”")),
                    },
                },
                "病种" => {
                    person.certified_diseases = match value.as_str() {
                        "未提供" => Fact::Absent,
                        "无" => Fact::Known(Vec::new()),
                        list => Fact::Known(list.split('|').map(DiagnosisCode::normalised).collect()),
                    };
                }
                "人群" => {
                    person.groups = value
                        .split('|')
                        .filter(|group| *group != "无")
                        .map(Into::into)
                        .collect()
                }
                other => fail(format!("“参保人”不认识“{other}”，可用：性别、出生、生育、病种、人群")),
            }
        }
        person
    }

    fn encounter(
        &self,
        visit: &Visit,
        division: &Division,
        file: &str,
        line: usize,
        problems: &mut Vec<Problem>,
    ) -> Encounter {
        let mut encounter = blank_encounter(&visit.name, visit.begin, division);
        encounter.setting = visit.setting;
        encounter.end = visit.end;
        let own = visit.name == THIS_ENCOUNTER;
        if own || self.visit.is_none() {
            encounter.diagnoses = self.diagnoses.clone().unwrap_or_default();
            encounter.operations.clone_from(&self.operations);
            encounter.special.clone_from(&self.special);
            encounter.evidence.clone_from(&self.evidence);
        }
        for (key, value) in &visit.words {
            if let Err(why) = apply(&mut encounter, key, value) {
                problems.push(Problem::error(file, line, why, "核对“就诊”“住院”一行"));
            }
        }
        encounter
    }

    fn fee_line(
        &self,
        position: usize,
        row: &FeeRow,
        encounters: &mut Vec<Encounter>,
        division: &Division,
    ) -> Result<FeeLine, String> {
        let named = row.cell("就诊");
        let own = self.visit.as_ref().map(|_| THIS_ENCOUNTER);
        let home = if named.is_empty() { own } else { Some(named) };
        let place = |encounters: &[Encounter], name: &str| encounters.iter().position(|e| e.id.as_str() == name);
        let mut index = match home {
            Some(name) => place(encounters, name).ok_or_else(|| format!("没有名为“{name}”的就诊"))?,
            None => encounters.len().checked_sub(1).ok_or("案例没有就诊")?,
        };
        let (at, timing) = timed(row.cell("时间"), encounters[index].begin)?;
        if named.is_empty() && at.day() < encounters[index].begin.day() {
            // Earlier fees belong to an earlier visit of their own day, at the same institution.
            let id = format!("既往{}", at.day());
            index = match place(encounters, &id) {
                Some(known) => known,
                None => {
                    let here = &encounters[index];
                    let mut earlier = blank_encounter(&id, at.day().start(), division);
                    earlier.institution = here.institution.clone();
                    earlier.setting = here.setting;
                    earlier.insurance = here.insurance;
                    earlier.diagnoses = here.diagnoses.clone();
                    earlier.end = Some(at.day().plus_days(1).start().plus_seconds(-1));
                    encounters.push(earlier);
                    encounters.len() - 1
                }
            };
        }
        let amount: Money = parse(row.cell("金额"), "金额")?.unwrap_or(Money::ZERO);
        let quantity: Quantity = parse(row.cell("数量"), "数量")?.unwrap_or(Quantity::from_units(1));
        let covered: Money = parse(row.cell("纳入医保"), "纳入医保")?.unwrap_or(amount);
        let price: Option<UnitPrice> = parse(row.cell("单价"), "单价")?;
        let price = price.unwrap_or_else(|| {
            let scaled = i128::from(amount.scaled()) * 10_000 * 10_000;
            let each = if quantity.is_zero() {
                0
            } else {
                scaled / i128::from(quantity.scaled())
            };
            UnitPrice::from_scaled(i64::try_from(each).unwrap_or(i64::MAX))
        });
        let item = ItemCode::new(row.cell("编码"));
        let kind = match row.cell("类别") {
            "" => ItemKind::from_code(&item).unwrap_or(ItemKind::Other),
            word => ItemKind::NAMED
                .into_iter()
                .find(|kind| kind.zh() == word)
                .ok_or_else(|| format!("不认识类别“{word}”"))?,
        };
        let department = match row.cell("科室") {
            "" => encounters[index].department_name.as_str(),
            word => word,
        };
        let title = match row.cell("职称") {
            "" => Fact::Absent,
            word => Fact::Known(
                PractitionerTitle::ALL
                    .into_iter()
                    .find(|t| t.zh() == word)
                    .ok_or_else(|| format!("不认识职称“{word}”"))?,
            ),
        };
        let doctor = match row.cell("医师") {
            "" => encounters[index].doctor.as_str(),
            "无" => "",
            word => word,
        };
        let optional_moment = |column: &str| -> Result<Option<Moment>, String> {
            match row.cell(column) {
                "" => Ok(None),
                text => moment_of(text, at.day()).map(Some),
            }
        };
        let prescription = row.cell("处方");
        Ok(FeeLine {
            id: LineId::new((position + 1).to_string()),
            reverses: reversed_by(row.cell("判定")),
            encounter: index as u32,
            name: row.cell("名称").into(),
            kind,
            at,
            timing,
            until: optional_moment("停止")?,
            uploaded_at: optional_moment("上传")?,
            quantity,
            price,
            amount,
            covered,
            prescription: (!prescription.is_empty()).then(|| PrescriptionId::new(prescription)),
            department: DepartmentCode::default(),
            department_name: department.into(),
            doctor: PractitionerCode::new(doctor),
            title,
            usage: Usage {
                single_dose: parse(row.cell("单次"), "单次")?.into(),
                times_per_day: parse(row.cell("次数"), "次数")?.into(),
                days: parse(row.cell("天数"), "天数")?.into(),
            },
            list_price: parse(row.cell("目录价"), "目录价")?.into(),
            purchase_price: parse(row.cell("进价"), "进价")?.into(),
            item,
            current: true,
        })
    }
}

/// `冲销 第1行` names the reversed line.
fn reversed_by(verdict: &str) -> Option<LineId> {
    let number = verdict
        .strip_prefix("冲销")?
        .trim()
        .strip_prefix('第')?
        .strip_suffix('行')?;
    Some(LineId::new(number.trim()))
}

fn parse<T: std::str::FromStr>(text: &str, what: &str) -> Result<Option<T>, String> {
    match text {
        "" | "-" => Ok(None),
        text => text.parse().map(Some).map_err(|_| format!("{what}不是数：{text}")),
    }
}

/// A line's time and how well it is known: `不详` not at all, `03-14 时刻不详` by its day.
fn timed(text: &str, begin: Moment) -> Result<(Moment, Timing), String> {
    match text
        .strip_suffix("不详")
        .map(|text| text.strip_suffix("时刻").map(str::trim))
    {
        Some(None) => Ok((begin, Timing::Unknown)),
        Some(Some(date)) => Ok((moment_of(date, begin.day())?.day().start(), Timing::DayOnly)),
        None => Ok((moment_of(text, begin.day())?, Timing::Exact)),
    }
}

/// `2026-03-14 14:25`, `03-14 14:25`, `14:25` on `day`, or a date alone.
fn moment_of(text: &str, day: Day) -> Result<Moment, String> {
    let bad = || format!("时间“{text}”读不懂，写成 03-14 14:25 或 2026-03-14 14:25");
    let full = if text.contains(':') && !text.contains('-') {
        format!("{day} {text}")
    } else if text.split('-').count() == 2 {
        format!("{}-{text}", day.year())
    } else {
        text.to_owned()
    };
    Moment::parse(&full).map_err(|_| bad())
}
