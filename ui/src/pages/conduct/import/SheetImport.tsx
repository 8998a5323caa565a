// Bringing in a table of Excel: the columns are matched and may be matched otherwise, what is refused
// says why and can be taken home as a file; nothing is kept before the second look.
import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined, ImportOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Modal, Spin, Table, Tag, Upload } from "antd";
import { useState } from "react";
import { conduct, type Sheet, type SheetPreview } from "../../../api/conduct";
import { useMessages } from "../../../app/messages";
import { usePreferences } from "../../../app/preferences";
import { ProblemNote } from "../../../parts/ProblemNote";
import { useReload } from "../../../parts/reload";
import { useWords } from "../../../words/words";
import { Columns } from "./Columns";
import { csvOf, saveText } from "./csv";
import { importWords } from "./words";
import "./import.css";

/** The button and, once it is pressed, the dialog. */
export function SheetImport({ of, named = false }: { of: Sheet; /** Says what, where there are several. */ named?: boolean }) {
  const say = useWords(importWords);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<ImportOutlined />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {named ? say.title(say[of]) : say.import}
      </Button>
      {open ? (
        <ImportDialog
          of={of}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

const chosenIn = (preview: SheetPreview): Record<string, string> =>
  Object.fromEntries(preview.columns.flatMap(({ field, head }) => (head === undefined ? [] : [[field, head]])));

function useSheet(of: Sheet) {
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<SheetPreview | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const read = async (from: File, columns: Record<string, string>, take: boolean): Promise<SheetPreview | undefined> => {
    setBusy(true);
    setRefusal(null);
    try {
      const answer = await conduct.sheet(of, from, columns, take);
      setPreview(answer);
      return answer;
    } catch (thrown) {
      setRefusal(thrown);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return {
    file,
    preview,
    refusal,
    busy,
    choose: (fresh: File) => {
      setFile(fresh);
      setPreview(null);
      void read(fresh, {}, false);
    },
    read,
  };
}

function ImportDialog({ of, onClose }: { of: Sheet; onClose: () => void }) {
  const say = useWords(importWords);
  const message = useMessages();
  const reload = useReload();
  const { file, preview, refusal, busy, choose, read } = useSheet(of);
  const lacking = preview?.columns.filter(({ required, head }) => required && head === undefined) ?? [];
  const ready = file !== null && preview !== null && preview.good > 0 && lacking.length === 0;
  const take = async () => {
    if (!ready) {
      return;
    }
    const taken = await read(file, chosenIn(preview), true);
    if (taken?.taken === true) {
      void message.success(say.done(taken.good));
      await reload();
      onClose();
    }
  };
  return (
    <Modal
      open
      width={860}
      title={say.title(say[of])}
      okText={say.take(preview?.good ?? 0)}
      okButtonProps={{ disabled: !ready }}
      cancelText={say.close}
      confirmLoading={busy && preview !== null}
      onCancel={onClose}
      onOk={() => void take()}
    >
      <p>{say.formats}</p>
      <Upload
        accept=".xlsx,.csv"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(fresh) => {
          choose(fresh);
          return false;
        }}
      >
        <Button icon={<UploadOutlined />}>{file === null ? say.choose : say.another}</Button>{" "}
        {file === null ? null : <span>{file.name}</span>}
      </Upload>
      {refusal === null ? null : (
        <div className="import-part">
          <ProblemNote thrown={refusal} />
        </div>
      )}
      {busy && preview === null ? <Spin description={say.reading} className="import-part" /> : null}
      {preview === null || file === null ? null : (
        <>
          <Columns
            preview={preview}
            onChange={(field, head) => {
              const { [field]: _former, ...rest } = chosenIn(preview);
              void read(file, head === undefined ? rest : { ...rest, [field]: head }, false);
            }}
          />
          {lacking.length === 0 ? null : (
            <Alert type="warning" showIcon title={say.lacking(lacking.map(({ zh }) => zh).join("、"))} />
          )}
          <Checked of={preview} what={say[of]} />
        </>
      )}
    </Modal>
  );
}

const ROWS_SHOWN = 5;
const REJECTS_SHOWN = 6;

function Checked({ of, what }: { of: SheetPreview; what: string }) {
  const say = useWords(importWords);
  const { palette } = usePreferences();
  const save = () => {
    const rows = of.rejects.map(({ line, field, found, reason }) => [String(line), field, found, reason]);
    saveText(csvOf([[say.line, say.field, say.found, say.reason], ...rows]), say.rejectsFile(what));
  };
  return (
    <>
      <p className="import-part">
        <Tag icon={<CheckCircleFilled />} variant="outlined" style={{ color: palette.green, borderColor: palette.green, background: "transparent" }}>
          {say.good(of.good)}
        </Tag>
        {of.rejects.length === 0 ? null : (
          <Tag icon={<CloseCircleFilled />} variant="outlined" style={{ color: palette.red, borderColor: palette.red, background: "transparent" }}>
            {say.rejected(of.rejects.length)}
          </Tag>
        )}
      </p>
      <h2 className="import-heading">{say.preview}</h2>
      <Table
        size="small"
        rowKey={(row) => row.join("\u001f")}
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={of.rows.slice(0, ROWS_SHOWN)}
        columns={of.columns.map(({ field, zh }, at) => ({ key: field, title: zh, render: (_, row: string[]) => row[at] ?? "" }))}
      />
      {of.rejects.length === 0 ? null : (
        <>
          <h2 className="import-rejects">
            {say.rejects}{" "}
            <Button size="small" icon={<DownloadOutlined />} onClick={save}>
              {say.downloadRejects}
            </Button>
          </h2>
          <Table
            size="small"
            rowKey={({ line, field }) => `${line} ${field}`}
            pagination={of.rejects.length > REJECTS_SHOWN ? { pageSize: REJECTS_SHOWN, size: "small" } : false}
            dataSource={of.rejects}
            columns={[
              { key: "line", title: say.line, dataIndex: "line", width: 70, className: "number" },
              { key: "field", title: say.field, dataIndex: "field", width: 120 },
              { key: "found", title: say.found, dataIndex: "found", width: 160 },
              { key: "reason", title: say.reason, dataIndex: "reason" },
            ]}
          />
        </>
      )}
    </>
  );
}
