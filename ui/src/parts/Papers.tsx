// The papers of a matter: documents that can be made of it, and files that were attached.
import { DownloadOutlined, FileTextOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useState } from "react";
import { api, asProblem, type DocumentDue, type MatterPage } from "../api";
import { useMessages } from "../app/messages";
import { useWords, words } from "../words/words";
import { DocumentDialog, type Entered } from "./DocumentDialog";
import { ProblemNote } from "./ProblemNote";
import "./papers.css";

const text = words(
  {
    documents: "可出具的文书",
    noDocuments: "本事项在当前环节没有可出具的文书，或者当前身份不能出具。",
    make: "出具",
    makeOne: (title: string) => `出具${title}`,
    attachments: "附件",
    noAttachments: "没有附件。办理时可在表单中上传。",
    stored: (who: string, at: string) => `${who} ${at} 上传`,
    kilobytes: (number: string) => `${number} kB`,
    fetch: (name: string) => `下载 ${name}`,
  },
  {
    documents: "Documents",
    noDocuments: "No document can be made at this stage, or not in your present office.",
    make: "Make",
    makeOne: (title: string) => `Make ${title}`,
    attachments: "Attachments",
    noAttachments: "None. Files are uploaded in the forms.",
    stored: (who: string, at: string) => `uploaded by ${who} ${at}`,
    kilobytes: (number: string) => `${number} kB`,
    fetch: (name: string) => `Download ${name}`,
  },
);

export function Papers({ matter }: { matter: MatterPage }) {
  return (
    <>
      {/* Which documents are due changes with what is done. */}
      <Documents matter={matter.row.id} version={matter.row.version} />
      <Attachments of={matter} />
    </>
  );
}

function Documents({ matter, version }: { matter: string; version: number }) {
  const say = useWords(text);
  const due = useQuery({
    queryKey: ["documents", matter, version],
    queryFn: ({ signal }) => api.documents(matter, signal),
  });
  const [making, setMaking] = useState<DocumentDue | null>(null);
  /** What documents were made with while the page is open, the last one first. */
  const [made, setMade] = useState<{ template: string; entered: Entered }[]>([]);
  const before = (template: string): Partial<Entered> => {
    const same = made.find((one) => one.template === template);
    const [last] = made;
    return same?.entered ?? (last === undefined ? {} : { addressee: last.entered.addressee, issuer: last.entered.issuer });
  };
  return (
    <section className="papers">
      <h2>{say.documents}</h2>
      {due.isError ? <ProblemNote thrown={due.error} retry={() => void due.refetch()} /> : null}
      {due.isPending ? <Skeleton active paragraph={{ rows: 2 }} /> : null}
      {due.data?.length === 0 ? <p>{say.noDocuments}</p> : null}
      <ul className="plain-list papers-list">
        {(due.data ?? []).map((one) => (
          <li key={one.template}>
            <span>{one.title}</span>
            <Button
              size="small"
              icon={<FileTextOutlined />}
              aria-label={say.makeOne(one.title)}
              onClick={() => {
                setMaking(one);
              }}
            >
              {say.make}
            </Button>
          </li>
        ))}
      </ul>
      {making === null ? null : (
        <DocumentDialog
          matter={matter}
          of={making}
          before={before(making.template)}
          onClose={() => {
            setMaking(null);
          }}
          onMade={(entered) => {
            setMade((earlier) => [{ template: making.template, entered }, ...earlier]);
            setMaking(null);
          }}
        />
      )}
    </section>
  );
}

function Attachments({ of }: { of: MatterPage }) {
  const say = useWords(text);
  const message = useMessages();
  return (
    <section className="papers">
      <h2>{say.attachments}</h2>
      {of.attachments.length === 0 ? <p>{say.noAttachments}</p> : null}
      <ul className="plain-list papers-list">
        {of.attachments.map((file) => (
          <li key={file.digest}>
            <span>
              {file.name}
              <small>
                {say.kilobytes((file.bytes / 1000).toFixed(1))} · {say.stored(file.stored_by, file.stored_at)}
              </small>
            </span>
            <Button
              size="small"
              type="text"
              aria-label={say.fetch(file.name)}
              icon={<DownloadOutlined />}
              onClick={() => {
                api.fetchAttachment(of.row.id, file).catch((thrown: unknown) => message.error(asProblem(thrown).message));
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
