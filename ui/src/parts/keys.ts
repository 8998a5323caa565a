// Keys that work on a whole page, while nobody is typing and no dialog is open.
import { useEffect, useRef } from "react";

export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        target.closest("input, textarea, [contenteditable], .ant-select, .ant-modal, .ant-dropdown, .ant-popover") !== null ||
        document.querySelector(".ant-modal-wrap:not([style*='display: none'])") !== null
      ) {
        return;
      }
      const act = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (act !== undefined) {
        // Enter on a link or a button is theirs.
        if (event.key === "Enter" && target.closest("a, button") !== null) {
          return;
        }
        event.preventDefault();
        act();
      }
    };
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
    };
  }, []);
}
