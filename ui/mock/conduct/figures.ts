// What the made-up hospital and its district count.
import type { Antimicrobial, Costly, DeclineReason, District, Hospitals, PublicSurvey, PublicTotals, Recognition, SheetPreview, SurveyForm, SurveyResults, VaultRequest } from "../../src/api/conduct/shapes";
import { institutions, yuan } from "../data.ts";
import { departments, staff } from "./people.ts";

const named = (names: string[], reminders: number) =>
  names.map((name, index) => ({
    name,
    reminders: reminders - index * 310,
    recognised: Math.floor((reminders - index * 310) * 0.06),
    saved: yuan(Math.floor((reminders - index * 310) * 0.06) * 6_460),
  }));

const byItem = named(["CT 平扫", "磁共振平扫", "血常规", "肝功能", "乙肝五项"], 2_400);

export const recognitionOf = (month: string): Recognition => ({
  month,
  reminders: byItem.reduce((sum, one) => sum + one.reminders, 0),
  recognised: byItem.reduce((sum, one) => sum + one.recognised, 0),
  declined: 1_284,
  rate: {
    numerator: byItem.reduce((sum, one) => sum + one.recognised, 0),
    denominator: byItem.reduce((sum, one) => sum + one.reminders, 0),
    text: "6.0%",
  },
  saved: yuan(byItem.reduce((sum, one) => sum + one.recognised, 0) * 6_460),
  by_item: byItem,
  by_district: named(["市本级", "东湖区", "云台区", "清源县"], 2_900),
  declines: [
    { reason_zh: "病情变化，原结果难以反映当前状况", count: 702 },
    { reason_zh: "检查检验结果与病情明显不符", count: 318 },
    { reason_zh: "重大医疗措施前需复核", count: 264 },
  ],
});

export const antimicrobialOf = (month: string): Antimicrobial => ({
  month,
  may_see_doctors: true,
  rows: [
    {
      institution: "H1",
      institution_name: "示例医院",
      department: "外科",
      indicators: [
        {
          zh: "抗菌药物使用强度",
          unit: "DDDs/百人天",
          numerator: "240.00",
          denominator: "400",
          value: "60",
          target: "不高于45",
          standing: "missed",
          standing_zh: "未达标",
        },
        {
          zh: "住院患者抗菌药物使用率",
          unit: "%",
          numerator: "30",
          denominator: "60",
          value: "50",
          target: "不高于60",
          standing: "met",
          standing_zh: "达标",
        },
      ],
      uncounted: ["虚构霉素：没有DDD值"],
    },
  ],
});

export const costlyOf = (month: string): Costly => ({ month, cases: [], unjudged: [{ group: "DRG-B", stays: 12 }] });

export const declineReasons: DeclineReason[] = [
  { code: "1", zh: "病情变化，原结果难以反映当前状况", explain: false },
  { code: "2", zh: "检查检验结果与病情明显不符", explain: false },
  { code: "3", zh: "重大医疗措施前需复核", explain: false },
  { code: "9", zh: "其他情形", explain: true },
];

export const surveyResults = (form: SurveyForm): SurveyResults => ({
  form,
  answers: 1_286,
  departments: departments.map((department, index) =>
    index === 9 ? { department, answers: "<5" } : { department, answers: 240 - index * 17, average: (9.4 - index * 0.11).toFixed(2) },
  ),
  questions: [
    { id: "talk", zh: "医生解释病情的耐心程度", average: "9.12" },
    { id: "clean", zh: "病区环境", average: "8.74" },
    { id: "wait", zh: "候诊时间", average: "7.95" },
    { id: "privacy", zh: "隐私保护" },
  ],
  trend: Array.from({ length: 10 }, (_, index) => ({ month: `2026-${String(index + 1).padStart(2, "0")}`, average: (8.6 + index * 0.07).toFixed(2), answers: 96 + index * 7 })),
});

export const publicSurvey: PublicSurvey = {
  institution_name: "云台区中心医院（虚构）",
  department: "骨科",
  title: "门诊患者满意度调查",
  intro: "本问卷不记名，不记录您的姓名、电话和就诊编号，只记录填写日期。每次就诊填写一份。",
  questions: [
    { id: "talk", zh: "医生解释病情的耐心程度", kind: "score", required: true },
    { id: "clean", zh: "候诊和诊室环境", kind: "score", required: true },
    { id: "packet", zh: "是否有工作人员收受“红包”、礼品", kind: "yes_no", required: true },
    { id: "more", zh: "您还想说的", kind: "text", required: false },
  ],
};

