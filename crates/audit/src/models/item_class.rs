//! 费用归类 · which part of a bill an item belongs to, from the national item codes.
//!
//! Western and Chinese patent drugs, herbs and consumables are told apart by the dictionary's kind.
//! Services are told apart by their national 15-digit code, which is `00` and the code of the
//! 《全国医疗服务价格项目规范》 (2001, 2007, 2012) with its chapters: 1 综合医疗服务, 2 医技诊疗 (21 医学影像
//! with 2102 磁共振 and 2103 X线计算机体层, 22 超声, 23 核医学, 24 放射治疗, 25 检验, 26 血型与配血,
//! 27 病理), 3 临床诊疗 (31 各系统诊疗, 32 经血管介入, 33 手术 with 3301 麻醉, 34 物理治疗与康复),
//! 4 中医及民族医诊疗. In 1 the sections 1202–1217 are treatment (抢救, 注射, 换药, 雾化, 导尿 …), 1201 is
//! nursing. Chapter 5 (blood) and local codes belong to no part.

use domain::{ItemCode, ItemKind};

/// What the shares want to know of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ItemClass {
    /// 西药、中成药
    pub drug: bool,
    /// 检验检查
    pub test: bool,
    /// 单独收费的医用耗材
    pub consumable: bool,
    /// 治疗，不含手术与麻醉
    pub treatment: bool,
    /// X线计算机体层检查
    pub ct: bool,
    /// 磁共振检查
    pub mri: bool,
    /// neither code nor catalogue class says what it is
    pub without_kind: bool,
    /// as before, or a service whose code has no chapter
    pub without_chapter: bool,
}

impl ItemClass {
    pub(super) fn of(code: &str, kind: ItemKind) -> Self {
        let code = ItemCode::new(code);
        let national = code.national();
        let section = national
            .strip_prefix("00")
            .filter(|rest| national.len() == 15 && rest.bytes().all(|byte| byte.is_ascii_digit()));
        let service = (kind == ItemKind::Service).then_some(section).flatten();
        let within = |prefixes: &[&str]| {
            service.is_some_and(|section| prefixes.iter().any(|prefix| section.starts_with(prefix)))
        };
        let without_kind = kind == ItemKind::Other;
        Self {
            drug: kind == ItemKind::Drug,
            consumable: kind == ItemKind::Consumable,
            // 24 and 2306 (核素内照射治疗) treat with what the others of the chapter look with.
            test: within(&["2"]) && !within(&["24", "2306"]),
            treatment: within(&["12", "24", "2306", "31", "32", "34", "4"]) && !within(&["1201"]),
            ct: within(&["2103"]),
            mri: within(&["2102"]),
            without_kind,
            without_chapter: without_kind || (kind == ItemKind::Service && section.is_none()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_told_apart_by_their_chapter() {
        let class = |code| ItemClass::of(code, ItemKind::Service);
        for (code, test, treatment) in [
            ("002103000010000", true, false),
            ("002102000010000", true, false),
            ("002503010010000", true, false),
            ("002403000010000", false, true),
            ("002306000010000", false, true),
            ("001201000010000", false, false),
            ("001204000010000", false, true),
            ("003401000010000", false, true),
            ("003307030340000", false, false),
            ("003301000010000", false, false),
            ("004300000010000", false, true),
            ("001109000010000", false, false),
            ("002503010010000-220600003", true, false),
        ] {
            assert_eq!((class(code).test, class(code).treatment), (test, treatment), "{code}");
            assert!(!class(code).without_chapter, "{code}");
        }
        assert!(class("002103000010000").ct && class("002102000010000").mri);
        assert!(class("LOCAL-1").without_chapter && !class("LOCAL-1").without_kind);
    }

    #[test]
    fn goods_are_told_apart_by_their_kind() {
        assert!(ItemClass::of("XC09CAX070A001010104459", ItemKind::Drug).drug);
        assert_eq!(ItemClass::of("T001700660", ItemKind::Herb), ItemClass::default());
        assert!(ItemClass::of("-", ItemKind::Other).without_kind);
        // A consumable whose code begins like a service is none.
        assert!(!ItemClass::of("002103000010000", ItemKind::Consumable).ct);
    }
}
