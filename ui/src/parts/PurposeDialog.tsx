// Asks what for, before data about persons is shown or leaves the system; says that it is recorded.
import { Form, Input, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useWords, words } from "../words/words";
import { ProblemNote } from "./ProblemNote";

const text = words(
  {
    purpose: "用途",
    needed: "请填写用途，不少于四个字",
    hint: "例如：核实线索、答复申诉、专项检查",
    go: "继续",
    cancel: "取消",
  },
  {
    purpose: "Purpose",
    needed: "State the purpose, at least four characters",
    hint: "E.g. verifying a lead, answering an appeal",
    go: "Continue",
    cancel: "Cancel",
  },
);

const LEAST = 4;

interface Asking {
  title: string;
  /** What is recorded, in words. */
  recorded: ReactNode;
  onPurpose: (purpose: string) => Promise<void>;
  onClose: () => void;
}

export function PurposeDialog({ title, recorded, onPurpose, onClose }: Asking) {
  const say = useWords(text);
  const [form] = Form.useForm<{ purpose: string }>();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const go = async (purpose: string) => {
    setSending(true);
    setRefusal(null);
    try {
      await onPurpose(purpose.trim());
      onClose();
    } catch (thrown) {
      setRefusal(thrown);
    } finally {
      setSending(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      okText={say.go}
      cancelText={say.cancel}
      confirmLoading={sending}
      onCancel={onClose}
      onOk={() => {
        form.submit();
      }}
    >
      <p>{recorded}</p>
      {refusal === null ? null : <ProblemNote thrown={refusal} />}
      <Form form={form} layout="vertical" onFinish={({ purpose }) => void go(purpose)}>
        <Form.Item
          name="purpose"
          label={say.purpose}
          rules={[{ required: true, whitespace: true, min: LEAST, message: say.needed }]}
        >
          <Input autoFocus placeholder={say.hint} maxLength={100} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
