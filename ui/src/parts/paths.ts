// Where things are shown. Every link in the interface is made here.
import type { Query } from "../api";

export const pathOfFinding = (key: string) => `/findings/${encodeURIComponent(key)}`;

/** The identifier of a matter begins with its kind. */
const kindOf = (id: string) => id.split("/")[0] ?? "";

/** Kinds that have a page of their own beside the one that all have. */
const OWN_PAGES: Record<string, string> = { bulletin: "/bulletins", scheme: "/schemes", "usage-query": "/usage" };

export const pathOfMatter = (id: string) => `${OWN_PAGES[kindOf(id)] ?? "/matters"}/${encodeURIComponent(id)}`;
export const pathOfInstitution = (code: string) => `/institutions/${encodeURIComponent(code)}`;
export const pathOfPerson = (code: string) => `/conduct/people/${encodeURIComponent(code)}`;
export const pathOfRule = (code: string) => `/rules/${encodeURIComponent(code)}`;

const LISTS: Record<string, string> = {
  lead: "/leads",
  review: "/reviews",
  "self-audit": "/self-audits",
  enforcement: "/enforcement",
  transfer: "/transfers",
  recovery: "/recovery",
  rectification: "/rectification",
  points: "/points",
  "conduct-event": "/conduct-events",
  veto: "/vetoes",
  assessment: "/assessments",
  scheme: "/schemes",
  packet: "/integrity",
  commendation: "/integrity",
  declaration: "/integrity",
  "service-complaint": "/integrity",
  bulletin: "/bulletins",
  "duty-list": "/clean-hospital",
  "five-good": "/clean-hospital",
  record: "/clean-hospital",
  "risk-point": "/clean-hospital",
  pledge: "/clean-hospital",
  "library-case": "/clean-hospital",
  training: "/clean-hospital",
  discipline: "/discipline",
  "usage-query": "/usage",
  breach: "/clinical-conduct",
  "high-cost": "/clinical-conduct",
  checkup: "/clinical-conduct",
  assistance: "/clinical-conduct",
};

/** The kinds of the fund's pillar: what they are about has the four amounts and findings. */
const OF_THE_FUND: readonly string[] = [
  "lead",
  "review",
  "self-audit",
  "enforcement",
  "transfer",
  "recovery",
  "rectification",
  "complaint",
  "credit",
  "points",
];
export const isOfTheFund = (kind: string) => OF_THE_FUND.includes(kind);

/** The list that matters of a kind are worked from. */
export const listOfKind = (kind: string) => LISTS[kind] ?? "/matters";

/** The menu entry that an address belongs to. */
export function entryOf(pathname: string): string {
  const [first = "", second = ""] = pathname.slice(1).split("/");
  if (first === "findings") {
    return "/queue";
  }
  return first === "matters" && second !== "" ? listOfKind(kindOf(decodeURIComponent(second))) : `/${first}`;
}

/** A list with its filters in the address. */
export function pathOfList(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== "") {
        parameters.append(name, String(one));
      }
    }
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}