export const districtOf = (year: number, quarter?: number): District => ({
  year,
  ...(quarter === undefined ? {} : { quarter }),
  cut_off: "2026-11-23",
  title: "医德考评进度（截至2026年11月23日）",
  institutions: institutions.slice(0, 22).map(({ code, name, level }, index) => ({
    code,
    name,
    ...(level === undefined ? {} : { level }),
    people: 900 - index * 31,
    ...(quarter === undefined
      ? {
          assessed: Math.max(0, 860 - index * 38),
          excellent: Math.floor((900 - index * 31) * (index === 3 ? 0.18 : 0.11)),
          poor: index % 4,
          ...(index === 3 ? { flag: "优秀比例超过15%" } : index === 8 ? { flag: "有人受处罚，没有人评为较差" } : {}),
          plan_progress: `${((Math.max(5, 23 - index) / 24) * 100).toFixed(1)}%（${Math.max(5, 23 - index)}/24）`,
        }
      : {}),
    bulletins: Math.max(0, 10 - (index % 6)),
    packets: 40 - index,
    refused: ((40 - index) * 0.13).toFixed(2),
    praise: 60 - index * 2,
    complaints: 12 + (index % 5),
    complaints_open: index % 5,
    visits: index % 3,
    ordered: index % 2,
  })),
  figures: [
    { name: "医疗机构", unit: "家", value: "22" },
    { name: "已发布通报的机构", unit: "家", value: "18" },
    { name: "授予清廉医院称号", unit: "家", value: "3" },
    { name: "巡查、专项整治", unit: "家次", value: "21" },
    { name: "责令整改", unit: "户次", value: "11" },
    { name: "应考评人员", unit: "人", value: "12639" },
    { name: "拒收、退还、上交登记", unit: "件", value: "649" },
    { name: "拒收金额", unit: "万元", value: "86.52" },
    { name: "未答复的投诉", unit: "件", value: "40" },
  ],
});

export const vault: VaultRequest[] = [
  { number: 3, seal: "F7K2-9QXM-30", purpose: "核实举报奖励领取人", asked_at: "2026-11-24 08:40:00", asked_by: "保管人乙", own: false },
  { number: 2, seal: "B1TN-44CD-07", purpose: "送达举报答复书", asked_at: "2026-11-20 10:02:00", asked_by: "保管人甲", agreed_at: "2026-11-20 14:30:00", agreed_by: "保管人乙", own: true },
  { number: 1, seal: "Z9PL-02VV-81", purpose: "核实举报奖励领取人", asked_at: "2026-10-11 09:15:00", asked_by: "保管人甲", agreed_at: "2026-10-11 11:00:00", agreed_by: "保管人乙", opened_at: "2026-10-12 09:00:00", own: true },
];

export function sheetPreview(columns: string, take: boolean): SheetPreview {
  const heads = ["工号", "姓名", "所在科室", "类别", "备注"];
  const told = new Map(columns.split(";").filter((one) => one !== "").map((one) => one.split("=") as [string, string]));
  const usual: Record<string, string> = { code: "工号", name: "姓名", department: "所在科室" };
  const headOf = (field: string) => (columns === "" ? usual[field] : told.get(field));
  return {
    heads,
    columns: [
      { field: "code", zh: "工号", required: true },
      { field: "name", zh: "姓名", required: true },
      { field: "department", zh: "科室", required: true },
      { field: "category", zh: "人员类别", required: true },
      { field: "ended", zh: "离职日期", required: false },
    ].map((column) => {
      const head = headOf(column.field);
      return head === undefined ? column : { ...column, head };
    }),
    good: 116,
    rows: staff.slice(0, 5).map((one) => [one.code, one.name, one.department, one.category_zh, one.ended ?? ""]),
    rejects: [
      { line: 14, field: "工号", found: "", reason: "工号是空的。请补上。" },
      { line: 57, field: "人员类别", found: "医生", reason: "没有这个类别，应为临床、护理、医技或行政后勤。" },
    ],
    taken: take,
  };
}

export const hospitalsOf = (month: string): Hospitals => ({
  month,
  total: { reminders: "812", recognised: "61", rate: "7.5%", saved: "3940.60" },
  rows: [
    {
      institution: "H1",
      institution_name: "示例医院",
      recognition: { reminders: "640", recognised: "—", rate: "—" },
      indicators: antimicrobialOf(month).rows[0]?.indicators ?? [],
    },
    {
      institution: "H2",
      institution_name: "示例中医医院",
      recognition: { reminders: "172", recognised: "<5", rate: "—" },
      indicators: [],
    },
  ],
});

export const publicTotalsOf = (year: number): PublicTotals => ({
  year,
  through: `${year}-10-31`,
  recognised: "1204",
  saved: "77778.40",
  districts: [
    { name: "虚构省临江市东湖区", recognised: "1180", saved: "76228.00" },
    { name: "虚构省临江市云台区", recognised: "—" },
    { name: "虚构省临江市清源县", recognised: "<5" },
  ],
});
