//! 科室 · code and name, which one client swaps.

use super::WireError;
use super::reading::{Place, Reading};
use super::scalar::Scalar;
use compact_str::CompactString;
use domain::DepartmentCode;

/// A pair of fields with their names.
pub(super) type Named<'f, 'de> = (&'f str, &'f Scalar<'de>);

/// The department out of a code field and a name field.
pub(super) fn department(
    place: &Place<'_>,
    code: Named<'_, '_>,
    name: Named<'_, '_>,
    reading: &mut Reading,
) -> Result<(DepartmentCode, CompactString), WireError> {
    let code_text = place.text(code.0, code.1)?.unwrap_or_default();
    let name_text = place.text(name.0, name.1)?.unwrap_or_default();
    if !code_text.is_ascii() && !name_text.is_empty() && name_text.is_ascii() {
        reading.note(place, code.0, "科室编码与名称互换，已更正");
        return Ok((DepartmentCode::new(name_text), CompactString::new(code_text)));
    }
    Ok((DepartmentCode::new(code_text), CompactString::new(name_text)))
}
