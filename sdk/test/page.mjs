// A page of a hospital in headless Chromium, and what the doctor sees on it.

import { chromium } from "playwright-core";
import { existsSync } from "node:fs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser; `CHROMIUM` names another one than the system's. */
export function browser() {
  const found = [process.env.CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = found.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no Chromium: install the package `chromium`, or set CHROMIUM");
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A prescription page that includes `script` and keeps what it is told in `results`. */
export function hospital_page(script) {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>门诊医生站</title>
<style>body{margin:0;font-family:sans-serif} h1{font-size:18px;margin:8px} form{width:860px} td,th{border:1px solid #ccc;padding:4px 12px}</style>
</head><body><h1>门诊医生站 · 处方</h1><form action="/submitted"><table><tr><th>项目</th><th>数量</th></tr>
<tr><td>左炔诺孕酮宫内节育系统</td><td>1</td></tr></table><textarea id="note" aria-label="备注"></textarea></form>
<script>var results = [], fed = [], ticks = 0; setInterval(function () { ticks++ }, 10);</script>
<script src="${script}"></script>
<script>function ask(settings, message) {
  Mingjing.init(settings);
  var began = Date.now();
  Mingjing.check(message, { done: function (result) { result.ms = Date.now() - began; results.push(result) },
                            fed: function (delivered) { fed.push(delivered) } });
}</script></body></html>`;
}

/** Opens a page and collects everything that goes wrong on it. */
export async function opened(engine, url, { before, size } = {}) {
  const context = await engine.newContext({ viewport: size ?? { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.thrown = [];
  page.on("pageerror", (error) => page.thrown.push(String(error)));
  if (before) await page.addInitScript(before);
  await page.goto(url);
  return page;
}

/** Asks for a check and waits for what happens first: a pop-up or a result. */
export async function ask(page, settings, message) {
  const had = await page.evaluate(() => results.length);
  await page.evaluate(([settings, message]) => ask(settings, message), [settings, message]);
  await page.waitForFunction((had) => results.length > had || document.getElementById("mingjing-host"), had);
}

/** The results so far. */
export function results(page) {
  return page.evaluate(() => results);
}

/** The pop-up; its selectors reach into the shadow tree. */
export function popup(page) {
  return page.locator("#mingjing-host .mj-box");
}
