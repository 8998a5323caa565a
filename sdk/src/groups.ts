// Findings by order line, and what the rules allow the doctor to answer. No page, no network.

import { Answer, Finding, Line, Reply, Sent, line_key } from "./message";

export type Decision = Answer["decision"];

/** The findings of one order line (or of several lines that one finding joins first). */
export interface Group {
  /** name of the line, as the HIS sent it */
  title: string;
  findings: Finding[];
  /** the order line may be paid by the patient */
  self_pay: boolean;
  /** it may stay as it is, where a reason is given */
  go_on: boolean;
  /** a reason may be left out; only then Esc closes */
  free: boolean;
  /** papers and persons that going on needs, in the rules' words */
  exception: { by: string; papers: string[] } | null;
  /** what was decided; null until then */
  answer: { decision: Decision; reason: string } | null;
}

/** What became of one order line. */
export interface LineDecision extends Line {
  decision: Decision;
  reason: string;
  jr_ids: string[];
}

/** The findings by their first violating line, in the order of the reply (most severe first). */
export function groups(reply: Reply, sent: Sent): Group[] {
  const made: Group[] = [];
  const known: { [key: string]: Group } = {};
  reply.findings.forEach(function (finding) {
    const first = finding.lines[0];
    const key = first ? line_key(first) : "";
    let group = known[key];
    if (!group) {
      group = known[key] = {
        title: first ? sent.names[key] || first.rx_id : "",
        findings: [],
        self_pay: true,
        go_on: true,
        free: true,
        exception: null,
        answer: null,
      };
      made.push(group);
    }
    group.findings.push(finding);
    group.self_pay = group.self_pay && may_self_pay(finding);
    group.go_on = group.go_on && may_go_on(finding);
    group.free = group.free && finding.action === "提醒";
    group.exception = group.exception || finding.exception;
  });
  return made;
}

/** The action says so, or the rule's own advice names it as a way out. */
function may_self_pay(finding: Finding): boolean {
  if (finding.action === "拦截") return false;
  return finding.action === "转自费" || finding.ways.join().indexOf("自费") >= 0;
}

/** Past a block or a turn to self-pay leads only the exception that the rule itself makes. */
function may_go_on(finding: Finding): boolean {
  return (finding.action !== "拦截" && finding.action !== "转自费") || finding.exception !== null;
}

/** The answers for the feedback, one for each finding. */
export function answers(decided: Group[]): Answer[] {
  const made: Answer[] = [];
  decided.forEach(function (group) {
    group.findings.forEach(function (finding) {
      if (group.answer) {
        made.push({ jr_id: finding.jr_id, decision: group.answer.decision, reason: group.answer.reason });
      }
    });
  });
  return made;
}

const WEIGHT = { continue: 0, self_pay: 1, modify: 2 };

/** The stricter of two decisions: what is changed is checked again anyway. */
export function stricter(a: Decision, b: Decision): Decision {
  return WEIGHT[a] >= WEIGHT[b] ? a : b;
}

/** What becomes of every violating line; of several decisions on a line the strictest holds. */
export function by_line(decided: Group[]): LineDecision[] {
  const made: LineDecision[] = [];
  const known: { [key: string]: LineDecision } = {};
  decided.forEach(function (group) {
    const answer = group.answer;
    if (!answer) return;
    group.findings.forEach(function (finding) {
      finding.lines.forEach(function (line) {
        const key = line_key(line);
        let entry = known[key];
        if (!entry) {
          entry = known[key] = {
            rx_id: line.rx_id,
            mdtrt_id: line.mdtrt_id,
            decision: answer.decision,
            reason: answer.reason,
            jr_ids: [],
          };
          made.push(entry);
        }
        if (stricter(entry.decision, answer.decision) !== entry.decision) {
          entry.decision = answer.decision;
          entry.reason = answer.reason;
        }
        if (entry.jr_ids.indexOf(finding.jr_id) < 0) entry.jr_ids.push(finding.jr_id);
      });
    });
  });
  return made;
}
