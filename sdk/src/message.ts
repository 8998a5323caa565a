// The national messages as far as the pop-up needs them: what the HIS sends (3101, 3102), what the
// server answers, and the feedback (3103). National field names stand in this file alone.
// Everything from outside is taken as it comes: a field that is missing or of another type reads
// as empty, and only a reply that is no reply at all is an error.

export interface Dict {
  [key: string]: any;
}

/** A message as the HIS sends it. */
export interface Sent {
  /** the text that goes on the wire, unchanged */
  text: string;
  /** the envelope; empty where the message cannot be read */
  envelope: Dict;
  /** names of the order lines, by `line_key` */
  names: { [key: string]: string };
}

/** One order line that a finding is about. */
export interface Line {
  rx_id: string;
  mdtrt_id: string;
}

/** One finding, as far as it is shown. */
export interface Finding {
  jr_id: string;
  rule: string;
  sentence: string;
  basis: string;
  /** what to do instead; the rule's own words */
  ways: string[];
  /** 1 definite, 2 highly suspect, 3 slightly suspect */
  severity: "1" | "2" | "3";
  /** 提醒, 需说明理由, 转自费, 拦截 */
  action: string;
  /** in yuan, as sent */
  amount: string;
  /** who may go on all the same, and with which papers; null where nobody may */
  exception: { by: string; papers: string[] } | null;
  /** the violating lines; empty where the reply names none */
  lines: Line[];
}

/** What the server answered. */
export interface Reply {
  findings: Finding[];
  /** findings that did not fit into the reply */
  left_out: number;
}

/** What the doctor decided on one finding. */
export interface Answer {
  jr_id: string;
  decision: "modify" | "self_pay" | "continue";
  reason: string;
}

/** One order line in its visit. */
export function line_key(line: Line): string {
  return line.mdtrt_id + "\n" + line.rx_id;
}

function text(value: any): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** A list, where clients and servers write one object for a list of one. */
function list(value: any): any[] {
  if (Object.prototype.toString.call(value) === "[object Array]") return value;
  return value && typeof value === "object" ? [value] : [];
}

function dict(value: any): Dict {
  return value && typeof value === "object" ? value : {};
}

function parsed(value: any): any {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch (_) {
    // Ciphered, or not a message: the server will say so.
    return {};
  }
}

/** Reads the message of the HIS, an object or its JSON text. */
export function read_sent(message: any): Sent {
  const envelope = dict(parsed(message));
  const names: { [key: string]: string } = {};
  const data = dict(dict(parsed(envelope.input)).data);
  list(data.patient_dtos).forEach(function (patient) {
    list(dict(patient).fsi_encounter_dtos).forEach(function (visit) {
      list(dict(visit).fsi_order_dtos).forEach(function (order) {
        const line = { rx_id: text(dict(order).rx_id), mdtrt_id: text(visit.mdtrt_id) };
        names[line_key(line)] = text(dict(order).hosplist_name) || text(dict(order).hilist_name);
      });
    });
  });
  return { text: typeof message === "string" ? message : JSON.stringify(message), envelope: envelope, names: names };
}

/** Reads a reply. Throws an `Error` that says why it is none, for the log of the HIS. */
export function read_reply(body: string): Reply {
  const reply = dict(JSON.parse(body));
  const output = dict(reply.output);
  const findings = list(output.result)
    .map(read_finding)
    .filter(function (finding) {
      return finding.jr_id && finding.sentence;
    });
  // A settlement that is refused has infcode -1 and its findings; without findings it is a failure.
  if (text(reply.infcode) !== "0" && !findings.length) throw new Error("refused: " + text(reply.err_msg));
  return { findings: findings, left_out: Number(output.mj_left_out) || 0 };
}

function read_finding(node: any): Finding {
  const result = dict(node);
  const severity = text(result.sev_deg);
  const exception = result.mj_override ? dict(result.mj_override) : null;
  const lines: Line[] = [];
  list(result.judge_result_detail_dtos).forEach(function (detail) {
    // 2 涉及项 only explains; it is not to be changed.
    if (text(dict(detail).vola_item_type) === "2") return;
    lines.push({ rx_id: text(dict(detail).rx_id), mdtrt_id: text(dict(detail).mdtrt_id) });
  });
  return {
    jr_id: text(result.jr_id),
    rule: text(result.rule_name),
    sentence: text(result.vola_cont),
    basis: text(list(result.mj_law)[0]) || text(result.vola_evid),
    ways: list(result.mj_ways_out)
      .map(text)
      .filter(function (way) {
        // What the button for going on says anyway.
        return way && way.indexOf("继续执行的") !== 0;
      }),
    severity: severity === "1" || severity === "3" ? severity : "2",
    // The national reply knows no action; a definite violation then asks for a reason.
    action: text(result.mj_action) || (severity === "1" ? "需说明理由" : "提醒"),
    amount: text(result.vola_amt),
    exception: exception && { by: text(exception.by), papers: list(exception.evidence).map(text).filter(Boolean) },
    lines: lines,
  };
}

/** The feedback on what was decided, under the envelope of the message that was judged. */
export function feedback(sent: Sent, answers: Answer[], at: Date): Dict {
  const message: Dict = {};
  for (const key in sent.envelope) {
    // Its signature is of the other message.
    if (key !== "input" && key !== "cainfo" && key !== "signtype") message[key] = sent.envelope[key];
  }
  const day = at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate());
  const time = two(at.getHours()) + ":" + two(at.getMinutes()) + ":" + two(at.getSeconds());
  const serial = ("000" + at.getMilliseconds()).slice(-4);
  const institution = text(sent.envelope.fixmedins_code) || text(sent.envelope.medins_code);
  message.msgid = institution + (day + time).replace(/\D/g, "") + serial;
  message.inf_time = day + " " + time;
  message.infno = "3103";
  message.input = {
    data: {
      warn_type: /^(3102|3661)/.test(text(sent.envelope.infno)) ? "2" : "1",
      warns: answers.map(function (answer) {
        return {
          warn_rslt_id: answer.jr_id,
          // The interface knows two ways. A line turned to self-pay is a line that was changed.
          dspo_way: answer.decision === "continue" ? "1" : "2",
          dspo_way_rea: answer.decision === "self_pay" ? "转自费" : answer.reason,
        };
      }),
    },
  };
  return message;
}

function two(number: number): string {
  return (number < 10 ? "0" : "") + number;
}
