// Doing something with a matter: the form of one offer, what the server says to it, and what then.
// The same dialog sends the same idempotency key until it is accepted, so that pressing again after a
// broken connection does nothing twice.
import { Form, Modal } from "antd";
import { useState } from "react";
import { api, asProblem, type CommandDone, type Offer } from "../api";
import { useMessages } from "../app/messages";
import { useWords, words } from "../words/words";
import { asksFor, beginning, commandOf, pathOfField, type Filled } from "./command";
import { CommandFields } from "./CommandForm";
import { ProblemNote } from "./ProblemNote";
import { useReload } from "./reload";

const text = words(
  {
    submit: "提交",
    cancel: "取消",
    done: (what: string) => `${what}：已办理`,
    nothing: "本项无须填写内容，提交后即办理并记录留痕。",
  },
  {
    submit: "Submit",
    cancel: "Cancel",
    done: (what: string) => `${what}: done`,
    nothing: "Nothing to fill in. Submitting does it and records it.",
  },
);

interface Dialog {
  /** `kind/new` for a matter that does not exist yet. */
  matter: string;
  version: number;
  offer: Offer;
  /** The matter that keeps uploaded files, where the one of the command does not exist yet. */
  filesOf?: string;
  onClose: () => void;
  onDone?: (done: CommandDone) => void;
}

/** Sends a command and loads anew what it changed. */
export function useCommand() {
  const reload = useReload();
  return async (matter: string, version: number, command: Filled, key: string): Promise<CommandDone> => {
    try {
      return await api.command(matter, version, command, key);
    } finally {
      // Also after a refusal: a conflict means that the page shows what is no longer so.
      await reload();
    }
  };
}

/** The form of one offer: its state, and sending it. */
export function useOfferForm({ matter, version, offer, onDone }: Omit<Dialog, "onClose" | "filesOf">) {
  const say = useWords(text);
  const message = useMessages();
  const [form] = Form.useForm<Filled>();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const send = useCommand();

  const submit = async (filled: Filled) => {
    setSending(true);
    setRefusal(null);
    try {
      const done = await send(matter, version, commandOf(offer, filled), key);
      void message.success(say.done(offer.zh));
      onDone?.(done);
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status !== 0) {
        // Answered: what is sent next is another deed.
        setKey(crypto.randomUUID());
      }
      if (problem.field !== undefined && asksFor(offer.fields, problem.field)) {
        const name = pathOfField(problem.field);
        form.setFields([{ name, errors: [problem.message] }]);
        form.scrollToField(name, { focus: true });
      } else {
        setRefusal(thrown);
      }
    } finally {
      setSending(false);
    }
  };
  return { form, sending, refusal, submit };
}

/** What an offer asks for, without the buttons around it. */
export function OfferForm({ matter, offer, state }: { matter: string; offer: Offer; state: ReturnType<typeof useOfferForm> }) {
  const say = useWords(text);
  const { form, refusal, submit } = state;
  const asks = offer.fields.some((field) => field.kind !== "fixed");
  return (
    <>
      {refusal === null ? null : (
        <div style={{ marginBottom: 12 }}>
          <ProblemNote thrown={refusal} />
        </div>
      )}
      {asks ? null : <p>{say.nothing}</p>}
      <Form<Filled>
        form={form}
        layout="vertical"
        scrollToFirstError
        initialValues={beginning(offer.fields)}
        onFinish={() => void submit(form.getFieldsValue(true) as Filled)}
      >
        <CommandFields fields={offer.fields} matter={matter} />
      </Form>
    </>
  );
}

export function CommandDialog({ onClose, onDone, filesOf, ...given }: Dialog) {
  const say = useWords(text);
  const state = useOfferForm({
    ...given,
    onDone: (done) => {
      onDone?.(done);
      onClose();
    },
  });
  return (
    <Modal
      open
      title={given.offer.zh}
      width={640}
      okText={say.submit}
      cancelText={say.cancel}
      confirmLoading={state.sending}
      onCancel={onClose}
      onOk={() => {
        state.form.submit();
      }}
    >
      <OfferForm matter={filesOf ?? given.matter} offer={given.offer} state={state} />
    </Modal>
  );
}
