// The trail, for the auditor of security: who looked at or did what, what for, and whether the chain of
// rows is whole.
import { SafetyCertificateOutlined } from "@ant-design/icons";
import { Alert, Button, Select } from "antd";
import { useState } from "react";
import { api, type TrailLine, type Verified } from "../../api";
import { useMessages } from "../../app/messages";
import { useFilters } from "../../parts/filters";
import { DayInput } from "../../parts/fields";
import { ListPage, type Column } from "../../parts/ListPage";
import { PageHead } from "../../parts/PageHead";
import { ProblemNote } from "../../parts/ProblemNote";
import { SearchBox } from "../../parts/SearchBox";
import { useWords } from "../../words/words";
import { deedWords, deeds } from "./deeds";
import { systemWords, type SystemWords } from "./words";
import "./system.css";

const NAMES = ["user", "subject", "deed", "from", "before"] as const;
const HASH_SHOWN = 8;

const columnsOf = (say: SystemWords): Column<TrailLine>[] => [
  { key: "number", name: say.number, title: say.number, dataIndex: "number", width: 76, align: "end" },
  { key: "at", name: say.at, title: say.at, dataIndex: "at", width: 156, className: "number" },
  { key: "who", name: say.who, title: say.who, width: 104, render: (_, row) => <span title={row.user}>{row.user_name}</span> },
  { key: "office", name: say.office, title: say.office, dataIndex: "role", width: 104 },
  { key: "place", name: say.at2, title: say.at2, dataIndex: "place", width: 130, hidden: true },
  { key: "deed", name: say.deed, title: say.deed, dataIndex: "deed_zh", width: 104 },
  { key: "subject", name: say.subject, title: say.subject, dataIndex: "subject", ellipsis: true },
  { key: "detail", name: say.detail, title: say.detail, dataIndex: "detail", ellipsis: true },
  {
    key: "purpose",
    name: say.purpose,
    title: say.purpose,
    ellipsis: true,
    render: (_, row) => (row.purpose === "" ? say.noPurpose : row.purpose),
  },
  {
    key: "hash",
    name: say.digest,
    title: say.digest,
    width: 100,
    render: (_, row) => <Digest of={row.hash} />,
  },
];

/** The beginning of a digest; the whole of it is copied. */
function Digest({ of }: { of: string }) {
  const say = useWords(systemWords);
  const message = useMessages();
  return (
    <Button
      type="text"
      size="small"
      title={`${say.copy} ${of}`}
      onClick={() => {
        void navigator.clipboard.writeText(of).then(() => message.success(say.copied));
      }}
    >
      <code>{of.slice(0, HASH_SHOWN)}</code>
    </Button>
  );
}

export function Trail() {
  const say = useWords(systemWords);
  const names = useWords(deedWords);
  const filters = useFilters(NAMES);
  const day = (name: "from" | "before") => {
    const value = filters.one(name);
    return value === undefined ? {} : { value };
  };
  return (
    <div className="page page-list">
      <PageHead path="/trail" />
      <Verify />
      <ListPage<TrailLine>
        name="trail"
        load={api.trail}
        filters={filters}
        columns={columnsOf(say)}
        idOf={(row) => String(row.number)}
        none={say.noTrail}
        size={100}
        above={
          <div className="bar trail-filters">
            {(["user", "subject"] as const).map((name) => (
              <SearchBox
                key={name}
                label={say[name]}
                width={190}
                value={filters.one(name)}
                onSearch={(text) => {
                  filters.set({ [name]: text });
                }}
              />
            ))}
            <Select
              aria-label={say.deed}
              placeholder={say.anyDeed}
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              style={{ width: 150 }}
              {...(filters.one("deed") === undefined ? {} : { value: filters.one("deed") ?? "" })}
              options={deeds.map((deed) => ({ value: deed, label: names[deed] }))}
              onChange={(deed?: string) => {
                filters.set({ deed });
              }}
            />
            {(["from", "before"] as const).map((name) => (
              <label key={name} htmlFor={`trail-${name}`}>
                {say[name]}{" "}
                <span style={{ display: "inline-block", width: 140 }}>
                  <DayInput
                    id={`trail-${name}`}
                    {...day(name)}
                    onChange={(value) => {
                      filters.set({ [name]: value });
                    }}
                  />
                </span>
              </label>
            ))}
          </div>
        }
      />
    </div>
  );
}

function Verify() {
  const say = useWords(systemWords);
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<Verified | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const verify = async () => {
    setRunning(true);
    setFailure(null);
    setResult(null);
    try {
      setResult(await api.verifyTrail());
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setRunning(false);
    }
  };
  return (
    <section style={{ marginBottom: 8 }} aria-live="polite">
      <div className="bar">
        <Button type="primary" icon={<SafetyCertificateOutlined />} loading={running} onClick={() => void verify()}>
          {say.verify}
        </Button>
        {running ? say.verifying : null}
      </div>
      {failure === null ? null : <ProblemNote thrown={failure} retry={() => void verify()} />}
      {result === null ? null : result.ok ? (
        <Alert
          type="success"
          showIcon
          title={say.whole(result.count.toLocaleString("zh-CN"))}
          description={
            <>
              {say.lastHash} <code style={{ wordBreak: "break-all" }}>{result.hash}</code> {say.printHash}
            </>
          }
        />
      ) : (
        <Alert
          type="error"
          showIcon
          title={say.broken(String(result.number ?? 0), result.count.toLocaleString("zh-CN"))}
          description={
            <>
              {result.problem} {say.brokenWhat}
            </>
          }
        />
      )}
    </section>
  );
}
