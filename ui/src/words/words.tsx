// The dictionary: each part of the interface keeps its words in two languages beside itself,
// `words(中文, English)`. Both are of one type, so a missing key does not compile, and the words of a
// page load with the page. What the server says (names, sentences, refusals) stays Chinese.
import { createContext, use } from "react";

export type Language = "zh" | "en";

export const LanguageContext = createContext<Language>("zh");

type Entry = string | ((...given: never[]) => string);

type Shape<T extends Record<string, Entry>> = {
  [K in keyof T]: T[K] extends (...given: infer Given) => string ? (...given: Given) => string : string;
};

export interface Words<T> {
  zh: T;
  en: T;
}

export function words<const T extends Record<string, Entry>>(zh: T, en: Shape<T>): Words<Shape<T>> {
  return { zh: zh as unknown as Shape<T>, en };
}

/** The words of `both` in the language of the reader. */
export function useWords<T>(both: Words<T>): T {
  return both[use(LanguageContext)];
}
