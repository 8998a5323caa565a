// Pages of single things, made from the lists.
import type { Dashboard, Figures, FindingPage, FindingSum, InstitutionPage, KnowledgeRow, MatterPage, MatterRow, Offer, RulePage, Timeline } from "../src/api/types";
import { divisions, fen, findings, institutions, matters, people, rules, yuan } from "./data.ts";
import { Dice } from "./random.ts";

function sum(rows: MatterRow[]): Figures {
  const of = (kind: keyof Figures) => yuan(rows.reduce((total, row) => total + fen(row.figures[kind]), 0));
  return { flagged: of("flagged"), upheld: of("upheld"), recovered: of("recovered"), avoided: of("avoided") };
}

function trendOf(seed: number, months: number): { month: string; figures: Figures }[] {
  const dice = new Dice(seed);
  return Array.from({ length: months }, (_, index) => {
    const flagged = 24_000_000 + dice.below(18_000_000) - index * 700_000;
    return {
      month: `2026-${String(index + 1).padStart(2, "0")}`,
      figures: {
        flagged: yuan(flagged),
        upheld: yuan(Math.floor(flagged * (0.4 + dice.next() * 0.1))),
        recovered: yuan(Math.floor(flagged * (0.28 + dice.next() * 0.1))),
        avoided: yuan(9_000_000 + index * 1_400_000 + dice.below(2_000_000)),
      },
    };
  });
}

/** Findings per visit of all institutions. */
const EXPECTED = 0.031;

export function dashboardOf(year: number): Dashboard {
  const dice = new Dice(year);
  const whole = sum(matters);
  const scaled = (by: number): Figures => ({
    flagged: yuan(Math.floor(fen(whole.flagged) * by)),
    upheld: yuan(Math.floor(fen(whole.upheld) * by * 0.9)),
    recovered: yuan(Math.floor(fen(whole.recovered) * by * 0.8)),
    avoided: yuan(Math.floor(fen(whole.flagged) * by * 0.15)),
  });
  return {
    year,
    figures: { ...whole, avoided: yuan(Math.floor(fen(whole.flagged) * 0.31)) },
    last_year: scaled(1.12),
    counts: {
      findings: findings.length,
      leads: matters.filter((row) => row.kind === "lead").length,
      reviews: matters.filter((row) => row.kind === "review").length,
      cases: matters.filter((row) => row.kind === "enforcement").length,
      overdue: matters.filter((row) => row.overdue).length,
    },
    access_rate: { live: institutions.filter((one) => one.access.settlement === "live").length, due: institutions.length },
    adoption: { shown: 48_213, adopted: 31_977 },
    trend: trendOf(year, 11),
    institutions: institutions.slice(0, 20).map((one) => ({
      code: one.code,
      name: one.name,
      findings: one.findings,
      figures: { flagged: one.flagged, upheld: "0.00", recovered: "0.00", avoided: "0.00" },
    })),
    funnel: {
      expected: EXPECTED.toFixed(5),
      points: institutions.map((one) => {
        const visits = Math.floor(300 + dice.next() ** 3 * 90_000);
        const spread = 3 * Math.sqrt(EXPECTED / visits);
        const rate = Math.max(0, EXPECTED + (dice.next() + dice.next() + dice.next() - 1.5) * spread * 1.5);
        return {
          code: one.code,
          name: one.name,
          visits,
          findings: Math.floor(rate * visits),
          rate: rate.toFixed(5),
          low: Math.max(0, EXPECTED - spread).toFixed(5),
          high: (EXPECTED + spread).toFixed(5),
        };
      }),
    },
    rules: rules.map((one) => ({
      key: one.code,
      name: one.name,
      count: one.findings,
      flagged: one.flagged,
      ...(one.precision === undefined ? {} : { precision: one.precision }),
    })),
    divisions: divisions.map((one) => {
      const rows = matters.filter((row) => row.division === one.division);
      return { ...one, findings: rows.length, flagged: sum(rows).flagged };
    }),
    overdue: matters
      .filter((row) => row.overdue)
      .sort((a, b) => (a.due ?? "").localeCompare(b.due ?? ""))
      .slice(0, 12),
  };
}

