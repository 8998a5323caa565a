// Draws the form of an offer from its fields, whatever they are: what may be done with a matter is
// known to the server alone.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Card, Checkbox, Form, Input, InputNumber, Select } from "antd";
import type { Rule } from "antd/es/form";
import type { Field } from "../api";
import { useWords, words } from "../words/words";
import { beginning, isAsked, isTouched } from "./command";
import { DayInput, FileInput, FilesInput, InstitutionInput, LinesInput, PeopleInput, PersonInput } from "./fields";
import { SealNumber } from "./SealNumber";

const text = words(
  {
    needed: (name: string) => `请填写${name}`,
    amount: "金额须为数字，最多两位小数",
    row: (number: number) => `第 ${number} 项`,
    add: (name: string) => `增加${name}`,
    drop: (number: number) => `删去第 ${number} 项`,
    yuan: "元",
  },
  {
    needed: (name: string) => `${name} is needed`,
    amount: "A number with at most two decimals",
    row: (number: number) => `Item ${number}`,
    add: (name: string) => `Add: ${name}`,
    drop: (number: number) => `Remove item ${number}`,
    yuan: "CNY",
  },
);

type Path = (string | number)[];

interface Drawn {
  field: Field;
  /** Where the field stands in the whole form. */
  path: Path;
  /** Its name as the surrounding list of the form library wants it. */
  name: Path;
  matter: string;
  /** The optional group that it is part of: nothing in it is needed while all of it is empty. */
  within?: Path;
}

export function CommandFields({ fields, matter }: { fields: readonly Field[]; matter: string }) {
  return fields.map((field) => <Shown key={field.name} field={field} path={[field.name]} name={[field.name]} matter={matter} />);
}

/** The field, while the one beside it says that it is asked. */
function Shown(drawn: Drawn) {
  const { field, path } = drawn;
  const beside = Form.useWatch([...path.slice(0, -1), field.when?.field ?? ""], Form.useFormInstance()) as unknown;
  if (field.kind === "fixed" || !isAsked(field, beside)) {
    return null;
  }
  switch (field.kind) {
    case "group":
      return <Group {...drawn} />;
    case "list":
      return <Rows {...drawn} />;
    default:
      return <Single {...drawn} />;
  }
}

/** Fields of a patient's reference that the server fills once the number is sealed. */
const sealsNumber = (fields: readonly Field[]) => ["seal", "head"].every((one) => fields.some(({ name }) => name === one));

function Group({ field, path, name, matter }: Drawn) {
  const care = Form.useWatch([...path, "care"], Form.useFormInstance()) as unknown;
  return (
    <Card size="small" title={field.zh} style={{ marginBottom: 12 }}>
      {sealsNumber(field.fields ?? []) && care === "inpatient" ? <SealNumber within={path} /> : null}
      {(field.fields ?? []).map((inner) => (
        <Shown
          key={inner.name}
          field={inner}
          path={[...path, inner.name]}
          name={[...name, inner.name]}
          matter={matter}
          {...(field.required ? {} : { within: path })}
        />
      ))}
    </Card>
  );
}

function Rows({ field, path, name, matter }: Drawn) {
  const say = useWords(text);
  const inner = field.fields ?? [];
  return (
    <Form.Item label={field.zh} required={field.required} extra={field.help}>
      <Form.List name={name}>
        {(rows, { add, remove }) => (
          <>
            {rows.map((row, index) => (
              <Card
                key={row.key}
                size="small"
                title={say.row(index + 1)}
                style={{ marginBottom: 8 }}
                extra={
                  <Button
                    type="text"
                    size="small"
                    aria-label={say.drop(index + 1)}
                    icon={<DeleteOutlined />}
                    onClick={() => {
                      remove(row.name);
                    }}
                  />
                }
              >
                {inner.map((one) => (
                  <Shown
                    key={one.name}
                    field={one}
                    path={[...path, row.name, one.name]}
                    name={[row.name, one.name]}
                    matter={matter}
                  />
                ))}
              </Card>
            ))}
            <Button
              type="dashed"
              block
              icon={<PlusOutlined />}
              onClick={() => {
                add(beginning(inner));
              }}
            >
              {say.add(field.zh)}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

function Single({ field, path, name, matter, within }: Drawn) {
  const say = useWords(text);
  /** Whose people may be chosen: those of the institution that the form names beside the person. */
  const institution = Form.useWatch([...path.slice(0, -1), "institution"], Form.useFormInstance()) as unknown;
  const group = Form.useWatch(within ?? path, Form.useFormInstance()) as unknown;
  const rules: Rule[] = [];
  if (field.required && (within === undefined || isTouched(group)) && field.kind !== "bool") {
    rules.push({ required: true, message: say.needed(field.zh) });
  }
  if (field.kind === "money") {
    rules.push({ pattern: /^\s*\d{1,13}(\.\d{1,2})?\s*$/, message: say.amount });
  }
  return (
    <Form.Item
      name={name}
      label={field.kind === "bool" ? null : field.zh}
      rules={rules}
      extra={field.help}
      {...(field.kind === "bool" ? { valuePropName: "checked" } : {})}
    >
      <InputOf field={field} matter={matter} {...(typeof institution === "string" ? { institution } : {})} />
    </Form.Item>
  );
}

/** The box itself; the form library hands it its value. */
function InputOf({ field, matter, institution, ...bound }: { field: Field; matter: string; institution?: string }) {
  const say = useWords(text);
  const choices = field.choices?.map((choice) => ({ value: choice.value, label: choice.zh }));
  switch (field.kind) {
    case "text":
      return <Input {...bound} />;
    case "long_text":
      return <Input.TextArea {...bound} autoSize={{ minRows: 3, maxRows: 10 }} />;
    case "lines":
      return <LinesInput {...bound} />;
    case "money":
      return <Input {...bound} inputMode="decimal" suffix={say.yuan} />;
    case "day":
      return <DayInput {...bound} />;
    case "number":
      return choices === undefined ? (
        <InputNumber {...bound} precision={0} min={0} style={{ width: "100%" }} />
      ) : (
        <Select {...bound} options={choices} />
      );
    case "bool":
      return <Checkbox {...bound}>{field.zh}</Checkbox>;
    case "choice":
      return <Select {...bound} options={choices ?? []} showSearch={{ optionFilterProp: "label" }} allowClear={!field.required} />;
    case "user":
      return <PersonInput {...bound} at={institution} among={field.choices?.map((choice) => choice.value)} />;
    case "users":
      return <PeopleInput {...bound} at={institution} among={field.choices} />;
    case "institution":
      return <InstitutionInput {...bound} />;
    case "attachment":
      return <FileInput {...bound} matter={matter} />;
    case "attachments":
      return <FilesInput {...bound} matter={matter} />;
    case "group":
    case "list":
    case "fixed":
      return null;
  }
}
