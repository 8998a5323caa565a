//! 审核范围 · what of the lake is under review; everything else is history.

use domain::{Day, Division, Encounter, InstitutionCode, SpecialCare};
use serde::{Deserialize, Serialize};

/// 审核范围 · empty filters let everything pass.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// first and last service day, as days since 1970-01-01
    days: Option<(i32, i32)>,
    /// 机构编号
    institutions: Vec<String>,
    /// 医保区划 of the institution, or the beginning of it
    region: Option<String>,
    /// 异地就医: only care outside the person's own region, or only care inside it
    out_of_region: Option<bool>,
}

impl Scope {
    /// Only services of these days.
    pub fn within(mut self, first: Day, last: Day) -> Self {
        self.days = Some((first.epoch_days(), last.epoch_days()));
        self
    }

    /// Only these institutions.
    pub fn at(mut self, institutions: impl IntoIterator<Item = InstitutionCode>) -> Self {
        self.institutions = institutions.into_iter().map(|code| code.as_str().to_owned()).collect();
        self
    }

    /// Only institutions of a division; trailing zeros stand for everything below.
    pub fn in_region(mut self, division: &Division) -> Self {
        self.region = division.ancestry().last().map(|prefix| (*prefix).to_owned());
        self
    }

    /// Only care outside the person's region (true), or only inside it (false).
    pub fn out_of_region(mut self, outside: bool) -> Self {
        self.out_of_region = Some(outside);
        self
    }

    /// True where services of the day are under review.
    #[inline]
    pub(super) fn has_day(&self, day: Day) -> bool {
        self.days
            .is_none_or(|(first, last)| (first..=last).contains(&day.epoch_days()))
    }

    /// True where an institution is under review.
    pub(super) fn has_institution(&self, code: &str, division: &Division) -> bool {
        let listed = self.institutions.is_empty() || self.institutions.iter().any(|own| own == code);
        let region = self.region.as_ref();
        listed && region.is_none_or(|region| division.as_str().starts_with(region))
    }

    /// True where the place of care is under review.
    pub(super) fn has_place(&self, encounter: &Encounter) -> bool {
        let institution = &encounter.institution;
        let outside = encounter.special.contains(&SpecialCare::OutOfRegion);
        self.has_institution(institution.code.as_str(), &institution.division)
            && self.out_of_region.is_none_or(|wanted| wanted == outside)
    }

    /// The service days under review that are within some others; none where there is no such day.
    pub(super) fn days_of(&self, (first, last): (Day, Day)) -> Option<(Day, Day)> {
        let (from, to) = self.days.unwrap_or((i32::MIN, i32::MAX));
        let (first, last) = (first.epoch_days().max(from), last.epoch_days().min(to));
        (first <= last).then(|| (Day::from_epoch_days(first), Day::from_epoch_days(last)))
    }

    /// True where it is limited to institutions, by their codes, by region or by whose persons they see.
    pub fn is_of_places(&self) -> bool {
        !self.institutions.is_empty() || self.region.is_some() || self.out_of_region.is_some()
    }

    /// True where some day of the encounter is under review.
    pub(super) fn touches(&self, encounter: &Encounter) -> bool {
        let Some((first, last)) = self.days else { return true };
        let begin = encounter.begin.day().epoch_days();
        // A stay that has not ended reaches as far as anybody asks.
        let end = encounter.end.map_or(i32::MAX, |end| end.day().epoch_days()).max(begin);
        begin <= last && end >= first
    }
}
