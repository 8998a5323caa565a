// Whose turn a matter is, told from the name of its stage: lists carry no more than that. The stages
// are those of the workflows (`docs/casework.md`).
export type Turn = "ours" | "theirs" | "ended" | "any";
export const turns: readonly Turn[] = ["ours", "theirs", "ended", "any"];

/** The kinds of matters an institution has part in. */
export const kinds = ["review", "self-audit", "rectification", "recovery", "points"] as const;

/** Stages of a review in which the institution may appeal. */
const APPEALABLE: readonly string[] = ["已告知", "申诉中", "再申诉"];

const STAGES: Record<Exclude<Turn, "any">, readonly string[]> = {
  ours: [...APPEALABLE, "自查中", "待退回基金", "整改中", "追缴中"],
  theirs: ["自动拒付", "初审", "复审", "合议", "核查", "终审", "待确认", "待验收"],
  ended: ["已排除", "已扣款", "已办结", "已移送", "已完成", "已销号", "已缴清", "已核销"],
};

/** As the list of matters takes them; nothing for all stages. */
export const stagesOf = (turn: Turn): string | undefined => (turn === "any" ? undefined : STAGES[turn].join(","));

export const turnOf = (text: string | undefined): Turn => turns.find((turn) => turn === text) ?? "ours";

export const isAppealable = ({ kind, stage }: { kind: string; stage: string }): boolean =>
  kind === "review" && APPEALABLE.includes(stage);
