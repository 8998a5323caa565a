// The pop-up: builds it, lets it be moved, asks about every order line, and hands back the answers.
// Text from the server becomes text nodes, never markup.

import { Group } from "./groups";
import { Finding } from "./message";
import { STYLE } from "./style";
import { Words } from "./words";

/** How far an arrow key moves the window, in pixels. */
const STEP = 24;

/** An open pop-up. */
export interface Popup {
  /** takes it away without an answer */
  close: () => void;
}

/** Shows the groups; `decided` is called once, when every group has its answer. */
export function show(found: Group[], left_out: number, words: Words, nonce: string, decided: () => void): Popup {
  const before = document.activeElement as HTMLElement | null;
  const host = document.createElement("div");
  host.id = "mingjing-host";
  const root: Node = host.attachShadow ? host.attachShadow({ mode: "open" }) : host;
  const style = el("style", "", STYLE);
  if (nonce) style.setAttribute("nonce", nonce);
  root.appendChild(style);

  const free = found.every(function (group) {
    return group.free;
  });
  const box = el("div", "mj-box mj-s" + worst(found));
  attributes(box, { role: "dialog", "aria-modal": "false", "aria-label": words.title, tabindex: "-1" });
  // Named here as well, because the pop-up stands outside of the language of the page.
  box.lang = words.title === "医保审核提醒" ? "zh-CN" : "en";
  const head = add(box, "div", "mj-head");
  const handle = button(head, "mj-move", words.title, function () {});
  attributes(handle, { title: words.move, "aria-label": words.title + "。" + words.move });
  movable(box, handle);
  if (free) {
    const cross = button(head, "mj-x", "×", dismiss);
    attributes(cross, { title: words.close, "aria-label": words.close });
  }
  const body = add(box, "div", "mj-body");
  // A scrolled region must be reachable without a mouse.
  attributes(body, { tabindex: "0", role: "region", "aria-label": words.title });
  found.forEach(function (group) {
    one_group(body, group);
  });
  if (found.length > 1 || left_out || free) {
    const foot = add(box, "div", "mj-foot");
    const notes = (left_out ? words.left_out + left_out + "　" : "") + (free ? words.esc : "");
    add(foot, "span", "mj-note", notes);
    if (found.length > 1) {
      button(foot, "mj-btn", words.modify_all, function () {
        answer_rest("modify");
      });
    }
  }
  box.addEventListener("keydown", function (event) {
    const key = event.key || "";
    if (free && (key === "Escape" || key === "Esc" || event.keyCode === 27)) dismiss();
    // Shortcuts of the HIS must not fire while the doctor writes a reason.
    event.stopPropagation();
  });
  root.appendChild(box);
  document.body.appendChild(host);
  // The window itself, no button: an Enter meant for the prescription decides nothing.
  box.focus();

  function close() {
    if (!host.parentNode) return;
    host.parentNode.removeChild(host);
    if (before && before.focus) before.focus();
  }

  function settle() {
    const open = found.some(function (group) {
      return !group.answer;
    });
    if (open) return;
    close();
    decided();
  }

  function answer_rest(decision: "modify" | "continue") {
    found.forEach(function (group) {
      if (!group.answer) group.answer = { decision: decision, reason: "" };
    });
    settle();
  }

  function dismiss() {
    answer_rest("continue");
  }

  function one_group(parent: HTMLElement, group: Group) {
    const section = add(parent, "div", "mj-group");
    const title = group.title || words.whole;
    add(section, "div", "mj-line", title);
    group.findings.forEach(function (finding) {
      one_finding(section, finding);
    });
    if (group.exception && !group.free) {
      const papers = group.exception.papers.join("、");
      add(section, "div", "mj-note", words.exception + group.exception.by + (papers ? words.papers + papers : ""));
    }
    const row = add(section, "div", "mj-row");
    attributes(row, { role: "group", "aria-label": title });
    function decide(decision: "modify" | "self_pay" | "continue", word: string, reason: string) {
      group.answer = { decision: decision, reason: reason };
      section.removeChild(row);
      if (ask.parentNode) section.removeChild(ask);
      const chosen = add(section, "div", "mj-row");
      add(chosen, "span", "mj-note", words.decided + word);
      settle();
      if (host.parentNode) box.focus();
    }
    button(row, "mj-btn mj-b1", words.modify, function () {
      decide("modify", words.modify, "");
    });
    if (group.self_pay) {
      button(row, "mj-btn", words.self_pay, function () {
        decide("self_pay", words.self_pay, "");
      });
    }
    const ask = el("div", "mj-ask");
    if (group.go_on) {
      button(row, "mj-btn", words.go_on, function () {
        row.style.display = "none";
        section.appendChild(ask);
        reason.focus();
      });
    }
    const label = add(ask, "label", "", group.free ? words.reason_free : words.reason);
    const reason = add(label, "textarea", "mj-reason") as HTMLTextAreaElement;
    reason.maxLength = 500;
    const choice = add(ask, "div", "mj-row");
    const confirm = button(choice, "mj-btn mj-b1", words.confirm, function () {
      decide("continue", words.go_on, trimmed());
    }) as HTMLButtonElement;
    button(choice, "mj-btn", words.back, function () {
      section.removeChild(ask);
      row.style.display = "";
      (row.firstChild as HTMLElement).focus();
    });
    function trimmed() {
      return reason.value.replace(/^\s+|\s+$/g, "");
    }
    reason.oninput = function () {
      confirm.disabled = !group.free && trimmed().length < 2;
    };
    confirm.disabled = !group.free;
  }

  function one_finding(parent: HTMLElement, finding: Finding) {
    const item = add(parent, "div", "mj-finding mj-s" + finding.severity);
    const what = add(item, "div", "");
    add(what, "span", "mj-tag mj-s" + finding.severity, words.severity[finding.severity]);
    if (finding.action === "拦截") add(what, "span", "mj-tag mj-b", words.blocks);
    what.appendChild(document.createTextNode(finding.sentence + " "));
    if (Number(finding.amount) > 0) {
      add(what, "span", "mj-sum", words.amount + Number(finding.amount).toFixed(2) + words.yuan);
    }
    if (finding.basis) {
      // One line: title and clause; the number of the document is in the tip with the rest.
      const line = words.basis + finding.basis.replace(/》（[^）]*号）/, "》");
      add(item, "div", "mj-basis", line).title = finding.basis;
    }
    if (finding.ways.length) add(item, "div", "", words.ways + finding.ways.slice(0, 3).join("；"));
  }

  return { close: close };
}

