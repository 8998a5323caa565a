// What is shipped: fresh, small, old enough, and without the ways by which text becomes markup.

import { parse, tokenizer } from "acorn";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { built } from "../build.mjs";

const file = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

test("dist is what the sources make", async () => {
  const made = await built();
  assert.deepEqual(readdirSync(new URL("../dist", import.meta.url)).sort(), Object.keys(made).sort());
  for (const [name, text] of Object.entries(made))
    assert.ok(file(`dist/${name}`) === text, `${name}: run npm run build`);
});

test("each script has at most 15 kB", () => {
  for (const name of ["mingjing.js", "mingjing.es5.js"]) {
    assert.ok(Buffer.byteLength(file(`dist/${name}`)) <= 15_000, name);
  }
});

test("the scripts for old browsers are ES5 and use nothing that came later", () => {
  const later = [
    "Promise",
    "fetch",
    "Symbol",
    "Map",
    "Set",
    "WeakMap",
    "Proxy",
    "Reflect",
    "URL",
    "URLSearchParams",
    "includes",
    "assign",
    "startsWith",
    "padStart",
    "closest",
    "append",
    "remove",
    "classList",
  ];
  for (const name of ["mingjing.es5.js", "alert.js"]) {
    const text = file(`dist/${name}`);
    parse(text, { ecmaVersion: 5 });
    const used = new Set();
    for (const token of tokenizer(text, { ecmaVersion: 5 })) if (token.type.label === "name") used.add(token.value);
    assert.deepEqual(
      later.filter((word) => used.has(word)),
      [],
      name,
    );
  }
  assert.throws(() => parse("const a = () => 1", { ecmaVersion: 5 }), "the check can fail");
});

test("no text becomes markup or code", () => {
  for (const name of readdirSync(new URL("../src", import.meta.url)).filter((name) => name.endsWith(".ts"))) {
    assert.doesNotMatch(
      file(`src/${name}`),
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/,
      name,
    );
  }
});
