// How sure a finding is: colour, icon and word together.
import { CloseCircleFilled, InfoCircleFilled, QuestionCircleFilled } from "@ant-design/icons";
import { Tag } from "antd";
import type { CertaintyLevel } from "../api";
import { usePreferences } from "../app/preferences";

export function Certainty({ level, name }: { level: CertaintyLevel; name: string }) {
  const { palette } = usePreferences();
  const look = {
    1: { colour: palette.red, icon: <CloseCircleFilled /> },
    2: { colour: palette.amber, icon: <QuestionCircleFilled /> },
    3: { colour: palette.grey, icon: <InfoCircleFilled /> },
  }[level];
  return (
    <Tag icon={look.icon} variant="outlined" style={{ color: look.colour, borderColor: look.colour, background: "transparent" }}>
      {name}
    </Tag>
  );
}
