// The filters of a list live in the address: a list can be sent, saved and gone back to.
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Query } from "../api";

export interface Filters {
  /** As the API takes them. */
  query: Query;
  one: (name: string) => string | undefined;
  all: (name: string) => string[];
  /** Sets some, leaves the rest; empty removes. */
  set: (changed: Record<string, string | string[] | undefined>) => void;
  clear: () => void;
  /** True where anything is filtered beyond what the page always asks for. */
  any: boolean;
}

export function useFilters(names: readonly string[], always: Query = {}): Filters {
  const [search, setSearch] = useSearchParams();
  const key = search.toString();
  const fixed = JSON.stringify(always);
  const query = useMemo<Query>(() => {
    const parameters = new URLSearchParams(key);
    const made: Query = { ...(JSON.parse(fixed) as Query) };
    for (const name of names) {
      const values = parameters.getAll(name).filter((value) => value !== "");
      if (values.length > 0) {
        made[name] = values.length === 1 ? values[0] : values;
      }
    }
    return made;
  }, [key, fixed, names]);
  const set = useCallback(
    (changed: Record<string, string | string[] | undefined>) => {
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changed)) {
            after.delete(name);
            for (const one of Array.isArray(value) ? value : [value]) {
              if (one !== undefined && one !== "") {
                after.append(name, one);
              }
            }
          }
          return after;
        },
        { replace: true },
      );
    },
    [setSearch],
  );
  return {
    query,
    one: (name) => search.get(name) ?? undefined,
    all: (name) => search.getAll(name),
    set,
    clear: () => {
      set(Object.fromEntries(names.map((name) => [name, undefined])));
    },
    any: names.some((name) => search.has(name)),
  };
}
