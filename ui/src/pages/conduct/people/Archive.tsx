// A person's conduct file of a year as a paper. That it was made is recorded by itself: nobody asks what for.
import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { asProblem } from "../../../api";
import type { FileFormat } from "../../../api/conduct";
import { useMessages } from "../../../app/messages";
import { useWords } from "../../../words/words";
import { personWords } from "./words";

const FORMATS: readonly FileFormat[] = ["pdf", "docx"];

export function Archive({ onFetch }: { onFetch: (format: FileFormat) => Promise<void> }) {
  const say = useWords(personWords);
  const message = useMessages();
  const [making, setMaking] = useState<FileFormat | null>(null);
  const fetchFile = async (format: FileFormat) => {
    setMaking(format);
    try {
      await onFetch(format);
    } catch (thrown) {
      void message.error(asProblem(thrown).message);
    } finally {
      setMaking(null);
    }
  };
  return FORMATS.map((format) => (
    <Button
      key={format}
      icon={<DownloadOutlined />}
      title={say.archiveWhy}
      loading={making === format}
      disabled={making !== null && making !== format}
      onClick={() => void fetchFile(format)}
    >
      {`${say.archive} ${format}`}
    </Button>
  ));
}
