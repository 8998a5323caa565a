//! 机构登记 · institutions with their departments and practitioners, the same for every county.

use domain::UnitPrice;

/// 机构等级与类型 · what an institution of the county is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// 三级医院
    Three,
    /// 二级医院
    Two,
    /// 一级医院（乡镇卫生院）
    One,
    /// 未定级（社区卫生服务站）
    Unrated,
    /// 零售药店
    Pharmacy,
    /// 互联网医院
    Internet,
}

impl Rank {
    /// 医院等级 · `hosp_lv`; empty for a pharmacy
    pub fn level_code(self) -> &'static str {
        match self {
            Rank::Three | Rank::Internet => "02",
            Rank::Two => "05",
            Rank::One => "08",
            Rank::Unrated => "11",
            Rank::Pharmacy => "",
        }
    }

    /// 机构类型 · `fixmedins_type`: 1 医疗机构, 2 药店
    pub fn kind_code(self) -> &'static str {
        match self {
            Rank::Pharmacy => "2",
            _ => "1",
        }
    }

    /// The part of a price of the third level that is asked here, in per cent.
    fn price_share(self) -> i64 {
        match self {
            Rank::Three | Rank::Internet => 100,
            Rank::Two => 90,
            Rank::Pharmacy => 95,
            Rank::One | Rank::Unrated => 80,
        }
    }

    /// The price asked here, in whole fen.
    pub(crate) fn price(self, full: UnitPrice) -> UnitPrice {
        let fen = (full.scaled() * self.price_share() / 100 + 5_000) / 10_000;
        UnitPrice::from_scaled(fen.max(1) * 10_000)
    }
}

/// 科室
#[derive(Debug, Clone, Copy)]
pub struct Department {
    /// 科室编码 · `hosp_dept_codg`
    pub code: &'static str,
    /// 科室名称
    pub name: &'static str,
}

/// 定点医药机构
#[derive(Debug, Clone)]
pub struct Institution {
    /// 机构编号
    pub code: String,
    /// 名称, obviously a placeholder
    pub name: String,
    /// 等级与类型
    pub rank: Rank,
    /// number of practitioners, whose codes run from 1
    pub doctors: u16,
    /// number of beds in each ward
    pub beds: u16,
}

/// 习惯 · what an institution does far more of than its peers, with the indicator that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// 药费占比
    Drugs,
    /// 检验检查占比
    Tests,
    /// 医用耗材占比
    Materials,
    /// 诊疗费占比
    Treatments,
}

impl Habit {
    pub(crate) const ALL: [Habit; 4] = [Habit::Drugs, Habit::Tests, Habit::Materials, Habit::Treatments];

    /// 规则编码 of the indicator
    pub fn rule(self) -> &'static str {
        match self {
            Habit::Drugs => "ZB10000205001000",
            Habit::Tests => "ZB10000205002000",
            Habit::Materials => "ZB10000205003000",
            Habit::Treatments => "ZB10000205004000",
        }
    }
}

/// 医保区划 of the county: no real place has it.
pub const DIVISION: &str = "990001";

const HOSPITAL: &[Department] = &[
    Department {
        code: "A03",
        name: "内科",
    },
    Department {
        code: "A04",
        name: "外科",
    },
    Department {
        code: "A05",
        name: "妇产科",
    },
    Department {
        code: "A07",
        name: "儿科",
    },
    Department {
        code: "A20",
        name: "急诊医学科",
    },
    Department {
        code: "A21",
        name: "康复医学科",
    },
    Department {
        code: "A28",
        name: "重症医学科",
    },
    Department {
        code: "A50",
        name: "中医科",
    },
];
const HEALTH_CENTRE: &[Department] = &[
    Department {
        code: "A02",
        name: "全科医疗科",
    },
    Department {
        code: "A04",
        name: "外科",
    },
    Department {
        code: "A50",
        name: "中医科",
    },
];
const SHOP: &[Department] = &[Department {
    code: "YD01",
    name: "处方药柜",
}];

/// The departments that matter to a story, as places in a hospital's list.
pub(crate) mod ward {
    pub const MEDICINE: u16 = 0;
    pub const SURGERY: u16 = 1;
    pub const EMERGENCY: u16 = 4;
    pub const INTENSIVE: u16 = 6;
    pub const CHINESE: u16 = 7;
}

impl Institution {
    /// The departments, in the order to which lines refer.
    pub fn departments(&self) -> &'static [Department] {
        match self.rank {
            Rank::Three | Rank::Two | Rank::Internet => HOSPITAL,
            Rank::One | Rank::Unrated => HEALTH_CENTRE,
            Rank::Pharmacy => SHOP,
        }
    }

    /// A department by its place; the first one where the institution has fewer.
    pub fn department(&self, place: u16) -> Department {
        let all = self.departments();
        all.get(usize::from(place)).copied().unwrap_or(all[0])
    }

    /// 医师标识 of a practitioner by number.
    pub fn doctor_code(&self, number: u16) -> String {
        format!("D{}{number:04}", self.code.get(1..).unwrap_or_default())
    }

    /// 职称 · `pro_tech_duty`: most are 主治 or 医师, every tenth is 主任
    pub fn doctor_title(&self, number: u16) -> &'static str {
        match number % 10 {
            0 => "231",
            1 | 2 => "232",
            3..=6 => "233",
            7 | 8 => "234",
            _ => "235",
        }
    }
}

/// How many institutions of each rank there are, in the order of the list.
const COUNTS: [(Rank, &str, u16, u16, u16); 6] = [
    (Rank::Three, "模拟县人民医院", 1, 160, 120),
    (Rank::Two, "模拟县第二类医院", 4, 60, 50),
    (Rank::One, "模拟卫生院", 14, 12, 10),
    (Rank::Unrated, "模拟社区卫生服务站", 6, 5, 0),
    (Rank::Pharmacy, "模拟药店", 12, 3, 0),
    (Rank::Internet, "模拟互联网医院", 1, 30, 0),
];

/// All institutions, hospitals first.
pub(crate) fn institutions() -> Vec<Institution> {
    let mut list = Vec::new();
    for (rank, name, count, doctors, beds) in COUNTS {
        for number in 1..=count {
            let letter = if rank == Rank::Pharmacy { 'P' } else { 'H' };
            list.push(Institution {
                code: format!("{letter}99000100{:03}", list.len() + 1),
                name: format!("{name}{number:02}"),
                rank,
                doctors,
                beds,
            });
        }
    }
    list
}

/// The places of the institutions of some ranks.
pub(crate) fn of_rank(list: &[Institution], ranks: &[Rank]) -> Vec<u16> {
    (0_u16..)
        .zip(list)
        .filter(|(_, institution)| ranks.contains(&institution.rank))
        .map(|(place, _)| place)
        .collect()
}
