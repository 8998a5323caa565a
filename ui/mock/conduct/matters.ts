// Matters of conduct in the made-up hospital, and what may be done with each.
import type { MatterPage, MatterRow } from "../../src/api/types";
import { Dice } from "../random.ts";
import { conductOffers } from "./offers.ts";
import { hospital, staff } from "./people.ts";

const dice = new Dice(20260719);

interface Seed {
  kind: string;
  zh: string;
  count: number;
  stages: string[];
  title: (who: string, department: string, index: number) => string;
  /** About a person. */
  person: boolean;
}

const seeds: Seed[] = [
  { kind: "packet", zh: "红包登记", count: 18, stages: ["待处理", "待核实", "已核实", "已编入通报"], person: true, title: (who, department, index) => `${department}${who}拒收“红包”${(index % 7 + 1) * 300}元` },
  { kind: "commendation", zh: "表扬登记", count: 33, stages: ["待核实", "已核实"], person: true, title: (who, department, index) => `${department}${who}收到${index % 3 === 0 ? "感谢信" : "锦旗"}` },
  { kind: "declaration", zh: "廉洁申报", count: 9, stages: ["待审批", "已批准", "未批准"], person: true, title: (who) => `${who}学术讲课申报` },
  { kind: "service-complaint", zh: "医疗投诉", count: 12, stages: ["待受理", "调查中", "待答复", "已办结"], person: false, title: (_, department) => `反映${department}候诊时间长、解释不清` },
  { kind: "conduct-event", zh: "行为记录", count: 24, stages: ["待科室确认", "待核实", "待审定", "已确认", "申诉中"], person: true, title: (who, department, index) => `${department}${who}：${index % 2 === 0 ? "主动救助院外突发急症者" : "未按规定佩戴胸牌"}` },
  { kind: "veto", zh: "一票否决", count: 3, stages: ["待研究", "已生效", "已解除"], person: true, title: (who) => `${who}一票否决情形认定` },
  { kind: "assessment", zh: "年度考评", count: 40, stages: ["自我评价", "科室评价", "行风办拟定", "委员会审定", "公示中", "已确定"], person: true, title: (who) => `${who}2026年度医德考评` },
  { kind: "scheme", zh: "考评方案", count: 3, stages: ["起草中", "待发布", "已发布"], person: false, title: (_, __, index) => `${["临床", "护理", "医技"][index % 3] ?? ""}人员医德医风考评方案（2026）` },
  { kind: "bulletin", zh: "月度通报", count: 5, stages: ["编制中", "纪检核对", "待批准", "已发布"], person: false, title: (_, __, index) => `一医清风 2026年第${index + 4}期` },
  { kind: "duty-list", zh: "责任清单", count: 12, stages: ["进行中", "已完成"], person: false, title: (_, __, index) => `任务${index + 1}：规范药械采购全流程` },
  { kind: "five-good", zh: "五好评价", count: 2, stages: ["自评", "已评定"], person: false, title: () => "2026年“五好”清廉医院评价" },
  { kind: "record", zh: "廉洁记录", count: 6, stages: ["已归档"], person: true, title: (who) => `${who}述职述廉` },
  { kind: "risk-point", zh: "廉政风险点", count: 8, stages: ["防控中", "已检查"], person: false, title: (_, __, index) => `工程建设：${["决策审批", "工程招标", "建设施工", "合同资金"][index % 4] ?? ""}` },
  { kind: "pledge", zh: "廉洁承诺", count: 2, stages: ["签订中", "已完成"], person: false, title: () => "2026年廉洁行医承诺书签订" },
  { kind: "library-case", zh: "典型案例", count: 2, stages: ["待审核", "已发布"], person: false, title: (_, __, index) => `警示案例第${index + 1}号` },
  { kind: "training", zh: "行风培训", count: 4, stages: ["已完成"], person: false, title: () => "九项准则专题培训" },
  { kind: "discipline", zh: "纪检线索", count: 5, stages: ["待处置", "谈话函询", "初步核实", "已了结"], person: false, title: (_, department) => `反映${department}采购环节问题线索` },
  { kind: "usage-query", zh: "统方查询", count: 3, stages: ["待第一次审批", "待第二次审批", "已开通", "已过期"], person: false, title: (_, __, index) => `抗菌药物处方点评用量统计（第${index + 1}次）` },
  { kind: "breach", zh: "抗菌药物超标", count: 4, stages: ["待约谈", "已约谈"], person: true, title: (who, department) => `${department}${who}抗菌药物使用强度超标` },
  { kind: "high-cost", zh: "高额病例核查", count: 6, stages: ["待核查", "已核查"], person: false, title: (_, department) => `${department}高额异常住院费用病例` },
];

