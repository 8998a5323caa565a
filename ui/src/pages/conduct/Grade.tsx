// A grade: word and colour together; a veto stands beside it.
import { CheckCircleFilled, CloseCircleFilled, InfoCircleFilled, StarFilled, StopFilled } from "@ant-design/icons";
import { Tag } from "antd";
import type { GradeTag } from "../../api/conduct";
import { usePreferences } from "../../app/preferences";
import { useWords, words } from "../../words/words";

const text = words({ veto: "一票否决" }, { veto: "Veto" });

export function Grade({ of, name, veto = false }: { of: GradeTag; name: string; veto?: boolean }) {
  const say = useWords(text);
  const { palette } = usePreferences();
  const look = {
    excellent: { colour: palette.green, icon: <StarFilled /> },
    good: { colour: palette.accent, icon: <CheckCircleFilled /> },
    fair: { colour: palette.amber, icon: <InfoCircleFilled /> },
    poor: { colour: palette.red, icon: <CloseCircleFilled /> },
  }[of];
  const tag = (colour: string) => ({ color: colour, borderColor: colour, background: "transparent" });
  return (
    <>
      <Tag icon={look.icon} variant="outlined" style={tag(look.colour)}>
        {name}
      </Tag>
      {veto ? (
        <Tag icon={<StopFilled />} variant="outlined" style={tag(palette.red)}>
          {say.veto}
        </Tag>
      ) : null}
    </>
  );
}
