// Keys by which other systems call: proposed with a role at a place and shown once, signed by the auditor of
// security, revoked for good.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { api, type ApiKey } from "../../api";
import { useWords } from "../../words/words";
import { proposedOf } from "./CoSigning";
import { GrantFields, grantOf, type GrantEntered } from "./GrantFields";
import { AskedTwice, Issued } from "./Issued";
import { systemWords } from "./words";

export function ApiKeys() {
  const say = useWords(systemWords);
  const keys = useQuery({ queryKey: ["api-keys"], queryFn: ({ signal }) => api.apiKeys(signal) });
  const proposals = useQuery({ queryKey: ["proposals"], queryFn: ({ signal }) => api.proposals(signal) });
  const waiting = (proposals.data?.rows ?? []).filter((row) => row.user === undefined && row.state === "pending");
  return (
    <>
      {waiting.length === 0 ? null : (
        <Alert
          type="warning"
          showIcon
          title={say.keysWaiting(waiting.length)}
          description={
            <ul className="grants">
              {waiting.map((row) => (
                <li key={row.number}>
                  {row.name}：{proposedOf(row)} <small>{say.signBy(row.ends_at)}</small>
                </li>
              ))}
            </ul>
          }
          style={{ marginBottom: 12 }}
        />
      )}
      <Issued<ApiKey, GrantEntered & { name: string }>
        answer={keys}
        none={say.noKeys}
        once={{ title: say.keyOnce, note: say.keyNote }}
        make={{
          title: say.newKey,
          ok: say.newKey,
          send: async (entered) => (await api.proposeApiKey({ name: entered.name.trim(), ...grantOf(entered) })).key,
          fields: (
            <>
              <Form.Item name="name" label={say.keyName} rules={[{ required: true, whitespace: true, message: say.keyNameRule }]}>
                <Input autoFocus autoComplete="off" />
              </Form.Item>
              <GrantFields />
            </>
          ),
        }}
        columns={(act) => [
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
            title: say.deeds,
            width: 80,
            render: (_, row) =>
              row.revoked_at === undefined ? (
                <AskedTwice
                  ask={say.askRevokeKey(row.name)}
                  deed={() => {
                    act(() => api.revokeApiKey(row.id));
                  }}
                >
                  <Button size="small" danger>
                    {say.disable}
                  </Button>
                </AskedTwice>
              ) : null,
          },
        ]}
      />
    </>
  );
}
