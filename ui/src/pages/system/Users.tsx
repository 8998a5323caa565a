// Accounts and what each may do where; and the keys of programs.
import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { PageHead } from "../../parts/PageHead";
import { useWords } from "../../words/words";
import { Accounts } from "./Accounts";
import { ApiKeys } from "./ApiKeys";
import { systemWords } from "./words";
import "./system.css";


export function Users() {
  const say = useWords(systemWords);
  const [search, setSearch] = useSearchParams();
  return (
    <div className="page">
      <PageHead path="/users" />
      <Tabs
        destroyOnHidden
        activeKey={search.get("tab") === "keys" ? "keys" : "users"}
        onChange={(key) => {
          setSearch(key === "users" ? {} : { tab: key }, { replace: true });
        }}
        items={[
          { key: "users", label: say.tabUsers, children: <Accounts /> },
          { key: "keys", label: say.tabKeys, children: <ApiKeys /> },
        ]}
      />
    </div>
  );
}
