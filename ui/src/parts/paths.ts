// Where things are shown. Every link in the interface is made here.
import type { Query } from "../api";

export const pathOfFinding = (key: string) => `/findings/${encodeURIComponent(key)}`;
export const pathOfMatter = (id: string) => `/matters/${encodeURIComponent(id)}`;
export const pathOfInstitution = (code: string) => `/institutions/${encodeURIComponent(code)}`;
export const pathOfRule = (code: string) => `/rules/${encodeURIComponent(code)}`;

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
