import { words } from "../../../words/words";

export const totalsWords = words(
  {
    title: "检查检验结果互认公开数据",
    product: "明镜",
    year: "年度",
    through: (year: number, day: string) => {
      const [, month, last] = day.split("-").map(Number);
      return `统计期间：${String(year)}年1月1日至${String(month)}月${String(last)}日，按提醒日期统计，每月更新。节约费用按开单时的项目价格计算。`;
    },
    recognised: "互认报告",
    reports: "份",
    saved: "节约费用",
    tenThousands: "万元",
    byDistrict: "按地区",
    district: "地区",
    savedYuan: "节约费用（元）",
    total: "合计",
    none: "还没有互认机构。",
    small: "不足5份的写“<5”，能由合计推算出的写“—”，相应的费用不显示。",
    loading: "正在读取",
  },
  {
    title: "Mutual recognition of examinations: public figures",
    product: "Mingjing",
    year: "Year",
    through: (year: number, day: string) => `1 January ${String(year)} to ${day}, by the day of the reminder; renewed every month. What is saved is told at the price when ordered.`,
    recognised: "Reports recognised",
    reports: "",
    saved: "Saved",
    tenThousands: "10k CNY",
    byDistrict: "By district",
    district: "District",
    savedYuan: "Saved (CNY)",
    total: "Total",
    none: "No institution takes part yet.",
    small: "Fewer than 5 is shown as “<5”, and “—” where the total would give it away; the fee is then left out.",
    loading: "Loading",
  },
);
