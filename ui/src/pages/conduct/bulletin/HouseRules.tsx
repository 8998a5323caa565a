// How the institution makes its bulletin. Who may write it is the server's to say; others read it.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { asProblem } from "../../../api";
import { conduct, type BulletinSettings } from "../../../api/conduct";
import { useMessages } from "../../../app/messages";
import { Loaded } from "../../../parts/Loaded";
import { ProblemNote } from "../../../parts/ProblemNote";
import { useReload } from "../../../parts/reload";
import { useWords } from "../../../words/words";
import { houseWords } from "./houseWords";
import "../conduct.css";

const BASES = ["occurred", "reported", "disposed", "verified"] as const;
const LONGEST_SOURCE = 40;

export function HouseRules({ editable }: { editable: boolean }) {
  const answer = useQuery({ queryKey: ["bulletin-settings"], queryFn: ({ signal }) => conduct.bulletinSettings(signal) });
  return (
    <Loaded answer={answer}>{(of) => <Rules key={of.version} of={of} editable={editable} />}</Loaded>
  );
}

interface Entered {
  public_names: boolean;
  basis: BulletinSettings["basis"];
  opted_out: string[];
  source: string;
}

function Rules({ of, editable }: { of: BulletinSettings; editable: boolean }) {
  const say = useWords(houseWords);
  const message = useMessages();
  const reload = useReload();
  const [form] = Form.useForm<Entered>();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const staff = useQuery({ queryKey: ["conduct-staff"], queryFn: ({ signal }) => conduct.staff(signal) });
  const known = [...of.opted_out, ...(staff.data?.rows ?? [])];
  const people = [...new Map(known.map((one) => [one.code, one])).values()];
  const save = async (entered: Entered) => {
    setSending(true);
    setRefusal(null);
    try {
      await conduct.setBulletinSettings({ version: of.version, ...entered, source: entered.source.trim() });
      void message.success(say.saved);
      await reload();
    } catch (thrown) {
      const { field, message: said } = asProblem(thrown);
      if (field === "source" || field === "opted_out") {
        form.setFields([{ name: field, errors: [said] }]);
      } else {
        setRefusal(thrown);
      }
    } finally {
      setSending(false);
    }
  };
  return (
    <section className="sheet">
      <Alert type="info" showIcon title={say.gateHolds} className="conduct-gap" />
      {refusal === null ? null : <ProblemNote thrown={refusal} />}
      <Form<Entered>
        form={form}
        layout="vertical"
        disabled={!editable}
        initialValues={{
          public_names: of.public_names,
          basis: of.basis,
          opted_out: of.opted_out.map(({ code }) => code),
          source: of.source,
        }}
        onFinish={(entered) => void save(entered)}
      >
        <Form.Item name="public_names" valuePropName="checked" extra={say.publicNamesWhy}>
          <Checkbox>{say.publicNames}</Checkbox>
        </Form.Item>
        <Form.Item name="opted_out" label={say.optedOut} extra={say.optedOutWhy}>
          <Select
            mode="multiple"
            loading={staff.isFetching}
            showSearch={{ optionFilterProp: "label" }}
            options={people.map(({ code, name, department }) => ({ value: code, label: `${name}（${code}，${department}）` }))}
          />
        </Form.Item>
        <Form.Item name="basis" label={say.basis} extra={say.basisWhy}>
          <Radio.Group options={BASES.map((basis) => ({ value: basis, label: say[basis] }))} />
        </Form.Item>
        <Form.Item name="source" label={say.source} extra={say.sourceWhy}>
          <Input maxLength={LONGEST_SOURCE} autoComplete="off" />
        </Form.Item>
        {editable ? (
          <Button type="primary" htmlType="submit" loading={sending}>
            {say.save}
          </Button>
        ) : null}
      </Form>
      {of.changed_at === undefined || of.changed_by === undefined ? null : (
        <p className="conduct-note">{say.changed(of.changed_by, of.changed_at)}</p>
      )}
    </section>
  );
}
