// The tree of organisations, and how far each institution has come on its three channels.
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Empty, Form, Input, Select, Table } from "antd";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { api, type AccessState, type Organisation } from "../../api";
import { useMessages } from "../../app/messages";
import { Figure } from "../../parts/Figure";
import { PageHead } from "../../parts/PageHead";
import { pathOfList } from "../../parts/paths";
import { FormDialog } from "../../parts/FormDialog";
import { ProblemNote } from "../../parts/ProblemNote";
import { SearchBox } from "../../parts/SearchBox";
import { useWords } from "../../words/words";
import { Access } from "../institutions/Access";
import { systemWords, type SystemWords } from "./words";
import "./system.css";

const CHANNELS = ["prescribing", "settlement", "feedback"] as const;
const STATES: readonly AccessState[] = ["not_started", "interface_changed", "joint_test", "live"];
const KINDS: readonly Organisation["kind"][] = ["bureau", "agency", "institution", "department"];
const PAGE = 50;

interface Node extends Organisation {
  children?: Node[];
}

const kindWord = (say: SystemWords, kind: Organisation["kind"]) =>
  ({ bureau: say.bureauKind, agency: say.agency, institution: say.institution, department: say.departmentKind })[kind];

/** Each below what it belongs to; what belongs to nothing that is shown stands at the top. */
function treeOf(rows: readonly Organisation[]): Node[] {
  const nodes = new Map<string, Node>(rows.map((row) => [row.code, { ...row }]));
  const top: Node[] = [];
  for (const node of nodes.values()) {
    const above = node.parent === undefined ? undefined : nodes.get(node.parent);
    if (above === undefined) {
      top.push(node);
    } else {
      (above.children ??= []).push(node);
    }
  }
  const order = (node: Node) => KINDS.indexOf(node.kind);
  return top.sort((one, other) => order(one) - order(other) || one.code.localeCompare(other.code));
}

/** Stands so on the channel; without one, on any of them or on all. */
function isAt(row: Organisation, state: AccessState, channel: (typeof CHANNELS)[number] | undefined, onAll: boolean): boolean {
  const stands = (one: (typeof CHANNELS)[number]) => row.access[one] === state;
  return channel !== undefined ? stands(channel) : onAll ? CHANNELS.every(stands) : CHANNELS.some(stands);
}

export function Organisations() {
  const say = useWords(systemWords);
  const message = useMessages();
  const queries = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState<Organisation | "new" | null>(null);
  const all = useQuery({ queryKey: ["organisations"], queryFn: ({ signal }) => api.organisations(signal) });
  const q = search.get("q") ?? "";
  const channel = CHANNELS.find((one) => one === search.get("channel"));
  const onAll = search.get("channel") === "all";
  const state = STATES.find((one) => one === search.get("state"));
  const rows = useMemo(() => all.data?.rows ?? [], [all.data]);
  const tree = useMemo(
    () =>
      treeOf(
        rows.filter(
          (row) =>
            (row.name.includes(q) || row.code.includes(q)) &&
            (state === undefined || (row.kind === "institution" && isAt(row, state, channel, onAll))),
        ),
      ),
    [rows, q, channel, onAll, state],
  );
  const set = (changed: Record<string, string | undefined>) => {
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changed)) {
          if (value === undefined || value === "") {
            after.delete(name);
          } else {
            after.set(name, value);
          }
        }
        return after;
      },
      { replace: true },
    );
  };
  return (
    <div className="page">
      <PageHead
        path="/organisations"
        extra={
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => {
              setEditing("new");
            }}
          >
            {say.newOrganisation}
          </Button>
        }
      />
      {all.isError ? <ProblemNote thrown={all.error} retry={() => void all.refetch()} /> : null}
      <Rates rows={rows} />
      <div className="bar" style={{ marginTop: 8 }}>
        <SearchBox
          label={say.findOrg}
          width={240}
          value={q}
          onSearch={(text) => {
            set({ q: text });
          }}
        />
        <Select
          aria-label={say.accessFilter}
          placeholder={say.anyState}
          allowClear
          style={{ width: 140 }}
          {...(state === undefined ? {} : { value: state })}
          options={STATES.map((one) => ({ value: one, label: say[one] }))}
          onChange={(chosen?: AccessState) => {
            set({ state: chosen, channel: undefined });
          }}
        />
      </div>
      <Table<Node>
        key={`${q}-${state ?? ""}-${rows.length}`}
        size="small"
        rowKey="code"
        loading={all.isFetching}
        dataSource={tree}
        expandable={{ defaultExpandAllRows: true }}
        pagination={{ pageSize: PAGE, size: "small", hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noOrganisations} /> }}
        columns={[
          { key: "name", title: say.orgName, dataIndex: "name", ellipsis: true },
          { key: "code", title: say.code, dataIndex: "code", width: 112 },
          { key: "kind", title: say.orgKind, width: 108, render: (_, row) => kindWord(say, row.kind) },
          { key: "division", title: say.division, dataIndex: "division", width: 76 },
          { key: "level", title: say.level, width: 60, render: (_, row) => row.level ?? "—" },
          ...CHANNELS.map((one) => ({
            key: one,
            title: say[one],
            width: 108,
            render: (_: unknown, row: Node) => (row.kind === "institution" ? <Access state={row.access[one]} /> : "—"),
          })),
          {
            key: "deeds",
            title: say.deeds,
            width: 72,
            render: (_, row) => (
              <Button
                size="small"
                aria-label={`${say.edit} ${row.name}`}
                onClick={() => {
                  setEditing(row);
                }}
              >
                {say.edit}
              </Button>
            ),
          },
        ]}
      />
      {editing === null ? null : (
        <Edit
          of={editing === "new" ? undefined : editing}
          rows={rows}
          onClose={() => {
            setEditing(null);
          }}
          onSaved={async () => {
            setEditing(null);
            void message.success(say.saved);
            await queries.invalidateQueries({ queryKey: ["organisations"] });
          }}
        />
      )}
    </div>
  );
}

