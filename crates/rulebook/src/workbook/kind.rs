//! The knowledge tables that published workbooks fill, and how a sheet says
//! which of them it belongs to.

use super::codes::CodeShape;
use super::limits;
use super::wording;

macro_rules! tables {
    ($($variant:ident, $stem:literal, $number:literal, $name:literal, $shape:ident, [$($column:literal),*];)+) => {
        /// One knowledge table, bound to one national rule kind of the 2025 edition.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum Table { $(#[doc = $name] $variant),+ }

        impl Table {
            /// Every table, in the order of the rule numbers.
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// File stem below `books/national/knowledge`.
            pub(super) fn stem(self) -> &'static str { match self { $(Self::$variant => $stem),+ } }
            /// 2025 年版序号
            pub(super) fn number(self) -> u8 { match self { $(Self::$variant => $number),+ } }
            /// 规则名称
            pub(super) fn rule_name(self) -> &'static str { match self { $(Self::$variant => $name),+ } }
            /// What its codes denote.
            pub(super) fn shape(self) -> CodeShape { match self { $(Self::$variant => CodeShape::$shape),+ } }
            /// Columns beyond the common ones.
            pub(super) fn columns(self) -> &'static [&'static str] { match self { $(Self::$variant => &[$($column),*]),+ } }
            /// The table of a rule name written without quotation marks.
            pub(super) fn named(text: &str) -> Option<Self> {
                Self::all_named(text).next()
            }
            /// The tables of all rule names in a text.
            pub(super) fn all_named(text: &str) -> impl Iterator<Item = Self> {
                [$((Self::$variant, $name)),+].into_iter().filter(move |(_, name)| text.contains(name)).map(|(table, _)| table)
            }
        }
    };
}

tables! {
    DrugWorkInjury, "drug-work-injury", 1, "药品限工伤保险", Drug, ["限定"];
    DrugMaternity, "drug-maternity", 2, "药品限生育保险", Drug, ["限定"];
    HerbNeverPayable, "herb-never-payable", 3, "中药饮片单复方均不予支付", Herb, [];
    HerbNotAlone, "herb-not-alone", 4, "中药饮片单方使用不予支付", Herb, [];
    DrugSecondLine, "drug-second-line", 5, "药品限二线使用", Drug, ["一线编码", "回溯天数"];
    DrugChildLimited, "drug-child-limited", 7, "药品限儿童使用", Drug, ["年龄下限", "年龄上限"];
    DrugIndication, "drug-indication", 8, "药品限适应症", Drug, ["诊断", "诊断词", "解析"];
    DrugCourse, "drug-course", 10, "药品限支付疗程", Drug, ["天数上限", "计法", "疗程范围"];
    DrugLevel, "drug-level", 12, "药品限医疗机构级别", Drug, ["限定"];
    DrugVisitType, "drug-visit-type", 13, "药品限就医方式", Drug, ["限定"];
    OperationDiscount, "operation-discount", 15, "手术项目未按规定折价收费", Item, ["分组"];
    ItemCourse, "item-course", 23, "医疗服务项目限支付疗程", Item, ["天数上限", "计法", "疗程范围"];
    ItemDuplicate, "item-duplicate", 25, "医疗服务项目重复收费", Item, ["从项编码", "从项名称", "窗口"];
    ItemFrequency, "item-frequency", 27, "医疗服务项目限定频次", Item, ["上限", "单位", "计价单位"];
    ItemAge, "item-age", 29, "医疗服务项目限年龄", Item, ["年龄下限", "年龄上限"];
    ItemRolling, "item-rolling", 31, "医疗服务项目周期超频次", Item, ["滚动天数", "上限"];
    DrugInternet, "drug-internet", 47, "超互联网医院药品支付范围", Drug, ["限定"];
    DrugChildOnly, "drug-child-only", 65, "药品儿童专用", Drug, ["年龄下限", "年龄上限"];
    DrugSex, "drug-sex", 67, "药品区分性别使用", Drug, ["限定"];
    ItemChildOnly, "item-child-only", 80, "医疗服务项目儿童专用", Item, ["年龄下限", "年龄上限"];
    ItemSex, "item-sex", 81, "医疗服务项目区分性别使用", Item, ["限定"];
}

