// Codes to answer by, made for a department and printed at once: the server keeps no copy to show again.
import { PrinterOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, InputNumber, QRCode, Select } from "antd";
import { conduct, type SurveyForm } from "../../../api/conduct";
import { ProblemNote } from "../../../parts/ProblemNote";
import { useWords } from "../../../words/words";
import { FORMS } from "./forms";
import { surveyWords } from "./words";

const MOST = 200;
const USUAL = 12;

interface Wanted {
  form: SurveyForm;
  department: string;
  count: number;
}

export function Codes() {
  const say = useWords(surveyWords);
  const staff = useQuery({ queryKey: ["conduct-staff"], queryFn: ({ signal }) => conduct.staff(signal) });
  const departments = [...new Set((staff.data?.rows ?? []).map((row) => row.department))];
  const make = useMutation({
    mutationFn: async (wanted: Wanted) => {
      const { codes } = await conduct.surveyCodes(wanted.form, wanted.department, wanted.count);
      return { ...wanted, codes };
    },
  });
  return (
    <>
      <Form<Wanted>
        layout="inline"
        className="conduct-filters no-print"
        initialValues={{ form: "outpatient", count: USUAL }}
        onFinish={(wanted) => {
          make.mutate(wanted);
        }}
      >
        <Form.Item name="form" label={say.form}>
          <Select style={{ width: 140 }} options={FORMS.map((one) => ({ value: one, label: say[one] }))} />
        </Form.Item>
        <Form.Item name="department" label={say.department} rules={[{ required: true, message: say.needed(say.department) }]}>
          <Select
            showSearch
            style={{ width: 220 }}
            placeholder={say.chooseDepartment}
            loading={staff.isFetching}
            options={departments.map((one) => ({ value: one, label: one }))}
          />
        </Form.Item>
        <Form.Item name="count" label={say.count} rules={[{ required: true, message: say.needed(say.count) }]}>
          <InputNumber min={1} max={MOST} precision={0} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={make.isPending}>
          {say.make}
        </Button>
      </Form>
      {make.isError ? <ProblemNote thrown={make.error} /> : null}
      {make.data === undefined ? null : (
        <>
          <div className="no-print conduct-gap">
            <Alert
              type="warning"
              showIcon
              title={say.once}
              action={
                <Button
                  icon={<PrinterOutlined />}
                  onClick={() => {
                    window.print();
                  }}
                >
                  {say.print}
                </Button>
              }
            />
          </div>
          <ul className="survey-codes">
            {make.data.codes.map((code, at) => (
              <li key={code}>
                {/* A drawing for cameras alone; the library gives it no name. */}
                <span aria-hidden>
                  <QRCode
                    type="svg"
                    value={`${window.location.origin}/survey/${encodeURIComponent(code)}`}
                    size={150}
                    color="#000000"
                    bgColor="#ffffff"
                  />
                </span>
                <strong>{make.data.department}</strong>
                <span>{say.scan}</span>
                <small>{say.codeOf(at + 1)}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
