// Who may call the national interface, and in what each deviates from it: read from the configuration file,
// and changed there.
import { ReloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Table } from "antd";
import { api, type CallerRow } from "../../api";
import { PageHead } from "../../parts/PageHead";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import { systemWords, type SystemWords } from "./words";
import "./system.css";

const PAGE = 50;

const proofOf = (say: SystemWords, { auth }: CallerRow) =>
  auth === undefined
    ? say.admitsNobody
    : (new Map([
        ["tif", say.authTif],
        ["apikey", say.authKey],
        ["bearer", say.authBearer],
        ["ip", say.authAddress],
        ["open", say.authOpen],
      ]).get(auth) ?? auth);

const sealsOf = (say: SystemWords, { ciphered, signed }: CallerRow) =>
  [...(ciphered ? [say.ciphered] : []), ...(signed ? [say.signatures] : [])].join(" · ");

const deviationOf = (say: SystemWords, name: string) =>
  new Map([
    ["infcode", say.devInfcode],
    ["single_result", say.devSingle],
    ["extra_fields", say.devExtra],
    ["trust_self_pay", say.devSelfPay],
    ["success_text", say.devSuccess],
    ["behaviour_as_level", say.devBehaviour],
  ]).get(name) ?? name;

export function Callers() {
  const say = useWords(systemWords);
  const answer = useQuery({ queryKey: ["callers"], queryFn: ({ signal }) => api.callers(signal) });
  return (
    <div className="page">
      <PageHead
        path="/callers"
        extra={
          <Button icon={<ReloadOutlined />} loading={answer.isFetching} onClick={() => void answer.refetch()}>
            {say.refresh}
          </Button>
        }
      />
      <Alert type="info" showIcon title={say.callersNote} style={{ marginBottom: 12 }} />
      {answer.isError ? <ProblemNote thrown={answer.error} retry={() => void answer.refetch()} /> : null}
      <Table<CallerRow>
        size="small"
        rowKey="code"
        loading={answer.isFetching}
        dataSource={answer.data?.rows ?? []}
        pagination={{ pageSize: PAGE, size: "small", hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { key: "code", title: say.code, render: (_, row) => (row.code === "" ? say.unlisted : row.code) },
          { key: "name", title: say.orgName, dataIndex: "name" },
          { key: "auth", title: say.proof, render: (_, row) => proofOf(say, row) },
          { key: "from", title: say.callsFrom, render: (_, row) => (row.networks.length === 0 ? say.anywhere : row.networks.join("、")) },
          { key: "seals", title: say.crypto, render: (_, row) => sealsOf(say, row) || "—" },
          { key: "encoding", title: say.encoding, dataIndex: "encoding", width: 92 },
          { key: "most", title: say.findingsMax, dataIndex: "findings_max", align: "end", width: 92 },
          {
            key: "failure",
            title: say.onFailure,
            render: (_, row) => (row.settlement_failure === "pass" ? say.passes : say.refuses),
          },
          { key: "block", title: say.onBlock, render: (_, row) => (row.refuse_on_block ? say.blockRefuses : say.blockSucceeds) },
          {
            key: "others",
            title: say.deviations,
            render: (_, row) => row.deviations.map((name) => deviationOf(say, name)).join("；") || "—",
          },
        ]}
      />
    </div>
  );
}
