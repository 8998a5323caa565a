// What the acting person may do with a matter now: one thing stands out, the rest stands behind it.
import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import type { CommandDone, MatterPage, MatterRow, Offer } from "../api";
import { useWords, words } from "../words/words";
import { CommandDialog } from "./CommandDialog";

const text = words(
  { more: "其他办理", none: "当前身份暂无可办事项" },
  { more: "Other actions", none: "Nothing to do in your present office" },
);

interface Given {
  matter: Pick<MatterPage, "offers"> & { row: Pick<MatterRow, "id" | "version"> };
  /** Some offers need less asking where it is known what they are about. */
  adapt?: (offer: Offer) => Offer;
  onDone?: (done: CommandDone) => void;
}

export function Actions({ matter, adapt, onDone }: Given) {
  const say = useWords(text);
  const [chosen, setChosen] = useState<Offer | null>(null);
  const { offers, row } = matter;
  const primary = offers.find((offer) => offer.primary);
  const others = offers.filter((offer) => offer !== primary);
  return (
    <>
      {offers.length === 0 ? <span style={{ color: "var(--ant-color-text-tertiary)" }}>{say.none}</span> : null}
      {primary === undefined ? null : (
        <Button
          type="primary"
          onClick={() => {
            setChosen(primary);
          }}
        >
          {primary.zh}
        </Button>
      )}
      {others.length === 0 ? null : (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: others.map((offer) => ({ key: offer.command, label: offer.zh })),
            onClick: ({ key }) => {
              setChosen(others.find((offer) => offer.command === key) ?? null);
            },
          }}
        >
          <Button>
            {say.more} <DownOutlined />
          </Button>
        </Dropdown>
      )}
      {chosen === null ? null : (
        <CommandDialog
          matter={row.id}
          version={row.version}
          offer={adapt === undefined ? chosen : adapt(chosen)}
          onClose={() => {
            setChosen(null);
          }}
          {...(onDone === undefined ? {} : { onDone })}
        />
      )}
    </>
  );
}
