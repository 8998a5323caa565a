import { words } from "../../../words/words";

export const seasonWords = words(
  {
    open: "启动年度考评",
    ok: "启动",
    why: "为本机构在册、有适用方案的人员逐人启动考评；已经启动的不重复启动。各环节截止日期应当依次不早于前一环节。",
    year: "考评年度",
    self_review: "自我评价截止",
    department: "科室评价截止",
    branch: "支部评价截止",
    public: "群众评议截止",
    optional: "没有该环节的留空；方案给该环节定有权重的，必须填写",
    draft: "行风办拟定截止",
    committee: "委员会审定截止",
    publicity: "公示工作日数（不少于 5）",
    needed: "请填写",
    order: "不得早于前一环节的截止日期",
    opened: (opened: number, before: number) =>
      before === 0 ? `已启动 ${opened} 人的考评` : `已启动 ${opened} 人的考评，另有 ${before} 人此前已启动`,
  },
  {
    open: "Open the year's assessments",
    ok: "Open",
    why: "For everybody on the list whom a scheme covers and who has none yet. Each stage ends no earlier than the one before.",
    year: "Year",
    self_review: "Self-review until",
    department: "Department until",
    branch: "Party branch until",
    public: "Public appraisal until",
    optional: "Empty where there is no such stage; needed where a scheme weighs it",
    draft: "Draft of the office until",
    committee: "Committee until",
    publicity: "Working days of publicity (at least 5)",
    needed: "Needed",
    order: "Not before the stage before",
    opened: (opened: number, before: number) => `${opened} opened, ${before} there before`,
  },
);
