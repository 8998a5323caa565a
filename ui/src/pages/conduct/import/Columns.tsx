// Which column of the table is read as what.
import { Select } from "antd";
import type { SheetPreview } from "../../../api/conduct";
import { useWords } from "../../../words/words";
import { importWords } from "./words";

interface Given {
  preview: SheetPreview;
  onChange: (field: string, head: string | undefined) => void;
}

export function Columns({ preview, onChange }: Given) {
  const say = useWords(importWords);
  return (
    <section className="import-part" aria-label={say.mapping}>
      <h2>{say.mapping}</h2>
      <p>{say.mappingWhy}</p>
      <div className="import-columns">
        {preview.columns.map(({ field, zh, required, head }) => (
          <label key={field} htmlFor={`import-${field}`}>
            <span>
              {zh}
              {required ? <small>（{say.required}）</small> : null}
            </span>
            <Select
              id={`import-${field}`}
              allowClear
              aria-label={zh}
              placeholder={say.notMapped}
              {...(head === undefined ? {} : { value: head })}
              {...(required && head === undefined ? { status: "error" as const } : {})}
              options={preview.heads.map((one) => ({ value: one, label: one }))}
              onChange={(chosen?: string) => {
                onChange(field, chosen);
              }}
            />
          </label>
        ))}
      </div>
    </section>
  );
}
