// A made-up hospital's staff and their year. The names are the sixty cycles of the old calendar, so that
// nobody can be meant by them.
import type { ConductYear, GradeTag, PersonPage, PersonRow, ScoreEntry, StaffRow } from "../../src/api/conduct/shapes";
import { institutions } from "../data.ts";
import { Dice } from "../random.ts";

const dice = new Dice(20260603);
const STEMS = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES = "子丑寅卯辰巳午未申酉戌亥";

const nameOf = (index: number) =>
  `${index < 60 ? "演示" : "虚构"}${STEMS[index % STEMS.length] ?? ""}${BRANCHES[index % BRANCHES.length] ?? ""}`;

export const hospital = institutions[2] ?? { code: "H99011002", name: "虚构医院" };

export const departments = [
  "心血管内科",
  "骨科",
  "妇产科",
  "儿科",
  "重症医学科",
  "普外科",
  "中医科",
  "影像科",
  "呼吸与危重症医学科",
  "检验科",
  "护理部",
  "药学部",
  "医务部（医疗质量与安全管理办公室、病案管理科）",
];

const categories = [
  ["clinical", "临床"],
  ["nursing", "护理"],
  ["technical", "医技"],
  ["administrative", "行政后勤"],
] as const;

export const staff: StaffRow[] = Array.from({ length: 118 }, (_, index) => {
  const [category, category_zh] = categories[index % categories.length] ?? categories[0];
  return {
    code: `YG${String(1001 + index)}`,
    name: nameOf(index),
    department: departments[index % departments.length] ?? "骨科",
    category,
    category_zh,
    ...(index === 117 ? { ended: "2026-08-31" } : {}),
  };
});

const gradeZh: Record<GradeTag, string> = { excellent: "优秀", good: "良好", fair: "一般", poor: "较差" };

function rowOf({ code, name, department, category_zh }: StaffRow, index: number): PersonRow {
  const veto = index === 7;
  const added = index === 0 ? 7 : index % 3 === 0 ? dice.below(8) : 0;
  const deducted = index === 0 ? 5 : index % 9 === 4 ? 5 + dice.below(22) : 0;
  const score = 100 + added - deducted;
  const first: GradeTag = veto ? "poor" : score >= 90 && deducted === 0 ? "excellent" : deducted < 15 ? "good" : "fair";
  const kept = first === "excellent" && index % 6 !== 3;
  const grade: GradeTag = kept ? "good" : first;
  return {
    code,
    name,
    department,
    category_zh,
    score: String(score),
    added: String(added),
    deducted: deducted === 0 ? "0" : `-${deducted}`,
    grade,
    grade_zh: gradeZh[grade],
    veto,
    ...(kept ? { moved: "优秀比例达到12%的上限，按得分排序调整为良好" } : {}),
    ...(code === "YG1001" ? { settled: "考评委员会审定（医德考评委员会纪要〔演示〕5号）" } : {}),
  };
}

const people = staff.filter((one) => one.ended === undefined).map(rowOf);

export function yearOf(year: number): ConductYear {
  const counted = (grade: GradeTag) => people.filter((one) => one.grade === grade).length;
  return {
    year,
    institution: hospital.code,
    institution_name: hospital.name,
    schemes: categories.map(([category, category_zh]) => ({
      category,
      category_zh,
      title: `${category_zh}人员医德医风考评方案`,
      version: "1.0",
      ...(category === "clinical" ? { matter: "scheme/20260001" } : {}),
    })),
    grades: (["excellent", "good", "fair", "poor"] as const).map((grade) => ({
      grade,
      grade_zh: gradeZh[grade],
      count: counted(grade),
    })),
    people,
    departments: departments.map((department, index) => ({
      department,
      people: people.filter((one) => one.department === department).length,
      score: (101.4 - index * 0.7).toFixed(1),
    })),
    unscored: [{ event: "conduct-event/20260009", code: "YG1016", reason: "方案没有“组织义诊”对应的加分细则" }],
  };
}

const AREAS: [string, number][] = [
  ["救死扶伤，全心全意为人民服务", 10],
  ["尊重患者权利，保守医疗秘密", 15],
  ["文明礼貌，优质服务", 15],
  ["遵纪守法，廉洁行医", 20],
  ["因病施治，规范医疗服务行为", 20],
  ["顾全大局，团结协作", 10],
  ["严谨求实，努力提高专业技术水平", 10],
];
const DIMENSIONS: [string, number][] = [
  ["服务态度", 25],
  ["廉洁行医", 20],
  ["遵纪守法", 35],
  ["团队协作", 20],
  ["患者满意度", 0],
];

const entries: ScoreEntry[] = [
  {
    event: "packet/20260001",
    code: "J-401",
    text: "拒收“红包”500元，24小时内登记并缴入患者住院费",
    item: "廉洁行医，不收“红包”、回扣",
    area_zh: "遵纪守法，廉洁行医",
    dimension_zh: "廉洁行医",
    occurred_on: "2026-06-03",
    points: "5",
    counted: "5",
  },
  {
    event: "commendation/20260002",
    code: "J-301",
    text: "收到患者锦旗、感谢信各一",
    item: "用语文明，耐心解释",
    area_zh: "文明礼貌，优质服务",
    dimension_zh: "患者满意度",
    occurred_on: "2026-07-15",
    points: "4",
    counted: "2",
    cap: "表扬类加分每年最多计 2 分",
  },
  {
    event: "conduct-event/20260003",
    code: "K-302",
    text: "解释不耐心引发投诉，经调查属实",
    item: "用语文明，耐心解释",
    area_zh: "文明礼貌，优质服务",
    dimension_zh: "服务态度",
    occurred_on: "2026-09-20",
    points: "-5",
    counted: "-5",
  },
];

export function personOf(code: string, year: number, matters: PersonPage["matters"]): PersonPage | undefined {
  const row = people.find((one) => one.code === code);
  if (row === undefined) {
    return undefined;
  }
  const own = code === "YG1001" ? entries : [];
  const shares = (of: [string, number][], named: "area_zh" | "dimension_zh") =>
    of.map(([name, base]) => ({
      name,
      base: String(base),
      points: String(base + own.filter((one) => one[named] === name).reduce((sum, one) => sum + Number(one.counted), 0)),
    }));
  const { department, category_zh, name, moved, settled, score, added, deducted, grade, grade_zh, veto } = row;
  return {
    code,
    name,
    department,
    category_zh,
    year,
    sheet: { base: "100", score, added, deducted, grade, grade_zh, veto, why_not_better: veto ? ["有一票否决"] : grade === "good" && moved === undefined ? ["有扣分，不能评为优秀"] : [], ...(moved === undefined ? {} : { moved }), ...(settled === undefined ? {} : { settled }) },
    entries: own,
    areas: shares(AREAS, "area_zh"),
    dimensions: shares(DIMENSIONS, "dimension_zh"),
    vetoes: veto
      ? [{ matter: "veto/20260001", code: "V-07", text: "收受患者财物，经集体研究认定", from: "2026-05-11", until: "2027-05-10" }]
      : [],
    standing: {
      title: !veto,
      award: !veto,
      pay: veto ? "0.0" : grade === "excellent" ? "1.1" : "1.0",
      periodic_zh: veto ? "职业道德不合格" : "职业道德合格",
      reasons: veto ? [{ code: "HR-01", text: "一票否决，考评期内不得晋升、评优" }] : [],
    },
    matters,
  };
}
