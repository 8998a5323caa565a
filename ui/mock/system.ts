// The administrator's side of the made-up city: accounts, keys of programs, organisations, the trail.
import type { ApiKey, BooksInForce, CallerRow, Health, Job, Live, Organisation, Proposal, TrailLine, User, WorkingDays } from "../src/api/types";
import { accounts, institutions, people, TODAY } from "./data.ts";

export const users: User[] = accounts.map(({ login, name, code, grants }, index) => ({
  id: `u-${login}`,
  login,
  name,
  state: index === 3 ? "locked" : "active",
  otp_enabled: code !== undefined,
  ...(index === 3 ? {} : { last_login: `${TODAY} 08:${String(10 + index)}:00` }),
  grants: grants.map(({ areas: _areas, ...grant }) => grant),
}));

/** People, who would have the role, and a program, which would act by a key. */
const grantees: Pick<Proposal, "user" | "name" | "login">[] = [
  ...users.slice(0, 3).map(({ id, name, login }) => ({ user: id, name, login })),
  { name: "结算系统（新版）" },
];

export const proposals: Proposal[] = (["pending", "signed", "refused", "pending"] as const).map((state, index) => ({
  number: 900 - index,
  ...(grantees[index] ?? { name: "" }),
  role: "auditor",
  role_zh: "稽核人员",
  place_kind: "bureau",
  place: "990101",
  place_name: "临江市医疗保障局（虚构）",
  state,
  state_zh: { pending: "待会签", signed: "已会签", refused: "不予会签" }[state],
  proposed_at: `${TODAY} 08:00:00`,
  proposed_by: "系统管理员",
  ends_at: "2027-01-01 08:00:00",
  reason: state === "refused" ? "岗位不符" : "",
  ...(state === "pending" ? {} : { decided_at: `${TODAY} 09:00:00`, decided_by: "安全审计员" }),
}));

export const keys: ApiKey[] = [
  { id: 1, name: "医院信息系统（第一人民医院）", role_zh: "接口账号", place_name: institutions[0]?.name ?? "", created_at: "2026-03-02 10:00:00", last_used: `${TODAY} 09:29:58` },
  { id: 2, name: "结算系统", role_zh: "接口账号", place_name: "临江市医疗保障局（虚构）", until: "2027-03-01", created_at: "2026-03-02 10:05:00" },
  { id: 3, name: "试点接口", role_zh: "接口账号", place_name: institutions[1]?.name ?? "", created_at: "2026-01-12 16:40:00", revoked_at: "2026-02-28 17:00:00" },
];

export const organisations: Organisation[] = [
  {
    code: "B9901",
    name: "临江市医疗保障局（虚构）",
    kind: "bureau",
    division: "990101",
    access: { prescribing: "not_started", settlement: "not_started", feedback: "not_started" },
  },
  ...institutions.map(({ findings: _findings, flagged: _flagged, ...organisation }) => organisation),
];

export const trail: TrailLine[] = Array.from({ length: 260 }, (_, index) => {
  const who = people[index % people.length] ?? { id: "u-shenhe1", name: "审核员甲" };
  const look = index % 3 === 0;
  return {
    number: 260 - index,
    at: `${TODAY} 09:${String(59 - (index % 60)).padStart(2, "0")}:12`,
    user: who.id,
    user_name: who.name,
    role: "auditor",
    place: "B9901",
    deed: look ? "look" : "handle",
    deed_zh: look ? "查看个人信息" : "办理",
    subject: `finding-${String(index)}`,
    detail: look ? "" : "登记核实结果",
    purpose: look ? "核实线索" : "",
    hash: index.toString(16).padStart(64, "c"),
  };
});

export const live: Live = {
  at: `${TODAY} 09:30:00`,
  calls_per_minute: 412.6,
  p50_ms: 3.2,
  p99_ms: 41,
  hit_rate: 0.083,
  override_rate: 0.21,
  timeouts: 1,
  fail_open: 0,
  institutions: institutions.slice(0, 12).map(({ code, name }, index) => ({
    code,
    name,
    calls: 900 - index * 61,
    hits: 74 - index * 5,
    overrides: 12 - index,
    timeouts: index === 4 ? 1 : 0,
    p99_ms: 28 + index * 1.5,
  })),
};

export const callers: CallerRow[] = [
  ...institutions.slice(0, 6).map(({ code, name }, index): CallerRow => ({
    code,
    name,
    auth: ["tif", "apikey", "bearer", "ip", "tif", "tif"][index] ?? "tif",
    networks: index === 3 ? ["10.20.0.0/16"] : [],
    ciphered: index === 0,
    signed: index === 0,
    encoding: index === 4 ? "gb18030" : "utf-8",
    findings_max: 50,
    settlement_failure: index === 5 ? "refuse" : "pass",
    refuse_on_block: index === 0,
    deviations: index === 4 ? ["infcode", "single_result"] : [],
  })),
  { code: "", name: "未列名的机构", networks: [], ciphered: false, signed: false, encoding: "utf-8", findings_max: 50, settlement_failure: "pass", refuse_on_block: false, deviations: [] },
];

export const calendar: WorkingDays = {
  years: [2025, 2026],
  days: ["01-01", "01-02", "02-16", "02-17", "04-06", "05-01", "10-01"].map((day) => ({ day: `2026-${day}`, worked: false })).concat([{ day: "2026-02-14", worked: true }]),
};

export const books: BooksInForce = {
  hash: "5f0c1b7e9d3a42186c7f5b2e8a9d0c34e1f6a7b8c9d0e1f2a3b4c5d6e7f80912",
  rules: 93,
  rows: 6284,
  source: "随程序发布",
  loaded_at: `${TODAY} 07:58:11`,
  layers: [
    { layer: "", rules: 93, rows: 6284 },
    { layer: "990101", rules: 95, rows: 6301 },
  ],
  problems: [{ file: "local/990101/knowledge/caps.csv", line: 12, problem: "限量不是数字：“三”", advice: "改为数字后保存，规则库自动重新装入。" }],
};

export const jobs: Job[] = [
  { id: "lapse/review/1", kind: "lapse", state: "waiting", state_zh: "待执行", run_at: `${TODAY} 10:00:00`, attempts: 0, problem: "", queued_at: `${TODAY} 08:00:00` },
  { id: "intake/2026-10", kind: "intake", state: "failed", state_zh: "失败", run_at: `${TODAY} 02:00:00`, attempts: 5, problem: "附件目录不可写。请检查目录权限后重试。", queued_at: `${TODAY} 01:00:00` },
];

export const health: Health = {
  checks: [
    { name: "办案账册", ok: true, text: "可以读写，0.4毫秒" },
    { name: "实时库", ok: true, text: "已打开" },
    { name: "规则库", ok: false, text: "1处问题，见“规则库与知识库”" },
    { name: "结算数据湖", ok: true, text: "可以读取" },
    { name: "磁盘空间", ok: true, text: "数据目录所在磁盘可用182.4 GB（61%）" },
    { name: "账册备份", ok: false, text: "还没有备份过，请执行 mingjing ledger backup" },
    { name: "留痕校验", ok: true, text: `${TODAY} 06:00:00 校验无误` },
  ],
};
