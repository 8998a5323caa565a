// What the pop-up itself says, in two languages. What rules say comes from the server.

export interface Words {
  title: string;
  move: string;
  close: string;
  whole: string;
  severity: { [code: string]: string };
  blocks: string;
  amount: string;
  yuan: string;
  basis: string;
  ways: string;
  modify: string;
  self_pay: string;
  go_on: string;
  modify_all: string;
  reason: string;
  reason_free: string;
  confirm: string;
  back: string;
  exception: string;
  papers: string;
  decided: string;
  left_out: string;
  esc: string;
}

const ZH: Words = {
  title: "医保审核提醒",
  move: "移动提醒窗口：拖动，或用方向键",
  close: "关闭（按继续处理）",
  whole: "本次处方",
  severity: { "1": "明确违规", "2": "高度可疑", "3": "轻度可疑" },
  blocks: "拦截",
  amount: "涉及 ",
  yuan: " 元",
  basis: "依据：",
  ways: "建议：",
  modify: "修改",
  self_pay: "转自费",
  go_on: "说明理由继续",
  modify_all: "全部修改",
  reason: "继续的理由（必填）",
  reason_free: "继续的理由（可不填）",
  confirm: "确定继续",
  back: "取消",
  exception: "可继续的情形：",
  papers: "，须有",
  decided: "已选择：",
  left_out: "另有未列出的疑点：",
  esc: "按 Esc 关闭",
};

const EN: Words = {
  title: "Insurance check",
  move: "Move the window: drag, or use the arrow keys",
  close: "Close (counts as continue)",
  whole: "This prescription",
  severity: { "1": "Violation", "2": "Highly suspect", "3": "Slightly suspect" },
  blocks: "Blocked",
  amount: "Amount ",
  yuan: " yuan",
  basis: "Basis: ",
  ways: "Instead: ",
  modify: "Change",
  self_pay: "Self-pay",
  go_on: "Continue with reason",
  modify_all: "Change all",
  reason: "Reason to continue (required)",
  reason_free: "Reason to continue (optional)",
  confirm: "Continue",
  back: "Cancel",
  exception: "Exception: ",
  papers: ", with ",
  decided: "Chosen: ",
  left_out: "Findings not listed: ",
  esc: "Esc closes",
};

/** The words of a language tag; Chinese for anything but English. */
export function words(lang: string | undefined): Words {
  return /^en/i.test(lang || "") ? EN : ZH;
}
