// The words inside components, such as those of date pickers. Chinese comes with the first screen,
// English when it is chosen.
import type { Locale } from "antd/es/locale";
import zhCN from "antd/es/locale/zh_CN";
import { useEffect, useState } from "react";
import type { Language } from "../words/words";

export function useComponentLocale(language: Language): Locale {
  const [english, setEnglish] = useState<Locale | null>(null);
  useEffect(() => {
    if (language === "en" && english === null) {
      void import("antd/es/locale/en_US").then((loaded) => {
        setEnglish(loaded.default);
      });
    }
  }, [language, english]);
  return language === "en" && english !== null ? english : zhCN;
}
