// What the office writes into an issue, beside what the ledger gives: which letters and pennants are
// shown, what is read, the closing words, where to report.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Card, Form, Input, Select } from "antd";
import { api } from "../../../api";
import { conduct, type Composition, type Edition } from "../../../api/conduct";
import { useMessages } from "../../../app/messages";
import { LinesInput } from "../../../parts/fields";
import { FormDialog } from "../../../parts/FormDialog";
import { useReload } from "../../../parts/reload";
import { useWords } from "../../../words/words";
import { bulletinWords } from "./words";

const LONGEST_CLOSING = 200;
const MOST = 200;

const begun = (of: Edition): Composition => ({
  shown: [],
  learning: of.learning.map(({ title, source, url, text }) => ({ title, source, link: url ?? "", text: text ?? "" })),
  closing: of.closing ?? "",
  contact: of.contact.map(({ label, value }) => `${label}：${value}`),
});

export function Compose({ matter, of, onClose }: { matter: string; of: Edition; onClose: () => void }) {
  const say = useWords(bulletinWords);
  const message = useMessages();
  const reload = useReload();
  const praise = useQuery({
    queryKey: ["matters", "commendation", "compose"],
    queryFn: ({ signal }) => api.matters({ kind: "commendation", size: MOST }, signal),
  });
  return (
    <FormDialog<Composition>
      title={say.compose}
      ok={say.composeOk}
      width={760}
      initial={begun(of)}
      onClose={onClose}
      send={async ({ shown, learning, closing, contact }) => {
        const { headline } = await conduct.compose(matter, {
          shown,
          learning: learning.map((one) => ({ ...one, link: one.link.trim(), text: one.text.trim() })),
          closing: closing.trim(),
          contact: contact.map((line) => line.trim()).filter((line) => line !== ""),
        });
        void message.success(headline);
        await reload();
        onClose();
      }}
    >
      <Form.Item name="shown" label={say.shown}>
        <Select
          mode="multiple"
          loading={praise.isFetching}
          showSearch={{ optionFilterProp: "label" }}
          options={(praise.data?.rows ?? []).map((row) => ({ value: row.id, label: row.title }))}
        />
      </Form.Item>
      <Form.List name="learning">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <Card
                key={key}
                size="small"
                title={say.item(name + 1)}
                className="conduct-gap"
                extra={
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={say.dropItem(name + 1)}
                    onClick={() => {
                      remove(name);
                    }}
                  />
                }
              >
                {(["title", "source", "link", "text"] as const).map((part) => (
                  <Form.Item
                    key={part}
                    name={[name, part]}
                    label={say[`item_${part}`]}
                    rules={part === "title" || part === "source" ? [{ required: true, message: say.needed }] : []}
                  >
                    {part === "text" ? <Input.TextArea rows={3} /> : <Input />}
                  </Form.Item>
                ))}
              </Card>
            ))}
            <Button
              icon={<PlusOutlined />}
              className="conduct-gap"
              onClick={() => {
                add({ title: "", source: "", link: "", text: "" });
              }}
            >
              {say.addItem}
            </Button>
          </>
        )}
      </Form.List>
      <Form.Item name="closing" label={say.closing}>
        <Input.TextArea rows={2} maxLength={LONGEST_CLOSING} showCount />
      </Form.Item>
      <Form.Item name="contact" label={say.contactLines}>
        <LinesInput />
      </Form.Item>
    </FormDialog>
  );
}
