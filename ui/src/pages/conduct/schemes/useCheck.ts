// Checks a text a moment after the last change, so that problems stand beside it while it is written.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { conduct } from "../../../api/conduct";

const PAUSE_MS = 600;

export function useCheck(text: string) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  const check = useQuery({
    queryKey: ["scheme-check", settled],
    queryFn: () => conduct.checkScheme(settled),
    enabled: settled.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  return { check, waiting: settled !== text || check.isFetching };
}
