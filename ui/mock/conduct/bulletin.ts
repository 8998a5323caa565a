// An issue of the bulletin: eighteen rows in the shape that hospitals print, with invented people.
import type { Edition, EditionAnswer, EditionKind, IntegrityLedger, IssueRow } from "../../src/api/conduct/shapes";
import { fen, yuan } from "../data.ts";
import { departments, hospital, staff } from "./people.ts";

type HonourRow = Edition["honour"]["rows"][number];

const seeds: [number, number, number, "deposit" | "returned"][] = [
  [0, 0, 500, "deposit"], [0, 0, 1000, "deposit"], [0, 13, 2000, "deposit"], [1, 1, 1000, "returned"], [1, 14, 3000, "deposit"],
  [2, 2, 600, "returned"], [3, 3, 800, "deposit"], [4, 4, 2000, "deposit"], [4, 4, 1000, "deposit"], [5, 5, 1500, "deposit"],
  [6, 6, 300, "returned"], [7, 7, 500, "returned"], [8, 8, 2500, "deposit"], [9, 9, 500, "deposit"], [10, 10, 1000, "returned"],
  [11, 11, 1000, "deposit"], [12, 12, 2500, "returned"], [12, 25, 500, "deposit"],
];

const rows: HonourRow[] = seeds.map(([department, person, amount, way]) => ({
  department: departments[department] ?? "",
  staff: staff[person]?.name ?? "",
  amount: yuan(amount * 100),
  deposit: way === "deposit" ? 1 : 0,
  returned: way === "returned" ? 1 : 0,
  other: 0,
  supplement: false,
  patient: way === "deposit" ? `住院 0${department % 10}${person % 10}****` : "门诊患者",
}));

const sumOf = (of: HonourRow[]) => yuan(of.reduce((sum, row) => sum + fen(row.amount ?? "0"), 0));
const by = (way: "deposit" | "returned") => rows.filter((row) => row[way] > 0);
const distinct = (of: (row: HonourRow) => string) => new Set(rows.map(of)).size;

const MATERIALS: Edition["learning"] = [
  { title: "国务院办公厅关于加强医疗保障基金使用常态化监管的实施意见", source: "中国政府网", url: "https://www.gov.cn/" },
  { title: "医疗机构工作人员廉洁从业九项准则", source: "国家卫生健康委", text: "一、合法按劳取酬，不接受商业提成。二、严守诚信原则，不参与欺诈骗保。（演示节选）" },
  { title: "清风面对面（演示短片）", source: "本院视频号", url: "https://www.nhc.gov.cn/", published_at: "2026-06-18 09:30:00" },
];
const NUMERALS = "一二三";

/** Cells of a table without merged ones. */
const tableOf = (all: string[][]): EditionAnswer["table"] => ({
  columns: all[0]?.length ?? 0,
  header_rows: 1,
  rows: all.map((row) => row.map((text) => ({ text, rows: 1, columns: 1 }))),
});

export const issues: IssueRow[] = [
  { id: "20260003", masthead: "一医清风", issue_zh: "2026年第3期", period_zh: "2026年5月", stage: "已定稿", headline: "2026年5月，全院拒收“红包”15人次，收到锦旗19面、感谢信7封。", published_on: "2026-06-10" },
  { id: "20260002", masthead: "一医清风", issue_zh: "2026年第2期", period_zh: "2026年4月", stage: "已定稿", headline: "2026年4月，全院拒收“红包”12人次，收到锦旗22面、感谢信6封。", published_on: "2026-05-11" },
];

