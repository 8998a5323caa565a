//! 就诊、住院 · One encounter of a case as its line states it.

use crate::rule::{setting_named, setting_words};
use domain::{
    CareSetting, Day, DepartmentCode, Diagnosis, DiagnosisCode, Division, Encounter, EncounterId, Fact, Institution,
    InstitutionCode, InstitutionKind, InstitutionLevel, Insurance, Moment, PractitionerCode, SpecialCare,
};

#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) name: String,
    pub(super) setting: Fact<CareSetting>,
    pub(super) begin: Moment,
    pub(super) end: Option<Moment>,
    pub(super) words: Vec<(String, String)>,
}

impl Visit {
    /// `[方式] 日期 [时刻] [至 日期 [时刻]|在院] 键=值 …`
    pub(super) fn read(name: &str, text: &str, first_word_is: Option<&str>) -> Result<Self, String> {
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

pub(super) fn blank_encounter(id: &str, begin: Moment, division: &Division) -> Encounter {
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

/// The keys of an encounter.
const KEYS: [&str; 12] = [
    "机构",
    "机构级别",
    "机构编号",
    "机构类型",
    "险种",
    "方式",
    "科室",
    "医师",
    "主诊断",
    "基金",
    "总费用",
    "特殊",
];

pub(super) fn apply(encounter: &mut Encounter, key: &str, value: &str) -> Result<(), String> {
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
            None if value
                .bytes()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == b'-') =>
            {
                encounter.institution.code = InstitutionCode::new(value);
            }
            None => {
                let known = levels.map(InstitutionLevel::zh).join("、");
                return Err(format!(
                    "“{key}={value}”不是级别（{known}、未知、无），也不是机构编号（字母和数字）"
                ));
            }
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
        other => return Err(format!("“就诊”“住院”不认识“{other}”，可用：{}", KEYS.join("、"))),
    }
    Ok(())
}
