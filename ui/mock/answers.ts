// What the made-up server answers: sessions, lists with cursors and totals. Pages of single things
// are in `pages.ts`.
import type { FindingRow, MatterRow, Me } from "../src/api/types";
import { Refused, type Answered, type Asked } from "./asked.ts";
import { conductAccounts } from "./conduct/accounts.ts";
import { conductAnswer, publicAnswer } from "./conduct/answers.ts";
import { conductMatters, conductPage } from "./conduct/matters.ts";
import { openingsOf } from "./conduct/offers.ts";
import { accounts, fen, findings, institutions, matters, people, rules, yuan, divisions, type Account } from "./data.ts";
import { books, calendar, callers, health, jobs, keys, live, organisations, proposals, trail, users } from "./system.ts";
import { dashboardOf, findingPage, institutionPage, knowledgeOf, matterPage, rulePage, timelineOf } from "./pages.ts";

const notFound = () =>
  new Refused(404, "LG-NOT-FOUND", "没有找到", "没有这项内容，或者当前身份无权查看。请核对编号，或切换身份后再试。");

accounts.push(...conductAccounts);
matters.push(...conductMatters);

const sessions = new Map<string, Account>();
let opened = 0;

function logIn(asked: Asked): Answered {
  const account = accounts.find((one) => one.login === asked.body.login && one.password === asked.body.password);
  if (account === undefined) {
    throw new Refused(401, "WB-LOGIN", "登录未成功", "账号或密码不正确。连续输错五次将锁定十五分钟，请核对后重新输入。");
  }
  if (account.code !== undefined && asked.body.code !== account.code) {
    throw new Refused(403, "WB-CODE", "需要动态口令", "动态口令不正确或已过期。请输入验证器上当前显示的六位数字。");
  }
  opened += 1;
  const session = `mock-${opened}-${account.login}`;
  sessions.set(session, account);
  return { json: meOf(account, Number.NaN), cookie: session };
}

function meOf(account: Account, acting: number): Me {
  const grant = account.grants.find((one) => one.id === acting) ?? account.grants[0];
  return {
    user: { id: `u-${account.login}`, login: account.login, name: account.name },
    grants: account.grants.map(({ areas: _areas, ...rest }) => rest),
    acting: grant?.id ?? 0,
    csrf: "mock-csrf",
    must_change_password: account.mustChange ?? false,
    otp_enabled: account.code !== undefined,
    areas: grant?.areas ?? [],
  };
}

function page<Row>(rows: Row[], query: URLSearchParams): { rows: Row[]; next: string | null } {
  const from = Number(query.get("after") ?? 0);
  const size = Number(query.get("size") ?? 50);
  return { rows: rows.slice(from, from + size), next: from + size < rows.length ? String(from + size) : null };
}

function findingsOf(query: URLSearchParams): FindingRow[] {
  const [institution, rule, lead, from, before] = ["institution", "rule", "lead", "from", "before"].map((name) => query.get(name));
  const least = Number(query.get("at_least") ?? 3);
  return findings.filter(
    (row) =>
      (!institution || row.institution === institution) &&
      (!rule || row.rule === rule) &&
      (!lead || row.lead === lead) &&
      (!from || row.service_day >= from) &&
      (!before || row.service_day < before) &&
      row.certainty <= least,
  );
}

function mattersOf(query: URLSearchParams, me: string): MatterRow[] {
  const stages = (query.get("stage") ?? "").split(",").filter((stage) => stage !== "");
  const kinds = (query.get("kind") ?? "").split(",").filter((kind) => kind !== "");
  const wanted = ["institution", "rule", "period"] as const;
  const assignee = query.get("assignee") === "me" ? me : query.get("assignee");
  const rows = matters.filter(
    (row) =>
      wanted.every((name) => !query.get(name) || row[name] === query.get(name)) &&
      (kinds.length === 0 || kinds.includes(row.kind)) &&
      (stages.length === 0 || stages.includes(row.stage)) &&
      (!assignee || row.assignee === assignee) &&
      (query.get("overdue") !== "true" || row.overdue),
  );
  const order = query.get("order") ?? "latest";
  return order === "largest"
    ? rows.sort((a, b) => fen(b.figures.flagged) - fen(a.figures.flagged))
    : order === "due"
      ? rows.sort((a, b) => (a.due ?? "9999").localeCompare(b.due ?? "9999"))
      : rows.sort((a, b) => b.changed_at.localeCompare(a.changed_at));
}

