// The vault of who reported: a keeper asks, another agrees, and it is opened once. What was shown is kept
// nowhere in the browser: it goes when the dialog closes.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Descriptions, Form, Input, Modal, Popconfirm, Table } from "antd";
import { useState } from "react";
import { asProblem } from "../../../api";
import { conduct, type Identity, type VaultRequest } from "../../../api/conduct";
import { useMessages } from "../../../app/messages";
import { FormDialog } from "../../../parts/FormDialog";
import { Loaded } from "../../../parts/Loaded";
import { PageHead } from "../../../parts/PageHead";
import { useReload } from "../../../parts/reload";
import { useWords } from "../../../words/words";
import { vaultWords } from "./words";
import "../conduct.css";

export function Vault() {
  const say = useWords(vaultWords);
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<Identity | null>(null);
  const requests = useQuery({ queryKey: ["vault-requests"], queryFn: ({ signal }) => conduct.vaultRequests(signal) });
  return (
    <div className="page">
      <PageHead
        path="/vault"
        extra={
          <Button
            type="primary"
            onClick={() => {
              setAsking(true);
            }}
          >
            {say.ask}
          </Button>
        }
      />
      <p>{say.why}</p>
      <Loaded answer={requests}>{({ rows }) => <Requests rows={rows} onShown={setShown} />}</Loaded>
      {asking ? (
        <Asking
          onClose={() => {
            setAsking(false);
          }}
        />
      ) : null}
      {shown === null ? null : (
        <Opened
          of={shown}
          onClose={() => {
            setShown(null);
          }}
        />
      )}
    </div>
  );
}

function Requests({ rows, onShown }: { rows: VaultRequest[]; onShown: (shown: Identity) => void }) {
  const say = useWords(vaultWords);
  const message = useMessages();
  const reload = useReload();
  const act = async (deed: () => Promise<void>) => {
    try {
      await deed();
    } catch (thrown) {
      void message.error(asProblem(thrown).message);
    }
    await reload();
  };
  const stateOf = (row: VaultRequest) =>
    row.opened_at !== undefined
      ? say.opened(row.opened_at)
      : row.agreed_at !== undefined
        ? say.agreed(row.agreed_by ?? "", row.agreed_at)
        : row.own
          ? say.waitingOther
          : say.waiting;
  return (
    <Table
      size="small"
      rowKey="number"
      dataSource={rows}
      pagination={false}
      locale={{ emptyText: say.none }}
      scroll={{ x: 1080 }}
      columns={[
        { key: "number", title: say.number, dataIndex: "number", width: 80, className: "number" },
        { key: "seal", title: say.seal, width: 180, render: (_, row) => <code>{row.seal}</code> },
        { key: "purpose", title: say.purpose, dataIndex: "purpose", width: 200 },
        { key: "by", title: say.by, dataIndex: "asked_by", width: 110 },
        { key: "at", title: say.at, dataIndex: "asked_at", width: 160, className: "number" },
        { key: "state", title: say.state, width: 240, render: (_, row) => stateOf(row) },
        {
          key: "deed",
          title: say.deed,
          width: 110,
          render: (_, row) =>
            row.opened_at !== undefined ? null : row.agreed_at === undefined ? (
              row.own ? null : (
                <Deed
                  name={say.agree}
                  ask={say.agreeAsk}
                  onDo={() =>
                    act(async () => {
                      await conduct.agreeVault(row.number);
                      void message.success(say.agreedDone);
                    })
                  }
                />
              )
            ) : row.own ? (
              <Deed
                name={say.open}
                ask={say.openAsk}
                onDo={() =>
                  act(async () => {
                    onShown(await conduct.openVault(row.number));
                  })
                }
              />
            ) : null,
        },
      ]}
    />
  );
}

function Deed({ name, ask, onDo }: { name: string; ask: string; onDo: () => Promise<void> }) {
  const say = useWords(vaultWords);
  return (
    <Popconfirm title={ask} okText={say.yes} cancelText={say.no} onConfirm={() => void onDo()}>
      <Button size="small">{name}</Button>
    </Popconfirm>
  );
}

const LEAST = 4;

function Asking({ onClose }: { onClose: () => void }) {
  const say = useWords(vaultWords);
  const message = useMessages();
  const reload = useReload();
  return (
    <FormDialog<{ seal: string; purpose: string }>
      title={say.ask}
      ok={say.submit}
      onClose={onClose}
      send={async ({ seal, purpose }) => {
        const { number } = await conduct.askVault(seal.trim(), purpose.trim());
        void message.success(say.asked(number));
        await reload();
        onClose();
      }}
    >
      <Form.Item name="seal" label={say.seal} rules={[{ required: true, whitespace: true, message: say.needed(say.seal) }]}>
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <Form.Item
        name="purpose"
        label={say.purpose}
        rules={[{ required: true, whitespace: true, min: LEAST, message: say.needed(say.purpose) }]}
      >
        <Input maxLength={100} placeholder={say.purposeHint} />
      </Form.Item>
    </FormDialog>
  );
}

function Opened({ of, onClose }: { of: Identity; onClose: () => void }) {
  const say = useWords(vaultWords);
  return (
    <Modal
      open
      title={say.shownOnce}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {say.close}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={say.shownWhy} className="conduct-gap" />
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          { key: "name", label: say.name, children: of.name },
          { key: "contact", label: say.contact, children: of.contact },
          ...(of.note === undefined || of.note === "" ? [] : [{ key: "note", label: say.note, children: of.note }]),
        ]}
      />
    </Modal>
  );
}
