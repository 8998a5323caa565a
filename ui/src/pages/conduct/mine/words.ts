import { words } from "../../../words/words";

export const ownWords = words(
  {
    declare: "登记拒收、上交红包",
    declareWhy: "24小时内登记即为按时。先填三项：金额、患者、怎么处理的；其余按现在的时间和本人信息带出。",
    whole: "填写全部内容",
    library: "典型案例",
    noCases: "还没有发布的案例。",
    lesson: "启示：",
    appeal: "对扣分、否决、等次有异议的，打开下方“本人相关事项”办理申诉。",
  },
  {
    declare: "Report a refused packet",
    declareWhy: "In time within 24 hours. Three things first: amount, patient, what you did; the rest is taken from now and from you.",
    whole: "Fill in everything",
    library: "Cases",
    noCases: "Nothing published yet.",
    lesson: "To learn: ",
    appeal: "To appeal, open the matter below.",
  },
);