function worst(found: Group[]): string {
  let severity = "3";
  found.forEach(function (group) {
    group.findings.forEach(function (finding) {
      if (finding.severity < severity) severity = finding.severity;
    });
  });
  return severity;
}

/** Lets the handle move the box, by mouse and by arrow keys; it stays on the page. */
function movable(box: HTMLElement, handle: HTMLElement) {
  function place(left: number, top: number) {
    const view = document.documentElement;
    box.style.left = Math.max(0, Math.min(left, view.clientWidth - box.offsetWidth)) + "px";
    box.style.top = Math.max(0, Math.min(top, window.innerHeight - box.offsetHeight)) + "px";
    box.style.right = box.style.bottom = "auto";
  }
  handle.addEventListener("keydown", function (event) {
    const code = event.keyCode;
    if (code < 37 || code > 40) return;
    event.preventDefault();
    const at = box.getBoundingClientRect();
    place(
      at.left + (code === 39 ? STEP : code === 37 ? -STEP : 0),
      at.top + (code === 40 ? STEP : code === 38 ? -STEP : 0),
    );
  });
  handle.addEventListener("mousedown", function (event) {
    const at = box.getBoundingClientRect();
    const x = event.clientX - at.left;
    const y = event.clientY - at.top;
    function move(to: MouseEvent) {
      place(to.clientX - x, to.clientY - y);
    }
    function stop() {
      document.removeEventListener("mousemove", move);
      document.removeEventListener("mouseup", stop);
    }
    document.addEventListener("mousemove", move);
    document.addEventListener("mouseup", stop);
  });
}

function el(name: string, class_name: string, content?: string): HTMLElement {
  const made = document.createElement(name);
  if (class_name) made.className = class_name;
  if (content) made.appendChild(document.createTextNode(content));
  return made;
}

function add(parent: HTMLElement, name: string, class_name: string, content?: string): HTMLElement {
  const made = el(name, class_name, content);
  parent.appendChild(made);
  return made;
}

function button(parent: HTMLElement, class_name: string, content: string, act: () => void): HTMLElement {
  const made = add(parent, "button", class_name, content) as HTMLButtonElement;
  // Inside a form of the page it must not submit that form.
  made.type = "button";
  made.onclick = act;
  return made;
}

function attributes(target: HTMLElement, values: { [name: string]: string }) {
  for (const name in values) target.setAttribute(name, values[name]);
}
