//! Which records the wire can carry without loss.

use super::super::visit::is_of_one_day;
use domain::{
    CareSetting, Day, DiagnosisCode, Encounter, Fact, FeeLine, InstitutionKind, Insurance, ItemKind, Maternity, Moment,
    Money, Record, SpecialCare, Timing, UnitPrice,
};
use std::collections::HashSet;

/// Whether decoding the canonical request of a record gives the record again, history reach
/// apart.
///
/// # Errors
/// The first part of the record that would be lost, in Chinese.
pub fn wire_carries(record: &Record) -> Result<(), String> {
    person(record)?;
    let mut ids = HashSet::new();
    for encounter in &record.encounters {
        let id = encounter.id.as_str();
        require(plain(id) && !id.is_empty() && ids.insert(id), "就诊标识为空或重复")?;
        visit(encounter)?;
    }
    let [current] = record
        .encounters
        .iter()
        .filter(|encounter| encounter.current)
        .collect::<Vec<_>>()[..]
    else {
        return Err("当前就诊不止一次或没有".to_owned());
    };
    let injuries = record
        .encounters
        .iter()
        .filter(|e| e.insurance == Fact::Known(Insurance::WorkInjury))
        .count();
    require(injuries == 0 || injuries == record.encounters.len(), "部分就诊为工伤")?;
    let (code, division) = (
        current.institution.code.is_empty(),
        current.institution.division.is_empty(),
    );
    let falls_back = |encounter: &Encounter| {
        (encounter.institution.code.is_empty() && !code) || (encounter.institution.division.is_empty() && !division)
    };
    require(!record.encounters.iter().any(falls_back), "既往就诊没有机构编号或区划")?;
    if let Fact::Known(birth) = record.person.birth {
        require(birth <= current.begin.day(), "出生日期晚于就诊")?;
    }
    let mut ids = HashSet::new();
    for line in &record.lines {
        let id = line.id.as_str();
        require(plain(id) && !id.is_empty() && ids.insert(id), "明细标识为空或重复")?;
        fee_line(line)?;
        let of = usize::try_from(line.encounter)
            .ok()
            .and_then(|index| record.encounters.get(index));
        require(
            of.is_some_and(|encounter| encounter.current || !line.current),
            "既往就诊的明细标为当前",
        )?;
        let told = match line.timing {
            Timing::Exact => true,
            Timing::DayOnly => line.at == line.at.day().start(),
            Timing::Unknown => of.is_some_and(|visit| line.at == visit.begin && !is_of_one_day(visit)),
        };
        require(told, "发生时间不详而另有时间")?;
    }
    let mut sorted = record.clone();
    sorted.sort();
    require(
        sorted.encounters == record.encounters && sorted.lines == record.lines,
        "就诊或明细未按次序",
    )?;
    for encounter in &mut sorted.encounters {
        encounter.special.retain(|special| !special.is_told_by_lines());
    }
    sorted.mark_told_by_lines(|_| true);
    let mut told = record.encounters.iter().zip(&sorted.encounters);
    let is_told = |said: &Encounter, told: &Encounter| {
        let mut by_lines = said.special.iter().filter(|special| special.is_told_by_lines());
        by_lines.all(|special| told.special.contains(special))
    };
    require(told.all(|(said, told)| is_told(said, told)), "特殊情形")
}

fn person(record: &Record) -> Result<(), String> {
    let person = &record.person;
    require(!person.id.is_empty() && plain(person.id.as_str()), "没有参保人标识")?;
    require(plain(person.pool_area.as_str()), "统筹区")?;
    require(!matches!(person.birth, Fact::Unknown), "出生日期登记为未知")?;
    require(
        person.maternity != Fact::Known(Maternity::Neither),
        "生育状态“非妊娠哺乳”（各地代码不一）",
    )?;
    require(person.certified_diseases == Fact::Absent, "已认定门诊慢特病病种")?;
    require(person.groups.is_empty(), "人群标签")
}

