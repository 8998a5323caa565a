//! 计价单位 · in which unit of time the service catalogue charges an item. Knowledge points count some of them in another.

use hashbrown::HashMap;
use std::sync::LazyLock;

/// The national catalogue of services: 编码, 名称, 单位.
const CATALOGUE: &str = include_str!("../../../../books/catalogue/services.csv");

/// How the catalogue writes the units in which a cap by the day can be counted, and how knowledge tables do.
const UNITS: [(&str, &str); 6] = [
    ("小时", "小时"),
    ("每小时", "小时"),
    ("半日", "半日"),
    ("日", "日"),
    ("天", "日"),
    ("次", "次"),
];

static BY_CODE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(CATALOGUE.as_bytes());
    let units = rows.records().flatten().filter_map(|row| {
        let written = row.get(2)?.trim();
        let (_, unit) = UNITS.iter().find(|(known, _)| *known == written)?;
        Some((row.get(0)?.trim().to_owned(), *unit))
    });
    units.collect()
});

/// The unit in which the catalogue charges the item of a code: 小时, 半日, 日 or 次; none where it charges in
/// something else, or does not list the item.
pub(super) fn unit_of(code: &str) -> Option<&'static str> {
    BY_CODE.get(code).copied()
}

#[cfg(test)]
mod tests {
    use super::unit_of;

    #[test]
    fn the_catalogue_says_in_what_an_item_is_charged() {
        assert_eq!(unit_of("001102000040000"), Some("小时"), "门急诊留观诊查费");
        assert_eq!(unit_of("001109000050000"), Some("半日"), "急诊观察床位费");
        assert_eq!(unit_of("001101000010000"), Some("次"), "挂号费");
        assert_eq!(unit_of("无此编码"), None);
    }
}