function totals<Row, Sum>(rows: Row[], keyOf: (row: Row) => [string, string], sum: (rows: Row[]) => Sum) {
  const groups = new Map<string, { name: string; rows: Row[] }>();
  for (const row of rows) {
    const [key, name] = keyOf(row);
    const group = groups.get(key) ?? { name, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups]
    .sort((a, b) => b[1].rows.length - a[1].rows.length)
    .map(([key, group]) => ({ key, name: group.name, ...sum(group.rows) }));
}

const flaggedOf = (rows: FindingRow[]) => ({ count: rows.length, flagged: yuan(rows.reduce((sum, row) => sum + fen(row.amount), 0)) });

export function figuresOf(rows: MatterRow[]) {
  const of = (kind: keyof MatterRow["figures"]) => yuan(rows.reduce((sum, row) => sum + fen(row.figures[kind]), 0));
  return { flagged: of("flagged"), upheld: of("upheld"), recovered: of("recovered"), avoided: of("avoided") };
}
const totalsOf = (rows: MatterRow[]) => ({ count: rows.length, figures: figuresOf(rows) });

function findingTotals(query: URLSearchParams) {
  const rows = findingsOf(query);
  const by = query.get("by") ?? "rule";
  const keyOf = (row: FindingRow): [string, string] =>
    by === "institution"
      ? [row.institution, row.institution_name]
      : by === "month"
        ? [row.service_day.slice(0, 7), row.service_day.slice(0, 7)]
        : by === "certainty"
          ? [String(row.certainty), row.certainty_zh]
          : [row.rule, row.rule_name];
  return { ...flaggedOf(rows), by: totals(rows, keyOf, flaggedOf) };
}

function matterTotals(query: URLSearchParams, me: string) {
  const rows = mattersOf(query, me);
  const by = query.get("by") ?? "kind";
  const keyOf = (row: MatterRow): [string, string] => {
    switch (by) {
      case "stage":
        return [row.stage, row.stage];
      case "institution":
        return [row.institution ?? "", row.institution_name ?? ""];
      case "division":
        return [row.division, divisions.find((one) => one.division === row.division)?.name ?? row.division];
      case "rule":
        return [row.rule ?? "", row.rule_name ?? ""];
      case "period":
        return [row.period ?? "", row.period ?? ""];
      case "assignee":
        return [row.assignee ?? "", row.assignee_name ?? "未分派"];
      default:
        return [row.kind, row.kind_zh];
    }
  };
  return { total: totalsOf(rows), by: totals(rows, keyOf, (group) => ({ totals: totalsOf(group) })) };
}

function knowledgePage(code: string, query: URLSearchParams) {
  const rows = knowledgeOf(code, query.get("q") ?? "");
  return { ...page(rows, query), total: rows.length };
}

function searched(q: string) {
  const hits = [
    ...rules.filter((one) => one.name.includes(q) || one.code.includes(q)).map((one) => ({ kind: "rule", id: one.code, title: one.name, note: one.code })),
    ...institutions.filter((one) => one.name.includes(q) || one.code.includes(q)).map((one) => ({ kind: "institution", id: one.code, title: one.name, note: one.code })),
    ...matters.filter((one) => one.title.includes(q)).slice(0, 8).map((one) => ({ kind: "matter", id: one.id, title: one.title, note: one.stage })),
  ];
  return { rows: hits.slice(0, 12) };
}

function command(id: string, asked: Asked): Answered {
  const matter = matters.find((one) => one.id === id);
  if (matter === undefined && !id.endsWith("/new")) {
    throw notFound();
  }
  const sent = asked.body.command as Record<string, unknown>;
  if (matter !== undefined && asked.body.seen !== matter.version) {
    throw new Refused(409, "LG-CONFLICT", "内容已变更", "本事项刚由审核员乙办理过。页面已取得最新内容，请核对后重新提交。");
  }
  // One note that the made-up server refuses, so that a refusal can be seen at its field.
  if (typeof sent.note === "string" && sent.note.trim() === "被拒") {
    throw new Refused(422, "CW-TEXT-MISSING", "不能办理", "审核意见没有说明依据。请补充后再提交。", "note");
  }
  if (matter !== undefined) {
    matter.version += 1;
    if (sent.command === "assign") {
      const who = people.find((one) => one.id === sent.to);
      if (who !== undefined) {
        matter.assignee = who.id;
        matter.assignee_name = who.name;
        matter.stage = "核实中";
      }
    }
  }
  // What is begun is shown by one of its kind that is there already.
  const begun = matter ?? matters.find((one) => one.kind === id.split("/")[0]);
  return { json: { id: begun?.id ?? id, version: begun?.version ?? 1 } };
}

/** The documents of a kind of matter; of a lead there is none. */
function dueOf(id: string): { template: string; title: string }[] {
  const row = matters.find((one) => one.id === id);
  if (row === undefined) {
    throw notFound();
  }
  const penalty = [
    { template: "penalty-notice", title: "行政处罚事先告知书" },
    { template: "penalty-decision", title: "行政处罚决定书" },
  ];
  return row.kind === "lead" || conductMatters.includes(row) ? [] : row.kind === "enforcement" ? penalty : [{ template: "violation-notice", title: "违规通知书" }];
}

function document(id: string, template: string, body: Record<string, unknown>): Answered {
  const due = dueOf(id).find((one) => one.template === template);
  if (due === undefined) {
    throw notFound();
  }
  const { contact } = (body.issuer ?? {}) as { contact?: string };
  if (contact === undefined) {
    throw new Refused(422, "WB-PAPER", "Unprocessable Entity", `《${due.title}》还缺少联系人。请补充后重新出具。`);
  }
  return {
    file: Buffer.from(`made-up ${String(body.format)}`),
    name: `${due.title}${String(body.number)}.${String(body.format)}`,
  };
}

const openings = [
  {
    command: "issue",
    zh: "下达自查任务",
    primary: true,
    fields: [
      { name: "institution", zh: "机构", kind: "institution", required: true },
      { name: "due", zh: "完成期限", kind: "day", required: true },
      {
        name: "items",
        zh: "自查项",
        kind: "list",
        required: true,
        fields: [
          { name: "text", zh: "自查内容", kind: "long_text", required: true },
          { name: "flagged", zh: "疑点金额", kind: "money", required: true },
        ],
      },
    ],
  },
];

export function answer(asked: Asked): Answered {
  const [first = "", second, third, fourth] = asked.path;
  if (first === "session" && asked.method === "POST") {
    return logIn(asked);
  }
  const open = publicAnswer(asked);
  if (open !== undefined) {
    return open;
  }
  const account = sessions.get(asked.session ?? "");
  if (account === undefined) {
    throw new Refused(401, "WB-SESSION", "登录已失效", "登录已超时或已在别处退出。请重新登录，登录后回到本页。");
  }
  if (asked.method !== "GET" && asked.csrf !== "mock-csrf") {
    throw new Refused(403, "WB-CSRF", "请求未受理", "请求缺少防伪标记。请刷新页面后重新提交。");
  }
  const me = `u-${account.login === "shenhe" ? "shenhe1" : account.login}`;
  const grant = account.grants.find((one) => one.id === asked.acting) ?? account.grants[0];
  if (grant?.place_kind === "institution" && (first === "matters" || first === "findings")) {
    asked.query.set("institution", grant.place);
  }
  const whole = (json: unknown): Answered => {
    if (json === undefined) {
      throw notFound();
    }
    return { json };
  };
  const ofConduct = conductAnswer(asked);
  if (ofConduct !== undefined) {
    return ofConduct;
  }
  if (asked.method === "DELETE" && first === "session") {
    sessions.delete(asked.session ?? "");
    return {};
  }
  if (asked.method === "POST") {
    if (first === "me" && second === "password") {
      account.password = String(asked.body.new);
      account.mustChange = false;
      return {};
    }
    if (first === "matters" && third === "commands") {
      return command(second ?? "", asked);
    }
    if (first === "matters" && third === "documents") {
      return document(second ?? "", fourth ?? "", asked.body);
    }
    if (first === "matters" && third === "attachments") {
      return { json: { name: asked.query.get("name"), digest: asked.bytes.length.toString(16).padStart(8, "0").repeat(8) } };
    }
    const [user] = users;
    if (first === "users" && user !== undefined) {
      return { json: third === "reset-password" || second === undefined ? { user, one_time_password: "cZ7-mock-once" } : user };
    }
    if (first === "api-keys") {
      return { json: { key: "mj-mock-key-shown-once", proposal: proposals.at(-1)?.number } };
    }
    if (first === "findings" && third === "look") {
      return { json: { person: "虚构人员（演示）", encounter: "MZ99012026-000001" } };
    }
    throw notFound();
  }
  if (second === "export.xlsx") {
    return { file: Buffer.from("made-up export") };
  }
  switch (first) {
    case "me":
      return whole(meOf(account, asked.acting));
    case "people":
      return whole({ rows: people });
    case "search":
      return whole(searched(asked.query.get("q") ?? ""));
    case "dashboard":
      return whole(dashboardOf(Number(asked.query.get("year") ?? 2026)));
    case "findings":
      return second === undefined
        ? whole(page(findingsOf(asked.query), asked.query))
        : second === "totals"
          ? whole(findingTotals(asked.query))
          : whole(third === "timeline" ? timelineOf(second) : findingPage(second));
    case "matters":
      return second === undefined
        ? whole(page(mattersOf(asked.query, me), asked.query))
        : second === "totals"
          ? whole(matterTotals(asked.query, me))
          : third === "documents"
            ? whole(dueOf(second))
            : third === "attachments"
              ? { file: Buffer.from(`made-up file ${fourth ?? ""}`) }
              : whole(conductPage(second) ?? matterPage(second, grant?.place_kind === "institution"));
    case "kinds":
      return whole(second === "self-audit" ? openings : (openingsOf[second ?? ""] ?? []));
    case "points":
      return whole(page(matters.filter((one) => one.kind === "points"), asked.query));
    case "institutions": {
      const q = asked.query.get("q") ?? "";
      return second === undefined
        ? whole(page(institutions.filter((one) => one.name.includes(q) || one.code.includes(q)), asked.query))
        : whole(institutionPage(second));
    }
    case "rules":
      return second === undefined
        ? whole({ rows: rules })
        : third === "knowledge"
          ? whole(knowledgePage(second, asked.query))
          : whole(rulePage(second));
    case "users": {
      const q = asked.query.get("q") ?? "";
      return whole({ rows: users.filter((one) => one.login.includes(q) || one.name.includes(q)) });
    }
    case "single-sign-on":
      return whole({ name: "统一身份认证" });
    case "grant-proposals":
      return whole({ rows: proposals });
    case "api-keys":
      return whole({ rows: keys });
    case "callers":
      return whole({ rows: callers });
    case "calendar":
      return whole(calendar);
    case "books":
      return whole(books);
    case "jobs": {
      const state = asked.query.get("state");
      return whole({ rows: jobs.filter((job) => state === null || job.state === state) });
    }
    case "health":
      return whole(health);
    case "organisations":
      return whole({ rows: organisations });
    case "live":
      return second === "events" ? { file: Buffer.from(`data: ${JSON.stringify(live)}\n\n`), type: "text/event-stream" } : whole(live);
    case "trail": {
      const subject = asked.query.get("subject");
      return whole(page(trail.filter((row) => !subject || subject.includes("/") || row.subject === subject), asked.query));
    }
    default:
      throw notFound();
  }
}
