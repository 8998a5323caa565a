// Keys by which other systems call: issued with a role at a place, shown once, revoked for good.
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Empty, Form, Input, Popconfirm, Table } from "antd";
import { useState } from "react";
import { asProblem, desk, type ApiKey } from "../../api";
import { useMessages } from "../../app/messages";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import { FormDialog } from "./FormDialog";
import { GrantFields, grantOf, type GrantEntered } from "./GrantFields";
import { Once } from "./Once";
import { systemWords } from "./words";

export function ApiKeys() {
  const say = useWords(systemWords);
  const message = useMessages();
  const queries = useQueryClient();
  const keys = useQuery({ queryKey: ["api-keys"], queryFn: ({ signal }) => desk.apiKeys(signal) });
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const reload = () => queries.invalidateQueries({ queryKey: ["api-keys"] });
  const revoke = async (id: number) => {
    try {
      await desk.revokeApiKey(id);
    } catch (thrown) {
      void message.error(asProblem(thrown).message);
    } finally {
      await reload();
    }
  };
  return (
    <>
      <div className="bar">
        <span className="gap" />
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => {
            setMaking(true);
          }}
        >
          {say.newKey}
        </Button>
      </div>
      {keys.isError ? <ProblemNote thrown={keys.error} retry={() => void keys.refetch()} /> : null}
      <Table<ApiKey>
        size="small"
        rowKey="id"
        loading={keys.isFetching}
        dataSource={keys.data?.rows ?? []}
        pagination={false}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noKeys} /> }}
        columns={[
          { key: "name", title: say.keyName, dataIndex: "name" },
          { key: "role", title: say.role, dataIndex: "role_zh" },
          { key: "place", title: say.place, dataIndex: "place_name" },
          { key: "created", title: say.created, dataIndex: "created_at", className: "number" },
          { key: "used", title: say.lastUsed, className: "number", render: (_, row) => row.last_used ?? say.unused },
          {
            key: "state",
            title: say.state,
            render: (_, row) =>
              row.revoked_at === undefined
                ? `${say.valid}${row.until === undefined ? "" : ` ${say.until(row.until)}`}`
                : say.revoked(row.revoked_at),
          },
          {
            key: "deeds",
            width: 80,
            render: (_, row) =>
              row.revoked_at === undefined ? (
                <Popconfirm
                  title={say.askRevokeKey(row.name)}
                  okText={say.confirm}
                  cancelText={say.cancel}
                  onConfirm={() => void revoke(row.id)}
                >
                  <Button size="small">
                    {say.disable}
                  </Button>
                </Popconfirm>
              ) : null,
          },
        ]}
      />
      {making ? (
        <FormDialog<GrantEntered & { name: string }>
          title={say.newKey}
          ok={say.newKey}
          onClose={() => {
            setMaking(false);
          }}
          send={async (entered) => {
            const made = await desk.makeApiKey({ name: entered.name.trim(), ...grantOf(entered) });
            setMaking(false);
            setSecret(made.key);
            await reload();
          }}
        >
          <Form.Item name="name" label={say.keyName} rules={[{ required: true, whitespace: true, message: say.keyNameRule }]}>
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <GrantFields />
        </FormDialog>
      ) : null}
      {secret === null ? null : (
        <Once
          title={say.keyOnce}
          note={say.keyNote}
          secret={secret}
          onClose={() => {
            setSecret(null);
          }}
        />
      )}
    </>
  );
}