/// What a sheet says about itself. One sheet may feed two tables; the row decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// every row belongs to this table
    One(Table),
    /// 限定年龄对象 drugs: 药品儿童专用 or 药品限儿童使用
    DrugAge,
    /// 限定年龄对象 items: 医疗服务项目儿童专用, or 医疗服务项目限年龄 where the group is no child's
    ItemAgeGroup,
    /// 限定保险类型 drugs: 工伤 or 生育
    DrugInsurance,
    /// 中药饮片: the sentence in the row decides, because the attachments of
    /// batch 11 are known to carry each other's names
    Herb,
}

impl Family {
    /// From a rule name quoted in a file name, a sheet name or a title row; none where a text names
    /// several rules, because it does not say which rows are whose.
    pub(super) fn from_rule_name(text: &str) -> Option<Self> {
        let key = wording::key(text);
        let mut named = Table::all_named(&key).map(Self::of);
        let first = named.next()?;
        named.all(|other| other == first).then_some(first)
    }

    /// From the 限定类型 column, or the words in brackets of a file name of the
    /// re-arranged workbooks. `item` is true for 项目, false for 药品.
    pub(super) fn from_limit_type(text: &str, item: bool) -> Option<Self> {
        let text = wording::key(text);
        let has = |words: &str| text.contains(words);
        let drug_or_item = |drug: Self, of_item: Table| if item { Self::One(of_item) } else { drug };
        Some(if has("限定年龄对象") {
            if item { Self::ItemAgeGroup } else { Self::DrugAge }
        } else if has("限定性别") {
            drug_or_item(Self::One(Table::DrugSex), Table::ItemSex)
        } else if has("限定保险类型") {
            Self::DrugInsurance
        } else if has("限定主次操作") {
            Self::One(Table::OperationDiscount)
        } else if has("限定就医方式") {
            Self::One(Table::DrugVisitType)
        } else if has("限定机构等级") {
            Self::One(Table::DrugLevel)
        } else if has("限定支付疗程") {
            drug_or_item(Self::One(Table::DrugCourse), Table::ItemCourse)
        } else if has("重复收费") {
            Self::One(Table::ItemDuplicate)
        } else if has("限定频次") {
            Self::One(Table::ItemFrequency)
        } else if item && has("限定年龄") {
            Self::One(Table::ItemAge)
        } else if item && has("限定疗程") {
            Self::One(Table::ItemCourse)
        } else if item && has("限定周期") {
            Self::One(Table::ItemRolling)
        } else {
            return None;
        })
    }

    /// The family to which a table's sheets belong.
    pub(super) fn of(table: Table) -> Self {
        match table {
            Table::HerbNeverPayable | Table::HerbNotAlone => Self::Herb,
            other => Self::One(other),
        }
    }

    /// Whether rows of the other family may stand in a sheet of this one.
    pub(super) fn agrees_with(self, other: Self) -> bool {
        let child = |table: Table| matches!(table, Table::DrugChildOnly | Table::DrugChildLimited);
        let insurance = |table: Table| matches!(table, Table::DrugWorkInjury | Table::DrugMaternity);
        let item_age = |table: Table| matches!(table, Table::ItemChildOnly | Table::ItemAge);
        match (self, other) {
            (Self::ItemAgeGroup, Self::One(table)) | (Self::One(table), Self::ItemAgeGroup) => item_age(table),
            (Self::DrugAge, Self::One(table)) | (Self::One(table), Self::DrugAge) => child(table),
            (Self::DrugInsurance, Self::One(table)) | (Self::One(table), Self::DrugInsurance) => insurance(table),
            (one, two) => one == two,
        }
    }