/** The share of institutions that are live: on each channel, and on all three. */
function Rates({ rows }: { rows: readonly Organisation[] }) {
  const say = useWords(systemWords);
  const institutions = rows.filter((row) => row.kind === "institution");
  const due = institutions.length;
  const shown = [
    { key: "all", label: say.allThree, live: institutions.filter((row) => CHANNELS.every((one) => row.access[one] === "live")).length },
    ...CHANNELS.map((one) => ({ key: one, label: say[one], live: institutions.filter((row) => row.access[one] === "live").length })),
  ];
  return (
    <div className="figures">
      {shown.map(({ key, label, live }) => (
        <Figure
          key={key}
          label={label}
          note={say.accessNote(live, due)}
          to={pathOfList("/organisations", { channel: key, state: "live" })}
        >
          {due === 0 ? "—" : `${((live / due) * 100).toFixed(1)}%`}
        </Figure>
      ))}
    </div>
  );
}

interface Edited {
  of: Organisation | undefined;
  rows: readonly Organisation[];
  onClose: () => void;
  onSaved: () => Promise<void>;
}

const ABOVE: Record<Organisation["kind"], readonly Organisation["kind"][]> = {
  bureau: ["bureau"],
  agency: ["bureau"],
  institution: ["bureau", "agency"],
  department: ["institution"],
};

const NOT_STARTED = { prescribing: "not_started", settlement: "not_started", feedback: "not_started" } as const;

function Edit({ of, rows, onClose, onSaved }: Edited) {
  const say = useWords(systemWords);
  return (
    <FormDialog<Organisation>
      title={of === undefined ? say.newOrganisation : say.editOrganisation(of.name)}
      ok={say.save}
      initial={of ?? { kind: "institution", access: NOT_STARTED }}
      onClose={onClose}
      send={async ({ code, name, kind, parent, division, level, access }) => {
        await api.register({
          code: code.trim(),
          name: name.trim(),
          kind,
          division: division.trim(),
          access: kind === "institution" ? access : NOT_STARTED,
          ...(parent === undefined ? {} : { parent }),
          ...(level === undefined || level.trim() === "" ? {} : { level: level.trim() }),
        });
        await onSaved();
      }}
    >
      <EditFields known={of !== undefined} rows={rows} />
    </FormDialog>
  );
}

function EditFields({ known, rows }: { known: boolean; rows: readonly Organisation[] }) {
  const say = useWords(systemWords);
  const form = Form.useFormInstance<Organisation>();
  const kind = (Form.useWatch("kind", form) as Organisation["kind"] | undefined) ?? "institution";
  return (
    <>
      <Form.Item name="code" label={say.code} rules={[{ required: true, whitespace: true, message: say.codeRule }]}>
        <Input disabled={known} />
      </Form.Item>
      <Form.Item name="name" label={say.orgName} rules={[{ required: true, whitespace: true, message: say.orgNameRule }]}>
        <Input />
      </Form.Item>
      <Form.Item name="kind" label={say.orgKind} rules={[{ required: true, message: say.orgKindRule }]}>
        <Select disabled={known} options={KINDS.map((one) => ({ value: one, label: kindWord(say, one) }))} />
      </Form.Item>
      <Form.Item name="parent" label={say.parent}>
        <Select
          allowClear
          placeholder={say.top}
          showSearch={{ optionFilterProp: "label" }}
          options={rows
            .filter((row) => ABOVE[kind].includes(row.kind))
            .map((row) => ({ value: row.code, label: `${row.name}（${row.code}）` }))}
        />
      </Form.Item>
      <Form.Item name="division" label={say.division} rules={[{ required: true, pattern: /^\s*\d{6}\s*$/, message: say.divisionRule }]}>
        <Input inputMode="numeric" />
      </Form.Item>
      <Form.Item name="level" label={say.level}>
        <Input />
      </Form.Item>
      {kind === "institution"
        ? CHANNELS.map((one) => (
            <Form.Item key={one} name={["access", one]} label={say[one]}>
              <Select options={STATES.map((state) => ({ value: state, label: say[state] }))} />
            </Form.Item>
          ))
        : null}
    </>
  );
}
