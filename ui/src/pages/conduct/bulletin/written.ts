// What the office writes into an issue, as its form has it: what an issue shows of a former composition to
// begin with, and what of the form is sent.
import type { Composition, Edition } from "../../../api/conduct";

interface Media {
  title: string;
  source: string;
  published_at: string;
  link: string;
  opened?: boolean;
}

export interface Written {
  shown: string[];
  learning: { title: string; source: string; link: string; text: string }[];
  media: Media[];
  honours: { code: string; citation: string }[];
  warning: { text: string; rule: string; lesson: string };
  closing: string;
  contact: string[];
}

/** Which letters and whom one chose is not told; links are to be opened again. */
export function begun(of: Edition): Written {
  return {
    shown: [],
    honours: [],
    learning: of.learning.flatMap(({ title, source, url = "", text = "", published_at }) =>
      published_at === undefined ? [{ title, source, link: url, text }] : [],
    ),
    media: of.learning.flatMap(({ title, source, url = "", published_at }) =>
      published_at === undefined ? [] : [{ title, source, published_at, link: url, opened: false }],
    ),
    warning: of.warning ?? { text: "", rule: "", lesson: "" },
    closing: of.closing,
    contact: of.contact.map(({ label, value }) => `${label}：${value}`),
  };
}

export function sent({ warning, closing, contact, ...lists }: Written): Composition {
  const empty = Object.values(warning).every((part) => part.trim() === "");
  return {
    ...lists,
    ...(empty ? {} : { warning }),
    closing: closing.trim(),
    contact: contact.map((line) => line.trim()).filter((line) => line !== ""),
  };
}
