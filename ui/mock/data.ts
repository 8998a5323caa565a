// A made-up city: institutions, rules, findings, matters. No real person, institution or amount.
import type {
  CertaintyLevel,
  Figures,
  FindingRow,
  Grant,
  InstitutionRow,
  MatterRow,
  Area,
  RuleRow,
} from "../src/api/types";
import { Dice } from "./random.ts";

const dice = new Dice(20261124);

export const TODAY = "2026-11-24";
export const yuan = (fen: number) => `${fen < 0 ? "-" : ""}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;

export const divisions = [
  { division: "990101", name: "市本级" },
  { division: "990102", name: "东湖区" },
  { division: "990103", name: "云台区" },
  { division: "990121", name: "清源县" },
  { division: "990122", name: "石门县" },
  { division: "990181", name: "临江市（代管）" },
];

const stems = ["第一人民医院", "第二人民医院", "中心医院", "中医院", "妇幼保健院", "康复医院", "骨科医院", "眼科医院"];
const LONG =
  "清源县城关街道社区卫生服务中心（清源县第三人民医院医疗集团城关分院、清源县城关街道中心卫生院）";

export const institutions: InstitutionRow[] = Array.from({ length: 86 }, (_, index) => {
  const place = divisions[index % divisions.length] ?? { division: "990101", name: "市本级" };
  const level = index < 8 ? "三级" : index < 34 ? "二级" : "一级";
  const name =
    index === 5
      ? LONG
      : level === "一级"
        ? `${place.name}${["青石", "白沙", "柳林", "桃源", "枫桥", "大塘"][index % 6] ?? ""}镇中心卫生院${index > 60 ? "（社区卫生服务站）" : ""}`
        : `${place.name}${stems[index % stems.length] ?? "医院"}`;
  const live = index % 5 === 4 ? "joint_test" : index % 11 === 10 ? "interface_changed" : "live";
  return {
    code: `H9901${String(1000 + index)}`,
    name,
    kind: "institution",
    parent: "B9901",
    division: place.division,
    level,
    access: { prescribing: live, settlement: live, feedback: index % 7 === 6 ? "not_started" : "live" },
    findings: 0,
    flagged: "0.00",
  };
});

const ruleSeeds: [string, string, string, CertaintyLevel][] = [
  ["GZ20000101001000", "限儿童用药用于成人", "政策类 / 药品限定支付类", 1],
  ["GZ20000103002000", "限性别用药与患者性别不符", "政策类 / 药品限定支付类", 1],
  ["GZ20000105001000", "限二线用药未使用一线药物", "政策类 / 药品限定支付类", 2],
  ["GZ20000106003000", "超出药品限定支付疗程", "政策类 / 药品限定支付类", 2],
  ["GZ20000201004000", "同一诊疗过程重复收取包含项目", "管理类 / 收费行为监管类", 1],
  ["GZ20000202001000", "诊疗项目超出限定频次", "管理类 / 收费行为监管类", 2],
  ["GZ10000204006000", "诊断与患者性别不符", "管理类 / 行为主体监管类", 1],
  ["GZ10000205001000", "分解住院", "管理类 / 行为主体监管类", 2],
  ["GZ10000206002000", "住院期间床位费天数超过实际住院天数", "管理类 / 收费行为监管类", 1],
  ["GZ10000208001000", "药品超量开具", "管理类 / 行为主体监管类", 3],
  ["GZ30000301001000", "中药饮片配伍禁忌", "医疗类 / 合理使用类", 2],
  ["GZ30000302002000", "妊娠期禁用药品", "医疗类 / 合理使用类", 2],
  ["GZ30000303001000", "手术与诊断不符", "医疗类 / 合理使用类", 3],
  ["NHSA2025-061", "磁共振检查费用占比异常", "管理类 / 机构行为监管类", 3],
  ["NHSA2025-052", "短期内频繁住院", "管理类 / 行为主体监管类", 3],
];
const certaintyWord: Record<CertaintyLevel, string> = { 1: "明确违规", 2: "可疑", 3: "轻度可疑" };

export interface RuleSeed extends RuleRow {
  certainty: CertaintyLevel;
}

export const rules: RuleSeed[] = ruleSeeds.map(([code, name, category, certainty], index) => ({
  code,
  name,
  class: category,
  behaviour: "超出医保支付范围",
  certainty,
  state_zh: index === 12 ? "试行" : "正式",
  certainty_zh: certaintyWord[certainty],
  data_zh: index === 13 ? "部分" : "齐备",
  findings: 0,
  flagged: "0.00",
  ...(index === 14 ? {} : { precision: (0.62 + dice.next() * 0.37).toFixed(3) }),
}));

const departments = ["心血管内科", "骨科", "妇产科", "儿科", "重症医学科", "普外科", "中医科", "影像科", "呼吸与危重症医学科"];
const surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "欧阳", "司马"];
const monthOf = (index: number) => `2026-${String((index % 11) + 1).padStart(2, "0")}`;

/** What lists leave out is told by the page of a finding. */
type Made = FindingRow & { review?: string; stage?: string };

export const findings: Made[] = Array.from({ length: 10_000 }, (_, index) => {
  const rule = rules[Math.floor(dice.next() ** 1.7 * rules.length)] ?? dice.of(rules);
  const institution = institutions[Math.floor(dice.next() ** 1.6 * institutions.length)] ?? dice.of(institutions);
  const month = monthOf(dice.below(11));
  const amount = Math.floor(dice.next() ** 3 * 480_000) + 900;
  const key = dice.hex(32);
  const stage = dice.of(["", "初审", "已告知", "申诉中", "已扣款", "已排除"]);
  return {
    key,
    rule: rule.code,
    rule_name: rule.name,
    institution: institution.code,
    institution_name: institution.name,
    division: institution.division,
    department: dice.of(departments),
    amount: yuan(amount),
    service_day: `${month}-${String(dice.below(27) + 1).padStart(2, "0")}`,
    certainty: rule.certainty,
    certainty_zh: rule.certainty_zh,
    sentence: `${rule.name}：本次就诊中有 ${dice.below(6) + 1} 条明细与规定不符，涉及 ${yuan(amount)} 元，请核对病历、医嘱与收费记录。`,
    lead: `lead/${institution.code}/${rule.code}/${month}`,
    ...(stage === "" ? {} : { review: `review/${key}`, stage }),
    person_masked: `${dice.of(surnames)}${index % 3 === 0 ? "**" : "*"}`,
    run: "事后审核 2026-11-20",
    first_seen: `2026-11-20 0${dice.below(6)}:${String(dice.below(60)).padStart(2, "0")}:00`,
  };
});

export const fen = (money: string) => Math.round(Number(money) * 100);

for (const rule of rules) {
  const own = findings.filter((finding) => finding.rule === rule.code);
  rule.findings = own.length;
  rule.flagged = yuan(own.reduce((sum, finding) => sum + fen(finding.amount), 0));
}

for (const institution of institutions) {
  const own = findings.filter((finding) => finding.institution === institution.code);
  institution.findings = own.length;
  institution.flagged = yuan(own.reduce((sum, finding) => sum + fen(finding.amount), 0));
}

export const people = [
  { id: "u-shenhe1", name: "审核员甲", roles: ["经办机构审核员"] },
  { id: "u-shenhe2", name: "审核员乙", roles: ["经办机构审核员"] },
  { id: "u-anjian1", name: "办案员甲", roles: ["案件承办人"] },
  { id: "u-zhuanjia", name: "临床专家甲", roles: ["临床专家"] },
];

const kinds: { kind: string; zh: string; stages: string[]; title: string }[] = [
  { kind: "review", zh: "审核", stages: ["初审", "已告知", "申诉中", "复审", "合议", "终审", "已扣款"], title: "疑点审核" },
  { kind: "self-audit", zh: "自查任务", stages: ["自查中", "待确认", "待退回基金", "已完成"], title: "重点领域自查自纠" },
  { kind: "enforcement", zh: "案件", stages: ["立案审批", "调查取证", "法制审核", "已告知", "处罚决定", "执行", "已结案"], title: "涉嫌违法违规使用医保基金案" },
  { kind: "recovery", zh: "追回台账", stages: ["追缴中", "已缴清", "已核销"], title: "违规基金追回" },
  { kind: "rectification", zh: "整改事项", stages: ["整改中", "待验收", "已销号"], title: "收费行为整改" },
  { kind: "transfer", zh: "移送", stages: ["待审批", "待发送", "待签收", "待反馈", "已办结"], title: "涉嫌欺诈骗保线索移送" },
  { kind: "complaint", zh: "举报", stages: ["待决定是否立案", "调查中", "已查实"], title: "群众举报线索" },
  { kind: "points", zh: "记分档案", stages: ["记分中"], title: "医师支付资格记分" },
];
const finished = new Set(["已转办", "已排除", "已扣款", "已完成", "已结案", "已核销", "已销号", "已办结", "已缴清", "已查实"]);

function figuresOf(flagged: number, stage: string): Figures {
  const upheld = ["初审", "已告知", "待审批", "自查中", "立案审批"].includes(stage) ? 0 : Math.floor(flagged * (0.4 + dice.next() * 0.5));
  return {
    flagged: yuan(flagged),
    upheld: yuan(upheld),
    recovered: yuan(finished.has(stage) ? upheld : 0),
    avoided: yuan(0),
  };
}

function dueOf(stage: string): Pick<MatterRow, "due" | "working_days_left" | "overdue"> {
  if (finished.has(stage) || dice.next() < 0.1) {
    return { overdue: false };
  }
  const left = dice.below(28) - 4;
  const day = new Date(Date.UTC(2026, 10, 24 + Math.round(left * 1.4)));
  return { due: day.toISOString().slice(0, 10), working_days_left: left, overdue: left < 0 };
}

function failed(): never {
  throw new Error("the made-up list is empty");
}

const leads = new Map<string, MatterRow>();
for (const finding of findings) {
  const id = finding.lead ?? "";
  const place = institutions.find((one) => one.code === finding.institution);
  const known = leads.get(id);
  if (known === undefined) {
    const stage = dice.of(["待分派", "核实中", "核实中", "已转办", "已排除"]);
    const who = stage === "待分派" ? undefined : dice.of(people.slice(0, 2));
    leads.set(id, {
      id,
      kind: "lead",
      kind_zh: "线索",
      version: 2,
      title: `${finding.institution_name}：${finding.rule_name}（${finding.service_day.slice(0, 7)}）`,
      institution: finding.institution,
      institution_name: finding.institution_name,
      division: place?.division ?? "990101",
      rule: finding.rule,
      rule_name: finding.rule_name,
      period: finding.service_day.slice(0, 7),
      stage,
      ...(who === undefined ? {} : { assignee: who.id, assignee_name: who.name }),
      ...dueOf(stage),
      figures: { flagged: finding.amount, upheld: "0.00", recovered: "0.00", avoided: "0.00" },
      told: false,
      opened_at: "2026-11-20 06:10:00",
      changed_at: "2026-11-21 09:30:00",
    });
  } else {
    known.figures.flagged = yuan(fen(known.figures.flagged) + fen(finding.amount));
  }
}

const others: MatterRow[] = Array.from({ length: 1_400 }, (_, index) => {
  const kind = dice.of(kinds);
  const stage = dice.of(kind.stages);
  const institution = dice.of(institutions);
  const rule = dice.of(rules);
  const who = dice.of(people);
  const month = monthOf(dice.below(11));
  return {
    id: `${kind.kind}/${2026_0000 + index}`,
    kind: kind.kind,
    kind_zh: kind.zh,
    version: 3,
    title: `${institution.name}${kind.title}`,
    institution: institution.code,
    institution_name: institution.name,
    division: institution.division,
    ...(kind.kind === "points" ? { practitioner: `D9901${String(10_000 + index)}` } : {}),
    rule: rule.code,
    rule_name: rule.name,
    period: month,
    stage,
    assignee: who.id,
    assignee_name: who.name,
    ...dueOf(stage),
    figures: figuresOf(Math.floor(dice.next() ** 2 * 9_000_000) + 20_000, stage),
    told: !["初审", "待审批", "立案审批"].includes(stage),
    opened_at: `${month}-03 09:12:44`,
    changed_at: `2026-11-${String(dice.below(23) + 1).padStart(2, "0")} 15:20:08`,
  };
});

const reviews: MatterRow[] = findings
  .filter((finding) => finding.review !== undefined)
  .slice(0, 400)
  .map((finding) => ({
    ...(others[0] ?? failed()),
    id: finding.review ?? "",
    kind: "review",
    kind_zh: "审核",
    title: `${finding.institution_name}${finding.rule_name}审核`,
    institution: finding.institution,
    institution_name: finding.institution_name,
    rule: finding.rule,
    rule_name: finding.rule_name,
    period: finding.service_day.slice(0, 7),
    stage: finding.stage ?? "初审",
    ...dueOf(finding.stage ?? "初审"),
    figures: figuresOf(fen(finding.amount), finding.stage ?? "初审"),
  }));

export const matters: MatterRow[] = [...leads.values(), ...reviews, ...others];

export interface Account {
  login: string;
  password: string;
  name: string;
  code?: string;
  mustChange?: boolean;
  grants: (Grant & { areas: Area[] })[];
}

const bureau: Area[] = ["dashboard", "live", "findings", "matters", "self_audit", "enforcement", "transfers", "rules", "institutions", "points"];
const system: Area[] = ["users", "organisations", "callers", "calendar", "books", "jobs", "health"];
const place = { place_kind: "bureau" as const, place: "B9901", place_name: "临江市医疗保障局（虚构）" };

export const accounts: Account[] = [
  {
    login: "juzhang",
    password: "mingjing-demo",
    name: "局领导",
    grants: [
      { id: 1, role: "bureau_leader", role_zh: "医保局领导", ...place, areas: [...bureau, "clinical_conduct", "hospital_sums"] },
      { id: 2, role: "section_chief", role_zh: "基金监管科长", ...place, areas: bureau },
    ],
  },
  {
    login: "shenhe",
    password: "mingjing-demo",
    name: "审核员甲",
    grants: [{ id: 3, role: "auditor", role_zh: "经办机构审核员", ...place, areas: bureau.filter((area) => area !== "dashboard") }],
  },
  {
    login: "guanli",
    password: "mingjing-demo",
    name: "系统管理员",
    code: "123456",
    grants: [{ id: 4, role: "system_administrator", role_zh: "系统管理员", ...place, areas: system }],
  },
  {
    login: "anquan",
    password: "mingjing-demo",
    name: "安全审计员",
    grants: [{ id: 7, role: "security_auditor", role_zh: "安全审计员", ...place, areas: ["co_signing", "trail"] }],
  },
  {
    login: "xinren",
    password: "mingjing-demo",
    name: "新用户",
    mustChange: true,
    grants: [{ id: 5, role: "auditor", role_zh: "经办机构审核员", ...place, areas: ["findings", "matters"] }],
  },
  {
    login: "yibaoban",
    password: "mingjing-demo",
    name: "医保办主任",
    grants: [
      {
        id: 6,
        role: "insurance_office",
        role_zh: "机构医保办",
        place_kind: "institution",
        place: institutions[2]?.code ?? "",
        place_name: institutions[2]?.name ?? "",
        areas: ["inbox", "findings", "matters", "rules", "institutions", "points"],
      },
    ],
  },
  { login: "weishouquan", password: "mingjing-demo", name: "未授权用户", grants: [] },
];
