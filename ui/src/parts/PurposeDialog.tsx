// Asks what for, before data about persons is shown or leaves the system; says that it is recorded.
import { Form, Input } from "antd";
import type { ReactNode } from "react";
import { useWords, words } from "../words/words";
import { FormDialog } from "./FormDialog";

const text = words(
  {
    purpose: "用途",
    needed: "请填写用途，不少于四个字",
    hint: "例如：核实线索、答复申诉、专项检查",
    go: "继续",
  },
  {
    purpose: "Purpose",
    needed: "State the purpose, at least four characters",
    hint: "E.g. verifying a lead, answering an appeal",
    go: "Continue",
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
  return (
    <FormDialog<{ purpose: string }>
      title={title}
      ok={say.go}
      onClose={onClose}
      send={async ({ purpose }) => {
        await onPurpose(purpose.trim());
        onClose();
      }}
    >
      <p>{recorded}</p>
      <Form.Item
        name="purpose"
        label={say.purpose}
        rules={[{ required: true, whitespace: true, min: LEAST, message: say.needed }]}
      >
        <Input autoFocus placeholder={say.hint} maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
