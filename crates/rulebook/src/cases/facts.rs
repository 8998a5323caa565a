//! The facts of a case, read line by line and turned into a record.

use crate::layer::{Adjustment, Layer};
use crate::payment_stops::{PaymentStop, PaymentStops};
use crate::problem::Problem;
use crate::rule::{setting_named, setting_words, special_words};
use crate::yaml::{Node, Value};
use domain::{
    CareSetting, Day, DepartmentCode, Diagnosis, DiagnosisCode, Division, Encounter, EncounterId, Evidence, Fact,
    FeeLine, HistoryReach, Institution, InstitutionCode, InstitutionKind, InstitutionLevel, Insurance, InsuredPerson,
    ItemCode, ItemKind, LineId, Maternity, Moment, Money, Operation, OperationCode, PersonId, PractitionerCode,
    PractitionerTitle, PrescriptionId, Quantity, Record, RuleCode, Sex, SpecialCare, Stage, Timing, UnitPrice, Usage,
};

/// The name under which the encounter of `就诊` is known in tables.
pub(super) const THIS_ENCOUNTER: &str = "本次";

/// A row of the fee table, cells by column name.
#[derive(Debug, Clone, Default)]
pub(super) struct FeeRow {
    pub line: usize,
    cells: Vec<(String, String)>,
}

impl FeeRow {
    pub fn cell(&self, column: &str) -> &str {
        self.cells
            .iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, cell)| cell.as_str())
    }
}

#[derive(Debug, Clone)]
struct Visit {
    name: String,
    setting: Fact<CareSetting>,
    begin: Moment,
    end: Option<Moment>,
    words: Vec<(String, String)>,
}

/// Everything that a case states.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    person: Vec<(String, String)>,
    visit: Option<Visit>,
    stays: Vec<Visit>,
    diagnoses: Option<Vec<Diagnosis>>,
    operations: Fact<Vec<Operation>>,
    special: Vec<SpecialCare>,
    evidence: Vec<Evidence>,
    history: HistoryReach,
    local: Vec<(Layer, String, String)>,
    pub stops: PaymentStops,
    pub stage: Stage,
    header: Vec<String>,
    pub fees: Vec<FeeRow>,
    /// (encounter name, verdict, line)
    pub encounter_verdicts: Vec<(String, String, usize)>,
    pub sentence: Option<(String, usize)>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            person: Vec::new(),
            visit: None,
            stays: Vec::new(),
            diagnoses: None,
            operations: Fact::Absent,
            special: Vec::new(),
            evidence: Vec::new(),
            history: HistoryReach::Since(Day::from_epoch_days(0)),
            local: Vec::new(),
            stops: PaymentStops::default(),
            stage: Stage::Audit,
            header: Vec::new(),
            fees: Vec::new(),
            encounter_verdicts: Vec::new(),
            sentence: None,
        }
    }
}

impl Facts {
    /// The facts from which a later case starts: everything but what was expected.
    pub fn inherited(&self) -> Self {
        Self {
            sentence: None,
            encounter_verdicts: Vec::new(),
            ..self.clone()
        }
    }

