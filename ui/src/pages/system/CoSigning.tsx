// Roles that an administrator proposed, for people and for programs: the auditor of security signs or
// refuses, the administrator may take back what still waits.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Empty, Form, Input, Space, Table } from "antd";
import { useState } from "react";
import { api, asProblem, type Proposal } from "../../api";
import { useMessages } from "../../app/messages";
import { usePreferences } from "../../app/preferences";
import { useSession } from "../../app/session";
import { FormDialog } from "../../parts/FormDialog";
import { PageHead } from "../../parts/PageHead";
import { ProblemNote } from "../../parts/ProblemNote";
import { useReload } from "../../parts/reload";
import { useWords } from "../../words/words";
import { AskedTwice } from "./Issued";
import { systemWords } from "./words";
import "./system.css";

const PAGE = 30;

/** What is proposed: the role, where, and for whom of the department or the doctor. */
export const proposedOf = ({ role_zh, place_name, department, practitioner }: Proposal) =>
  [role_zh, place_name, department, practitioner].filter((part) => part !== undefined && part !== "").join(" · ");

/** For whom: a person with the login, or a program that would act by a key. */
const granteeOf = ({ name, login }: Proposal, key: string) => `${name}（${login ?? key}）`;

export function CoSigning() {
  const say = useWords(systemWords);
  const { palette } = usePreferences();
  const { grant } = useSession();
  const message = useMessages();
  const reload = useReload();
  const [refusing, setRefusing] = useState<Proposal | null>(null);
  const answer = useQuery({ queryKey: ["proposals"], queryFn: ({ signal }) => api.proposals(signal) });
  const rows = answer.data?.rows ?? [];
  const waiting = rows.filter((row) => row.state === "pending").length;
  const signs = grant?.role === "security_auditor";
  const act = (deed: () => Promise<unknown>) => {
    deed()
      .catch((thrown: unknown) => message.error(asProblem(thrown).message))
      .finally(() => void reload());
  };
  return (
    <div className="page">
      <PageHead path="/co-signing" />
      <Alert
        type={waiting === 0 ? "info" : "warning"}
        showIcon
        title={waiting === 0 ? say.noneWaiting : say.waiting(waiting)}
        description={say.coSignNote}
        style={{ marginBottom: 12 }}
      />
      {answer.isError ? <ProblemNote thrown={answer.error} retry={() => void answer.refetch()} /> : null}
      <Table<Proposal>
        size="small"
        rowKey="number"
        loading={answer.isFetching}
        dataSource={rows}
        pagination={{ pageSize: PAGE, size: "small", hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noProposals} /> }}
        columns={[
          { key: "number", title: say.number, dataIndex: "number", width: 76, align: "end" },
          { key: "who", title: say.grantee, width: 150, render: (_, row) => granteeOf(row, say.tabKeys) },
          {
            key: "what",
            title: say.proposed,
            render: (_, row) => (
              <>
                {proposedOf(row)} {row.until === undefined ? null : <small>{say.until(row.until)}</small>}
              </>
            ),
          },
          { key: "by", title: say.proposer, dataIndex: "proposed_by", width: 104 },
          { key: "at", title: say.proposedAt, dataIndex: "proposed_at", width: 148, className: "number" },
          {
            key: "state",
            title: say.state,
            width: 210,
            render: (_, row) =>
              row.state === "pending" ? (
                <span style={{ color: palette.amber }}>
                  {row.state_zh} <small>{say.signBy(row.ends_at)}</small>
                </span>
              ) : (
                <>
                  {row.state_zh} {row.decided_by === undefined ? null : <small>{`${row.decided_by} ${row.decided_at ?? ""}`}</small>}
                  {row.reason === "" ? null : <div>{row.reason}</div>}
                </>
              ),
          },
          {
            key: "deeds",
            title: say.deeds,
            width: 150,
            render: (_, row) =>
              row.state !== "pending" ? null : signs ? (
                <Space size={4}>
                  <AskedTwice
                    ask={say.askSign(row.name, proposedOf(row))}
                    deed={() => {
                      act(() => api.signProposal(row.number));
                    }}
                  >
                    <Button size="small" type="primary">
                      {say.sign}
                    </Button>
                  </AskedTwice>
                  <Button
                    size="small"
                    onClick={() => {
                      setRefusing(row);
                    }}
                  >
                    {say.refuse}
                  </Button>
                </Space>
              ) : (
                <AskedTwice
                  ask={say.askWithdraw(row.name, proposedOf(row))}
                  deed={() => {
                    act(() => api.withdrawProposal(row.number));
                  }}
                >
                  <Button size="small">{say.withdraw}</Button>
                </AskedTwice>
              ),
          },
        ]}
      />
      {refusing === null ? null : (
        <FormDialog<{ reason: string }>
          title={say.refuseTitle(refusing.name)}
          ok={say.refuse}
          onClose={() => {
            setRefusing(null);
          }}
          send={async ({ reason }) => {
            await api.refuseProposal(refusing.number, reason.trim());
            setRefusing(null);
            await reload();
          }}
        >
          <Form.Item name="reason" label={say.reason} rules={[{ required: true, whitespace: true, message: say.reasonRule }]}>
            <Input.TextArea rows={3} maxLength={200} autoFocus />
          </Form.Item>
        </FormDialog>
      )}
    </div>
  );
}
