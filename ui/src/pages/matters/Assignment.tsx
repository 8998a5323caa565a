// Giving several leads to one person: only to whom, asked once, then one command for each lead.
import { useQuery } from "@tanstack/react-query";
import { Alert, Form, Skeleton } from "antd";
import { api, type MatterRow, type Offer } from "../../api";
import { commandOf, type Filled } from "../../parts/command";
import { CommandFields } from "../../parts/CommandForm";
import { ProblemNote } from "../../parts/ProblemNote";
import { TogetherDialog, useTogether } from "../../parts/Together";
import { useWords } from "../../words/words";
import { matterWords } from "./words";

const COMMAND = "assign";
/** Stages in which a lead is still given to somebody. */
const OPEN_STAGES = ["待分派", "核实中"];
/** Who gives leads to others. */
export const ASSIGNING: readonly string[] = ["section_chief", "agency_head"];

export const isAssignable = (row: MatterRow) => row.kind === "lead" && OPEN_STAGES.includes(row.stage);

interface Given {
  rows: MatterRow[];
  onClose: () => void;
}

export function Assignment({ rows, onClose }: Given) {
  const say = useWords(matterWords);
  const [form] = Form.useForm<Filled>();
  const together = useTogether(rows);
  const first = rows[0]?.id ?? "";
  // Whom one may choose does not depend on the lead: the first one's form asks for all of them.
  const asked = useQuery({
    queryKey: ["assignment", first],
    queryFn: async ({ signal }): Promise<Offer | null> => offerOf(await api.matter(first, signal)),
    staleTime: Infinity,
  });

  const assign = (filled: Filled) => async (row: MatterRow, key: string) => {
    const page = await api.matter(row.id);
    const offer = offerOf(page);
    if (offer === null) {
      throw new Error(say.notAssignable);
    }
    await api.command(row.id, page.row.version, commandOf(offer, filled), key);
  };

  const offer = asked.data;
  return (
    <TogetherDialog
      of={together}
      title={say.assignTitle}
      submit={say.assignAll}
      onClose={onClose}
      onSubmit={() => {
        form.submit();
      }}
    >
      <p>{say.assignNote}</p>
      {asked.isError ? <ProblemNote thrown={asked.error} /> : null}
      {asked.isPending ? <Skeleton active paragraph={{ rows: 2 }} /> : null}
      {offer === null ? <Alert type="warning" showIcon title={say.notAssignable} /> : null}
      {offer === null || offer === undefined ? null : (
        <Form<Filled>
          form={form}
          layout="vertical"
          disabled={together.running || together.left === 0}
          onFinish={() => void together.run(assign(form.getFieldsValue(true) as Filled))}
        >
          <CommandFields fields={offer.fields} matter={first} />
        </Form>
      )}
    </TogetherDialog>
  );
}

const offerOf = ({ offers }: { offers: Offer[] }): Offer | null => offers.find((offer) => offer.command === COMMAND) ?? null;
