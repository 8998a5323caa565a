// What the office writes into an issue, beside what the ledger gives: which letters and pennants are
// shown, what is read and watched, who is a model, a warning, the closing words, where to report.
import { useQuery } from "@tanstack/react-query";
import { Alert, Checkbox, Form, Input, Select } from "antd";
import { api } from "../../../api";
import { conduct, type Edition } from "../../../api/conduct";
import { useMessages } from "../../../app/messages";
import { LinesInput } from "../../../parts/fields";
import { FormDialog } from "../../../parts/FormDialog";
import { useReload } from "../../../parts/reload";
import { useWords } from "../../../words/words";
import { Several } from "./Several";
import { bulletinWords } from "./words";
import { begun, sent, type Written } from "./written";

const LONGEST_CLOSING = 200;
const MOST = 200;

interface Given {
  matter: string;
  of: Edition;
  /** The server's remarks on what it does not check. */
  onDone: (remarks: string[]) => void;
  onClose: () => void;
}

export function Compose({ matter, of, onDone, onClose }: Given) {
  const say = useWords(bulletinWords);
  const message = useMessages();
  const reload = useReload();
  const praise = useQuery({
    queryKey: ["matters", "commendation", "compose"],
    queryFn: ({ signal }) => api.matters({ kind: "commendation", size: MOST }, signal),
  });
  const staff = useQuery({ queryKey: ["conduct-staff"], queryFn: ({ signal }) => conduct.staff(signal) });
  const needed = [{ required: true, whitespace: true, message: say.needed }];
  return (
    <FormDialog<Written>
      title={say.compose}
      ok={say.composeOk}
      width={760}
      initial={begun(of)}
      onClose={onClose}
      send={async (written) => {
        const { headline, remarks } = await conduct.compose(matter, sent(written));
        void message.success(headline);
        onDone(remarks);
        await reload();
        onClose();
      }}
    >
      <Alert type="info" showIcon title={say.composeWhy} className="conduct-gap" />
      <Form.Item name="shown" label={say.shown}>
        <Select
          mode="multiple"
          loading={praise.isFetching}
          showSearch={{ optionFilterProp: "label" }}
          options={(praise.data?.rows ?? []).map((row) => ({ value: row.id, label: row.title }))}
        />
      </Form.Item>
      <Several name="honours" word={say.model} fresh={{ citation: "" }}>
        {(at) => (
          <>
            <Form.Item name={[at, "code"]} label={say.modelWho} rules={[{ required: true, message: say.needed }]}>
              <Select
                loading={staff.isFetching}
                showSearch={{ optionFilterProp: "label" }}
                options={(staff.data?.rows ?? []).map((row) => ({
                  value: row.code,
                  label: `${row.name}（${row.code}，${row.department}）`,
                }))}
              />
            </Form.Item>
            <Form.Item name={[at, "citation"]} label={say.citation} rules={needed}>
              <Input.TextArea rows={2} />
            </Form.Item>
          </>
        )}
      </Several>
      <Several name="learning" word={say.material} fresh={{ title: "", source: "", link: "", text: "" }}>
        {(at) => (
          <>
            <Form.Item name={[at, "title"]} label={say.item_title} rules={needed}>
              <Input />
            </Form.Item>
            <Form.Item name={[at, "source"]} label={say.item_source} rules={needed}>
              <Input />
            </Form.Item>
            <Form.Item name={[at, "link"]} label={say.item_link}>
              <Input />
            </Form.Item>
            <Form.Item name={[at, "text"]} label={say.item_text}>
              <Input.TextArea rows={3} />
            </Form.Item>
          </>
        )}
      </Several>
      <Several name="media" word={say.video} fresh={{ title: "", source: "", published_at: "", link: "", opened: false }}>
        {(at) => (
          <>
            <Form.Item name={[at, "title"]} label={say.item_title} rules={needed}>
              <Input />
            </Form.Item>
            <Form.Item name={[at, "source"]} label={say.account} rules={needed}>
              <Input />
            </Form.Item>
            <Form.Item name={[at, "published_at"]} label={say.publishedAt} rules={needed}>
              <Input placeholder={say.momentForm} />
            </Form.Item>
            <Form.Item name={[at, "link"]} label={say.link} rules={needed}>
              <Input />
            </Form.Item>
            <Form.Item name={[at, "opened"]} valuePropName="checked">
              <Checkbox>{say.opened}</Checkbox>
            </Form.Item>
          </>
        )}
      </Several>
      {(["text", "rule", "lesson"] as const).map((part) => (
        <Form.Item key={part} name={["warning", part]} label={say[`warning_${part}`]}>
          {part === "rule" ? <Input /> : <Input.TextArea rows={2} />}
        </Form.Item>
      ))}
      <Form.Item name="closing" label={say.closing}>
        <Input.TextArea rows={2} maxLength={LONGEST_CLOSING} showCount />
      </Form.Item>
      <Form.Item name="contact" label={say.contactLines}>
        <LinesInput />
      </Form.Item>
    </FormDialog>
  );
}
