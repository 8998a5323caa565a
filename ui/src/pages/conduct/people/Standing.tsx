// 帽子、面子、票子: what the year means for title, honour and pay.
import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { PersonPage } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { useWords } from "../../../words/words";
import { personWords } from "./words";

export function Standing({ of }: { of: PersonPage["standing"] }) {
  const say = useWords(personWords);
  if (of === undefined) {
    return <p>{say.noStanding}</p>;
  }
  return (
    <>
      <div className="conduct-blocks">
        <Block name={say.hat} open={of.title} note={`${say.periodic}：${of.periodic_zh}`}>
          {of.title ? say.may : say.mayNot}
        </Block>
        <Block name={say.face} open={of.award}>
          {of.award ? say.mayAward : say.mayNotAward}
        </Block>
        <Block name={say.purse} open={Number(of.pay) >= 1}>
          {say.coefficient(of.pay)}
        </Block>
      </div>
      <p>
        {of.reasons.length === 0
          ? say.noReasons
          : `${say.reasons}：${of.reasons.map(({ code, text }) => `${text}（${code}）`).join("；")}`}
      </p>
    </>
  );
}

function Block({ name, open, note, children }: { name: string; open: boolean; note?: string; children: ReactNode }) {
  const { palette } = usePreferences();
  return (
    <section className="sheet conduct-block">
      <h2>{name}</h2>
      <strong style={{ color: open ? palette.green : palette.red }}>
        {open ? <CheckCircleFilled /> : <CloseCircleFilled />} {children}
      </strong>
      {note === undefined ? null : <p className="conduct-note">{note}</p>}
    </section>
  );
}
