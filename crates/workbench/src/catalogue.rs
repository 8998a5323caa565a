//! What codes are called, for who makes up a prescription: found by code, by a part of the name, or by the
//! initials of its pinyin. Shipped with the program (`books/catalogue`); prices and limits are not in it.

use crate::Problem;
use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::written::{Query, given, short};
use axum::Json;
use pinyin::ToPinyin;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use utoipa::{IntoParams, ToSchema};

/// Rows of one answer at most.
const SIZE_MAX: usize = 100;

/// 目录种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CatalogueKind {
    /// 药品
    Drug,
    /// 医疗服务项目
    Service,
    /// 诊断
    Diagnosis,
}

const SHIPPED: [(CatalogueKind, &str); 4] = [
    (CatalogueKind::Drug, include_str!("../../../books/catalogue/drugs.csv")),
    (
        CatalogueKind::Service,
        include_str!("../../../books/catalogue/services.csv"),
    ),
    (
        CatalogueKind::Diagnosis,
        include_str!("../../../books/catalogue/diagnoses-a-m.csv"),
    ),
    (
        CatalogueKind::Diagnosis,
        include_str!("../../../books/catalogue/diagnoses-n-z.csv"),
    ),
];

/// Read at the first look.
static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| SHIPPED.into_iter().flat_map(read).collect());

struct Entry {
    kind: CatalogueKind,
    code: String,
    name: String,
    unit: Option<String>,
    initials: String,
}

fn read((kind, text): (CatalogueKind, &'static str)) -> Vec<Entry> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().filter_map(Result::ok);
    let entry = |row: csv::StringRecord| {
        let name = row.get(1)?.to_owned();
        Some(Entry {
            kind,
            code: row.get(0)?.to_owned(),
            unit: row.get(2).filter(|unit| !unit.is_empty()).map(str::to_owned),
            initials: initials(&name),
            name,
        })
    };
    rows.filter_map(entry).collect()
}

/// 拼音首字母: `阿莫西林` is `amxl`; letters and digits stand for themselves.
fn initials(name: &str) -> String {
    let mut text = String::with_capacity(name.len() / 2);
    for ch in name.chars() {
        match ch.to_pinyin() {
            Some(pinyin) => text.push_str(pinyin.first_letter()),
            None if ch.is_ascii_alphanumeric() => text.push(ch.to_ascii_lowercase()),
            None => {}
        }
    }
    text
}

/// How well an entry answers; the smaller the better, none where it does not.
fn rank(entry: &Entry, text: &str, lower: &str, upper: &str) -> Option<u8> {
    if entry.code == upper {
        Some(0)
    } else if entry.name == text {
        Some(1)
    } else if entry.code.starts_with(upper) {
        Some(2)
    } else if entry.name.starts_with(text) {
        Some(3)
    } else if entry.initials.starts_with(lower) {
        Some(4)
    } else if entry.name.contains(text) {
        Some(5)
    } else if lower.len() > 1 && entry.initials.contains(lower) {
        Some(6)
    } else {
        None
    }
}

/// The best answers, the shortest names first among equals.
fn find(text: &str, kind: Option<CatalogueKind>, size: usize) -> Vec<&'static Entry> {
    let (lower, upper) = (text.to_lowercase(), text.to_uppercase());
    let entries = CATALOGUE
        .iter()
        .filter(|entry| kind.is_none_or(|kind| kind == entry.kind));
    let mut found: Vec<_> = entries
        .filter_map(|entry| Some((rank(entry, text, &lower, &upper)?, entry.name.len(), &entry.code, entry)))
        .collect();
    found.sort_unstable_by_key(|(rank, length, code, _)| (*rank, *length, *code));
    found.into_iter().take(size).map(|(.., entry)| entry).collect()
}

/// 目录一行
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueRow {
    kind: CatalogueKind,
    code: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
}

/// 目录
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueRows {
    rows: Vec<CatalogueRow>,
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Looked {
    /// a code or its beginning, a part of a name, or initials of pinyin; nothing is found without
    q: Option<String>,
    /// `drug`, `service` or `diagnosis`; all where it is not given
    kind: Option<String>,
    /// 1 to 100, 20 where it is not given
    size: Option<usize>,
}

fn kind_of(word: &str) -> Result<CatalogueKind, Problem> {
    match word {
        "drug" => Ok(CatalogueKind::Drug),
        "service" => Ok(CatalogueKind::Service),
        "diagnosis" => Ok(CatalogueKind::Diagnosis),
        other => Err(Problem::input("kind", format!("没有“{}”这种目录。", short(other)))),
    }
}

/// 目录查找
#[utoipa::path(get, path = "/catalogue", tag = "simulator", params(Looked), responses((status = 200, body = CatalogueRows), (status = "default", body = Problem)))]
pub(crate) async fn search(_: By<may::Simulate>, Query(looked): Query<Looked>) -> Result<Json<CatalogueRows>, Problem> {
    let kind = given(looked.kind.as_deref()).map(kind_of).transpose()?;
    let size = looked.size.unwrap_or(20).clamp(1, SIZE_MAX);
    let Some(text) = given(looked.q.as_deref()).map(str::to_owned) else {
        return Ok(Json(CatalogueRows { rows: Vec::new() }));
    };
    // Tens of thousands of names are looked at, and the first look reads them.
    let found = aside(move || find(&text, kind, size)).await?;
    let row = |entry: &Entry| CatalogueRow {
        kind: entry.kind,
        code: entry.code.clone(),
        name: entry.name.clone(),
        unit: entry.unit.clone(),
    };
    Ok(Json(CatalogueRows {
        rows: found.into_iter().map(row).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_shipped_files_is_read() {
        let rows: usize = SHIPPED.iter().map(|(_, text)| text.lines().count() - 1).sum();
        assert_eq!(CATALOGUE.len(), rows);
        assert!(
            CATALOGUE
                .iter()
                .all(|entry| !entry.code.is_empty() && !entry.name.is_empty())
        );
    }

    #[test]
    fn initials_are_those_of_the_pinyin() {
        assert_eq!(initials("阿莫西林(0.25g)"), "amxl025g");
        assert_eq!(initials("CT平扫"), "ctps");
    }

    #[test]
    fn codes_come_before_names_and_beginnings_before_parts() {
        let names = |text: &str, kind| -> Vec<&str> {
            find(text, Some(kind), 5)
                .iter()
                .map(|entry| entry.name.as_str())
                .collect()
        };
        assert_eq!(names("001101000010000", CatalogueKind::Service), ["挂号费"]);
        assert_eq!(names("挂号费", CatalogueKind::Service).first(), Some(&"挂号费"));
        assert_eq!(names("ghf", CatalogueKind::Service).first(), Some(&"挂号费"));
        assert_eq!(find("a00.000", Some(CatalogueKind::Diagnosis), 5)[0].code, "A00.000");
        assert_eq!(names("霍乱", CatalogueKind::Diagnosis).first(), Some(&"霍乱"));
        assert!(find("没有这种东西", None, 5).is_empty());
    }
}