export function findingPage(key: string): FindingPage | undefined {
  const row = findings.find((one) => one.key === key);
  if (row === undefined) {
    return undefined;
  }
  const amount = fen(row.amount);
  const half = Math.floor(amount / 2);
  const similar = findings.filter((one) => one.rule === row.rule && one.institution === row.institution && one.key !== key).slice(0, 8);
  return {
    ...row,
    behaviour: "超出医保支付范围",
    basis: [
      "《医疗保障基金使用监督管理条例》（国务院令第735号）第三十八条第（三）项，自2021年5月1日起施行",
      "《国家基本医疗保险、工伤保险和生育保险药品目录（2024年）》限定支付范围",
    ],
    knowledge: {
      id: "ZS-00012873",
      table: "drug-child-only",
      name: "限儿童使用的药品",
      text: "注射用头孢曲松钠（儿童型）：限14周岁以下儿童。",
      source: "国家第三批知识点 2026-02-12，第 1,873 行",
      layer: "",
    },
    compared: [
      { fact: "参保人年龄", required: "不满14周岁", found: "47周岁" },
    ],
    arithmetic: `两条违规明细全额计入：${yuan(amount - half)} + ${yuan(half)} = ${row.amount} 元`,
    lines: [
      { id: "1", role: "violating", code: "XJ01DDT061B001010100001", name: "注射用头孢曲松钠（儿童型）0.25g×10支/盒", time: `${row.service_day} 08:12:00`, quantity: "2", price: yuan(Math.floor((amount - half) / 2)), amount: yuan(amount - half), counted: yuan(amount - half), payment_class: "乙类" },
      { id: "2", role: "violating", code: "XJ01DDT061B001010100001", name: "注射用头孢曲松钠（儿童型）0.25g×10支/盒", time: `${row.service_day} 16:40:00`, quantity: "1", price: yuan(half), amount: yuan(half), counted: yuan(half), payment_class: "乙类" },
      { id: "3", role: "involved", code: "001204000060000", name: "静脉输液", time: `${row.service_day} 08:20:00`, quantity: "1", price: "8.00", amount: "8.00", counted: "0.00", payment_class: "甲类" },
    ],
    ways_out: ["改用成人剂型", "确需使用的，转自费并取得患者书面同意"],
    lowered: ["有会诊记录的，降为可疑"],
    may_override: "机构医保办，凭会诊记录",
    supporting: rules.slice(4, 6).map((one) => ({ rule: one.code, name: one.name })),
    book_hash: "5f0c1b7e9d3a42186c7f5b2e8a9d0c34e1f6a7b8c9d0e1f2a3b4c5d6e7f80912",
    similar: similar.map((one) => ({ key: one.key, amount: one.amount, service_day: one.service_day, outcome: one.stage ?? "" })),
    outcomes: [
      { stage: "认定", count: 41 },
      { stage: "已排除", count: 6 },
      { stage: "办理中", count: 12 },
    ],
  };
}

export function timelineOf(key: string): Timeline | undefined {
  const row = findings.find((one) => one.key === key);
  if (row === undefined) {
    return undefined;
  }
  const dice = new Dice(Number.parseInt(key.slice(0, 7), 16));
  const day = dayAround(row.service_day);
  const visit = (offset: number, days: number, setting: string, evidence: boolean) => ({
    setting,
    institution_name: evidence ? row.institution_name : dice.of(institutions).name,
    from: day(offset),
    to: day(offset + days),
    evidence,
  });
  return {
    from: day(-90),
    to: day(90),
    visits: [visit(-52, 6, "住院", false), visit(-20, 0, "门诊", false), visit(-3, 9, "住院", true), visit(21, 0, "门诊", false)],
    days: Array.from({ length: 10 }, (_, index) => ({
      day: day(index - 3),
      lines: dice.below(20) + 1,
      amount: yuan(dice.below(90_000) + 500),
      evidence: index === 3,
    })),
    evidence: [{ day: row.service_day, name: "注射用头孢曲松钠（儿童型）", amount: row.amount }],
  };
}

const dayAround = (of: string) => (offset: number) => new Date(Date.parse(of) + offset * 86_400_000).toISOString().slice(0, 10);

const reasons = [
  ["rule_logic", "规则逻辑不当"],
  ["knowledge_row", "知识点有误"],
  ["data_quality", "数据质量问题"],
  ["clinical_need", "临床确有必要"],
  ["policy_exception", "政策允许的例外"],
  ["duplicate", "重复疑点"],
].map(([value = "", zh = ""]) => ({ value, zh }));

/** What a hospital may answer to a notice. */
const answers: Offer[] = [
  {
    command: "submit_appeal",
    zh: "提交申诉",
    primary: true,
    fields: [
      { name: "argument", zh: "申诉理由", kind: "long_text", required: true },
      { name: "attachments", zh: "佐证材料", kind: "attachments", required: true },
    ],
  },
  { command: "accept", zh: "认可结果", primary: false, fields: [] },
];

