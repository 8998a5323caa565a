// Several kinds of matters behind one entry of the menu: one is chosen at a time.
import { Segmented } from "antd";
import type { ReactNode } from "react";
import { MatterList, type Kind } from "../../matters/MatterList";
import { useTab } from "../tabs";

export interface Listed extends Omit<Kind, "path" | "over" | "kind"> {
  kind: string;
  label: string;
}

interface Given {
  path: string;
  kinds: readonly [Listed, ...Listed[]];
  /** Above the choice. */
  over?: ReactNode;
}

export function TabbedLists({ path, kinds, over }: Given) {
  const [first, ...rest] = kinds;
  const { active, choose } = useTab([first.kind, ...rest.map(({ kind }) => kind)]);
  const { label: _label, ...shown } = kinds.find(({ kind }) => kind === active) ?? first;
  return (
    <MatterList
      {...shown}
      path={path}
      over={
        <>
          {over}
          <div className="conduct-gap">
            <Segmented
              value={active}
              onChange={choose}
              options={kinds.map(({ kind, label }) => ({ value: kind, label }))}
            />
          </div>
        </>
      }
    />
  );
}
