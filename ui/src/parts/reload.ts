// After something was done: what it changed is known to the server alone, so that all that was loaded
// is old. What a page shows is asked for again at once, the rest when it is next shown.
import { useQueryClient } from "@tanstack/react-query";
import { ME_KEY } from "../app/session";

export function useReload(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME_KEY[0] });
}
