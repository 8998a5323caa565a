// What each is paid, and whether the whole is what there is to share.
import { Alert, Table } from "antd";
import type { Performance } from "../../../api/conduct";
import { asNumber, inYuan } from "../../../parts/money";
import { useWords } from "../../../words/words";
import type { Outcome } from "./Performance";
import { payWords } from "./words";
import { difference } from "./work";

type Row = Performance["rows"][number];

const PAGE = 50;

export function Shares({ of: { paid, pool, compared } }: { of: Outcome }) {
  const say = useWords(payWords);
  const before = new Map((compared?.paid.rows ?? []).map((row) => [row.code, row.amount]));
  const agrees = difference(paid.total, pool) === "0.00";
  const beside = (row: Row, shown: (amount: string) => string) => {
    const amount = before.get(row.code);
    return amount === undefined ? "—" : shown(amount);
  };
  return (
    <section className="sheet">
      <Alert
        type={agrees ? "success" : "error"}
        showIcon
        className="conduct-gap"
        title={agrees ? say.agrees(inYuan(pool)) : say.differs(inYuan(paid.total), inYuan(pool))}
      />
      <Table<Row>
        size="small"
        rowKey="code"
        dataSource={paid.rows}
        locale={{ emptyText: say.none }}
        pagination={paid.rows.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
        scroll={{ x: compared === undefined ? 660 : 900 }}
        columns={[
          { key: "code", title: say.code, dataIndex: "code", width: 100, className: "number" },
          { key: "name", title: say.person, dataIndex: "name", width: 100 },
          { key: "work", title: say.workScore, dataIndex: "work", align: "end", width: 90, className: "number" },
          { key: "ethics", title: say.ethics, dataIndex: "ethics", align: "end", width: 90, className: "number" },
          { key: "weight", title: say.weightUsed, dataIndex: "weight", align: "end", width: 70, className: "number" },
          { key: "coefficient", title: say.coefficient, dataIndex: "coefficient", align: "end", width: 90, className: "number" },
          {
            key: "amount",
            title: say.amount,
            align: "end",
            width: 120,
            className: "number",
            sorter: (a, b) => asNumber(a.amount) - asNumber(b.amount),
            render: (_, row) => <strong>{inYuan(row.amount)}</strong>,
          },
          ...(compared === undefined
            ? []
            : [
                {
                  key: "compared",
                  title: say.compared(String(compared.percent)),
                  align: "end" as const,
                  width: 130,
                  className: "number",
                  render: (_: unknown, row: Row) => beside(row, inYuan),
                },
                {
                  key: "difference",
                  title: say.difference,
                  align: "end" as const,
                  width: 110,
                  className: "number",
                  render: (_: unknown, row: Row) => beside(row, (amount) => inYuan(difference(row.amount, amount))),
                },
              ]),
        ]}
        summary={() => (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0} colSpan={6}>
              {say.total}
            </Table.Summary.Cell>
            <Table.Summary.Cell index={6} align="end" className="number">
              {inYuan(paid.total)}
            </Table.Summary.Cell>
            {compared === undefined ? null : (
              <>
                <Table.Summary.Cell index={7} align="end" className="number">
                  {inYuan(compared.paid.total)}
                </Table.Summary.Cell>
                <Table.Summary.Cell index={8} />
              </>
            )}
          </Table.Summary.Row>
        )}
      />
    </section>
  );
}
