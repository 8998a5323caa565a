// Schemes of the made-up hospital. The check looks at two things only, so that problems can be seen to
// come and go while one writes.
import type { SchemeCheck, SchemeReplay, ShippedScheme } from "../../src/api/conduct/shapes";
import { staff } from "./people.ts";

const items: [string, number, string, number, string][] = [
  ["1-1", 1, "attitude", 10, "救死扶伤，首诊负责，尽职救治"],
  ["2-1", 2, "law", 15, "尊重患者的知情同意权、隐私权，保守医疗秘密"],
  ["3-1", 3, "attitude", 15, "用语文明，耐心解释，佩戴胸牌"],
  ["4-1", 4, "integrity", 20, "廉洁行医，不收“红包”、回扣"],
  ["5-1", 5, "law", 20, "合理检查、合理用药、合理治疗"],
  ["6-1", 6, "teamwork", 10, "团结协作，互相尊重"],
  ["7-1", 7, "teamwork", 10, "严谨求实，钻研业务"],
];

const textOf = (name: string, category: string) => `# ${name}
name = "${name}"
year = 2026
version = "1.0"
staff = ["${category}"]
base = 100
score_max = 120
add_max = 20
period = "year"
${items
  .map(
    ([id, area, dimension, points, text]) => `
[[item]]
id = "${id}"
area = ${area}
dimension = "${dimension}"
points = ${points}
text = "${text}"
`,
  )
  .join("")}
[[band]]
grade = "excellent"
min_score = 90
forbids_deduction = true

[[band]]
grade = "good"
min_score = 80
deduction_below = 15

[[band]]
grade = "fair"
min_score = 60
deduction_below = 30

[[band]]
grade = "poor"
`;

export const CLINICAL = textOf("医师医德医风考评方案", "clinical");

export const shipped: ShippedScheme[] = [
  { name: "clinical", title: "医师医德医风考评方案", text: CLINICAL },
  { name: "nursing", title: "护理人员医德医风考评方案", text: textOf("护理人员医德医风考评方案", "nursing") },
];

export function check(text: string): SchemeCheck {
  const points = [...text.matchAll(/^points = (\d+)/gmu)].map((match) => Number(match[1]));
  const base = Number(/^base = (\d+)/mu.exec(text)?.[1] ?? 0);
  const sum = points.reduce((total, one) => total + one, 0);
  const lines = text.split("\n");
  const broken = lines.findIndex((line) => line.trim() !== "" && !/^(#|\[\[|\w+ = )/u.test(line));
  const problems = [
    ...(broken < 0 ? [] : [{ line: broken + 1, say: "这一行不是“名称 = 值”，读不出来。请更正。" }]),
    ...(sum === base ? [] : [{ say: `各项分值合计 ${sum}，与基本分 ${base} 不一致。请调整项目分值或基本分。` }]),
    ...(text.includes("deduction_below = 25")
      ? [{ say: "得分 60 以上、扣分 25 至 29 分的没有等次可定。请补上这一段。" }]
      : []),
  ];
  return {
    problems,
    areas: items.map(([, , , size, text]) => ({ name: text, points: String(size) })),
    items: points.length,
    rules: 31,
    vetoes: 19,
  };
}

export const replay = (): SchemeReplay => ({
  people: staff.length - 1,
  changes: staff.slice(3, 9).map(({ code, name, department }, index) => ({
    code,
    name,
    department,
    before_zh: index === 2 ? "良好" : "优秀",
    after_zh: index === 2 ? "一般" : "良好",
    why: index === 2 ? "扣分 16 分，不再少于 15 分" : "投诉类扣分不再封顶，出现扣分，不能评为优秀",
  })),
});
