// What the made-up server answers to the addresses of conduct.
import type { Answer, PathOf } from "../../src/api/client";
import type { EditionKind, PerformanceForm, SurveyForm } from "../../src/api/conduct/shapes";
import { Refused, type Answered, type Asked } from "../asked.ts";
import { fen, matters, TODAY, yuan } from "../data.ts";
import { editionOf, issues, ledgerOf } from "./bulletin.ts";
import { antimicrobialOf, costlyOf, declineReasons, districtOf, hospitalsOf, publicSurvey, publicTotalsOf, recognitionOf, sheetPreview, surveyResults, vault } from "./figures.ts";
import { hospital, personOf, staff, yearOf } from "./people.ts";
import { check, replay, shipped } from "./scheme.ts";

/** An answer in the shape that the server describes for the address. */
const said = <M extends "get" | "post", Path extends PathOf<M>>(json: Answer<M, Path>): Answered => ({ json });

const missing = () =>
  new Refused(404, "LG-NOT-FOUND", "没有找到", "没有这项内容，或者当前身份无权查看。请核对编号，或切换身份后再试。");

/** Codes that were answered already. */
const answered = new Set<string>(["USED"]);

/** Without a session: what a patient sees. */
export function publicAnswer({ method, path, query, body }: Asked): Answered | undefined {
  const [first, second, code = ""] = path;
  if (first === "public" && second === "recognition") {
    return said<"get", "/public/recognition">(publicTotalsOf(Number(query.get("year") ?? 2026)));
  }
  if (first !== "public" || second !== "surveys") {
    return undefined;
  }
  if (answered.has(code)) {
    throw new Refused(409, "WB-ANSWERED", "已经评价", "这张二维码已经用过。需要再次评价的，请索取新的二维码。");
  }
  if (code === "NONE") {
    throw missing();
  }
  if (method === "POST") {
    if (typeof body.answers !== "object") {
      throw new Refused(422, "WB-INPUT", "没有答案", "没有收到答案。请作答后提交。", "answers");
    }
    answered.add(code);
    return {};
  }
  return said<"get", "/public/surveys/{code}">(publicSurvey);
}

/** A pool shared by what everybody did and by conduct, the rest given to the largest remainders. */
function share({ weight, pool, work, approver, file_number }: PerformanceForm): Answer<"post", "/conduct/performance"> {
  const w = Number(weight);
  if (w < 0.2 && (approver === undefined || file_number === undefined)) {
    throw new Refused(422, "WB-INPUT", "不能核算", "医德权重低于0.2。请提高，或者填写批准人和文号。", "weight");
  }
  const rows = work.map(({ code, score }, index) => {
    const ethics = index % 9 === 4 ? 86 : 100;
    return { code, name: staff.find((one) => one.code === code)?.name ?? code, work: score, ethics: String(ethics), weight, coefficient: index % 6 === 3 ? "1.1" : "1.0", size: ((1 - w) * Number(score) + w * ethics) * (index % 6 === 3 ? 1.1 : 1) };
  });
  const whole = rows.reduce((sum, row) => sum + row.size, 0);
  const cut = rows.map((row) => Math.floor((fen(pool) * row.size) / whole));
  const rest = fen(pool) - cut.reduce((sum, one) => sum + one, 0);
  return {
    rows: rows.map(({ size: _size, ...row }, index) => ({ ...row, amount: yuan((cut[index] ?? 0) + (index < rest ? 1 : 0)) })),
    total: pool,
  };
}

function usage(id: string, asked: Asked["body"]): Answered {
  const matter = matters.find((one) => one.id === `usage-query/${id}`);
  if (matter?.stage !== "已开通") {
    throw new Refused(403, "CD-TICKET", "查询被拒绝", "本申请没有批准或者已经到期。本次尝试已记录。");
  }
  if (asked.of !== "drug") {
    throw new Refused(403, "CD-TICKET-SCOPE", "查询被拒绝", "本申请批准的品类是药品。本次尝试已记录。");
  }
  return said<"post", "/conduct/usage/{id}/runs">({
    watermark: `行风办甲 2026-11-24 09:30:00 ${matter.id}`,
    watermark_id: "5F2A-91C0-01",
    ticket: matter.id,
    columns: ["科室", "品种", "数量"],
    rows: ["心血管内科", "骨科", "普外科", "呼吸与危重症医学科"].map((department, index) => [department, "注射用头孢曲松钠", String(812 - index * 96)]),
  });
}

function vaultAnswer({ method, path, body }: Asked): Answered {
  const [, , number, deed] = path;
  const request = vault.find((one) => String(one.number) === number);
  if (method === "GET") {
    return said<"get", "/vault/requests">({ rows: vault });
  }
  if (number === undefined) {
    vault.unshift({ number: vault.length + 1, seal: String(body.seal), purpose: String(body.purpose), asked_at: "2026-11-24 09:30:00", asked_by: "保管人甲", own: true });
    return said<"post", "/vault/requests">({ number: vault.length });
  }
  if (request === undefined) {
    throw missing();
  }
  if (deed === "agreement") {
    Object.assign(request, { agreed_at: "2026-11-24 09:31:00", agreed_by: "保管人甲" });
    return {};
  }
  if (request.opened_at !== undefined) {
    throw new Refused(409, "LG-CONFLICT", "已经打开过", "本申请已经打开过一次。需要再次打开的，请重新申请。");
  }
  request.opened_at = "2026-11-24 09:32:00";
  return said<"post", "/vault/requests/{number}/opening">({ name: "虚构举报人（演示）", contact: "演示电话", note: "演示" });
}

