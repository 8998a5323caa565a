//! A record in few words, for a report of a disagreement.

use domain::{Day, Moment, Money, PrescriptionId, Quantity, Record, UnitPrice};

/// The record in few words, for a report of a disagreement.
pub fn sketch(record: &Record) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    let person = &record.person;
    let _ = writeln!(
        out,
        "  人 {:?} 生{:?} {:?} 病种{:?} {:?} 历史{:?}",
        person.sex.known(),
        person.birth.known().map(Day::to_string),
        person.maternity.known(),
        person.certified_diseases.known(),
        person.groups,
        record.history
    );
    for (number, visit) in record.encounters.iter().enumerate() {
        let _ = writeln!(
            out,
            "  就诊{number} {} {:?} {:?} {} 至 {} 机构{}{:?}{:?} 科{}{} {:?} 诊断{:?} 手术{:?} 基金{:?} {:?} {:?} 本次={}",
            visit.id,
            visit.setting.known(),
            visit.insurance.known(),
            visit.begin,
            visit.end.map_or("-".to_owned(), |end| end.to_string()),
            visit.institution.code,
            visit.institution.level.known(),
            visit.institution.kind.known(),
            visit.department,
            visit.department_name,
            visit.doctor,
            visit
                .diagnoses
                .iter()
                .map(|d| format!("{}{}", d.code, if d.principal { "*" } else { "" }))
                .collect::<Vec<_>>(),
            visit.operations.known().map(|list| {
                list.iter()
                    .map(|o| {
                        format!(
                            "{}{}@{}",
                            o.code,
                            if o.principal { "*" } else { "" },
                            o.at.map_or("-".into(), |at: Moment| at.to_string())
                        )
                    })
                    .collect::<Vec<_>>()
            }),
            visit.fund_paid.known().map(Money::to_string),
            visit.special,
            visit.evidence,
            visit.current
        );
    }
    for (number, line) in record.lines.iter().enumerate() {
        let _ = writeln!(
            out,
            "  明细{number} {} 就诊{} {} {} 数{} 价{} 额{} 医{} 方{:?} 科{}{} 师{} {:?} 用{:?}/{:?}/{:?} 目{:?} 进{:?} 传{:?} 退{:?} 本次={}",
            line.id,
            line.encounter,
            line.at,
            line.item,
            line.quantity,
            line.price,
            line.amount,
            line.covered,
            line.prescription.as_ref().map(PrescriptionId::as_str),
            line.department,
            line.department_name,
            line.doctor,
            line.title.known(),
            line.usage.single_dose.known().map(Quantity::to_string),
            line.usage.times_per_day.known().map(Quantity::to_string),
            line.usage.days.known(),
            line.list_price.known().map(UnitPrice::to_string),
            line.purchase_price.known().map(UnitPrice::to_string),
            line.uploaded_at.map(|at| at.to_string()),
            line.reverses,
            line.current
        );
    }
    out
}