const CLOSED = new Set(["已编入通报", "已核实", "已批准", "未批准", "已办结", "已确认", "已生效", "已解除", "已确定", "已发布", "已完成", "已评定", "已归档", "已检查", "已销号", "已了结", "已过期", "已约谈", "已核查"]);

function rowOf(seed: Seed, index: number): MatterRow {
  const who = staff[(index * 7) % 110];
  const stage = index === 0 && seed.kind !== "packet" ? (seed.stages[0] ?? "") : dice.of(seed.stages);
  const left = dice.below(14) - 3;
  const day = new Date(Date.UTC(2026, 10, 24 + Math.round(left * 1.4))).toISOString().slice(0, 10);
  return {
    id: `${seed.kind}/${String(20_260_001 + index)}`,
    kind: seed.kind,
    kind_zh: seed.zh,
    version: 2,
    title: seed.title(who?.name ?? "", who?.department ?? "", index),
    institution: hospital.code,
    institution_name: hospital.name,
    division: "990103",
    ...(seed.person ? { practitioner: who?.code ?? "" } : {}),
    period: seed.kind === "bulletin" ? `2026-${String(index + 6).padStart(2, "0")}` : "2026",
    stage,
    assignee: "u-hangfengban",
    assignee_name: "行风办甲",
    ...(CLOSED.has(stage) ? { overdue: false } : { due: day, working_days_left: left, overdue: left < 0 }),
    figures: { flagged: "0.00", upheld: "0.00", recovered: "0.00", avoided: "0.00" },
    told: true,
    opened_at: `2026-1${index % 2}-${String((index % 20) + 1).padStart(2, "0")} 09:12:00`,
    changed_at: `2026-11-${String((index % 22) + 1).padStart(2, "0")} 15:20:08`,
  };
}

export const conductMatters: MatterRow[] = seeds.flatMap((seed) =>
  Array.from({ length: seed.count }, (_, index) => {
    const row = rowOf(seed, index);
    // One request is open, so that a query can be seen to run; the next waits.
    return seed.kind !== "usage-query" || index > 1 ? row : { ...row, stage: index === 0 ? "已开通" : "待第一次审批" };
  }),
);

/** The page of a matter of conduct; nothing of other kinds. */
export function conductPage(id: string): MatterPage | undefined {
  const row = conductMatters.find((one) => one.id === id);
  if (row === undefined) {
    return undefined;
  }
  const who = staff.find((one) => one.code === row.practitioner);
  const steps = seeds.find((one) => one.kind === row.kind)?.stages ?? [];
  const now = steps.indexOf(row.stage);
  const person = who === undefined ? [] : [{ label: "当事人", value: `${who.name}（${who.code}）` }, { label: "科室", value: who.department }];
  return {
    row,
    summary: [{ label: "机构", value: row.institution_name ?? "" }, ...person, { label: "事由", value: row.title }],
    history: [
      { seq: 1, by: "u-hangfengban", by_name: "行风办甲", role_zh: "机构医德医风办公室", at: row.opened_at, event_zh: `已登记${row.kind_zh}`, detail: [] },
    ],
    offers: CLOSED.has(row.stage) ? [] : conductOffers(row),
    attachments: [],
    findings: [],
    steps: steps.map((title, index) => ({ title, state: index < now ? "done" : index === now ? "now" : "ahead" })),
    related: [],
  };
}
