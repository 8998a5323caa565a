// How long there is left, in working days as the server counts them: amber from three, red once over.
import { ClockCircleOutlined, ExclamationCircleFilled } from "@ant-design/icons";
import type { Day } from "../api";
import { usePreferences } from "../app/preferences";
import { useWords, words } from "../words/words";

const text = words(
  {
    none: "无期限",
    over: (days: number) => `逾期 ${days} 个工作日`,
    overdue: "已逾期",
    last: "不足 1 个工作日",
    left: (days: number) => `剩 ${days} 个工作日`,
  },
  {
    none: "No deadline",
    over: (days: number) => `${days} working days over`,
    overdue: "Overdue",
    last: "Less than a working day left",
    left: (days: number) => `${days} working days left`,
  },
);

export const SOON = 3;

export function Deadline({ due, left, overdue }: { due: Day | undefined; left: number | undefined; overdue: boolean }) {
  const say = useWords(text);
  const { palette } = usePreferences();
  if (due === undefined) {
    return <span style={{ color: palette.faint }}>{say.none}</span>;
  }
  const soon = !overdue && left !== undefined && left <= SOON;
  const colour = overdue ? palette.red : soon ? palette.amber : palette.faint;
  const word = overdue
    ? left !== undefined && left < 0
      ? say.over(-left)
      : say.overdue
    : left === undefined
      ? ""
      : left === 0
        ? say.last
        : say.left(left);
  return (
    <span className="number">
      {due}{" "}
      <span style={{ color: colour, marginInlineStart: 4 }}>
        {overdue ? <ExclamationCircleFilled /> : soon ? <ClockCircleOutlined /> : null} {word}
      </span>
    </span>
  );
}
