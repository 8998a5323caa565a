// What may be done with matters of conduct, and begun.
import type { Field, MatterRow, Offer } from "../../src/api/types";
import { CLINICAL } from "./scheme.ts";

const text = (name: string, zh: string, more: Partial<Field> = {}): Field => ({ name, zh, kind: "text", required: true, ...more });
const long = (name: string, zh: string): Field => text(name, zh, { kind: "long_text" });
const choice = (name: string, zh: string, choices: [string, string][]): Field =>
  text(name, zh, { kind: "choice", choices: choices.map(([value, named]) => ({ value, zh: named })) });

const packet: Offer = {
  command: "register",
  zh: "登记红包",
  primary: true,
  fields: [
    {
      name: "packet",
      zh: "登记内容",
      kind: "group",
      required: true,
      fields: [
        text("institution", "机构", { initial: "H99011002" }),
        { name: "staff", zh: "当事人", kind: "group", required: true, fields: [text("code", "工号", { initial: "YG1001" }), text("name", "姓名", { initial: "演示甲子" })] },
        text("occurred_at", "发生时间", { initial: "2026-11-24 09:30", help: "年月日和时分，从这时起24小时内报告" }),
        text("giver", "送出人与患者的关系", { initial: "家属" }),
        {
          name: "patient",
          zh: "患者信息",
          kind: "group",
          required: true,
          fields: [
            choice("care", "就诊类别", [["inpatient", "住院"], ["outpatient", "门诊"]]),
            text("head", "住院号前三位", { required: false, when: { field: "care", is: ["inpatient"] } }),
          ],
        },
        // Most are.
        { ...choice("kind", "形式", [["cash", "现金"], ["transfer", "电子转账"], ["card", "卡券"], ["goods", "物品"]]), initial: "cash" },
        text("amount", "金额或者估值", { kind: "money" }),
        choice("met", "怎么处理的", [["refused", "当场拒收"], ["handed_in", "无法拒收，已上交"], ["returned", "已退回患者"]]),
        { name: "evidence", zh: "证明材料", kind: "attachments", required: false },
      ],
    },
  ],
};
const simple = (command: string, zh: string, fields: Field[]): Offer[] => [{ command, zh, primary: true, fields }];

export const openingsOf: Record<string, Offer[]> = {
  packet: [packet],
  commendation: simple("register", "登记表扬", [choice("kind", "种类", [["pennant", "锦旗"], ["letter", "感谢信"]]), long("text", "内容摘要")]),
  declaration: simple("declare", "申报", [choice("kind", "种类", [["lecture", "学术讲课"], ["gift", "礼品礼金"], ["outside_job", "校外兼职"]]), text("organiser", "主办单位"), text("fee", "报酬", { kind: "money" })]),
  "service-complaint": simple("receive", "登记投诉", [long("content", "投诉内容")]),
  "conduct-event": simple("propose", "登记行为", [text("code", "工号"), long("content", "行为经过")]),
  veto: simple("propose", "提出否决", [text("code", "工号"), long("grounds", "情形和依据")]),
  assessment: simple("open", "开启年度考评", [text("year", "年度", { kind: "number", initial: 2026 })]),
  scheme: simple("begin", "起草方案", [choice("template", "底本", [["clinical", "临床人员"], ["nursing", "护理人员"], ["base-80", "80分制"]])]),
  bulletin: simple("begin", "编制通报", [text("year", "年份", { kind: "number", initial: 2026 }), text("number", "期号", { kind: "number" }), text("from", "数据起始", { kind: "day" })]),
  "usage-query": simple("ask", "申请统方查询", [choice("purpose", "用途", [["review", "处方点评"], ["internal", "内部控制"]]), long("why", "事由")]),
  discipline: simple("register", "登记线索", [long("content", "线索内容")]),
  "duty-list": simple("begin", "制定计划", [text("task", "任务"), text("due", "期限", { kind: "day" })]),
};

export function conductOffers(row: MatterRow): Offer[] {
  switch (row.kind) {
    case "scheme":
      return [
        { command: "submit", zh: "提请审核", primary: true, fields: [] },
        { command: "revise", zh: "修改全文", primary: false, fields: [{ ...long("text", "方案全文"), initial: CLINICAL }, text("note", "修改说明")] },
      ];
    case "bulletin":
      return [
        { command: "submit", zh: "提请纪检核对", primary: true, fields: [long("note", "说明")] },
        { command: "withdraw", zh: "撤回", primary: false, fields: [long("reason", "理由")] },
      ];
    case "conduct-event":
      return [
        { command: "confirm", zh: "确认", primary: true, fields: [long("opinion", "意见")] },
        { command: "appeal", zh: "申诉", primary: false, fields: [long("grounds", "申诉理由"), { name: "papers", zh: "材料", kind: "attachments", required: false }] },
      ];
    case "packet":
      return [{ command: "verify", zh: "核实", primary: true, fields: [long("opinion", "核实意见")] }];
    default:
      return [{ command: "note", zh: "登记办理情况", primary: true, fields: [long("text", "办理情况")] }];
  }
}