function person(code: string, year: number): Answered {
  const own = matters.filter((one) => one.practitioner === code && one.institution === hospital.code).slice(0, 8);
  const found = personOf(code, year, own);
  if (found === undefined) {
    throw missing();
  }
  return said<"get", "/conduct/people/{code}">(found);
}

function bulletin({ path, query }: Asked): Answered {
  const [, , id, part] = path;
  if (id === undefined) {
    return said<"get", "/conduct/bulletins">({ rows: issues });
  }
  if (part === "composition") {
    return said<"post", "/conduct/bulletins/{id}/composition">({
      id: `bulletin/${id}`,
      version: 3,
      headline: editionOf("internal").edition.headline,
      leaks: [],
      remarks: ["账册中没有患者姓名，发布检查不能比对患者姓名。请核对人逐页核对。"],
    });
  }
  return said<"get", "/conduct/bulletins/{id}/edition">(editionOf((query.get("edition") ?? "internal") as EditionKind, id));
}

export function conductAnswer(asked: Asked): Answered | undefined {
  const { path, query, body } = asked;
  const [first, second, third, fourth] = path;
  if (first === "vault") {
    return vaultAnswer(asked);
  }
  if (first === "recognition") {
    return said<"get", "/recognition/reasons">(declineReasons);
  }
  if (first !== "conduct") {
    return undefined;
  }
  if (path.at(-1) === "sheet") {
    return said<"post", "/conduct/staff/sheet">(sheetPreview(query.get("columns") ?? "", query.get("take") === "true"));
  }
  if (path.at(-1) === "export.xlsx" || path.at(-1) === "archive" || path.at(-1) === "report" || fourth === "file" || fourth === "pictures") {
    return { file: Buffer.from("made-up file") };
  }
  const year = Number(query.get("year") ?? 2026);
  switch (second) {
    case "staff":
      return said<"get", "/conduct/staff">({ rows: staff });
    case "year":
      return said<"get", "/conduct/year">(yearOf(year));
    case "people":
      return person(third ?? "", year);
    case "mine":
      return person("YG1001", year);
    case "assessments":
      return said<"post", "/conduct/assessments">({ opened: 77, before: 40 });
    case "schemes":
      return third === "shipped"
        ? said<"get", "/conduct/schemes/shipped">(shipped)
        : third === "check"
          ? said<"post", "/conduct/schemes/check">(check(String(body.text)))
          : said<"post", "/conduct/schemes/replay">(replay());
    case "performance":
      return said<"post", "/conduct/performance">(share(body as unknown as PerformanceForm));
    case "bulletins":
      return bulletin(asked);
    case "library":
      return said<"get", "/conduct/library">({
        cases: [
          { id: "library-case/1", kind_zh: "警示案例", title: "一起收受耗材供应商礼金的案例", body: "某科人员多次收受供应商礼金，后主动说明并退还，受到诫勉谈话处理。", lesson: "采购和使用环节的人员不得与供应商有经济往来。" },
          { id: "library-case/2", kind_zh: "先进典型", title: "值班医师婉拒患者家属红包", body: "家属术前塞红包，值班医师无法当场退还，于当日上交并存入住院预交金。", lesson: "无法当场退还的，24小时内登记上交。" },
        ],
      });
    case "ledger":
      return said<"get", "/conduct/ledger">(ledgerOf(query.get("from") ?? "2026-01-01", query.get("to") ?? TODAY));
    case "district":
      return said<"get", "/conduct/district">(districtOf(year, query.has("quarter") ? Number(query.get("quarter")) : undefined));
    case "bulletin-settings":
      return said<"get", "/conduct/bulletin-settings">({
        version: 2,
        public_names: false,
        basis: "occurred",
        opted_out: staff.slice(0, 1).map(({ code, name, department }) => ({ code, name, department })),
        source: "中国政府网",
        changed_at: "2026-10-08 09:12:00",
        changed_by: "行风办甲",
      });
    case "patient-seals":
      return said<"post", "/conduct/patient-seals">({ seal: "P0123456789ABCDEF0123", head: String(body.number).slice(0, 3) });
    case "surveys":
      return third === "codes"
        ? said<"post", "/conduct/surveys/codes">({ codes: Array.from({ length: Number(body.count) }, (_, index) => `DEMO${String(index + 1).padStart(4, "0")}`) })
        : said<"get", "/conduct/surveys/results">(surveyResults((query.get("form") ?? "outpatient") as SurveyForm));
    case "usage":
      return usage(third ?? "", body);
    case "recognition":
      return said<"get", "/conduct/recognition">(recognitionOf(query.get("month") ?? "2026-10"));
    case "antimicrobial":
      return said<"get", "/conduct/antimicrobial">(antimicrobialOf(query.get("month") ?? "2026-10"));
    case "clinical":
      return said<"get", "/conduct/clinical/hospitals">(hospitalsOf(query.get("month") ?? "2026-10"));
    case "high-cost":
      return said<"get", "/conduct/high-cost">(costlyOf(query.get("month") ?? "2026-10"));
    default:
      throw missing();
  }
}
