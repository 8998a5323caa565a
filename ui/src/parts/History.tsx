// Who did what, when, in which office.
import { Timeline } from "antd";
import type { HistoryEntry } from "../api";

export function History({ entries }: { entries: readonly HistoryEntry[] }) {
  return (
    <Timeline
      items={[...entries].reverse().map((entry) => ({
        key: entry.seq,
        content: (
          <>
            <strong>{entry.event_zh}</strong>
            <div style={{ color: "var(--ant-color-text-tertiary)" }}>
              {entry.by_name}（{entry.role_zh}） <span className="number">{entry.at}</span>
            </div>
            {entry.detail.map(({ label, value }) => (
              <div key={label}>
                {label}：{value}
              </div>
            ))}
          </>
        ),
      }))}
    />
  );
}
