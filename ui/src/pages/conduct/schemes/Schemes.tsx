// Schemes: those of the institution as matters, the shipped ones to begin from, one with its text, and a
// place to try a text.
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { MatterPage, Offer } from "../../../api";
import { settle } from "../../../parts/command";
import { CommandDialog } from "../../../parts/CommandDialog";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { MatterWith } from "../../matters/Matter";
import { MatterList } from "../../matters/MatterList";
import { schemeWords } from "./words";
import { Workshop } from "./Workshop";

export function Schemes() {
  const say = useWords(schemeWords);
  return (
    <MatterList
      path="/schemes"
      kind="scheme"
      columns={["title", "stage", "assignee", "opened", "changed"]}
      none="noneBegun"
      tools={
        <Link to="/schemes/trial">
          <Button>{say.trial}</Button>
        </Link>
      }
    />
  );
}

export function SchemeTrial() {
  const say = useWords(schemeWords);
  return (
    <div className="page">
      <PageHead path="/schemes" title={say.trialTitle} />
      <p>{say.trialWhy}</p>
      <Workshop initial="" editable />
    </div>
  );
}

export function Scheme() {
  const say = useWords(schemeWords);
  return <MatterWith own={(of) => ({ label: say.tab, children: <Draft key={of.row.version} of={of} /> })} />;
}

/** The label under which the summary of a scheme has its text. */
const TEXT_LABEL = "方案全文";

/** The text as a revision begins with it; who may not revise reads it in the summary. */
function Draft({ of }: { of: MatterPage }) {
  const say = useWords(schemeWords);
  const revise = of.offers.find(({ command }) => command === "revise");
  const begun = revise?.fields.find(({ name }) => name === "text")?.initial;
  const text = typeof begun === "string" ? begun : of.summary.find(({ label }) => label === TEXT_LABEL)?.value;
  if (text === undefined) {
    return <p>{say.noText}</p>;
  }
  return (
    <Workshop
      initial={text}
      editable={revise !== undefined}
      {...(revise === undefined ? {} : { tools: (now: string) => <Revise of={of} offer={revise} before={text} now={now} /> })}
    />
  );
}

function Revise({ of, offer, before, now }: { of: MatterPage; offer: Offer; before: string; now: string }) {
  const say = useWords(schemeWords);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        type="primary"
        disabled={now === before}
        title={now === before ? say.saved : undefined}
        onClick={() => {
          setOpen(true);
        }}
      >
        {say.save}
      </Button>
      {open ? (
        <CommandDialog
          matter={of.row.id}
          version={of.row.version}
          offer={settle(offer, { text: now })}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}
