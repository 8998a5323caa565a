import { describe, expect, it } from "vitest";
import { entryOf, pathOfList, pathOfMatter } from "./paths";

describe("addresses", () => {
  it("carry a matter's identifier as one segment and find its list again", () => {
    const path = pathOfMatter("lead/H001/GZ0101/2026-03");
    expect(path.slice(1).split("/")).toHaveLength(2);
    expect(entryOf(path)).toBe("/leads");
    expect(entryOf(pathOfMatter("complaint/1"))).toBe("/matters");
    expect(entryOf("/findings/ab")).toBe("/queue");
    expect(entryOf("/rules/GZ1")).toBe("/rules");
  });
  it("repeat a filter with several values and leave out empty ones", () => {
    expect(pathOfList("/matters", { stage: ["初审", "复审"], q: "", overdue: true })).toBe(
      `/matters?stage=${encodeURIComponent("初审")}&stage=${encodeURIComponent("复审")}&overdue=true`,
    );
  });
});
