//! 就医方式 · decided from several fields, because no single one is reliable.
//!
//! `med_type` names the medical category, `med_mdtrt_type` the kind of visit,
//! `medins_type` the institution. Real clients send an outpatient visit as
//! `med_type` 21 with `med_mdtrt_type` 1, and a stay with `med_mdtrt_type` 1;
//! one swaps 2 and 3. Where they contradict each other, dates and bed decide.
//! `trig_scen` is never asked: one widespread client always sends "1".

use crate::{CareSetting, Fact, InstitutionKind, Moment, SpecialCare};

/// 就医方式的依据 · what the source says that bears on the setting.
#[derive(Debug, Clone, Copy)]
pub struct SettingSigns<'s> {
    /// 医疗类别 · `med_type`
    pub category: Option<&'s str>,
    /// 就诊类型 · `med_mdtrt_type`
    pub visit: Option<&'s str>,
    /// 机构类型 · `medins_type`
    pub institution: Fact<InstitutionKind>,
    /// 入院/就诊时间
    pub begin: Moment,
    /// 出院/结束时间
    pub end: Option<Moment>,
    /// a ward or a bed is named
    pub bed: bool,
    /// `reim_flag` or `out_setl_flag` name an internet hospital (PAY_LOC 5)
    pub internet: bool,
}

/// 就医方式的认定 · the setting, and why there was doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingDecision {
    /// 就医方式
    pub setting: Fact<CareSetting>,
    /// what the setting does not say of the visit: one that is paid for as that of a chronic disease is given over the
    /// internet, too
    pub beside: Option<SpecialCare>,
    /// what was contradictory, in the words for the reader
    pub doubt: Option<&'static str>,
}

/// Decides the setting.
pub fn care_setting(signs: &SettingSigns<'_>) -> SettingDecision {
    let sure = |setting| SettingDecision {
        setting: Fact::Known(setting),
        beside: None,
        doubt: None,
    };
    let doubtful = |setting, doubt| SettingDecision {
        setting: Fact::Known(setting),
        beside: None,
        doubt: Some(doubt),
    };
    let category = signs.category.and_then(by_category);
    let visit = signs.visit.and_then(by_visit);
    if signs.institution == Fact::Known(InstitutionKind::Pharmacy) || category == Some(CareSetting::Pharmacy) {
        return sure(CareSetting::Pharmacy);
    }
    let decision = match (category, visit) {
        (Some(category), None) => sure(category),
        (Some(category), Some(visit)) if category.is_stay() == visit.is_stay() && visit != CareSetting::Pharmacy => {
            sure(category)
        }
        (Some(category), Some(_)) if category.is_stay() && (signs.end.is_none() || stayed(signs)) => {
            doubtful(category, "就诊类型与医疗类别不一致，按日期、床位认定为住院")
        }
        (Some(category), Some(_)) if category.is_stay() => doubtful(
            CareSetting::Outpatient,
            "医疗类别为住院，但就诊类型不是且当时即离院，认定为门诊",
        ),
        (Some(_), Some(CareSetting::Inpatient)) if stayed(signs) => doubtful(
            CareSetting::Inpatient,
            "医疗类别为门诊，但就诊类型为住院且有床位或跨日，认定为住院",
        ),
        (Some(category), Some(_)) => doubtful(category, "就诊类型与医疗类别不一致，以医疗类别为准"),
        (None, Some(visit)) => sure(visit),
        (None, None) if stayed(signs) => doubtful(CareSetting::Inpatient, "未提供就医类别，按日期、床位认定为住院"),
        (None, None) if signs.end == Some(signs.begin) => {
            doubtful(CareSetting::Outpatient, "未提供就医类别，当时即离院，认定为门诊")
        }
        (None, None) => SettingDecision {
            setting: Fact::Absent,
            beside: None,
            doubt: None,
        },
    };
    match decision.setting {
        Fact::Known(CareSetting::Outpatient) if signs.internet => SettingDecision {
            setting: Fact::Known(CareSetting::Internet),
            ..decision
        },
        Fact::Known(CareSetting::ChronicOutpatient) if signs.internet => SettingDecision {
            beside: Some(SpecialCare::Internet),
            ..decision
        },
        _ => decision,
    }
}

/// A bed, or a later day of discharge.
fn stayed(signs: &SettingSigns<'_>) -> bool {
    signs.bed || signs.end.is_some_and(|end| end.day() > signs.begin.day())
}

