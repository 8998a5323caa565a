// Bulletins: those who make them have the list that they work from and the settings; everybody else reads what
// is published, of his institution or of his district.
import { Tabs } from "antd";
import type { RoleTag } from "../../../api";
import { useSession } from "../../../app/session";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { MatterList } from "../../matters/MatterList";
import { useTab } from "../tabs";
import { HouseRules } from "./HouseRules";
import { houseWords } from "./houseWords";
import { Issues } from "./Issues";

const PATH = "/bulletins";
const MAKERS: readonly string[] = ["ethics_office", "discipline_office", "hospital_leader"];
const SETTING: RoleTag = "ethics_office";
const TABS = ["work", "published", "settings"] as const;

export function Bulletins() {
  const { grant } = useSession();
  return grant !== undefined && MAKERS.includes(grant.role) ? (
    <Making editable={grant.role === SETTING} />
  ) : (
    <div className="page">
      <PageHead path={PATH} />
      <Issues />
    </div>
  );
}

function Making({ editable }: { editable: boolean }) {
  const say = useWords(houseWords);
  const { active, choose } = useTab(TABS);
  const tabs = <Tabs activeKey={active} onChange={choose} items={TABS.map((key) => ({ key, label: say[key] }))} />;
  if (active === "work") {
    return (
      <MatterList
        path={PATH}
        kind="bulletin"
        columns={["title", "period", "stage", "deadline"]}
        none="noneBulletins"
        over={tabs}
      />
    );
  }
  return (
    <div className="page">
      <PageHead path={PATH} />
      {tabs}
      {active === "published" ? <Issues published /> : <HouseRules editable={editable} />}
    </div>
  );
}
