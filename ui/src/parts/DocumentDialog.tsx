// Has an official document made: what no book knows is asked here (number, day, address), the rest
// the server takes from the matter and the books. What is still missing it names, and nothing is made.
import { Collapse, Form, Input, Radio } from "antd";
import { api, type DocumentDue, type DocumentForm } from "../api";
import { useMessages } from "../app/messages";
import { useWords, words } from "../words/words";
import { dayjs } from "./days";
import { DayInput } from "./fields";
import { FormDialog } from "./FormDialog";
import { useReload } from "./reload";

const text = words(
  {
    make: "出具并下载",
    made: (title: string) => `${title}已出具，出具记录已留痕`,
    number: "文号",
    numberNeeded: "请填写文号",
    numberHint: "例如：临医保告〔2026〕12号",
    dated: "成文日期",
    datedNeeded: "请选择成文日期",
    format: "文件格式",
    docx: "Word（可修改）",
    pdf: "PDF（用于送达）",
    addressee: "受文者",
    addresseeHelp: "定点医药机构和医师的名称按登记印制，这里只填登记中没有的内容。",
    name: "名称（受文者是个人或者其他部门时填写）",
    identity: "证照号码（统一社会信用代码或者证件号码）",
    street: "住所",
    representative: "负责人（法定代表人或者主要负责人）",
    issuer: "发文机关的联系人、地址、账户（没有登记或者与登记不一致时填写）",
    contact: "联系人",
    telephone: "联系电话",
    address: "联系地址",
    fund_account: "退回基金的收款账户",
    fine_account: "缴纳罚款的银行和账户",
    reconsideration_body: "行政复议机关",
    court: "管辖法院",
  },
  {
    make: "Make and download",
    made: (title: string) => `${title} is made, and recorded in the trail`,
    number: "Document number",
    numberNeeded: "Enter the document number",
    numberHint: "E.g. 临医保告〔2026〕12号",
    dated: "Date of the document",
    datedNeeded: "Choose the date of the document",
    format: "File format",
    docx: "Word (to be edited)",
    pdf: "PDF (to be served)",
    addressee: "Addressee",
    addresseeHelp: "The registered names of institutions and doctors are printed. Enter what the register does not have.",
    name: "Name (where it is a person or another department)",
    identity: "Credit code or identity number",
    street: "Address",
    representative: "Legal representative or person in charge",
    issuer: "Contact, address and accounts of the issuer (where not registered, or different)",
    contact: "Contact",
    telephone: "Telephone",
    address: "Address",
    fund_account: "Account for refunds to the fund",
    fine_account: "Bank and account for fines",
    reconsideration_body: "Body for reconsideration",
    court: "Competent court",
  },
);

const ISSUER = ["contact", "telephone", "address", "fund_account", "fine_account", "reconsideration_body", "court"] as const;
const MOST = 100;

/** What was filled in: the next document of the same matter begins with it. */
export interface Entered {
  format: DocumentForm["format"];
  number: string;
  dated: string;
  addressee: Partial<Record<"name" | "identity" | "address" | "representative", string>>;
  issuer: Partial<Record<(typeof ISSUER)[number], string>>;
}

/** What is filled in of a group of texts. */
const filled = (group: Record<string, string | undefined> = {}) =>
  Object.fromEntries(
    Object.entries(group).flatMap(([name, value]) => (value === undefined || value.trim() === "" ? [] : [[name, value.trim()]])),
  );

interface Dialog {
  matter: string;
  of: DocumentDue;
  /** What this document was made with already. */
  before: Partial<Entered>;
  onClose: () => void;
  onMade: (entered: Entered) => void;
}

export function DocumentDialog({ matter, of, before, onClose, onMade }: Dialog) {
  const say = useWords(text);
  const message = useMessages();
  const reload = useReload();
  return (
    <FormDialog<Entered>
      title={of.title}
      ok={say.make}
      width={680}
      initial={{ format: "docx", dated: dayjs().format("YYYY-MM-DD"), ...before }}
      onClose={onClose}
      send={async (entered) => {
        const { format, number, dated, addressee, issuer } = entered;
        const form = { format, number: number.trim(), dated, addressee: filled(addressee), issuer: filled(issuer) };
        await api.makeDocument(matter, of, form);
        onMade(entered);
        void message.success(say.made(of.title));
        await reload();
      }}
    >
      <div className="papers-form">
        <Form.Item name="number" label={say.number} rules={[{ required: true, whitespace: true, message: say.numberNeeded }]}>
          <Input autoFocus autoComplete="off" placeholder={say.numberHint} maxLength={MOST} />
        </Form.Item>
        <Form.Item name="dated" label={say.dated} rules={[{ required: true, message: say.datedNeeded }]}>
          <DayInput />
        </Form.Item>
      </div>
      <Form.Item name="format" label={say.format}>
        <Radio.Group options={(["docx", "pdf"] as const).map((format) => ({ value: format, label: say[format] }))} />
      </Form.Item>
      <h3>{say.addressee}</h3>
      <p>
        <small>{say.addresseeHelp}</small>
      </p>
      <div className="papers-form">
        <Form.Item name={["addressee", "identity"]} label={say.identity}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name={["addressee", "representative"]} label={say.representative}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name={["addressee", "address"]} label={say.street}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name={["addressee", "name"]} label={say.name}>
          <Input autoComplete="off" />
        </Form.Item>
      </div>
      <Collapse
        size="small"
        items={[
          {
            key: "issuer",
            label: say.issuer,
            forceRender: true,
            children: (
              <div className="papers-form">
                {ISSUER.map((name) => (
                  <Form.Item key={name} name={["issuer", name]} label={say[name]}>
                    <Input autoComplete="off" />
                  </Form.Item>
                ))}
              </div>
            ),
          },
        ]}
      />
    </FormDialog>
  );
}
