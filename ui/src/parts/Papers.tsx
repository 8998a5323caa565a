// The papers of a matter: documents that can be made of it, and files that were attached.
import { DownloadOutlined, FileWordOutlined, FilePdfOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { asProblem, download, segment, type MatterPage } from "../api";
import { useMessages } from "../app/messages";
import { useWords, words } from "../words/words";

const text = words(
  {
    documents: "可出具的文书",
    noDocuments: "本事项在当前环节没有可出具的文书。",
    attachments: "附件",
    noAttachments: "没有附件。办理时可在表单中上传。",
    stored: (who: string, at: string) => `${who} ${at} 上传`,
    kilobytes: (number: string) => `${number} kB`,
    pdf: (title: string) => `${title}，PDF`,
    docx: (title: string) => `${title}，Word`,
    fetch: (name: string) => `下载 ${name}`,
  },
  {
    documents: "Documents",
    noDocuments: "No document can be made at this stage.",
    attachments: "Attachments",
    noAttachments: "None. Files are uploaded in the forms.",
    stored: (who: string, at: string) => `uploaded by ${who} ${at}`,
    kilobytes: (number: string) => `${number} kB`,
    pdf: (title: string) => `${title}, PDF`,
    docx: (title: string) => `${title}, Word`,
    fetch: (name: string) => `Download ${name}`,
  },
);

export function Papers({ matter }: { matter: MatterPage }) {
  const say = useWords(text);
  const message = useMessages();
  const documents = matter.documents ?? [];
  const base = `/matters/${segment(matter.row.id)}`;
  const fetchFile = (path: string, name: string) => {
    download(path, {}, name).catch((thrown: unknown) => message.error(asProblem(thrown).message));
  };
  return (
    <>
      <h2>{say.documents}</h2>
      {documents.length === 0 ? <p>{say.noDocuments}</p> : null}
      <ul className="plain-list">
        {documents.map(({ template, title }) => (
          <li key={template}>
            {title}{" "}
            {(["pdf", "docx"] as const).map((kind) => (
              <Button
                key={kind}
                size="small"
                type="text"
                aria-label={say[kind](title)}
                icon={kind === "pdf" ? <FilePdfOutlined /> : <FileWordOutlined />}
                onClick={() => {
                  fetchFile(`${base}/documents/${segment(template)}.${kind}`, `${title}.${kind}`);
                }}
              >
                {kind === "pdf" ? "PDF" : "Word"}
              </Button>
            ))}
          </li>
        ))}
      </ul>
      <h2>{say.attachments}</h2>
      {matter.attachments.length === 0 ? <p>{say.noAttachments}</p> : null}
      <ul className="plain-list">
        {matter.attachments.map((file) => (
          <li key={file.digest}>
            {file.name}{" "}
            <small>
              {say.kilobytes((file.bytes / 1000).toFixed(1))} · {say.stored(file.stored_by, file.stored_at)}
            </small>{" "}
            <Button
              size="small"
              type="text"
              aria-label={say.fetch(file.name)}
              icon={<DownloadOutlined />}
              onClick={() => {
                fetchFile(`${base}/attachments/${segment(file.digest)}`, file.name);
              }}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
