// The administrator's side of the made-up city: accounts, keys of programs, organisations, the trail.
import type { ApiKey, Live, Organisation, Proposal, TrailLine, User } from "../src/api/types";
import { accounts, institutions, people, TODAY } from "./data";

export const users: User[] = accounts.map(({ login, name, code, grants }, index) => ({
  id: `u-${login}`,
  login,
  name,
  state: index === 3 ? "locked" : "active",
  otp_enabled: code !== undefined,
  ...(index === 3 ? {} : { last_login: `${TODAY} 08:${String(10 + index)}:00` }),
  grants: grants.map(({ areas: _areas, ...grant }) => grant),
}));

export const proposals: Proposal[] = (["pending", "signed", "refused"] as const).map((state, index) => ({
  number: 900 - index,
  user: users[index]?.id ?? "",
  name: users[index]?.name ?? "",
  login: users[index]?.login ?? "",
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
