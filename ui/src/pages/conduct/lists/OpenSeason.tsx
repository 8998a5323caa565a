// Opening the assessments of a year for everybody of the institution who has none yet.
import { PlayCircleOutlined } from "@ant-design/icons";
import { Alert, Button, Form, InputNumber } from "antd";
import { useState } from "react";
import { conduct, type Season } from "../../../api/conduct";
import { useMessages } from "../../../app/messages";
import { usePreferences } from "../../../app/preferences";
import { useSession } from "../../../app/session";
import { dayjs } from "../../../parts/days";
import { DayInput } from "../../../parts/fields";
import { FormDialog } from "../../../parts/FormDialog";
import { useReload } from "../../../parts/reload";
import { useWords } from "../../../words/words";
import { seasonWords } from "./seasonWords";

/** The button, for the office that opens. */
export function OpenSeason() {
  const say = useWords(seasonWords);
  const { grant } = useSession();
  const [open, setOpen] = useState(false);
  if (grant?.role !== "ethics_office") {
    return null;
  }
  return (
    <>
      <Button
        icon={<PlayCircleOutlined />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {say.open}
      </Button>
      {open ? (
        <SeasonDialog
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

/** The stages that end on a day, in the order in which they follow each other. */
const STAGES = ["self_review", "department", "branch", "public", "draft", "committee"] as const;
/** Those that a scheme may do without. */
const OPTIONAL: readonly string[] = ["branch", "public"];
const LEAST_PUBLICITY = 5;
const MOST_PUBLICITY = 60;

function SeasonDialog({ onClose }: { onClose: () => void }) {
  const say = useWords(seasonWords);
  const message = useMessages();
  const reload = useReload();
  const { year } = usePreferences();
  const thisYear = dayjs().year();
  return (
    <FormDialog<Season>
      title={say.open}
      ok={say.ok}
      initial={{ year, publicity_days: LEAST_PUBLICITY }}
      onClose={onClose}
      send={async (season) => {
        const { opened, before } = await conduct.openAssessments(season);
        void message.success(say.opened(opened, before));
        await reload();
        onClose();
      }}
    >
      <Alert type="info" showIcon title={say.why} className="conduct-gap" />
      <Form.Item name="year" label={say.year} rules={[{ required: true, message: say.needed }]}>
        <InputNumber min={thisYear - 1} max={thisYear} precision={0} />
      </Form.Item>
      {STAGES.map((stage, at) => {
        const before = STAGES.slice(0, at);
        const optional = OPTIONAL.includes(stage);
        return (
          <Form.Item
            key={stage}
            name={stage}
            label={say[stage]}
            dependencies={before}
            extra={optional ? say.optional : null}
            rules={[
              { required: !optional, message: say.needed },
              ({ getFieldValue }) => ({
                validator: (_, day?: string) => {
                  const days = before.map((one) => getFieldValue(one) as string | undefined);
                  return day === undefined || days.every((earlier) => earlier === undefined || day >= earlier)
                    ? Promise.resolve()
                    : Promise.reject(new Error(say.order));
                },
              }),
            ]}
          >
            <DayInput />
          </Form.Item>
        );
      })}
      <Form.Item name="publicity_days" label={say.publicity} rules={[{ required: true, message: say.needed }]}>
        <InputNumber min={LEAST_PUBLICITY} max={MOST_PUBLICITY} precision={0} />
      </Form.Item>
    </FormDialog>
  );
}
