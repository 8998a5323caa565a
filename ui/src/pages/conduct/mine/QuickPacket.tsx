// Reporting a packet that was refused or handed in, within a minute and on a phone: amount, patient, what
// was done. The whole form is one switch away.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Modal, Switch } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, type Offer } from "../../../api";
import { beginning, type Filled } from "../../../parts/command";
import { OfferForm, useOfferForm } from "../../../parts/CommandDialog";
import { pathOfMatter } from "../../../parts/paths";
import { useWords } from "../../../words/words";
import { brief } from "./brief";
import { ownWords } from "./words";

const NEW = "packet/new";
const GROUP = "packet";
const FIRST = ["amount", "patient", "met"] as const;

export function QuickPacket() {
  const say = useWords(ownWords);
  const [open, setOpen] = useState(false);
  const offers = useQuery({
    queryKey: ["beginnings", "packet", undefined],
    queryFn: ({ signal }) => api.beginnings("packet", undefined, signal),
    staleTime: Infinity,
  });
  const offer = offers.data?.[0];
  if (offer === undefined) {
    return null;
  }
  return (
    <>
      <Button
        type="primary"
        onClick={() => {
          setOpen(true);
        }}
      >
        {say.declare}
      </Button>
      {open ? (
        <PacketDialog
          offer={offer}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

function PacketDialog({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const say = useWords(ownWords);
  const navigate = useNavigate();
  const [whole, setWhole] = useState(false);
  const asked = whole ? offer : brief(offer, GROUP, FIRST);
  const state = useOfferForm({
    matter: NEW,
    version: 0,
    offer: asked,
    onDone: (done) => {
      onClose();
      void navigate(pathOfMatter(done.id));
    },
  });
  const turn = (to: boolean) => {
    setWhole(to);
    // What was not asked before begins as the server says, under what is filled in already.
    const typed = state.form.getFieldsValue(true) as Filled;
    const within = (of: Filled) => of[GROUP] as Filled | undefined;
    state.form.setFieldsValue({ [GROUP]: { ...within(beginning(offer.fields)), ...within(typed) } });
  };
  return (
    <Modal
      open
      title={say.declare}
      okText={offer.zh}
      confirmLoading={state.sending}
      onCancel={onClose}
      onOk={() => {
        state.form.submit();
      }}
    >
      <Alert type="info" showIcon title={say.declareWhy} style={{ marginBottom: 12 }} />
      <p>
        <Switch checked={whole} onChange={turn} aria-label={say.whole} /> {say.whole}
      </p>
      <OfferForm matter={NEW} offer={asked} state={state} />
    </Modal>
  );
}
