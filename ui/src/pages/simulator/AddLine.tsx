// Adds a line to the prescription: from the catalogue, or by hand where there is no catalogue.
import { useQuery } from "@tanstack/react-query";
import { Button, Collapse, Form, Input, Select } from "antd";
import { useDeferredValue, useState } from "react";
import { api } from "../../api";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import type { OrderLine } from "./patients";
import { simulatorWords } from "./words";

const KINDS = ["drug", "service"] as const;

export function AddLine({ onAdd }: { onAdd: (line: OrderLine) => void }) {
  const say = useWords(simulatorWords);
  const [kind, setKind] = useState<OrderLine["kind"]>("drug");
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["catalogue", kind, q],
    queryFn: ({ signal }) => api.catalogue(q, kind, signal),
    enabled: q !== "",
    retry: false,
  });
  const [form] = Form.useForm<Omit<OrderLine, "count" | "kind">>();
  const rows = found.data?.rows ?? [];
  return (
    <>
      <div className="add-line">
        <Select
          aria-label={say.kind}
          value={kind}
          style={{ width: 110 }}
          options={KINDS.map((one) => ({ value: one, label: say[one] }))}
          onChange={setKind}
        />
        <Select<string | null>
          aria-label={say.search}
          placeholder={`${say.search}：${say.searchHint}`}
          style={{ flex: 1 }}
          showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
          loading={found.isFetching}
          notFoundContent={q === "" || found.isFetching ? null : say.nothingFound}
          options={rows.map((row) => ({
            value: row.code,
            label: [row.name, row.unit, row.code].filter((part) => part !== undefined).join(" · "),
          }))}
          value={null}
          onChange={(code) => {
            const row = rows.find((one) => one.code === code);
            if (row !== undefined) {
              onAdd({ code: row.code, name: row.name, price: "0.00", count: 1, kind });
              setTyped("");
            }
          }}
        />
      </div>
      {found.isError ? <ProblemNote thrown={found.error} /> : null}
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: "hand",
            label: say.byHand,
            children: (
              <Form
                form={form}
                layout="inline"
                onFinish={({ code, name, price }) => {
                  onAdd({ code: code.trim(), name: name.trim(), price: price.trim(), count: 1, kind });
                  form.resetFields();
                }}
              >
                <Form.Item name="code" label={say.code} rules={[{ required: true, whitespace: true, message: say.needed }]}>
                  <Input style={{ width: 210 }} />
                </Form.Item>
                <Form.Item name="name" label={say.name} rules={[{ required: true, whitespace: true, message: say.needed }]}>
                  <Input style={{ width: 150 }} />
                </Form.Item>
                <Form.Item name="price" label={say.price} rules={[{ required: true, pattern: /^\s*\d{1,9}(\.\d{1,2})?\s*$/, message: say.priceRule }]}>
                  <Input inputMode="decimal" style={{ width: 90 }} />
                </Form.Item>
                <Button htmlType="submit">{say.add}</Button>
              </Form>
            ),
          },
        ]}
      />
    </>
  );
}
