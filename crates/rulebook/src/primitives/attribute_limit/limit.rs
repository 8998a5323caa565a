//! What a row of 属性限定 demands, and whether facts are so.

use crate::keys::{CodeSet, in_range, names};
use domain::{
    CareSetting, Day, Encounter, Fact, FeeLine, InstitutionKind, InstitutionLevel, InsuredPerson, Maternity, Moment,
    PractitionerTitle, Sex,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AgeUnit {
    Years,
    Months,
    Days,
}

/// An age in completed units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Age {
    number: u32,
    unit: AgeUnit,
}

/// What a row demands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Limit {
    Sex(Sex),
    Age { min: Option<Age>, max: Option<Age> },
    Maternity(Vec<Maternity>),
    Diseases(CodeSet),
    Insurances(Vec<Box<str>>),
    Departments(Vec<Box<str>>),
    Settings(Vec<CareSetting>),
    Level(InstitutionLevel),
    Kinds(Vec<InstitutionKind>),
    Title(PractitionerTitle),
    Nothing,
}

/// What is held against a limit.
pub(super) struct Facts<'a> {
    pub person: &'a InsuredPerson,
    pub encounter: &'a Encounter,
    /// none where a diagnosis or an operation is judged
    pub line: Option<&'a FeeLine>,
    pub at: Moment,
}

impl Facts<'_> {
    /// Code and name of the ordering department, or of the encounter's.
    fn department(&self) -> (&str, &str) {
        match self.line {
            Some(line) if !line.department.is_empty() || !line.department_name.is_empty() => {
                (line.department.as_str(), line.department_name.as_str())
            }
            _ => (
                self.encounter.department.as_str(),
                self.encounter.department_name.as_str(),
            ),
        }
    }
}

impl Limit {
    /// Whether the fact is what the limit names; the error is the fact that is missing.
    pub(super) fn holds(&self, facts: &Facts<'_>) -> Result<bool, &'static str> {
        let Facts { person, encounter, .. } = facts;
        Ok(match self {
            Limit::Nothing => false,
            Limit::Sex(sex) => person.sex.known().ok_or("性别")? == sex,
            Limit::Age { min, max } => {
                let (birth, day) = (*person.birth.known().ok_or("出生日期")?, facts.at.day());
                min.is_none_or(|min| min.reached(birth, day) >= min.number)
                    && max.is_none_or(|max| max.reached(birth, day) <= max.number)
            }
            Limit::Maternity(list) => list.contains(&maternity_of(person, encounter).ok_or("生育状态")?),
            Limit::Diseases(set) => {
                let certified = person.certified_diseases.known().ok_or("认定病种")?;
                certified.iter().any(|code| set.contains(code.as_str()))
            }
            Limit::Settings(list) => {
                let setting = encounter.setting.known().ok_or("就医方式")?;
                // Who is operated on and leaves on the day is in hospital, too.
                list.iter().any(|&own| encounter.is_of(own))
                    || (setting.is_stay() && list.contains(&CareSetting::Inpatient))
            }
            Limit::Level(level) => encounter.institution.level.known().ok_or("机构级别")? >= level,
            Limit::Kinds(list) => list.contains(encounter.institution.kind.known().ok_or("机构类型")?),
            Limit::Title(title) => facts.line.and_then(|line| line.title.known()).ok_or("医师职称")? >= title,
            Limit::Insurances(words) => {
                let actual = encounter.insurance.known().ok_or("险种")?.zh();
                words.iter().any(|word| &**word == actual)
            }
            Limit::Departments(words) => {
                let (code, name) = facts.department();
                if code.is_empty() && name.is_empty() {
                    return Err("科室");
                }
                // Clients swap code and name, so either may match.
                let matches = |word: &str| [code, name].iter().any(|text| text.contains(word));
                words.iter().any(|word| matches(word))
            }
        })
    }

    /// The demand in words.
    pub(super) fn required(&self) -> String {
        let listed = |words: Vec<&str>| words.join("、");
        match self {
            Limit::Nothing => "不纳入基金支付".to_owned(),
            Limit::Sex(sex) => sex.zh().to_owned(),
            Limit::Age { min, max } => match (min, max) {
                (Some(min), Some(max)) => format!("{}至{}", min.zh(), max.zh()),
                (Some(min), None) => format!("{}及以上", min.zh()),
                (None, Some(max)) => format!("{}及以下", max.zh()),
                (None, None) => String::new(),
            },
            Limit::Maternity(list) => listed(list.iter().map(|state| state.zh()).collect()),
            Limit::Diseases(set) => listed(set.ranges().iter().map(|(low, _)| low.as_str()).collect()),
            Limit::Settings(list) => listed(list.iter().map(|setting| setting.zh()).collect()),
            // There is nothing above it.
            Limit::Level(InstitutionLevel::Three) => InstitutionLevel::Three.zh().to_owned(),
            Limit::Level(level) => format!("{}及以上", level.zh()),
            Limit::Kinds(list) => listed(list.iter().map(|kind| kind_zh(*kind)).collect()),
            Limit::Title(title) => format!("{}及以上", title.zh()),
            Limit::Insurances(words) | Limit::Departments(words) => words.join("、"),
        }
    }

    /// The fact in words; empty where it is missing.
    pub(super) fn found(&self, facts: &Facts<'_>) -> String {
        let Facts { person, encounter, .. } = facts;
        let text = match self {
            Limit::Nothing => Some("已纳入基金支付"),
            Limit::Sex(_) => person.sex.known().map(|sex| sex.zh()),
            Limit::Age { .. } => {
                return person
                    .birth
                    .known()
                    .map_or_else(String::new, |birth| age_now(*birth, facts.at.day()));
            }
            Limit::Maternity(_) => maternity_of(person, encounter).map(|state| state.zh()),
            Limit::Diseases(_) => {
                let certified = person.certified_diseases.known().into_iter().flatten();
                let codes: Vec<&str> = certified.map(|code| code.as_str()).collect();
                return match codes.is_empty() {
                    true => "无认定病种".to_owned(),
                    false => codes.join("、"),
                };
            }
            Limit::Settings(_) => {
                let kinds = CareSetting::ALL.into_iter().filter(|&setting| encounter.is_of(setting));
                return kinds.map(CareSetting::zh).collect::<Vec<_>>().join("、");
            }
            Limit::Level(_) => encounter.institution.level.known().map(|level| level.zh()),
            Limit::Kinds(_) => encounter.institution.kind.known().map(|kind| kind_zh(*kind)),
            Limit::Title(_) => facts.line.and_then(|line| line.title.known()).map(|title| title.zh()),
            Limit::Insurances(_) => encounter.insurance.known().map(|insurance| insurance.zh()),
            Limit::Departments(_) => {
                let (code, name) = facts.department();
                Some(if name.is_empty() { code } else { name })
            }
        };
        text.unwrap_or_default().to_owned()
    }
}

/// Diagnoses of a woman with child (ICD-10): what belongs to pregnancy alone, and its supervision.
const WITH_CHILD: &[(&str, &str)] = &[("O10", "O48"), ("Z33", "Z35")];
/// Diagnoses with which a pregnancy ends: abortion and its like, death of the child, labour, delivery, childbed and
/// care after it. Beside one of them others of the pregnancy say nothing of whether it still lasts.
const AT_ITS_END: &[(&str, &str)] = &[
    ("O00", "O08"),
    ("O36.4", "O36.4"),
    // Labour that threatens too early (O60.0) need not be the end.
    ("O60.1", "O90"),
    ("Z37", "Z37"),
    ("Z39", "Z39"),
];
/// Diagnoses of a nursing mother.
const NURSING: &[(&str, &str)] = &[("O91", "O92"), ("Z39.1", "Z39.1")];

/// The state that the source gives; else what sex and diagnoses show.
fn maternity_of(person: &InsuredPerson, encounter: &Encounter) -> Option<Maternity> {
    let within = |ranges: &[(&str, &str)]| {
        encounter
            .diagnoses
            .iter()
            .flat_map(|diagnosis| names(diagnosis.code.as_str()))
            .any(|code| ranges.iter().any(|(low, high)| in_range(code, low, high)))
    };
    match (person.maternity, person.sex) {
        (Fact::Known(state), _) => Some(state),
        (_, Fact::Known(Sex::Male)) => Some(Maternity::Neither),
        _ if within(WITH_CHILD) && !within(AT_ITS_END) => Some(Maternity::Pregnant),
        _ if within(NURSING) => Some(Maternity::Lactating),
        _ => None,
    }
}

pub(super) fn kind_named(word: &str) -> Option<InstitutionKind> {
    match word {
        "医疗机构" => Some(InstitutionKind::Medical),
        "药店" | "零售药店" => Some(InstitutionKind::Pharmacy),
        "互联网医院" => Some(InstitutionKind::Internet),
        _ => None,
    }
}

fn kind_zh(kind: InstitutionKind) -> &'static str {
    match kind {
        InstitutionKind::Medical => "医疗机构",
        InstitutionKind::Pharmacy => "零售药店",
        InstitutionKind::Internet => "互联网医院",
        InstitutionKind::Other => "其他机构",
    }
}

