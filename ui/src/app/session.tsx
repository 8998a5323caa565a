// Who is logged in and by which grant he acts. The grant is kept per tab, so that two tabs may act in
// two offices; the headers of every request follow it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useMemo, type ReactNode } from "react";
import { api, asProblem, carry, onSessionEnded, type Grant, type Me } from "../api";

const ACTING = "mingjing.acting";
export const ME_KEY = ["me"] as const;

interface Session {
  me: Me;
  grant: Grant | undefined;
  /** Acts by another grant: everything that was loaded for the former one is dropped. */
  actAs: (grant: number) => Promise<void>;
  leave: () => Promise<void>;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) {
    throw new Error("useSession outside of SessionProvider");
  }
  return session;
}

function keptGrant(): number | undefined {
  const kept = Number(sessionStorage.getItem(ACTING) ?? Number.NaN);
  return Number.isInteger(kept) ? kept : undefined;
}

/** Asks who is logged in. A kept grant that has ended since is forgotten and asked again without. */
export async function loadMe(signal?: AbortSignal): Promise<Me | null> {
  const kept = keptGrant();
  carry({ csrf: undefined, acting: kept });
  try {
    return welcome(await api.me(signal));
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status === 401) {
      return null;
    }
    if (problem.status === 403 && kept !== undefined) {
      sessionStorage.removeItem(ACTING);
      return loadMe(signal);
    }
    throw thrown;
  }
}

/** Takes the headers of all further requests from `me`. */
export function welcome(me: Me): Me {
  carry({ csrf: me.csrf, acting: me.acting });
  return me;
}

export function useMe() {
  return useQuery({ queryKey: ME_KEY, queryFn: ({ signal }) => loadMe(signal), staleTime: Infinity });
}

export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  const queries = useQueryClient();
  useEffect(() => {
    onSessionEnded(() => {
      queries.setQueryData(ME_KEY, null);
    });
  }, [queries]);
  const session = useMemo<Session>(
    () => ({
      me,
      grant: me.grants.find((grant) => grant.id === me.acting),
      actAs: async (grant) => {
        sessionStorage.setItem(ACTING, String(grant));
        const fresh = await loadMe();
        queries.removeQueries({ predicate: (query) => query.queryKey[0] !== ME_KEY[0] });
        queries.setQueryData(ME_KEY, fresh);
      },
      leave: async () => {
        await api.logOut();
        sessionStorage.removeItem(ACTING);
        carry({ csrf: undefined, acting: undefined });
        queries.clear();
        queries.setQueryData(ME_KEY, null);
      },
    }),
    [me, queries],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}
