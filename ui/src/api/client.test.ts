import { describe, expect, it } from "vitest";
import { address, filled, present } from "./client";

describe("what the server says", () => {
  it("has no nulls, except in what a form begins with", () => {
    expect(present({ next: null, rows: [{ lead: null, day: "2026-11-24" }], initial: { to: null } })).toEqual({
      rows: [{ day: "2026-11-24" }],
      initial: { to: null },
    });
  });
});

describe("addresses", () => {
  it("join lists, leave out what is not asked, and keep an identifier in one segment", () => {
    expect(address(filled("/matters/{id}", { id: "lead/H1/GZ1/2026-03" }), { stage: ["a", "b"], q: "", size: 50 })).toBe(
      "/api/v1/matters/lead%2FH1%2FGZ1%2F2026-03?stage=a%2Cb&size=50",
    );
  });
});
