// The page `/sdk/alert.html`, for a HIS that is a desktop program: it opens the page in a browser
// control or window, hands the message over, and is told the result.
//
// The message never stands in an address that reaches a server or a log. It comes in one of three
// ways: the program calls `mingjingCheck(text, options)`; the page that opened or frames this one
// hears `{mingjing: "ready"}` and posts `{mingjing: "check", message, …options}`; or the fragment is `#m=` and the base64url of the text.
// The result is left in `mingjingResult` and in the title, and given to whoever can be told.

import { Result, Settings } from "./index";

interface Host {
  [name: string]: any;
}

const page = window as Host;
/** Who asked by a message, and is answered by one. */
let asker: { source: any; origin: string } | null = null;

/** Values of `a=1&b=2`. */
function values(text: string): { [name: string]: string } {
  const made: { [name: string]: string } = {};
  text
    .replace(/^[?#]/, "")
    .split("&")
    .forEach(function (pair) {
      const at = pair.indexOf("=");
      if (at > 0) made[pair.slice(0, at)] = decoded(pair.slice(at + 1));
    });
  return made;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (_) {
    return text;
  }
}

/** UTF-8 text of base64url; empty where it is none. */
function from_base64(text: string): string {
  try {
    const bytes = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    let escaped = "";
    for (let index = 0; index < bytes.length; index++) {
      escaped += "%" + ("0" + bytes.charCodeAt(index).toString(16)).slice(-2);
    }
    return decodeURIComponent(escaped);
  } catch (_) {
    return "";
  }
}

function say(text: string) {
  const place = document.getElementById("state");
  if (place) place.textContent = text;
}

function start(message: any, options: Host) {
  const query = values(location.search);
  const settings: Settings = {
    server: location.protocol + "//" + location.host,
    // Behind a gateway the page stands under a prefix, and so does the service.
    path: location.pathname.replace(/\/sdk\/[^/]*$/, "") + "/api/rest/hosAudit/ruleAudit",
    lang: options.lang || query.lang,
    budget_ms: Number(options.budget_ms || query.budget_ms) || 500,
    apikey: options.apikey,
    bearer: options.bearer,
    headers: options.headers,
    send_feedback: options.send_feedback,
  };
  say("正在审核…");
  page.Mingjing.init(settings);
  page.Mingjing.check(message, {
    done: function (result: Result) {
      say(result.decision === "unavailable" ? "本次未能审核，请按原流程办理。" : "审核完成，可以关闭本窗口。");
      tell(result);
      // A 3103 that is under way would be lost with the window.
      if (!result.feedback || settings.send_feedback === false) window.close();
    },
    fed: function () {
      window.close();
    },
  });
}

/** Tells the program, in every way that browser controls offer. */
function tell(result: Result) {
  const text = JSON.stringify(result);
  page.mingjingResult = text;
  document.title = "mingjing:" + result.decision;
  attempt(function () {
    page.chrome.webview.postMessage(text);
  });
  attempt(function () {
    // In the old browser control a method of the host is no ordinary property.
    page.external.mingjingDone(text);
  });
  attempt(function () {
    if (asker) asker.source.postMessage({ mingjing: "result", result: result }, asker.origin);
  });
}

/** Most hosts have most of these not. */
function attempt(act: () => void) {
  try {
    act();
  } catch (_) {
    // This way is not there.
  }
}

page.mingjingCheck = function (message: any, options?: any) {
  let given = options || {};
  if (typeof given === "string") {
    try {
      given = JSON.parse(given);
    } catch (_) {
      given = {};
    }
  }
  start(message, given);
};

window.addEventListener("message", function (event) {
  const data: Host = event.data || {};
  if (data.mingjing !== "check" || !event.source) return;
  asker = { source: event.source, origin: event.origin };
  start(data.message, data);
});

// Says nothing but that it listens, so anybody may hear it.
const opener_page = page.opener || (page.parent !== page ? page.parent : null);
if (opener_page) {
  attempt(function () {
    opener_page.postMessage({ mingjing: "ready" }, "*");
  });
}

const fragment = values(location.hash);
if (fragment.m) {
  // Neither the history nor a reload keeps it.
  if (history.replaceState) history.replaceState(null, "", location.pathname + location.search);
  start(from_base64(fragment.m), fragment);
}