fn visit(encounter: &Encounter) -> Result<(), String> {
    let setting = match encounter.setting {
        Fact::Known(CareSetting::HomeBed) | Fact::Unknown | Fact::Absent => {
            return Err("就医方式为家庭病床或未提供".to_owned());
        }
        Fact::Known(setting) => setting,
    };
    let institution = &encounter.institution;
    require(
        plain(institution.code.as_str()) && plain(institution.division.as_str()),
        "机构编号或区划",
    )?;
    require(!matches!(institution.level, Fact::Unknown), "机构等级登记为未知")?;
    require(
        !matches!(institution.kind, Fact::Unknown | Fact::Known(InstitutionKind::Internet)),
        "机构类型为互联网医院或登记为未知",
    )?;
    let at_pharmacy = institution.kind == Fact::Known(InstitutionKind::Pharmacy);
    require(
        !at_pharmacy || setting == CareSetting::Pharmacy,
        "零售药店的其他就医方式",
    )?;
    require(!matches!(encounter.insurance, Fact::Unknown), "险种登记为未知")?;
    require(
        dated(encounter.begin) && encounter.end.is_none_or(dated),
        "年份为 1900 或 9999 的就诊时间",
    )?;
    let ends_at_begin = setting == CareSetting::Inpatient && encounter.end == Some(encounter.begin);
    require(!ends_at_begin, "出院时间等于入院时间的住院")?;
    require(plain(encounter.doctor.as_str()), "接诊医师")?;
    department(encounter.department.as_str(), &encounter.department_name)?;
    for diagnosis in &encounter.diagnoses {
        let code = diagnosis.code.as_str();
        require(
            DiagnosisCode::normalised(code) == diagnosis.code && plain(code),
            "诊断编码的写法",
        )?;
        require(
            plain(&diagnosis.name) && !(code.is_empty() && diagnosis.name.is_empty()),
            "诊断名称",
        )?;
    }
    match &encounter.operations {
        Fact::Absent => {}
        Fact::Known(operations) if !operations.is_empty() => {
            for operation in operations {
                let (code, name) = (operation.code.as_str(), operation.name.as_str());
                require(
                    plain(code) && plain(name) && !(code.is_empty() && name.is_empty()),
                    "手术编码",
                )?;
                require(operation.at.is_none_or(dated), "年份为 1900 或 9999 的手术时间")?;
            }
        }
        Fact::Known(_) | Fact::Unknown => return Err("“确实没有手术”".to_owned()),
    }
    require(
        !matches!(encounter.total, Fact::Unknown | Fact::Known(Money::ZERO)),
        "医疗费总额为零或登记为未知",
    )?;
    require(!matches!(encounter.fund_paid, Fact::Unknown), "统筹基金支付登记为未知")?;
    require(encounter.evidence.is_empty(), "凭据")?;
    special(encounter, setting)
}

/// Only three circumstances have a field, and they come back in this order. Others the lines tell.
fn special(encounter: &Encounter, setting: CareSetting) -> Result<(), String> {
    let mut said = encounter.special.clone();
    said.retain(|special| !special.is_told_by_lines());
    let carried = match said.as_slice() {
        [SpecialCare::Internet] | [SpecialCare::OutOfRegion, SpecialCare::Internet] => {
            setting == CareSetting::ChronicOutpatient
        }
        [] | [SpecialCare::OutOfRegion] => true,
        [SpecialCare::Transfer] | [SpecialCare::Transfer, SpecialCare::OutOfRegion] => {
            setting == CareSetting::Inpatient
        }
        _ => false,
    };
    require(carried, "特殊情形")
}

fn fee_line(line: &FeeLine) -> Result<(), String> {
    let item = line.item.as_str();
    require(plain(item) && item != "0", "医疗目录编码")?;
    require(plain(&line.name) && line.name != "默认", "项目名称")?;
    require(
        ItemKind::from_code(&line.item).is_none_or(|kind| kind == line.kind),
        "与编码不符的目录类别",
    )?;
    require(
        dated(line.at) && line.until.is_none_or(dated),
        "年份为 1900 或 9999 的医嘱时间",
    )?;
    require(line.uploaded_at.is_none(), "上传时间")?;
    require(
        line.reverses
            .as_ref()
            .is_none_or(|id| !id.is_empty() && plain(id.as_str())),
        "原明细标识",
    )?;
    require(
        line.prescription
            .as_ref()
            .is_none_or(|id| !id.is_empty() && plain(id.as_str())),
        "处方号",
    )?;
    let same_sign = line.covered.is_negative() == line.amount.is_negative() || line.covered.is_zero();
    require(
        same_sign && line.covered.abs() <= line.amount.abs(),
        "大于金额的纳入医保金额",
    )?;
    department(line.department.as_str(), &line.department_name)?;
    require(plain(line.doctor.as_str()), "开单医师")?;
    let usage = &line.usage;
    require(!matches!(usage.single_dose, Fact::Unknown), "单次剂量登记为未知")?;
    require(!matches!(usage.times_per_day, Fact::Unknown), "日次数登记为未知")?;
    require(!matches!(usage.days, Fact::Unknown | Fact::Known(0)), "天数登记为未知")?;
    require(
        usage.single_dose.known().is_none_or(|dose| dose.is_positive()),
        "单次剂量为零",
    )?;
    require(
        usage.times_per_day.known().is_none_or(|times| times.is_positive()),
        "日次数为零",
    )?;
    let listed = |price: &UnitPrice| price.is_positive() && price.scaled() < 999_999_000_000 && !line.item.is_empty();
    require(
        line.list_price.known().map_or(line.list_price == Fact::Absent, listed),
        "目录单价",
    )?;
    require(line.purchase_price == Fact::Absent, "进价")
}

fn department(code: &str, name: &str) -> Result<(), String> {
    let swapped = !code.is_ascii() && !name.is_empty() && name.is_ascii();
    require(plain(code) && plain(name) && !swapped, "科室编码")
}

/// A text that is not one of the fillers for "nothing", and has no white space around it.
fn plain(text: &str) -> bool {
    let filler = !text.is_empty() && text.bytes().all(|byte| byte == b'-');
    text.trim() == text && !filler && !matches!(text, "null" | "NULL" | "None" | "undefined")
}

/// Not in a year that stands for an empty date.
fn dated(moment: Moment) -> bool {
    ![1900, 9999].contains(&Day::year(moment.day()))
}

fn require(carried: bool, part: &str) -> Result<(), String> {
    if carried { Ok(()) } else { Err(part.to_owned()) }
}
