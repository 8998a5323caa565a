// What a person likes on this computer (language, light or dark) and what he looks at in this tab
// (the year). Kept by the browser; nothing of it concerns anybody's data.
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { LanguageContext, type Language } from "../words/words";
import { palettes, type Mode, type Palette } from "./theme";

interface Preferences {
  language: Language;
  setLanguage: (language: Language) => void;
  mode: Mode;
  setMode: (mode: Mode) => void;
  year: number;
  setYear: (year: number) => void;
  palette: Palette;
}

const PreferencesContext = createContext<Preferences | null>(null);

export function usePreferences(): Preferences {
  const preferences = use(PreferencesContext);
  if (preferences === null) {
    throw new Error("usePreferences outside of PreferencesProvider");
  }
  return preferences;
}

const darkSystem = () => window.matchMedia("(prefers-color-scheme: dark)");

function onSystemMode(changed: () => void): () => void {
  const system = darkSystem();
  system.addEventListener("change", changed);
  return () => {
    system.removeEventListener("change", changed);
  };
}

const systemMode = (): Mode => (darkSystem().matches ? "dark" : "light");

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    localStorage.getItem("mingjing.language") === "en" ? "en" : "zh",
  );
  // Until one is chosen the page is what the system is, from dusk on as well.
  const [chosen, setMode] = useState<Mode | null>(() => {
    const kept = localStorage.getItem("mingjing.mode");
    return kept === "dark" || kept === "light" ? kept : null;
  });
  const system = useSyncExternalStore(onSystemMode, systemMode);
  const mode = chosen ?? system;
  const [year, setYear] = useState<number>(() => {
    const kept = Number(sessionStorage.getItem("mingjing.year"));
    return Number.isInteger(kept) && kept > 2000 ? kept : new Date().getFullYear();
  });

  useEffect(() => {
    localStorage.setItem("mingjing.language", language);
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  useEffect(() => {
    if (chosen !== null) {
      localStorage.setItem("mingjing.mode", chosen);
    }
  }, [chosen]);
  useEffect(() => {
    document.documentElement.dataset.mode = mode;
  }, [mode]);
  useEffect(() => {
    sessionStorage.setItem("mingjing.year", String(year));
  }, [year]);

  const value = useMemo<Preferences>(
    () => ({ language, setLanguage, mode, setMode, year, setYear, palette: palettes[mode] }),
    [language, mode, year],
  );
  return (
    <PreferencesContext value={value}>
      <LanguageContext value={language}>{children}</LanguageContext>
    </PreferencesContext>
  );
}