    /// What the codes of its rows denote.
    pub(super) fn shape(self) -> CodeShape {
        match self {
            Self::One(table) => table.shape(),
            Self::DrugAge | Self::DrugInsurance => CodeShape::Drug,
            Self::ItemAgeGroup => CodeShape::Item,
            Self::Herb => CodeShape::Herb,
        }
    }

    /// The rules of its tables, for messages.
    pub(super) fn rule_names(self) -> &'static str {
        match self {
            Self::One(table) => table.rule_name(),
            Self::DrugAge => "药品儿童专用、药品限儿童使用",
            Self::ItemAgeGroup => "医疗服务项目儿童专用、医疗服务项目限年龄",
            Self::DrugInsurance => "药品限工伤保险、药品限生育保险",
            Self::Herb => "中药饮片单复方均不予支付、中药饮片单方使用不予支付",
        }
    }

    /// The table of one row.
    ///
    /// 限定年龄对象 drugs of batch 1 hold two rule kinds under one heading. A row
    /// whose text begins with 限 repeats the payment restriction of the drug
    /// catalogue (`限儿童。`, `限6-17岁…`) and is 药品限儿童使用 (7); a row whose
    /// text is the indication of a children's medicine (`…用于小儿…`) is
    /// 药品儿童专用 (65). This gives 271 points with 4,370 codes and 11 points with
    /// 28 codes, and agrees with every row that the revision of 2026-01-28 lists
    /// under its rule name.
    pub(super) fn table_of(self, text: &str, limit: &str) -> Result<Table, String> {
        match self {
            Self::One(table) => Ok(table),
            Self::DrugAge => Ok(if text.trim_start().starts_with('限') {
                Table::DrugChildLimited
            } else {
                Table::DrugChildOnly
            }),
            Self::ItemAgeGroup => Ok(match limits::age_limit(limit) {
                Some(range) if !range.is_of_children() => Table::ItemAge,
                _ => Table::ItemChildOnly,
            }),
            Self::DrugInsurance => match (limit.contains("工伤"), limit.contains("生育")) {
                (true, false) => Ok(Table::DrugWorkInjury),
                (false, true) => Ok(Table::DrugMaternity),
                _ => Err(format!("限定保险类型“{limit}”不是工伤或生育")),
            },
            Self::Herb => match (text.contains("单独使用"), text.contains("不得纳入")) {
                (true, false) => Ok(Table::HerbNotAlone),
                (false, true) => Ok(Table::HerbNeverPayable),
                _ => Err("说明中没有“单独使用…”或“不得纳入…”，无法判断是单方还是单复方均不予支付".to_owned()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_distinct_and_ordered_by_rule_number() {
        assert_eq!(Table::ALL.len(), 21);
        assert!(Table::ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
    }

    #[test]
    fn quoted_rule_names_are_found() {
        let family = |text| Family::from_rule_name(text);
        assert_eq!(
            family("第十二批“药品限适应症”规则对应部分知识点明细.xlsx"),
            Some(Family::One(Table::DrugIndication))
        );
        assert_eq!(
            family("“医疗服务项目限定频次”规则对应知识点明细"),
            Some(Family::One(Table::ItemFrequency))
        );
        assert_eq!(family("第十一批“中药饮片单方使用不予支付” 规则"), Some(Family::Herb));
        assert_eq!(family("“医疗服务项目与医用耗材重复收费”规则"), None);
        assert_eq!(family("Sheet1"), None);
        assert_eq!(family("“药品限二线使用”与“药品限支付疗程”规则"), None);
    }

    #[test]
    fn herbs_are_told_apart_by_their_sentence() {
        let table = |text| Family::Herb.table_of(text, "");
        assert_eq!(table("不得纳入基金支付范围的中药饮片"), Ok(Table::HerbNeverPayable));
        assert_eq!(table("单独使用时统筹基金不予支付"), Ok(Table::HerbNotAlone));
        assert!(table("其他").is_err());
    }
}
