// An issue of the bulletin: what will be printed in each edition, what must be mended before, the files,
// and what may be done with it.
import { CheckCircleFilled, DownloadOutlined, EditOutlined, WarningFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Segmented, Table } from "antd";
import { useState } from "react";
import { conduct, type EditionFormat, type EditionKind, type Leak } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { PurposeDialog } from "../../../parts/PurposeDialog";
import { useWords } from "../../../words/words";
import { MatterWith } from "../../matters/Matter";
import { Compose } from "./Compose";
import { bulletinWords } from "./words";
import { Printed } from "./Printed";
import "../conduct.css";

export function Bulletin() {
  const say = useWords(bulletinWords);
  return (
    <MatterWith
      own={({ row, offers }) => ({
        label: say.tab,
        // Who may do something with an issue that is not closed may write it, as far as the server lets him.
        children: <Editions matter={row.id} version={row.version} title={row.title} editable={offers.length > 0} />,
      })}
    />
  );
}

const FORMATS: readonly EditionFormat[] = ["pdf", "docx", "xlsx"];

interface Given {
  matter: string;
  version: number;
  title: string;
  editable: boolean;
}

function Editions({ matter, version, title, editable }: Given) {
  const say = useWords(bulletinWords);
  const [kind, setKind] = useState<EditionKind>("internal");
  const [format, setFormat] = useState<EditionFormat | null>(null);
  const [composing, setComposing] = useState(false);
  const [remarks, setRemarks] = useState<readonly string[]>([]);
  const answer = useQuery({
    queryKey: ["edition", matter, version, kind],
    queryFn: ({ signal }) => conduct.edition(matter, kind, signal),
  });
  return (
    <>
      <div className="conduct-filters">
        <Segmented<EditionKind>
          aria-label={say.edition}
          value={kind}
          onChange={setKind}
          options={(["internal", "public"] as const).map((one) => ({ value: one, label: say[one] }))}
        />
        <span>{kind === "internal" ? say.internalNote : say.publicNote}</span>
        {FORMATS.map((one) => (
          <Button
            key={one}
            icon={<DownloadOutlined />}
            disabled={answer.data?.composed !== true || answer.data.leaks.length > 0}
            aria-label={`${say.download} ${one}`}
            onClick={() => {
              setFormat(one);
            }}
          >
            {one}
          </Button>
        ))}
      </div>
      <Loaded answer={answer}>
        {({ edition, leaks, composed }) => (
          <>
            <p>
              {editable ? (
                <Button
                  icon={<EditOutlined />}
                  onClick={() => {
                    // What is published names less: one writes on from what the house reads.
                    setKind("internal");
                    setComposing(true);
                  }}
                >
                  {say.compose}
                </Button>
              ) : null}{" "}
              {composed ? null : say.notComposed}
            </p>
            {composing && kind === "internal" ? (
              <Compose
                matter={matter}
                of={edition}
                onDone={setRemarks}
                onClose={() => {
                  setComposing(false);
                }}
              />
            ) : null}
            <Gate leaks={leaks} />
            {remarks.map((remark) => (
              <Alert key={remark} type="info" showIcon title={`${say.checkNotes}：${remark}`} className="conduct-gap" />
            ))}
            <Printed of={edition} source={{ matter, kind }} />
          </>
        )}
      </Loaded>
      {format === null ? null : (
        <PurposeDialog
          title={say.downloadTitle(say[kind], format)}
          recorded={say.recorded}
          onClose={() => {
            setFormat(null);
          }}
          onPurpose={(purpose) =>
            conduct.editionFile(matter, `${title}-${say[kind]}.${format}`, { edition: kind, format, purpose })
          }
        />
      )}
    </>
  );
}

function Gate({ leaks }: { leaks: readonly Leak[] }) {
  const say = useWords(bulletinWords);
  return (
    <section className="conduct-gap" aria-label={say.gate}>
      {leaks.length === 0 ? (
        <Alert type="success" showIcon icon={<CheckCircleFilled />} title={say.clean} />
      ) : (
        <>
          <Alert type="error" showIcon icon={<WarningFilled />} title={say.leaks(leaks.length)} />
          <Table
            size="small"
            rowKey={({ place, found, say: what }) => `${place} ${found} ${what}`}
            dataSource={leaks}
            pagination={false}
            columns={[
              { key: "place", title: say.place, dataIndex: "place", width: 200 },
              { key: "found", title: say.found, dataIndex: "found", width: 180 },
              { key: "say", title: say.say, dataIndex: "say" },
            ]}
          />
        </>
      )}
    </section>
  );
}
