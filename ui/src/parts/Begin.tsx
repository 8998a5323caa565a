// Beginning something new: from the list of its kind, or from a matter that it comes from, whose
// institution and number the form then begins with. Only what the server offers the acting person.
import { PlusOutlined } from "@ant-design/icons";
import { useQueries } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, type Offer } from "../api";
import { useWords, words } from "../words/words";
import { CommandDialog } from "./CommandDialog";
import { pathOfMatter } from "./paths";

const text = words({ from: "由本件发起" }, { from: "Begin from this" });

interface Beginning {
  kind: string;
  offer: Offer;
}

/** Without `about` one button for each thing, with it one menu. */
export function Begin({ kinds, about }: { kinds: readonly string[]; about?: string }) {
  const say = useWords(text);
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Beginning | null>(null);
  const beginnings = useQueries({
    queries: kinds.map((kind) => ({
      queryKey: ["beginnings", kind, about],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.beginnings(kind, about, signal),
      staleTime: Infinity,
    })),
    combine: (answers) =>
      answers.flatMap(({ data }, at): Beginning[] => (data ?? []).map((offer) => ({ kind: kinds[at] ?? "", offer }))),
  });
  return (
    <>
      {about === undefined ? (
        beginnings.map((one) => (
          <Button
            key={one.offer.command}
            icon={<PlusOutlined />}
            onClick={() => {
              setChosen(one);
            }}
          >
            {one.offer.zh}
          </Button>
        ))
      ) : beginnings.length === 0 ? null : (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: beginnings.map(({ kind, offer }) => ({ key: kind, label: offer.zh })),
            onClick: ({ key }) => {
              setChosen(beginnings.find(({ kind }) => kind === key) ?? null);
            },
          }}
        >
          <Button icon={<PlusOutlined />}>{say.from}</Button>
        </Dropdown>
      )}
      {chosen === null ? null : (
        <CommandDialog
          matter={`${chosen.kind}/new`}
          version={0}
          offer={chosen.offer}
          {...(about === undefined ? {} : { filesOf: about })}
          onClose={() => {
            setChosen(null);
          }}
          onDone={(done) => void navigate(pathOfMatter(done.id))}
        />
      )}
    </>
  );
}
