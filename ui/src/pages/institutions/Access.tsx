// How far an institution has come in connecting one stage: word and icon, green once live.
import { CheckCircleFilled, ClockCircleOutlined, MinusCircleOutlined, SyncOutlined } from "@ant-design/icons";
import type { AccessState } from "../../api";
import { usePreferences } from "../../app/preferences";
import { useWords } from "../../words/words";
import { institutionWords } from "./words";

export function Access({ state }: { state: AccessState }) {
  const say = useWords(institutionWords);
  const { palette } = usePreferences();
  const look = {
    live: { colour: palette.green, icon: <CheckCircleFilled /> },
    joint_test: { colour: palette.accent, icon: <SyncOutlined /> },
    interface_changed: { colour: palette.accent, icon: <ClockCircleOutlined /> },
    not_started: { colour: palette.grey, icon: <MinusCircleOutlined /> },
  }[state];
  return (
    <span style={{ color: look.colour, whiteSpace: "nowrap" }}>
      {look.icon} {say[state]}
    </span>
  );
}