pub(super) fn parse_age(text: &str) -> Option<Age> {
    let text = text.trim();
    let (number, unit) = if let Some(number) = text.strip_suffix("岁").or_else(|| text.strip_suffix("周岁")) {
        (number, AgeUnit::Years)
    } else if let Some(number) = text.strip_suffix("个月").or_else(|| text.strip_suffix('月')) {
        (number, AgeUnit::Months)
    } else {
        (
            text.strip_suffix('天').or_else(|| text.strip_suffix('日'))?,
            AgeUnit::Days,
        )
    };
    Some(Age {
        number: number.trim().parse().ok()?,
        unit,
    })
}

impl Age {
    /// The person's age in this unit on `day`.
    fn reached(self, birth: Day, day: Day) -> u32 {
        match self.unit {
            AgeUnit::Years => day.years_since(birth).into(),
            AgeUnit::Months => day.months_since(birth).into(),
            AgeUnit::Days => day.days_since(birth).max(0) as u32,
        }
    }

    /// For comparing two limits of one row only.
    pub(super) fn in_days_about(self) -> u32 {
        match self.unit {
            AgeUnit::Years => self.number.saturating_mul(365),
            AgeUnit::Months => self.number.saturating_mul(30),
            AgeUnit::Days => self.number,
        }
    }

    fn zh(self) -> String {
        let unit = match self.unit {
            AgeUnit::Years => "岁",
            AgeUnit::Months => "个月",
            AgeUnit::Days => "天",
        };
        format!("{}{unit}", self.number)
    }
}

fn age_now(birth: Day, day: Day) -> String {
    match (day.years_since(birth), day.months_since(birth)) {
        (0, 0) => format!("{}天", day.days_since(birth).max(0)),
        (years, months) if years < 3 => format!("{months}个月"),
        (years, _) => format!("{years}岁"),
    }
}
