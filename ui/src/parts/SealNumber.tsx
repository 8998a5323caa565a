// A patient's number, which the server makes into a seal: it is typed here, sent once and kept nowhere; the form
// gets the seal and the first three characters.
import { LockOutlined } from "@ant-design/icons";
import { Button, Form, Input, Space } from "antd";
import { useState } from "react";
import { api, asProblem } from "../api";
import { useWords, words } from "../words/words";

const text = words(
  {
    label: "住院号",
    seal: "封存住院号",
    why: "封存后填入封存编号和前三位，住院号本身不保存。同一患者的封存编号相同。",
  },
  {
    label: "Inpatient number",
    seal: "Seal the number",
    why: "The seal and the first three characters are filled in; the number is not kept. One patient has one seal.",
  },
);

interface Given {
  /** The group in the form that has `seal` and `head`. */
  within: (string | number)[];
}

export function SealNumber({ within }: Given) {
  const say = useWords(text);
  const form = Form.useFormInstance();
  const [number, setNumber] = useState("");
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const seal = async () => {
    setSending(true);
    setRefused(null);
    try {
      const sealed = await api.sealPatient(number.trim());
      form.setFieldValue([...within, "seal"], sealed.seal);
      form.setFieldValue([...within, "head"], sealed.head);
      setNumber("");
    } catch (thrown) {
      setRefused(asProblem(thrown).message);
    } finally {
      setSending(false);
    }
  };
  return (
    <Form.Item
      label={say.label}
      extra={say.why}
      {...(refused === null ? {} : { validateStatus: "error" as const, help: refused })}
    >
      <Space.Compact block>
        <Input
          aria-label={say.label}
          autoComplete="off"
          value={number}
          onChange={(event) => {
            setNumber(event.target.value);
          }}
        />
        <Button icon={<LockOutlined />} loading={sending} disabled={number.trim() === ""} onClick={() => void seal()}>
          {say.seal}
        </Button>
      </Space.Compact>
    </Form.Item>
  );
}