function offersOf(row: MatterRow, office: boolean): Offer[] {
  if (office) {
    return ["已告知", "申诉中", "再申诉"].includes(row.stage) ? answers : [];
  }
  if (row.kind === "lead") {
    const named = findings.filter((one) => one.lead === row.id).map((one) => ({ value: one.key, zh: `${one.key.slice(0, 8)}（${one.amount}元）` }));
    return [
      ...(row.stage === "核实中"
        ? [
            {
              command: "mark",
              zh: "登记核实结果",
              primary: true,
              fields: [
                { name: "finding", zh: "疑点", kind: "choice" as const, required: true, choices: named, initial: named[0]?.value },
                {
                  name: "mark",
                  zh: "核实结果",
                  kind: "group" as const,
                  required: true,
                  fields: [
                    { name: "mark", zh: "核实结果", kind: "choice" as const, required: true, choices: [{ value: "confirmed", zh: "属实" }, { value: "false", zh: "误报" }] },
                    { name: "reason", zh: "误报原因", kind: "choice" as const, required: true, choices: reasons, when: { field: "mark", is: ["false"] } },
                  ],
                },
                { name: "note", zh: "说明", kind: "long_text" as const, required: false, initial: "", help: "误报的，须写明依据" },
              ],
            },
          ]
        : []),
      { command: "assign", zh: "分派线索", primary: row.stage === "待分派", fields: [{ name: "to", zh: "核实人", kind: "user", required: true, ...(row.assignee === undefined ? {} : { initial: row.assignee }) }] },
      {
        command: "draw",
        zh: "抽样",
        primary: false,
        fields: [
          {
            name: "sampling",
            zh: "抽样办法",
            kind: "group",
            required: true,
            fields: [
              { name: "seed", zh: "种子", kind: "number", required: true, initial: 20781, help: "与抽样结果一并公布，任何人可以用同一种子重抽核对" },
              { name: "per_hundred", zh: "抽样比例（%）", kind: "number", required: true, initial: 10, help: "1至100" },
              { name: "at_least", zh: "最少件数", kind: "number", required: true, initial: 10 },
            ],
          },
        ],
      },
      { command: "drop", zh: "排除线索", primary: false, fields: [{ name: "reason", zh: "排除理由", kind: "long_text", required: true }] },
    ];
  }
  return [
    {
      command: "uphold_first",
      zh: "初审认定",
      primary: true,
      fields: [
        { name: "amount", zh: "认定金额", kind: "money", required: true, initial: row.figures.flagged, help: "不得超过疑点金额" },
        { name: "note", zh: "审核意见", kind: "long_text", required: true },
        { name: "papers", zh: "附件", kind: "attachments", required: false },
      ],
    },
    {
      command: "clear",
      zh: "排除疑点",
      primary: false,
      fields: [
        { name: "reason", zh: "排除原因", kind: "choice", required: true, choices: reasons },
        { name: "note", zh: "说明", kind: "long_text", required: true },
      ],
    },
    {
      command: "joint_review",
      zh: "提请合议",
      primary: false,
      fields: [
        { name: "day", zh: "合议日期", kind: "day", required: true },
        {
          name: "panel",
          zh: "合议人员",
          kind: "list",
          required: true,
          fields: [
            { name: "user", zh: "人员", kind: "user", required: true },
            { name: "clinical_expert", zh: "临床专家", kind: "bool", required: true },
          ],
        },
        { name: "topics", zh: "合议要点", kind: "lines", required: false },
      ],
    },
  ];
}

const stepsOf: Record<string, string[]> = {
  lead: ["待分派", "核实中", "已转办"],
  review: ["初审", "已告知", "申诉中", "复审", "合议", "终审", "已扣款"],
  "self-audit": ["自查中", "待确认", "待退回基金", "已完成"],
  enforcement: ["立案审批", "调查取证", "法制审核", "已告知", "处罚决定", "执行", "已结案"],
  recovery: ["追缴中", "已缴清", "已核销"],
  rectification: ["整改中", "待验收", "已销号"],
  transfer: ["待审批", "待发送", "待签收", "待反馈", "已办结"],
};

export function matterPage(id: string, office: boolean): MatterPage | undefined {
  const row = matters.find((one) => one.id === id);
  if (row === undefined) {
    return undefined;
  }
  const steps = stepsOf[row.kind] ?? [row.stage];
  const now = steps.indexOf(row.stage);
  const own = row.kind === "lead" ? findings.filter((one) => one.lead === id) : findings.filter((one) => one.institution === row.institution && one.rule === row.rule).slice(0, 6);
  return {
    row,
    summary: [
      { label: "当事机构", value: `${row.institution_name ?? ""}（${row.institution ?? ""}）` },
      { label: "涉及规则", value: row.rule_name ?? "" },
      { label: "所属期间", value: row.period ?? "" },
      { label: "线索来源", value: "事后审核 2026-11-20" },
      ...(row.kind === "lead" ? [{ label: "抽样", value: "按种子 20781 抽取 10%，不少于 10 件；共抽中 12 件" }] : []),
      ...(row.kind === "enforcement"
        ? [
            { label: "适用条款", value: "《医疗保障基金使用监督管理条例》第三十八条第（三）项" },
            { label: "处罚幅度", value: "造成医疗保障基金损失金额一倍以上二倍以下的罚款" },
          ]
        : []),
    ],
    history: [
      { seq: 1, by: "system", by_name: "系统", role_zh: "系统", at: row.opened_at, event_zh: `已建立${row.kind_zh}`, detail: [{ label: "疑点金额", value: `${row.figures.flagged}元` }] },
      { seq: 2, by: people[0]?.id ?? "", by_name: people[0]?.name ?? "", role_zh: "经办机构审核员", at: row.changed_at, event_zh: "已分派", detail: [{ label: "承办人", value: row.assignee_name ?? "未分派" }] },
    ],
    offers: now === steps.length - 1 && steps.length > 1 ? [] : offersOf(row, office),
    attachments: row.kind === "lead" ? [] : [{ name: "核查笔录.pdf", digest: "a1".repeat(32), kind: "application/pdf", bytes: 284_310, stored_at: row.changed_at, stored_by: "审核员甲" }],
    findings: own,
    steps: steps.map((title, index) => ({ title, state: index < now ? "done" : index === now ? "now" : "ahead" })),
    related: matters.filter((one) => one.institution === row.institution && one.id !== id && one.kind !== "lead").slice(0, 4),
  };
}