/// 医疗类别 · `med_type`. National codes have two digits; local ones add to them (140104). Jilin's
/// 3101 and 3102 are medical categories (低自付住院, 低自付门诊), not transactions.
fn by_category(code: &str) -> Option<CareSetting> {
    match code {
        "3101" => return Some(CareSetting::Inpatient),
        "3102" => return Some(CareSetting::Outpatient),
        _ => {}
    }
    match code.get(..2)? {
        "13" => Some(CareSetting::Emergency),
        "14" => Some(CareSetting::ChronicOutpatient),
        "28" => Some(CareSetting::DaySurgery),
        "41" => Some(CareSetting::Pharmacy),
        "51" => Some(CareSetting::Outpatient),
        "52" => Some(CareSetting::Inpatient),
        head if head.starts_with('1') => Some(CareSetting::Outpatient),
        head if head.starts_with('2') => Some(CareSetting::Inpatient),
        _ => None,
    }
}

/// 就诊类型 · `med_mdtrt_type`: 1 门诊, 2 住院, 3 购药; three digits are a medical category with a zero.
fn by_visit(code: &str) -> Option<CareSetting> {
    match code {
        "1" | "01" => Some(CareSetting::Outpatient),
        "2" | "02" => Some(CareSetting::Inpatient),
        "3" | "03" => Some(CareSetting::Pharmacy),
        _ if code.len() == 3 => by_category(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(category: &str, visit: &str, begin: &str, end: &str) -> (Option<&'static str>, bool) {
        let decision = care_setting(&SettingSigns {
            category: Some(category).filter(|text| !text.is_empty()),
            visit: Some(visit).filter(|text| !text.is_empty()),
            institution: Fact::Known(InstitutionKind::Medical),
            begin: Moment::parse(begin).unwrap(),
            end: Moment::parse(end).ok(),
            bed: false,
            internet: false,
        });
        (
            decision.setting.known().map(|setting| setting.zh()),
            decision.doubt.is_some(),
        )
    }

    #[test]
    fn fields_that_agree_decide() {
        let (begin, later) = ("2026-03-04 09:00:00", "2026-03-10 10:00:00");
        for (category, visit, end, expected) in [
            ("11", "1", begin, "门诊"),
            ("13", "1", begin, "急诊"),
            ("140104", "1", begin, "门诊慢特病"),
            ("21", "2", later, "住院"),
            ("28", "2", begin, "日间手术"),
            ("41", "3", begin, "药店购药"),
            ("", "2", "", "住院"),
            ("", "210", "", "住院"),
            ("", "110", begin, "门诊"),
            ("52", "2", later, "住院"),
            ("3101", "2", later, "住院"),
        ] {
            assert_eq!(
                setting(category, visit, begin, end),
                (Some(expected), false),
                "{category}/{visit}"
            );
        }
    }

    #[test]
    fn care_over_the_internet_keeps_how_it_is_paid_for() {
        let begin = Moment::parse("2026-03-04 09:00:00").unwrap();
        let decide = |category| {
            let decision = care_setting(&SettingSigns {
                category: Some(category),
                visit: Some("1"),
                institution: Fact::Known(InstitutionKind::Medical),
                begin,
                end: Some(begin),
                bed: false,
                internet: true,
            });
            (decision.setting.known().map(|setting| setting.zh()), decision.beside)
        };
        assert_eq!(decide("11"), (Some("互联网诊疗"), None));
        assert_eq!(decide("14"), (Some("门诊慢特病"), Some(SpecialCare::Internet)));
        assert_eq!(decide("140104"), (Some("门诊慢特病"), Some(SpecialCare::Internet)));
        assert_eq!(decide("41"), (Some("药店购药"), None));
    }

    #[test]
    fn contradictions_are_decided_by_the_dates() {
        let (begin, later) = ("2026-03-04 09:00:00", "2026-03-10 10:00:00");
        for (category, visit, end, expected) in [
            ("21", "1", begin, "门诊"),
            ("21", "1", "", "住院"),
            ("21", "1", later, "住院"),
            ("21", "3", later, "住院"),
            ("11", "2", begin, "门诊"),
            ("11", "2", later, "住院"),
            ("11", "3", begin, "门诊"),
            ("", "", begin, "门诊"),
            ("990404", "", later, "住院"),
        ] {
            assert_eq!(
                setting(category, visit, begin, end),
                (Some(expected), true),
                "{category}/{visit}"
            );
        }
        assert_eq!(setting("", "4", begin, ""), (None, false));
    }
}
