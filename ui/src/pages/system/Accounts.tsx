// The list of accounts: make one, hand out its first password, stop it, say what it may do.
import { CheckCircleFilled, CloseOutlined, LockFilled, StopOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Space } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, type Grant, type Proposal, type User } from "../../api";
import { usePreferences } from "../../app/preferences";
import { FormDialog } from "../../parts/FormDialog";
import { useReload } from "../../parts/reload";
import { SearchBox } from "../../parts/SearchBox";
import { useWords } from "../../words/words";
import { GrantFields, grantOf, type GrantEntered } from "./GrantFields";
import { proposedOf } from "./CoSigning";
import { AskedTwice, Issued } from "./Issued";
import { systemWords } from "./words";

const named = ({ role_zh, place_name, department, practitioner }: Grant) =>
  [role_zh, place_name, department, practitioner].filter((part) => part !== undefined && part !== "").join(" · ");

type Act = (deed: () => Promise<unknown>) => void;

export function Accounts() {
  const say = useWords(systemWords);
  const reload = useReload();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const users = useQuery({ queryKey: ["users", q], queryFn: ({ signal }) => api.users(q, signal) });
  const [granting, setGranting] = useState<User | null>(null);
  const [linking, setLinking] = useState<User | null>(null);
  const elsewhere = useQuery({ queryKey: ["single-sign-on"], queryFn: ({ signal }) => api.singleSignOn(signal), staleTime: Infinity });
  const proposals = useQuery({ queryKey: ["proposals"], queryFn: ({ signal }) => api.proposals(signal) });
  const waitingFor = (user: User) => (proposals.data?.rows ?? []).filter((row) => row.user === user.id && row.state === "pending");
  const linkable = elsewhere.data?.name !== undefined;
  return (
    <>
      <Issued<User, { login: string; name: string }>
        answer={users}
        none={say.noUsers}
        once={{ title: say.passwordOnce, note: say.passwordNote }}
        search={
          <SearchBox
            label={say.search}
            width={240}
            value={q}
            onSearch={(text) => {
              setSearch(text === "" ? {} : { q: text }, { replace: true });
            }}
          />
        }
        make={{
          title: say.newUser,
          ok: say.create,
          send: async ({ login, name }) => (await api.createUser(login.trim(), name.trim())).one_time_password,
          fields: (
            <>
              <Form.Item name="login" label={say.login} rules={[{ required: true, whitespace: true, message: say.loginRule }]}>
                <Input autoFocus autoComplete="off" />
              </Form.Item>
              <Form.Item name="name" label={say.name} rules={[{ required: true, whitespace: true, message: say.nameRule }]}>
                <Input autoComplete="off" />
              </Form.Item>
            </>
          ),
        }}
        columns={(act, show) => [
          { key: "login", title: say.login, dataIndex: "login", width: 104 },
          { key: "name", title: say.name, dataIndex: "name", width: 104 },
          { key: "state", title: say.state, width: 84, render: (_, user) => <State of={user} /> },
          { key: "otp", title: say.otp, width: 84, render: (_, user) => (user.otp_enabled ? say.otpOn : say.otpOff) },
          ...(linkable
            ? [
                {
                  key: "identity",
                  title: say.identity,
                  width: 132,
                  render: (_: unknown, user: User) => (
                    <Linked
                      of={user}
                      act={act}
                      link={() => {
                        setLinking(user);
                      }}
                    />
                  ),
                },
              ]
            : []),
          {
            key: "last",
            title: say.lastLogin,
            width: 148,
            className: "number",
            render: (_, user) => user.last_login ?? say.never,
          },
          { key: "grants", title: say.grants, render: (_, user) => <Grants of={user} waiting={waitingFor(user)} act={act} /> },
          {
            key: "deeds",
            title: say.deeds,
            width: 226,
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
                <AskedTwice
                  ask={say.askReset(user.name)}
                  deed={() => {
                    act(async () => {
                      show((await api.resetPassword(user.id)).one_time_password);
                    });
                  }}
                >
                  <Button size="small">{say.reset}</Button>
                </AskedTwice>
                <Stop of={user} act={act} />
              </Space>
            ),
          },
        ]}
      />
      {granting === null ? null : (
        <FormDialog<GrantEntered>
          title={`${say.addGrant}：${granting.name}`}
          ok={say.addGrant}
          onClose={() => {
            setGranting(null);
          }}
          send={async (entered) => {
            await api.grant(granting.id, grantOf(entered));
            setGranting(null);
            await reload();
          }}
        >
          <GrantFields />
        </FormDialog>
      )}
      {linking === null ? null : (
        <FormDialog<{ subject: string }>
          title={say.linkTitle(linking.name)}
          ok={say.link}
          onClose={() => {
            setLinking(null);
          }}
          send={async ({ subject }) => {
            await api.linkIdentity(linking.id, subject.trim());
            setLinking(null);
            await reload();
          }}
        >
          <Form.Item
            name="subject"
            label={say.subjectId}
            extra={say.subjectHelp}
            rules={[{ required: true, whitespace: true, message: say.subjectRule }]}
          >
            <Input autoFocus autoComplete="off" />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}

function Grants({ of, waiting, act }: { of: User; waiting: Proposal[]; act: Act }) {
  const say = useWords(systemWords);
  return of.grants.length + waiting.length === 0 ? (
    say.noGrants
  ) : (
    <ul className="grants">
      {of.grants.map((grant) => (
        <li key={grant.id}>
          {named(grant)} {grant.until === undefined ? null : <small>{say.until(grant.until)}</small>}
          <AskedTwice
            ask={say.askRevoke(named(grant))}
            deed={() => {
              act(() => api.revoke(of.id, grant.id));
            }}
          >
            <Button type="text" size="small" icon={<CloseOutlined />} aria-label={`${say.revokeGrant} ${of.name} ${named(grant)}`} />
          </AskedTwice>
        </li>
      ))}
      {waiting.map((row) => (
        <li key={`proposal-${String(row.number)}`}>
          <small>{say.waitsFor(proposedOf(row))}</small>
        </li>
      ))}
    </ul>
  );
}

/** As whom single sign-on knows the holder. */
function Linked({ of, act, link }: { of: User; act: Act; link: () => void }) {
  const say = useWords(systemWords);
  return of.subject === undefined ? (
    <Button size="small" onClick={link}>
      {say.link}
    </Button>
  ) : (
    <>
      <span title={of.subject}>{of.subject}</span>
      <AskedTwice
        ask={say.askUnlink(of.name)}
        deed={() => {
          act(() => api.unlinkIdentity(of.id));
        }}
      >
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={`${say.unlink} ${of.name}`} />
      </AskedTwice>
    </>
  );
}

/** Stops an account, or lets it in again. */
function Stop({ of, act }: { of: User; act: Act }) {
  const say = useWords(systemWords);
  return of.state === "disabled" ? (
    <Button
      size="small"
      onClick={() => {
        act(() => api.enableUser(of.id));
      }}
    >
      {say.enable}
    </Button>
  ) : (
    <AskedTwice
      ask={say.askDisable(of.name)}
      deed={() => {
        act(() => api.disableUser(of.id));
      }}
    >
      <Button size="small" danger>
        {say.disable}
      </Button>
    </AskedTwice>
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
