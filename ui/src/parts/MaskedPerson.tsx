// A person behind a finding: masked, until somebody says what for. Shown for a minute, then masked.
import { EyeOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useEffect, useState } from "react";
import { api, type Revealed } from "../api";
import { useWords, words } from "../words/words";
import { PurposeDialog } from "./PurposeDialog";

const text = words(
  {
    look: "查看参保人信息",
    recorded: "查看参保人信息须说明用途。查看人、时间、用途和所看内容将记录留痕，供审计查验。信息显示 60 秒。",
    left: (seconds: number) => `${seconds} 秒后恢复脱敏`,
    encounter: "就诊标识",
  },
  {
    look: "Show the person",
    recorded: "State what for. Who looked, when, why and at what is recorded. Shown for 60 seconds.",
    left: (seconds: number) => `Masked again in ${seconds} s`,
    encounter: "Encounter",
  },
);

const SHOWN_SECONDS = 60;

export function MaskedPerson({ finding, masked }: { finding: string; masked: string }) {
  const say = useWords(text);
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<Revealed | null>(null);
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (left === 0) {
      return undefined;
    }
    const timer = setTimeout(() => {
      setLeft(left - 1);
      if (left === 1) {
        setShown(null);
      }
    }, 1000);
    return () => {
      clearTimeout(timer);
    };
  }, [left]);
  if (shown !== null) {
    return (
      <span>
        {shown.person}（{say.encounter} {shown.encounter}） <small>{say.left(left)}</small>
      </span>
    );
  }
  return (
    <span>
      {masked}
      <Tooltip title={say.look}>
        <Button
          className="no-print"
          type="text"
          size="small"
          aria-label={say.look}
          icon={<EyeOutlined />}
          onClick={() => {
            setAsking(true);
          }}
        />
      </Tooltip>
      {asking ? (
        <PurposeDialog
          title={say.look}
          recorded={say.recorded}
          onClose={() => {
            setAsking(false);
          }}
          onPurpose={async (purpose) => {
            setShown(await api.look(finding, purpose));
            setLeft(SHOWN_SECONDS);
          }}
        />
      ) : null}
    </span>
  );
}
