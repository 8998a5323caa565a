// The figures of real time: asked for once, then told by the server every two seconds.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, type Live } from "../../api";

const EVENTS = "/api/v1/live/events";
/** Ten minutes at one every two seconds. */
const REMEMBERED = 300;

const isLive = (value: unknown): value is Live =>
  typeof value === "object" && value !== null && "at" in value && "institutions" in value && Array.isArray(value.institutions);

export function useLive() {
  const first = useQuery({ queryKey: ["live"], queryFn: ({ signal }) => api.live(signal), retry: false });
  const [told, setTold] = useState<Live[]>([]);
  const [connected, setConnected] = useState(false);
  const there = first.isSuccess;
  useEffect(() => {
    if (!there) {
      return undefined;
    }
    const events = new EventSource(EVENTS);
    events.onopen = () => {
      setConnected(true);
    };
    events.onerror = () => {
      setConnected(false);
    };
    events.onmessage = ({ data }: MessageEvent<string>) => {
      const live: unknown = JSON.parse(data);
      if (isLive(live)) {
        setTold((before) => [...before, live].slice(-REMEMBERED));
      }
    };
    return () => {
      events.close();
    };
  }, [there]);
  return { first, latest: told.at(-1) ?? first.data, course: told, connected };
}