/** What is drafted; a published issue has the same under its own head. */
export function editionOf(kind: EditionKind, id = ""): EditionAnswer {
  const issue = issues.find((one) => one.id === id);
  const shown = kind === "internal" ? rows : rows.map((row) => ({ ...row, staff: `${row.staff.slice(0, 1)}某`, patient: row.patient.slice(0, 2) }));
  return {
    composed: true,
    table: tableOf([["科室", "人员", "金额（元）"], ...shown.map(({ department, staff: who, amount }) => [department, who, amount ?? ""])]),
    commendation_table: tableOf([["科室", "锦旗"], ...departments.slice(0, 6).map((department) => [department, "1"])]),
    edition: {
      masthead: "一医清风",
      issue_zh: issue?.issue_zh ?? "2026年第4期",
      period_zh: issue?.period_zh ?? "2026年6月",
      publish_on: issue?.published_on ?? "2026-07-10",
      ...(issue?.published_on === undefined ? { corrects: "更正2026年第3期" } : { published_on: issue.published_on }),
      issuer: `${hospital.name}医德医风办公室`,
      headline: `2026年6月，全院拒收“红包”${rows.length}人次，拒收金额${Math.floor(fen(sumOf(rows)) / 100)}元，收到锦旗24面、感谢信9封。`,
      honour: {
        rows: shown,
        totals: { rows: rows.length, amount: sumOf(rows), deposit: by("deposit").length, returned: by("returned").length, other: 0, people: distinct((row) => row.staff), departments: distinct((row) => row.department) },
      },
      commendations: departments.slice(0, 6).map((department, index) => ({ department, pennants: [7, 5, 4, 4, 3, 1][index] ?? 0, letters: [3, 2, 2, 1, 1, 0][index] ?? 0, other: index === 0 ? 1 : 0 })),
      ...(kind === "internal" ? { complaints: { received: "12", confirmed: "<5", closed: "11", satisfied: "10" } } : {}),
      letters: [
        { department: departments[0] ?? "", persons: [staff[0]?.name ?? "", staff[13]?.name ?? ""], text: "医生耐心细致，反复讲解，我们全家都很感激。", full: false, picture: { digest: "a".repeat(64), caption: "感谢信原件（已遮盖）" } },
      ],
      pennants: [{ digest: "b".repeat(64), caption: "医德高尚　医术精湛——赠骨科" }],
      honoured: [{ department: departments[1] ?? "", name: staff[1]?.name ?? "", citation: "本期拒收“红包”1次，收到锦旗2面，团队协作抢救多发伤患者。" }],
      warning: { text: "某医疗机构工作人员收受药品供应商礼品，受到处分。（演示）", rule: "《医疗机构工作人员廉洁从业九项准则》第八条", lesson: "小礼品也是红线，收受即违规。" },
      contents: MATERIALS.map(({ title, source }, index) => `${NUMERALS[index] ?? ""}、${title}［${source}］`),
      closing: "愿以仁心守初心，以清廉护健康。",
      learning: MATERIALS,
      contact: [
        { label: "监督电话", value: "院内分机 8888" },
        { label: "意见箱", value: "门诊大厅一楼" },
      ],
    },
    leaks:
      kind === "internal"
        ? []
        : [
            { place: "感谢信第2封正文", found: "130****0000（11位号码）", say: "疑为电话号码。请遮盖后重新检查。" },
            { place: "锦旗照片第3张", found: "尚未经第二人核对", say: "照片遮盖须由另一人核对后才能公开。" },
          ],
  };
}

export const ledgerOf = (from: string, to: string): IntegrityLedger => ({
  from,
  to,
  packets: {
    rows: rows.length,
    people: distinct((row) => row.staff),
    departments: distinct((row) => row.department),
    amount: sumOf(rows),
    deposit: { count: by("deposit").length, amount: sumOf(by("deposit")) },
    returned: { count: by("returned").length, amount: sumOf(by("returned")) },
    office: { count: 0, amount: "0.00" },
    other: { count: 0, amount: "0.00" },
    pending: { count: 1, amount: "600.00" },
  },
  pennants: 24,
  letters: 9,
  other: 1,
  by_department: departments.map((department, index) => {
    const own = rows.filter((row) => row.department === department);
    return { department, packets: own.length, amount: sumOf(own), pennants: (index * 3) % 7, letters: index % 3, other: 0 };
  }),
  pending_red: 1,
  late: 2,
  warnings: [
    { say: "同一人员、同一患者、同一金额在三天内登记了两次，请核对是否重复。", matters: ["packet/20260001", "packet/20260003"] },
  ],
});
