// The tab of a page is part of its address, so that it can be linked and gone back to.
import { useSearchParams } from "react-router";

/** The chosen one of `tabs`, the first without a choice; another tab begins without the filters of this one. */
export function useTab<const Tab extends string>(tabs: readonly [Tab, ...Tab[]]) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get("tab");
  const active: Tab = tabs.find((one) => one === asked) ?? tabs[0];
  const choose = (tab: string) => {
    setSearch(tab === tabs[0] ? {} : { tab }, { replace: true });
  };
  return { active, choose };
}
