// The kinds of matters that belong to conduct, as the server tags them.

export const CONDUCT_KINDS = [
  "conduct-event",
  "veto",
  "assessment",
  "scheme",
  "packet",
  "commendation",
  "declaration",
  "service-complaint",
  "bulletin",
  "clean-plan",
  "five-good",
  "discipline",
  "record",
  "risk-point",
  "tour",
  "usage-query",
  "breach",
  "high-cost",
  "training",
] as const;
