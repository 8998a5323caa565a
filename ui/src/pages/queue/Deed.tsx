// Confirm, refute or assign, through the lead that the finding belongs to: only what the lead offers
// the acting person now.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, asProblem, type FindingRow, type MatterPage, type Offer } from "../../api";
import { CommandDialog, useCommand } from "../../parts/CommandDialog";
import { beginning, commandOf, prefill, settle } from "../../parts/command";
import { useMessages } from "../../app/messages";
import { useWords } from "../../words/words";
import { queueWords } from "./words";

export type DeedKind = "confirm" | "refute" | "assign";

interface Given {
  row: FindingRow;
  kind: DeedKind;
  onClose: () => void;
}

export function Deed({ row, kind, onClose }: Given) {
  const say = useWords(queueWords);
  const message = useMessages();
  const lead = useQuery({
    queryKey: ["matter", row.lead],
    queryFn: ({ signal }) => api.matter(row.lead ?? "", signal),
    enabled: row.lead !== undefined,
    staleTime: 0,
    retry: false,
  });
  const command = kind === "assign" ? "assign" : "mark";
  const offer = lead.data?.offers.find((one) => one.command === command);
  const refused =
    row.lead === undefined
      ? say.noLead
      : lead.isError
        ? asProblem(lead.error).message
        : lead.data !== undefined && !lead.isFetching && offer === undefined
          ? (kind === "assign" ? say.noAssign : say.noMark)(lead.data.row.stage)
          : undefined;
  useEffect(() => {
    if (refused !== undefined) {
      void message.warning(refused);
      onClose();
    }
  }, [refused, message, onClose]);
  if (lead.data === undefined || lead.isFetching || offer === undefined) {
    return null;
  }
  if (kind === "confirm") {
    return <Confirming lead={lead.data} offer={settle(offer, { finding: row.key, mark: { mark: "confirmed" } })} onClose={onClose} />;
  }
  return (
    <CommandDialog
      matter={lead.data.row.id}
      version={lead.data.row.version}
      offer={kind === "refute" ? prefill(settle(offer, { finding: row.key }), { mark: { mark: "false" } }) : offer}
      onClose={onClose}
    />
  );
}

/** Nothing is left to ask: sent at once. */
function Confirming({ lead, offer, onClose }: { lead: MatterPage; offer: Offer; onClose: () => void }) {
  const say = useWords(queueWords);
  const message = useMessages();
  const send = useCommand();
  const [key] = useState(() => crypto.randomUUID());
  const sent = useRef(false);
  useEffect(() => {
    if (sent.current) {
      return;
    }
    sent.current = true;
    send(lead.row.id, lead.row.version, commandOf(offer, beginning(offer.fields)), key)
      .then(() => message.success(say.confirmed))
      .catch((thrown: unknown) => message.error(asProblem(thrown).message))
      .finally(onClose);
  }, [lead, offer, key, send, message, say, onClose]);
  return null;
}
