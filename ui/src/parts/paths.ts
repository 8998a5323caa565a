// Where things are shown. Every link in the interface is made here.
import type { Query } from "../api";

export const pathOfFinding = (key: string) => `/findings/${encodeURIComponent(key)}`;
export const pathOfMatter = (id: string) => `/matters/${encodeURIComponent(id)}`;
export const pathOfInstitution = (code: string) => `/institutions/${encodeURIComponent(code)}`;
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
};

/** The list that matters of a kind are worked from. */
export const listOfKind = (kind: string) => LISTS[kind] ?? "/matters";

/** The menu entry that an address belongs to. */
export function entryOf(pathname: string): string {
  const [first = "", second = ""] = pathname.slice(1).split("/");
  if (first === "findings") {
    return "/queue";
  }
  // The identifier of a matter begins with its kind.
  return first === "matters" && second !== "" ? listOfKind(decodeURIComponent(second).split("/")[0] ?? "") : `/${first}`;
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
