//! An inpatient's number on its way into the books: of it only a seal and its first three characters stay. The
//! same number has the same seal, and nobody gets the number back from it; it is stored nowhere.

use super::own_institution;
use crate::access::may;
use crate::caller::By;
use crate::sealing::Sealer;
use crate::written::Body;
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use domain::InstitutionCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 住院号 to be sealed. It is kept out of every log.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PatientNumber {
    /// 住院号, letters and digits, four or more
    number: String,
}

/// 封存编号 of a patient
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SealedNumber {
    pub(crate) seal: String,
    /// 住院号前三位, all of the number that is ever shown
    pub(crate) head: String,
}

/// What the books have instead of the number; none for what is no number.
///
/// # Errors
/// The key of the vault does not work.
pub(crate) fn sealed(
    key: &Sealer,
    institution: &InstitutionCode,
    number: &str,
) -> Result<Option<SealedNumber>, Problem> {
    let number = number.trim();
    let is_number = (4..=40).contains(&number.len()) && number.chars().all(|ch| ch.is_ascii_alphanumeric());
    if !is_number {
        return Ok(None);
    }
    let seal = key.pseudonym("patient", &format!("{institution}/{number}"))?;
    Ok(Some(SealedNumber {
        seal: format!("P{seal}"),
        head: number.chars().take(3).collect(),
    }))
}

/// 封存患者号码
#[utoipa::path(post, path = "/conduct/patient-seals", tag = "conduct", request_body = PatientNumber,
    responses((status = 200, body = SealedNumber), (status = "default", body = Problem)))]
pub(crate) async fn seal(
    State(workbench): State<Workbench>,
    caller: By<may::SealPatient>,
    Body(asked): Body<PatientNumber>,
) -> Result<Json<SealedNumber>, Problem> {
    let institution = own_institution(&caller)?;
    let wrong = || Problem::input("number", "住院号由四位以上字母和数字组成，请核对。");
    let sealed = sealed(workbench.vault_key(), &institution, &asked.number)?.ok_or_else(wrong)?;
    workbench
        .write(caller.viewer(), async |writing| {
            writing.record_patient_seal(&institution, &sealed.seal).await
        })
        .await?;
    Ok(Json(sealed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_seal_in_its_institution_and_stays_out_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let key = Sealer::open(&folder.path().join("vault.key")).unwrap();
        let of = |institution: &str, number: &str| sealed(&key, &InstitutionCode::new(institution), number).unwrap();
        let one = of("H1", " 0123456 ").unwrap();
        assert_eq!(of("H1", "0123456").as_ref(), Some(&one));
        assert_ne!(of("H2", "0123456").unwrap().seal, one.seal);
        assert_eq!((one.head.as_str(), one.seal.len()), ("012", 21));
        assert!(!one.seal.contains("0123456"));
        for number in ["", "012", "张三0123", "0123-456", &"1".repeat(41)] {
            assert_eq!(of("H1", number), None, "{number}");
        }
    }
}
