// One argument for several notices of one rule.
import { UploadOutlined } from "@ant-design/icons";
import { Button, Form, Input, Upload } from "antd";
import { api, type MatterRow } from "../../api";
import { TogetherDialog, useTogether } from "../../parts/Together";
import { useWords } from "../../words/words";
import { inboxWords } from "./words";

interface Entered {
  argument: string;
  files: File[];
}

const COMMAND = "submit_appeal";

export function BatchAppeal({ rows, onClose }: { rows: MatterRow[]; onClose: () => void }) {
  const say = useWords(inboxWords);
  const [form] = Form.useForm<Entered>();
  const together = useTogether(rows);

  const appeal = ({ argument, files }: Entered) => async (row: MatterRow, key: string) => {
    const page = await api.matter(row.id);
    if (!page.offers.some((offer) => offer.command === COMMAND)) {
      throw new Error(say.notOffered);
    }
    const attachments = [];
    for (const file of files) {
      attachments.push(await api.attach(row.id, file));
    }
    await api.command(row.id, page.row.version, { command: COMMAND, argument: argument.trim(), attachments }, key);
  };

  return (
    <TogetherDialog
      of={together}
      title={say.batchTitle}
      submit={say.submitAll}
      onClose={onClose}
      onSubmit={() => {
        form.submit();
      }}
    >
      <p>
        <strong>{say.batchRule(rows[0]?.rule_name ?? "")}</strong> {say.batchNote}
      </p>
      <Form<Entered>
        form={form}
        layout="vertical"
        disabled={together.running || together.left === 0}
        initialValues={{ files: [] }}
        onFinish={(entered) => void together.run(appeal(entered))}
      >
        <Form.Item name="argument" label={say.argument} rules={[{ required: true, whitespace: true, message: say.argumentNeeded }]}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <Form.Item
          name="files"
          label={say.attachments}
          extra={say.attachmentsHelp}
          rules={[{ required: true, type: "array", min: 1, message: say.attachmentsNeeded }]}
        >
          <LocalFiles />
        </Form.Item>
      </Form>
    </TogetherDialog>
  );
}

/** Files that stay on this computer until they are sent. */
function LocalFiles({ id, value, onChange }: { id?: string; value?: File[]; onChange?: (files: File[]) => void }) {
  const say = useWords(inboxWords);
  const files = value ?? [];
  return (
    <Upload
      {...(id === undefined ? {} : { id })}
      multiple
      fileList={files.map((file, index) => ({ uid: String(index), name: file.name, status: "done" }))}
      beforeUpload={(_, all) => {
        onChange?.([...files, ...all]);
        return false;
      }}
      onRemove={(gone) => {
        onChange?.(files.filter((_, index) => String(index) !== gone.uid));
      }}
    >
      <Button icon={<UploadOutlined />}>{say.choose}</Button>
    </Upload>
  );
}
