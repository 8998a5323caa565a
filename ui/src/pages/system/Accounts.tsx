// The list of accounts: make one, hand out its first password, stop it, say what it may do.
import { CheckCircleFilled, CloseOutlined, LockFilled, PlusOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Empty, Form, Input, Popconfirm, Space, Table } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { asProblem, desk, type Grant, type User } from "../../api";
import { useMessages } from "../../app/messages";
import { usePreferences } from "../../app/preferences";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import { FormDialog } from "./FormDialog";
import { GrantFields, grantOf, type GrantEntered } from "./GrantFields";
import { Once } from "./Once";
import { systemWords } from "./words";

const PAGE = 20;

const named = ({ role_zh, place_name, department, practitioner }: Grant) =>
  [role_zh, place_name, department, practitioner].filter((part) => part !== undefined && part !== "").join(" · ");

export function Accounts() {
  const say = useWords(systemWords);
  const message = useMessages();
  const queries = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const users = useQuery({ queryKey: ["users", q], queryFn: ({ signal }) => desk.users(q, signal) });
  const [making, setMaking] = useState(false);
  const [granting, setGranting] = useState<User | null>(null);
  const [secret, setSecret] = useState<string | null>(null);

  const reload = () => queries.invalidateQueries({ queryKey: ["users"] });
  const act = async (deed: () => Promise<unknown>) => {
    try {
      await deed();
    } catch (thrown) {
      void message.error(asProblem(thrown).message);
    } finally {
      await reload();
    }
  };
  return (
    <>
      <div className="bar">
        <Input.Search
          aria-label={say.search}
          placeholder={say.search}
          allowClear
          style={{ width: 240 }}
          defaultValue={q}
          onSearch={(text) => {
            setSearch(text === "" ? {} : { q: text }, { replace: true });
          }}
        />
        <span className="gap" />
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => {
            setMaking(true);
          }}
        >
          {say.newUser}
        </Button>
      </div>
      {users.isError ? <ProblemNote thrown={users.error} retry={() => void users.refetch()} /> : null}
      <Table<User>
        size="small"
        rowKey="id"
        loading={users.isFetching}
        dataSource={users.data?.rows ?? []}
        pagination={{ pageSize: PAGE, size: "small", hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noUsers} /> }}
        columns={[
          { key: "login", title: say.login, dataIndex: "login", width: 120 },
          { key: "name", title: say.name, dataIndex: "name", width: 140 },
          { key: "state", title: say.state, width: 96, render: (_, user) => <State of={user} /> },
          { key: "otp", title: say.otp, width: 96, render: (_, user) => (user.otp_enabled ? say.otpOn : say.otpOff) },
          {
            key: "last",
            title: say.lastLogin,
            width: 160,
            className: "number",
            render: (_, user) => user.last_login ?? say.never,
          },
          {
            key: "grants",
            title: say.grants,
            render: (_, user) =>
              user.grants.length === 0 ? (
                say.noGrants
              ) : (
                <ul className="grants">
                  {user.grants.map((grant) => (
                    <li key={grant.id}>
                      {named(grant)} {grant.until === undefined ? null : <small>{say.until(grant.until)}</small>}
                      <Popconfirm
                        title={say.askRevoke(named(grant))}
                        okText={say.confirm}
                        cancelText={say.cancel}
                        onConfirm={() => void act(() => desk.revoke(user.id, grant.id))}
                      >
                        <Button
                          type="text"
                          size="small"
                          icon={<CloseOutlined />}
                          aria-label={`${say.revokeGrant} ${user.name} ${named(grant)}`}
                        />
                      </Popconfirm>
                    </li>
                  ))}
                </ul>
              ),
          },
          {
            key: "deeds",
            width: 250,
            render: (_, user) => (
              <Space size={4}>
                <Button
                  size="small"
                  onClick={() => {
                    setGranting(user);
                  }}
                >
                  {say.addGrant}
                </Button>
                <Popconfirm
                  title={say.askReset(user.name)}
                  okText={say.confirm}
                  cancelText={say.cancel}
                  onConfirm={() =>
                    void act(async () => {
                      setSecret((await desk.resetPassword(user.id)).one_time_password);
                    })
                  }
                >
                  <Button size="small">{say.reset}</Button>
                </Popconfirm>
                {user.state === "disabled" ? (
                  <Button size="small" onClick={() => void act(() => desk.enableUser(user.id))}>
                    {say.enable}
                  </Button>
                ) : (
                  <Popconfirm
                    title={say.askDisable(user.name)}
                    okText={say.confirm}
                    cancelText={say.cancel}
                    onConfirm={() => void act(() => desk.disableUser(user.id))}
                  >
                    <Button size="small">
                      {say.disable}
                    </Button>
                  </Popconfirm>
                )}
              </Space>
            ),
          },
        ]}
      />
      {making ? (
        <FormDialog<{ login: string; name: string }>
          title={say.newUser}
          ok={say.create}
          onClose={() => {
            setMaking(false);
          }}
          send={async ({ login, name }) => {
            const made = await desk.createUser(login.trim(), name.trim());
            setMaking(false);
            setSecret(made.one_time_password);
            await reload();
          }}
        >
          <Form.Item name="login" label={say.login} rules={[{ required: true, whitespace: true, message: say.loginRule }]}>
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name="name" label={say.name} rules={[{ required: true, whitespace: true, message: say.nameRule }]}>
            <Input autoComplete="off" />
          </Form.Item>
        </FormDialog>
      ) : null}
      {granting === null ? null : (
        <FormDialog<GrantEntered>
          title={`${say.addGrant}：${granting.name}`}
          ok={say.addGrant}
          onClose={() => {
            setGranting(null);
          }}
          send={async (entered) => {
            await desk.grant(granting.id, grantOf(entered));
            setGranting(null);
            await reload();
          }}
        >
          <GrantFields />
        </FormDialog>
      )}
      {secret === null ? null : (
        <Once
          title={say.passwordOnce}
          note={say.passwordNote}
          secret={secret}
          onClose={() => {
            setSecret(null);
          }}
        />
      )}
    </>
  );
}

function State({ of }: { of: User }) {
  const say = useWords(systemWords);
  const { palette } = usePreferences();
  const look = {
    active: { colour: palette.green, icon: <CheckCircleFilled /> },
    disabled: { colour: palette.grey, icon: <StopOutlined /> },
    locked: { colour: palette.amber, icon: <LockFilled /> },
  }[of.state];
  return (
    <span style={{ color: look.colour }}>
      {look.icon} {say[of.state]}
    </span>
  );
}