export function institutionPage(code: string): InstitutionPage | undefined {
  const organisation = institutions.find((one) => one.code === code);
  if (organisation === undefined) {
    return undefined;
  }
  const own = findings.filter((one) => one.institution === code);
  const rows = matters.filter((one) => one.institution === code);
  const kinds = new Map(rows.map((row) => [row.kind, row.kind_zh]));
  return {
    organisation,
    figures: sum(rows),
    findings: own.length,
    months: monthsOf(Number(code.slice(-4))),
    rules: rules
      .map((rule) => {
        const hits = own.filter((one) => one.rule === rule.code);
        return { key: rule.code, name: rule.name, count: hits.length, flagged: yuan(hits.reduce((total, one) => total + fen(one.amount), 0)) };
      })
      .filter((one) => one.count > 0)
      .sort((a, b) => b.count - a.count),
    matters: [...kinds].map(([kind, kind_zh]) => ({ kind, kind_zh, count: rows.filter((row) => row.kind === kind).length })),
  };
}

export function knowledgeOf(code: string, q: string): KnowledgeRow[] {
  const rows = Array.from({ length: code === "GZ20000101001000" ? 10_000 : 240 }, (_, index) => ({
    id: `ZS-${String(index + 1).padStart(8, "0")}`,
    table: "drug-child-only",
    name: `药品 ${index + 1}（儿童型）`,
    codes: `XJ01DDT0${String(index % 97).padStart(2, "0")}B0010101${String(index).padStart(5, "0")}`,
    text: index % 3 === 0 ? "限14周岁以下儿童" : "限新生儿",
    source: "国家第三批知识点 2026-02-12",
  }));
  return rows.filter((row) => q === "" || Object.values(row).some((value) => value.includes(q)));
}

function monthsOf(seed: number): FindingSum[] {
  return trendOf(seed, 11).map(({ month, figures }) => ({
    key: month,
    name: month,
    count: Math.floor(fen(figures.flagged) / 90_000),
    flagged: figures.flagged,
  }));
}

export function rulePage(code: string): RulePage | undefined {
  const row = rules.find((one) => one.code === code);
  if (row === undefined) {
    return undefined;
  }
  const { certainty: _certainty, ...rest } = row;
  return {
    ...rest,
    text: `## 检查什么\n就诊中使用的药品限儿童使用，而参保人在服务当日已满规定年龄。\n\n## 为什么\n目录对支付范围有限定，超出限定的费用不属于基金支付范围。\n\n## 不算违规\n- 年龄未提供：无法判断，记“未评估”。\n- 有会诊记录说明：降为可疑。\n\n| 对象 | 限定 |\n|---|---|\n| 药品 | 限儿童 |\n`,
    basis: ["《医疗保障基金使用监督管理条例》（国务院令第735号）第三十八条第（三）项，自2021年5月1日起施行", "《医疗保障基金智能监管规则库、知识库（2025年版）》规则 12，自2026年2月12日起施行"],
    cases: [
      { title: "成人使用限儿童药品：判违规", passed: true },
      { title: "13周岁：不判", passed: true },
      { title: "年龄未提供：未评估", passed: true },
      { title: "试行前一天：不判", passed: code !== "NHSA2025-061" },
    ],
    knowledge_rows: knowledgeOf(code, "").length,
    months: monthsOf(code.length),
    english: "Drug for children only",
    quality: { upheld: 41, cleared: 6, appealed: 19, appeals_won: 4, shown: 2_310, adopted: 1_604, overridden: 388 },
    may_override: "机构医保办，凭会诊记录",
    tables: ["drug-child-only"],
    needs: ["参保人.年龄", "明细.医保编码"],
  };
}
