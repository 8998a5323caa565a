// Has the report of a year or a quarter made as a paper: what no book knows is asked here.
import { Form, Input, Radio } from "antd";
import { conduct, type ReportForm } from "../../../api/conduct";
import { useMessages } from "../../../app/messages";
import { dayjs } from "../../../parts/days";
import { DayInput } from "../../../parts/fields";
import { FormDialog } from "../../../parts/FormDialog";
import { useWords } from "../../../words/words";
import { districtWords } from "./words";

const MOST = 100;

type Entered = Pick<ReportForm, "format" | "number" | "dated" | "district"> & { issuer?: string };

interface Given {
  year: number;
  quarter: number | undefined;
  onClose: () => void;
}

export function Report({ year, quarter, onClose }: Given) {
  const say = useWords(districtWords);
  const message = useMessages();
  const needed = [{ required: true, whitespace: true, message: say.needed }];
  const title = say.reportTitle(year, quarter);
  return (
    <FormDialog<Entered>
      title={title}
      ok={say.makeReport}
      initial={{ format: "docx", dated: dayjs().format("YYYY-MM-DD") }}
      onClose={onClose}
      send={async ({ issuer, ...entered }) => {
        const named = issuer?.trim() ?? "";
        await conduct.districtReport(`${title}.${entered.format}`, {
          year,
          ...(quarter === undefined ? {} : { quarter }),
          ...entered,
          ...(named === "" ? {} : { issuer: named }),
        });
        void message.success(say.reportMade);
        onClose();
      }}
    >
      <p>{say.reportWhy}</p>
      <Form.Item name="district" label={say.districtName} rules={needed}>
        <Input autoFocus autoComplete="off" maxLength={MOST} />
      </Form.Item>
      <Form.Item name="number" label={say.reportNumber} rules={needed}>
        <Input autoComplete="off" maxLength={MOST} />
      </Form.Item>
      <Form.Item name="dated" label={say.reportDated} rules={[{ required: true, message: say.needed }]}>
        <DayInput />
      </Form.Item>
      <Form.Item name="issuer" label={say.reportIssuer}>
        <Input autoComplete="off" maxLength={MOST} />
      </Form.Item>
      <Form.Item name="format" label={say.reportFormat}>
        <Radio.Group options={(["docx", "pdf"] as const).map((format) => ({ value: format, label: format }))} />
      </Form.Item>
    </FormDialog>
  );
}
