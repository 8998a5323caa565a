// What is issued here, accounts and keys of programs: the list of it, making one more, and the secret
// of what was made, which is shown once.
import { PlusOutlined } from "@ant-design/icons";
import type { UseQueryResult } from "@tanstack/react-query";
import { Button, Empty, Popconfirm, Table, type TableColumnType } from "antd";
import { useState, type ReactElement, type ReactNode } from "react";
import { asProblem } from "../../api";
import { useMessages } from "../../app/messages";
import { FormDialog } from "../../parts/FormDialog";
import { ProblemNote } from "../../parts/ProblemNote";
import { useReload } from "../../parts/reload";
import { useWords } from "../../words/words";
import { Once } from "./Once";
import { systemWords } from "./words";

const PAGE = 20;

interface Given<Row extends object, Entered extends object> {
  answer: UseQueryResult<{ rows: Row[] }>;
  /** `act` does something with a row, `show` shows a secret that came of it. */
  columns: (act: (deed: () => Promise<unknown>) => void, show: (secret: string) => void) => TableColumnType<Row>[];
  /** Said where nothing is issued. */
  none: string;
  /** Beside the button that makes one. */
  search?: ReactNode;
  /** The form of a new one; `send` answers its secret. */
  make: { title: string; ok: string; fields: ReactNode; send: (entered: Entered) => Promise<string> };
  once: { title: string; note: string };
}

export function Issued<Row extends { id: string | number }, Entered extends object>(given: Given<Row, Entered>) {
  const { answer, columns, none, search, make, once } = given;
  const message = useMessages();
  const reload = useReload();
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const act = (deed: () => Promise<unknown>) => {
    deed()
      .catch((thrown: unknown) => message.error(asProblem(thrown).message))
      .finally(() => void reload());
  };
  return (
    <>
      <div className="bar">
        {search}
        <span className="gap" />
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => {
            setMaking(true);
          }}
        >
          {make.title}
        </Button>
      </div>
      {answer.isError ? <ProblemNote thrown={answer.error} retry={() => void answer.refetch()} /> : null}
      <Table<Row>
        size="small"
        rowKey="id"
        loading={answer.isFetching}
        dataSource={answer.data?.rows ?? []}
        pagination={{ pageSize: PAGE, size: "small", hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={none} /> }}
        columns={columns(act, setSecret)}
      />
      {making ? (
        <FormDialog<Entered>
          title={make.title}
          ok={make.ok}
          onClose={() => {
            setMaking(false);
          }}
          send={async (entered) => {
            setSecret(await make.send(entered));
            setMaking(false);
            await reload();
          }}
        >
          {make.fields}
        </FormDialog>
      ) : null}
      {secret === null ? null : (
        <Once
          {...once}
          secret={secret}
          onClose={() => {
            setSecret(null);
          }}
        />
      )}
    </>
  );
}

/** A button whose deed is asked for once more. */
export function AskedTwice({ ask, deed, children }: { ask: string; deed: () => void; children: ReactElement }) {
  const say = useWords(systemWords);
  return (
    <Popconfirm title={ask} okText={say.confirm} cancelText={say.cancel} onConfirm={deed}>
      {children}
    </Popconfirm>
  );
}
