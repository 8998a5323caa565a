// A self-audit as its institution works on it: each item with what the rules flagged and what was
// answered, then the report and the refund.
import { Button, Progress, Table } from "antd";
import { useState } from "react";
import type { MatterPage, Offer } from "../../api";
import { Actions } from "../../parts/Actions";
import { settle, prefill } from "../../parts/command";
import { CommandDialog } from "../../parts/CommandDialog";
import { History } from "../../parts/History";
import { Money } from "../../parts/Money";
import { useWords } from "../../words/words";
import { itemsOf, type AuditItem } from "./selfAudit";
import { inboxWords } from "./words";

/** The form for one item: its number is settled, an earlier answer is what it begins with. */
function about(offer: Offer, item: AuditItem): Offer {
  const settled = settle(offer, { number: item.number });
  return item.answer === undefined
    ? { ...settled, zh: `${offer.zh}：${item.text}` }
    : { ...prefill(settled, { answer: { found: item.answer.found, note: item.answer.note } }), zh: `${offer.zh}：${item.text}` };
}

export function AuditItems({ of }: { of: MatterPage }) {
  const say = useWords(inboxWords);
  const [chosen, setChosen] = useState<AuditItem | null>(null);
  const items = itemsOf(of.summary, of.history);
  const answer = of.offers.find((offer) => offer.command === "answer");
  const others = of.offers.filter((offer) => offer !== answer);
  const filled = items.filter((item) => item.answer !== undefined).length;
  return (
    <div className="columns">
      <div>
        <section className="sheet">
          <h2>{say.items2}</h2>
          <Progress
            aria-label={say.items2}
            percent={items.length === 0 ? 0 : Math.round((filled / items.length) * 100)}
            format={() => say.filled(filled, items.length)}
            style={{ paddingInlineEnd: 100 }}
          />
          <Table<AuditItem>
            size="small"
            rowKey="number"
            pagination={false}
            dataSource={items}
            locale={{ emptyText: say.noItems }}
            columns={[
              { key: "number", title: say.number, dataIndex: "number", width: 56 },
              { key: "text", title: say.text, dataIndex: "text" },
              {
                key: "radar",
                title: say.radar,
                align: "end",
                width: 120,
                render: (_, item) => (item.radar === undefined ? "—" : <Money of={item.radar} kind="flagged" />),
              },
              {
                key: "found",
                title: say.found,
                align: "end",
                width: 120,
                render: (_, item) => (item.answer === undefined ? say.unanswered : <Money of={item.answer.found} />),
              },
              { key: "note", title: say.note, render: (_, item) => item.answer?.note ?? "—" },
              { key: "evidence", title: say.evidencePapers, width: 110, render: (_, item) => (item.answer?.evidence ?? "") || "—" },
              ...(answer === undefined
                ? []
                : [
                    {
                      key: "fill",
                      title: say.deeds,
                      width: 80,
                      render: (_: unknown, item: AuditItem) => (
                        <Button
                          size="small"
                          type={item.answer === undefined ? "primary" : "default"}
                          onClick={() => {
                            setChosen(item);
                          }}
                        >
                          {item.answer === undefined ? say.fill : say.change}
                        </Button>
                      ),
                    },
                  ]),
            ]}
          />
        </section>
      </div>
      <div>
        <section className="sheet">
          <h2>{say.ourAnswer}</h2>
          {of.offers.length === 0 ? (
            <p>{say.nothingOffered}</p>
          ) : others.length === 0 ? null : (
            <Actions matter={{ ...of, offers: others }} />
          )}
          <ul className="plain-list">
            {of.summary
              .filter(({ label }) => label !== "自查项")
              .map(({ label, value }) => (
                <li key={label}>
                  {label}：{value}
                </li>
              ))}
          </ul>
        </section>
        <section className="sheet">
          <h2>{say.history}</h2>
          <History entries={of.history} />
        </section>
      </div>
      {chosen === null || answer === undefined ? null : (
        <CommandDialog
          matter={of.row.id}
          version={of.row.version}
          offer={about(answer, chosen)}
          onClose={() => {
            setChosen(null);
          }}
        />
      )}
    </div>
  );
}