    /// Reads the body of a case over what is already there.
    pub fn read(&mut self, body: &[String], first_line: usize, file: &str, problems: &mut Vec<Problem>) {
        let (mut own_fees, mut own_diagnoses, mut own_operations) = (false, false, false);
        let mut in_encounter_table = false;
        for (number, text) in (first_line..).zip(body) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('（') || text.starts_with("<!--") {
                continue;
            }
            if text.starts_with('|') {
                let cells: Vec<String> = text
                    .trim_matches('|')
                    .split('|')
                    .map(|cell| cell.trim().to_owned())
                    .collect();
                if cells
                    .iter()
                    .all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | '=')))
                {
                    continue;
                }
                if cells.iter().any(|cell| cell == "判定") {
                    in_encounter_table = !cells.iter().any(|cell| cell == "时间");
                    if !in_encounter_table {
                        self.header = cells;
                    }
                    continue;
                }
                let names_encounter = cells.len() == 2 || (in_encounter_table && cells.len() < 4);
                if names_encounter {
                    let verdict = cells.last().cloned().unwrap_or_default();
                    self.encounter_verdicts.push((cells[0].clone(), verdict, number));
                    continue;
                }
                if !own_fees {
                    self.fees.clear();
                    own_fees = true;
                }
                if cells.len() != self.header.len() {
                    let message = format!("费用表这一行有 {} 格，表头有 {} 格", cells.len(), self.header.len());
                    problems.push(Problem::error(file, number, message, "补齐单元格"));
                    continue;
                }
                self.fees.push(FeeRow {
                    line: number,
                    cells: self.header.iter().cloned().zip(cells).collect(),
                });
                continue;
            }
            let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            let rest = rest.trim();
            let mut fail = |message: String, advice: &str| problems.push(Problem::error(file, number, message, advice));
            match word {
                "参保人" => {
                    for (key, value) in pairs(rest) {
                        self.person.retain(|(known, _)| *known != key);
                        self.person.push((key, value));
                    }
                }
                "就诊" => match Visit::read(THIS_ENCOUNTER, rest, Some("方式")) {
                    Ok(visit) => self.visit = Some(visit),
                    Err(why) => fail(why, "写成 就诊 住院 2026-03-04 至 2026-03-20 机构=三级"),
                },
                "住院" => {
                    let (name, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                    match Visit::read(name, rest, None) {
                        Ok(visit) => match self.stays.iter_mut().find(|stay| stay.name == visit.name) {
                            Some(known) => *known = visit,
                            None => self.stays.push(visit),
                        },
                        Err(why) => fail(why, "写成 住院 甲 机构=H1 2026-03-01 至 2026-03-10 主诊断=I63.900"),
                    }
                }
                "诊断" => {
                    let list = self.diagnoses.get_or_insert_default();
                    if !own_diagnoses {
                        list.clear();
                        own_diagnoses = true;
                    }
                    if rest != "无" && !rest.is_empty() {
                        let (code, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                        let (name, flagged) = match name.trim().strip_suffix("主诊断") {
                            Some(before) if before.is_empty() || before.ends_with(char::is_whitespace) => {
                                (before, true)
                            }
                            _ => (name, false),
                        };
                        let principal = flagged || list.is_empty();
                        list.push(Diagnosis {
                            code: DiagnosisCode::normalised(code),
                            name: name.trim().into(),
                            principal,
                        });
                    }
                }
                "手术" => {
                    if !own_operations {
                        self.operations = Fact::Known(Vec::new());
                        own_operations = true;
                    }
                    if rest == "未提供" {
                        self.operations = Fact::Absent;
                    } else if rest != "无"
                        && let Fact::Known(list) = &mut self.operations
                    {
                        let principal = list.is_empty();
                        list.push(read_operation(rest, principal));
                    }
                }
                "特殊" => {
                    self.special = Vec::new();
                    for name in rest.split_whitespace().filter(|name| *name != "无") {
                        match SpecialCare::ALL.into_iter().find(|care| care.zh() == name) {
                            Some(care) => self.special.push(care),
                            None => fail(format!("不认识特殊情形“{name}”"), &special_words()),
                        }
                    }
                }
                "豁免" => {
                    self.evidence = Vec::new();
                    if rest != "无" {
                        let kind = rest.split_whitespace().next().unwrap_or_default();
                        let by = pairs(rest)
                            .into_iter()
                            .find(|(key, _)| key == "由")
                            .map(|(_, value)| value);
                        self.evidence.push(Evidence {
                            kind: kind.into(),
                            by: by.unwrap_or_default().into(),
                        });
                    }
                }
                "历史" => match rest {
                    "不可得" => self.history = HistoryReach::Absent,
                    "可得" => self.history = HistoryReach::Since(Day::from_epoch_days(0)),
                    other => match other.strip_prefix("自").map(|text| Day::parse(text.trim())) {
                        Some(Ok(day)) => self.history = HistoryReach::Since(day),
                        _ => fail(format!("不认识“历史 {other}”"), "写 不可得、可得，或 自 2026-01-01"),
                    },
                },
                "资格" => {
                    self.stops = PaymentStops::default();
                    match read_stop(rest) {
                        _ if rest == "无" => {}
                        Some((doctor, stop)) => self.stops.enter(doctor, stop),
                        None => fail(
                            format!("不认识“资格 {rest}”"),
                            "写成 资格 DR1 暂停 2026-04-10 至 2026-07-09，或 资格 DR1 终止 2026-04-10",
                        ),
                    }
                }
                "地方" => {
                    let (layer, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                    self.local = pairs(rest)
                        .into_iter()
                        .map(|(key, value)| (Layer::named(layer), key, value))
                        .collect();
                }
                "环节" => match [Stage::Prescribing, Stage::Settlement, Stage::Audit]
                    .into_iter()
                    .find(|s| s.zh() == rest)
                {
                    Some(stage) => self.stage = stage,
                    None => fail(format!("不认识环节“{rest}”"), "写 事前、事中 或 事后"),
                },
                "提示" => {
                    let sentence = rest.trim_start_matches('>').trim().to_owned();
                    self.sentence = Some((sentence, number));
                }
                other => fail(
                    format!("不认识“{other}”"),
                    "每行以 参保人、就诊、诊断、手术、特殊、豁免、资格、历史、住院、地方、环节、提示 或 | 开头",
                ),
            }
        }
    }

    pub fn adjustments(&self, rule: &RuleCode, file: &str) -> Vec<Adjustment> {
        let mut by_layer: Vec<(Layer, Vec<(String, Node)>)> = Vec::new();
        for (layer, key, value) in &self.local {
            let node = Node {
                line: 0,
                value: Value::Text(value.clone()),
            };
            match by_layer.iter_mut().find(|(known, _)| known == layer) {
                Some((_, list)) => list.push((key.clone(), node)),
                None => by_layer.push((layer.clone(), vec![(key.clone(), node)])),
            }
        }
        by_layer
            .into_iter()
            .map(|(layer, list)| Adjustment::for_case(layer, rule.clone(), file, list))
            .collect()
    }

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
        record.mark_undone(|_| true);
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
                other => fail(format!("“参保人”不认识“{other}”")),
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

fn blank_encounter(id: &str, begin: Moment, division: &Division) -> Encounter {
    Encounter {
        id: EncounterId::new(id),
        institution: Institution {
            code: InstitutionCode::new("H1"),
            division: division.clone(),
            ..Institution::default()
        },
        setting: Fact::Absent,
        insurance: Fact::Absent,
        begin,
        end: None,
        department: DepartmentCode::default(),
        department_name: Default::default(),
        doctor: PractitionerCode::new("D1"),
        diagnoses: Vec::new(),
        operations: Fact::Absent,
        total: Fact::Absent,
        fund_paid: Fact::Absent,
        special: Vec::new(),
        evidence: Vec::new(),
        current: true,
    }
}

fn apply(encounter: &mut Encounter, key: &str, value: &str) -> Result<(), String> {
    let levels = [
        InstitutionLevel::Unrated,
        InstitutionLevel::One,
        InstitutionLevel::Two,
        InstitutionLevel::Three,
    ];
    match key {
        "机构" | "机构级别" => match levels.into_iter().find(|level| level.zh() == value) {
            Some(level) => encounter.institution.level = Fact::Known(level),
            None if value == "未知" => encounter.institution.level = Fact::Unknown,
            None if value == "无" => encounter.institution.level = Fact::Absent,
            None => encounter.institution.code = InstitutionCode::new(value),
        },
        "机构编号" => encounter.institution.code = InstitutionCode::new(value),
        "机构类型" => {
            encounter.institution.kind = Fact::Known(match value {
                "医疗机构" => InstitutionKind::Medical,
                "药店" | "零售药店" => InstitutionKind::Pharmacy,
                "互联网医院" => InstitutionKind::Internet,
                other => return Err(format!("不认识机构类型“{other}”")),
            });
        }
        "险种" => {
            encounter.insurance = match value {
                "未知" => Fact::Unknown,
                "无" => Fact::Absent,
                _ => Fact::Known(
                    Insurance::ALL
                        .into_iter()
                        .find(|i| i.zh() == value)
                        .ok_or_else(|| format!("不认识险种“{value}”"))?,
                ),
            };
        }
        "方式" => {
            encounter.setting = match value {
                "未知" => Fact::Unknown,
                "无" => Fact::Absent,
                _ => Fact::Known(setting_named(value).ok_or_else(|| format!("不认识就医方式“{value}”"))?),
            };
        }
        "科室" => encounter.department_name = value.into(),
        "医师" => encounter.doctor = PractitionerCode::new(value),
        "主诊断" => {
            encounter.diagnoses = match value {
                "无" => Vec::new(),
                code => vec![Diagnosis {
                    code: DiagnosisCode::normalised(code),
                    name: Default::default(),
                    principal: true,
                }],
            };
        }
        "基金" => {
            encounter.fund_paid = if value == "无" {
                Fact::Absent
            } else {
                Fact::Known(value.parse().map_err(|_| format!("基金不是金额：{value}"))?)
            };
        }
        "总费用" => encounter.total = Fact::Known(value.parse().map_err(|_| format!("总费用不是金额：{value}"))?),
        "特殊" => {
            let care = SpecialCare::ALL.into_iter().find(|care| care.zh() == value);
            encounter
                .special
                .push(care.ok_or_else(|| format!("不认识特殊情形“{value}”"))?);
        }
        other => return Err(format!("“就诊”不认识“{other}”")),
    }
    Ok(())
}

impl Visit {
    /// `[方式] 日期 [时刻] [至 日期 [时刻]|在院] 键=值 …`
    fn read(name: &str, text: &str, first_word_is: Option<&str>) -> Result<Self, String> {
        let mut words = text.split_whitespace().peekable();
        let mut setting = if first_word_is.is_some() {
            Fact::Absent
        } else {
            Fact::Known(CareSetting::Inpatient)
        };
        if first_word_is.is_some()
            && let Some(word) = words.next_if(|word| !word.contains('=') && Day::parse(word).is_err())
        {
            setting = match word {
                "未知" => Fact::Unknown,
                _ => Fact::Known(
                    setting_named(word).ok_or_else(|| format!("不认识就医方式“{word}”；{}", setting_words()))?,
                ),
            };
        }
        let mut pairs_found: Vec<(String, String)> = Vec::new();
        let mut moments: Vec<Moment> = Vec::new();
        let (mut until, mut staying) = (false, false);
        while let Some(word) = words.next() {
            if let Some((key, value)) = word.split_once('=') {
                pairs_found.push((key.to_owned(), value.to_owned()));
            } else if word == "至" {
                until = true;
            } else if word == "在院" {
                staying = true;
            } else {
                let day = Day::parse(word).map_err(|error| error.to_string())?;
                let clock = words.next_if(|next| next.contains(':') && !next.contains('='));
                let default = if until { "23:59:59" } else { "00:00:00" };
                let moment =
                    Moment::parse(&format!("{day} {}", clock.unwrap_or(default))).map_err(|error| error.to_string())?;
                moments.push(moment);
            }
        }
        let begin = *moments.first().ok_or("没有日期")?;
        let end = match moments.get(1) {
            Some(end) => Some(*end),
            None if staying || until => None,
            None if setting.known().is_some_and(|setting| setting.is_stay()) => None,
            None => Some(begin.day().plus_days(1).start().plus_seconds(-1)),
        };
        Ok(Self {
            name: name.to_owned(),
            setting,
            begin,
            end,
            words: pairs_found,
        })
    }
}

fn read_operation(text: &str, principal: bool) -> Operation {
    let mut words = text.split_whitespace();
    let code = OperationCode::new(words.next().unwrap_or_default());
    let mut name = String::new();
    let mut when: Vec<&str> = Vec::new();
    for word in words {
        if Day::parse(word).is_ok() || word.contains(':') {
            when.push(word);
        } else if word != "次要" {
            name.push_str(word);
        }
    }
    let at = if when.is_empty() {
        None
    } else {
        Moment::parse(&when.join(" ")).ok()
    };
    Operation {
        code,
        name: name.into(),
        principal: principal && !text.contains("次要"),
        at,
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.split_whitespace()
        .filter_map(|word| word.split_once('='))
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect()
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

/// `DR1 暂停 2026-04-10 至 2026-07-09`, both days included; a termination has no end.
fn read_stop(text: &str) -> Option<(PractitionerCode, PaymentStop)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (terminated, doctor, from, until) = match words.as_slice() {
        [doctor, "暂停", from, "至", last] => (false, doctor, from, Some(Day::parse(last).ok()?.plus_days(1))),
        [doctor, "终止", from] => (true, doctor, from, None),
        _ => return None,
    };
    let from = Day::parse(from).ok()?;
    Some((
        PractitionerCode::new(*doctor),
        PaymentStop {
            terminated,
            from,
            until,
        },
    ))
}
