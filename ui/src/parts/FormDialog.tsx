// A dialog with a form that is sent once: what the server refuses stands beside its box, or above.
import { Form, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { asProblem } from "../api";
import { useWords, words } from "../words/words";
import { pathOfField } from "./command";
import { ProblemNote } from "./ProblemNote";

const text = words({ cancel: "取消" }, { cancel: "Cancel" });

interface Dialog<Entered> {
  title: string;
  ok: string;
  width?: number;
  initial?: Partial<Entered>;
  /** Closing afterwards is its own affair. */
  send: (entered: Entered) => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

export function FormDialog<Entered extends object>({ title, ok, width, initial, send, onClose, children }: Dialog<Entered>) {
  const say = useWords(text);
  const [form] = Form.useForm<Entered>();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const submit = async (entered: Entered) => {
    setSending(true);
    setRefusal(null);
    try {
      await send(entered);
    } catch (thrown) {
      const { field, message } = asProblem(thrown);
      const name = field === undefined ? [] : pathOfField(field);
      if (name.length > 0 && form.getFieldInstance(name) !== undefined) {
        form.setFields([{ name: name as never, errors: [message] }]);
      } else {
        setRefusal(thrown);
      }
    } finally {
      setSending(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      {...(width === undefined ? {} : { width })}
      okText={ok}
      cancelText={say.cancel}
      confirmLoading={sending}
      onCancel={onClose}
      onOk={() => {
        form.submit();
      }}
    >
      {refusal === null ? null : (
        <div style={{ marginBottom: 12 }}>
          <ProblemNote thrown={refusal} />
        </div>
      )}
      <Form<Entered>
        form={form}
        layout="vertical"
        scrollToFirstError
        initialValues={initial ?? {}}
        onFinish={(entered) => void submit(entered)}
      >
        {children}
      </Form>
    </Modal>
  );
}
