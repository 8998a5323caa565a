// `Mingjing`: what a page of the HIS calls. Whatever happens here, the callback comes, once, within
// the time budget or when the doctor has decided, and nothing is thrown on the page.

import { Headers, post } from "./call";
import { Group, LineDecision, answers, by_line, groups, stricter } from "./groups";
import { Dict, Reply, Sent, feedback, read_reply, read_sent } from "./message";
import { Popup, show } from "./popup";
import { words } from "./words";

/** Set once by the page. */
export interface Settings {
  /** address of the server, such as `http://10.1.2.3:8080` */
  server: string;
  /** its path, where a gateway of the hospital stands in between */
  path?: string;
  /** caller's key, where the institution proves itself by `apikey` */
  apikey?: string;
  /** caller's token, where it proves itself by `Authorization: Bearer` */
  bearer?: string;
  /** further headers for each call, such as a signature that the HIS's own server computes */
  headers?: Headers | (() => Headers);
  /** how long prescribing waits for the reply, in milliseconds; 500 where not set */
  budget_ms?: number;
  /** `zh-CN` (default) or `en` */
  lang?: string;
  /** false: the HIS sends 3103 itself, from `result.feedback` */
  send_feedback?: boolean;
  /** nonce of the page's content security policy, for the style sheet */
  nonce?: string;
}

/** What `check` hands back. */
export interface Result {
  /** `none`: nothing was found; `unavailable`: not checked, go on prescribing */
  decision: "modify" | "self_pay" | "continue" | "none" | "unavailable";
  /** what becomes of each violating order line */
  lines: LineDecision[];
  /** the reasons given, joined */
  reason: string;
  /** why it was not checked (`timeout`, `network`, `http 500`, `unreadable`, …), for the HIS's log */
  why?: string;
  /** the 3103 message about it; absent where nothing was shown */
  feedback?: Dict;
}

type Callback = (result: Result) => void;

/** Waits between attempts to deliver a 3103, in milliseconds; sending one twice changes nothing. */
const RETRY_AFTER = [1000, 5000];
const FEEDBACK_LIMIT = 10000;
const DEFAULT_PATH = "/api/rest/hosAudit/ruleAudit";

let settings: Settings = { server: "" };
/** Ends the check before, whose prescription is no longer the one on the screen. */
let supersede: (() => void) | null = null;

/** Says where the server is. */
export function init(given: Settings): void {
  settings = given || settings;
}

/**
 * Sends a 3101 (or 3102) message unchanged and shows what was found. `then` gets the result, as a
 * function or as `{done, fed}`, where `fed` is told whether the 3103 was delivered.
 */
export function check(message: any, then?: Callback | { done?: Callback; fed?: (delivered: boolean) => void }): void {
  const used = settings;
  const done: Callback | undefined = typeof then === "function" ? then : then && then.done;
  const fed = then && typeof then !== "function" ? then.fed : undefined;
  let ended = false;
  let popup: Popup | null = null;
  let found: Group[] = [];
  let sent: Sent;

  function end(result: Result) {
    if (ended) return;
    ended = true;
    if (supersede === give_way) supersede = null;
    if (!done) return;
    try {
      done(result);
    } catch (error) {
      // It is the page's own, and must be seen there, but not stop what called us.
      setTimeout(function () {
        throw error;
      });
    }
  }
  function unavailable(why: string) {
    end({ decision: "unavailable", lines: [], reason: "", why: why });
  }
  function give_way() {
    if (!popup) return unavailable("superseded");
    popup.close();
    // The doctor went back to the prescription and sent it again.
    found.forEach(function (group) {
      if (!group.answer) group.answer = { decision: "modify", reason: "" };
    });
    decided("superseded");
  }
  function decided(why?: string) {
    const result: Result = { decision: "continue", lines: by_line(found), reason: "" };
    const reasons: string[] = [];
    found.forEach(function (group) {
      if (!group.answer) return;
      result.decision = stricter(result.decision as "continue", group.answer.decision);
      if (group.answer.reason && reasons.indexOf(group.answer.reason) < 0) reasons.push(group.answer.reason);
    });
    result.reason = reasons.join("；");
    if (why) result.why = why;
    result.feedback = feedback(sent, answers(found), new Date());
    if (used.send_feedback !== false) deliver(used, JSON.stringify(result.feedback), 0, fed);
    end(result);
  }
  function shown(reply: Reply) {
    if (!reply.findings.length) return end({ decision: "none", lines: [], reason: "" });
    try {
      found = groups(reply, sent);
      popup = show(found, reply.left_out, words(used.lang), used.nonce || "", function () {
        decided();
      });
    } catch (error) {
      if (popup) popup.close();
      unavailable("page: " + error);
    }
  }

  const before = supersede;
  supersede = give_way;
  if (before) before();
  // The callback of the check before may have begun another one.
  if (ended) return;
  try {
    sent = read_sent(message);
    post(url(used), headers(used), sent.text, used.budget_ms || 500, function (failure, body) {
      if (ended) return;
      if (failure) return unavailable(failure);
      let reply: Reply;
      try {
        reply = read_reply(body);
      } catch (error) {
        const text = String((error as Error).message);
        return unavailable(text.indexOf("refused") === 0 ? text : "unreadable");
      }
      shown(reply);
    });
  } catch (error) {
    unavailable("page: " + error);
  }
}

function url(used: Settings): string {
  return String(used.server || "").replace(/\/+$/, "") + (used.path || DEFAULT_PATH);
}

function headers(used: Settings): Headers {
  const made: Headers = {};
  const more = typeof used.headers === "function" ? used.headers() : used.headers;
  for (const name in more) made[name] = more[name];
  if (used.apikey) made.apikey = used.apikey;
  if (used.bearer) made.Authorization = "Bearer " + used.bearer;
  return made;
}

/** Sends a 3103 and tries again where it did not arrive; nobody waits for it. */
function deliver(used: Settings, body: string, attempt: number, fed?: (delivered: boolean) => void): void {
  function over(failure: string, reply: string) {
    let arrived = !failure;
    if (arrived) {
      try {
        arrived = String(JSON.parse(reply).infcode) === "0";
      } catch (_) {
        arrived = false;
      }
    }
    if (!arrived && attempt < RETRY_AFTER.length) {
      setTimeout(function () {
        deliver(used, body, attempt + 1, fed);
      }, RETRY_AFTER[attempt]);
    } else if (fed) {
      fed(arrived);
    }
  }
  try {
    post(url(used), headers(used), body, FEEDBACK_LIMIT, over);
  } catch (_) {
    // Only the page's own `headers` function throws here.
    over("page", "");
  }
}
