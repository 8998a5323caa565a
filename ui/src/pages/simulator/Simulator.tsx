// A doctor's station to try the reminders with: a made-up patient, a prescription, the real message
// through the shipped script, and what goes over the wire.
import { DeleteOutlined, SendOutlined } from "@ant-design/icons";
import { Alert, Button, Collapse, Empty, Input, InputNumber, Radio, Select, Table } from "antd";
import { use, useEffect, useRef, useState } from "react";
import { useSession } from "../../app/session";
import { Money } from "../../parts/Money";
import { inYuan } from "../../parts/money";
import { PageHead } from "../../parts/PageHead";
import { LanguageContext, useWords } from "../../words/words";
import "../finding/finding.css";
import { AddLine } from "./AddLine";
import { amountOf, message3101, sumOf, type Place } from "./message";
import { patients, type OrderLine } from "./patients";
import { listen, loadSdk, type Exchange, type SdkResult } from "./sdk";
import { simulatorWords } from "./words";
import "./simulator.css";

const BUDGETS = [300, 500, 1000, 3000];
const USUAL_BUDGET = 500;
/** Where the acting person belongs to no institution. */
const SAMPLE_PLACE: Place = {
  institution: { code: "H99000000001", name: "示例县人民医院" },
  doctor: { code: "D990000000001", name: "演示医师" },
};

function usePlace(): Place {
  const { me, grant } = useSession();
  return grant?.place_kind === "institution"
    ? {
        institution: { code: grant.place, name: grant.place_name },
        doctor: { code: grant.practitioner ?? SAMPLE_PLACE.doctor.code, name: me.user.name },
      }
    : SAMPLE_PLACE;
}

export function Simulator() {
  const say = useWords(simulatorWords);
  const lang = use(LanguageContext) === "en" ? "en" : "zh-CN";
  const place = usePlace();
  const [at, setAt] = useState(0);
  const [lines, setLines] = useState<OrderLine[]>([]);
  const change = (index: number, changed: Partial<OrderLine>) => {
    setLines(lines.map((one, other) => (other === index ? { ...one, ...changed } : one)));
  };
  const [budget, setBudget] = useState(USUAL_BUDGET);
  const [apikey, setApikey] = useState("");
  const [wire, setWire] = useState<Exchange[]>([]);
  const [result, setResult] = useState<SdkResult | "waiting" | null>(null);
  const [missing, setMissing] = useState(false);
  const serial = useRef(0);
  useEffect(
    () =>
      listen((exchange) => {
        setWire((before) => [exchange, ...before]);
      }),
    [],
  );
  const patient = patients[at];
  if (patient === undefined) {
    return null;
  }

  const check = async () => {
    setMissing(false);
    try {
      const sdk = await loadSdk();
      serial.current += 1;
      sdk.init({ server: "", budget_ms: budget, lang, ...(apikey === "" ? {} : { apikey }) });
      setResult("waiting");
      sdk.check(message3101(patient, lines, place, new Date(), serial.current), setResult);
    } catch {
      setMissing(true);
    }
  };
  return (
    <div className="page">
      <PageHead path="/simulator" />
      <Alert type="info" showIcon title={say.made} style={{ marginBottom: 12 }} />
      <div className="columns">
        <div>
          <section className="sheet">
            <h2>{say.patient}</h2>
            <Radio.Group
              className="patients"
              value={at}
              onChange={({ target }) => {
                setAt(target.value as number);
                setLines([]);
                setResult(null);
              }}
              options={patients.map((one, index) => ({
                value: index,
                label: `${one.name} · ${one.sex === "1" ? say.man : say.woman} · ${say.years(one.age)} · ${one.diagnosis.name}（${one.diagnosis.code}）· ${one.inpatient ? say.inpatient : say.outpatient}`,
              }))}
            />
          </section>
          <section className="sheet">
            <h2>{say.prescription}</h2>
            <AddLine
              onAdd={(line) => {
                setLines([...lines, line]);
              }}
            />
            <Table<OrderLine>
              size="small"
              rowKey={(line) => `${line.code}-${lines.indexOf(line)}`}
              pagination={false}
              dataSource={lines}
              locale={{
                emptyText: (
                  <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.empty}>
                    <Button
                      onClick={() => {
                        setLines([...patient.sample]);
                      }}
                    >
                      {say.sample}
                    </Button>
                  </Empty>
                ),
              }}
              columns={[
                {
                  key: "name",
                  title: say.name,
                  render: (_, line) => (
                    <>
                      {line.name} <small>{line.code}</small>
                    </>
                  ),
                },
                {
                  key: "price",
                  title: say.price,
                  width: 120,
                  // The catalogue names no prices: what stands here at first is none.
                  render: (_, line, index) => (
                    <InputNumber<string>
                      aria-label={`${say.price} ${line.name}`}
                      size="small"
                      stringMode
                      min="0"
                      precision={2}
                      value={line.price}
                      onChange={(price) => {
                        change(index, { price: price ?? "0.00" });
                      }}
                    />
                  ),
                },
                {
                  key: "count",
                  title: say.count,
                  width: 100,
                  render: (_, line, index) => (
                    <InputNumber
                      aria-label={`${say.count} ${line.name}`}
                      size="small"
                      min={1}
                      max={999}
                      precision={0}
                      value={line.count}
                      onChange={(count) => {
                        change(index, { count: count ?? 1 });
                      }}
                    />
                  ),
                },
                { key: "amount", title: say.amount, align: "end", width: 120, render: (_, line) => <Money of={amountOf(line)} /> },
                {
                  key: "drop",
                  width: 48,
                  render: (_, line, index) => (
                    <Button
                      type="text"
                      size="small"
                      icon={<DeleteOutlined />}
                      aria-label={say.drop(line.name)}
                      onClick={() => {
                        setLines(lines.filter((__, other) => other !== index));
                      }}
                    />
                  ),
                },
              ]}
            />
            <div className="prescribe">
              <span>{say.total(inYuan(sumOf(lines)))}</span>
              <Button type="primary" icon={<SendOutlined />} disabled={lines.length === 0} onClick={() => void check()}>
                {say.check}
              </Button>
            </div>
            <Collapse
              ghost
              size="small"
              items={[
                {
                  key: "settings",
                  label: say.settings,
                  children: (
                    <div className="call-settings">
                      <label htmlFor="budget">
                        {say.budget}
                        <Select
                          id="budget"
                          value={budget}
                          options={BUDGETS.map((ms) => ({ value: ms, label: String(ms) }))}
                          onChange={setBudget}
                        />
                      </label>
                      <label htmlFor="apikey">
                        {say.apikey}
                        <Input.Password
                          id="apikey"
                          autoComplete="off"
                          value={apikey}
                          onChange={({ target }) => {
                            setApikey(target.value);
                          }}
                        />
                        <small>{say.apikeyHelp}</small>
                      </label>
                    </div>
                  ),
                },
              ]}
            />
          </section>
        </div>
        <div>
          <section className="sheet" aria-live="polite">
            <h2>{say.outcome}</h2>
            {missing ? <Alert type="error" showIcon title={say.sdkMissing} /> : null}
            {result === null ? <p>{say.noWire}</p> : result === "waiting" ? <p>{say.waiting}</p> : <Outcome of={result} />}
          </section>
          <section className="sheet">
            <h2>{say.wire}</h2>
            {wire.length === 0 ? <p>{say.noWire}</p> : wire.map((exchange, index) => <Sent key={wire.length - index} of={exchange} />)}
          </section>
        </div>
      </div>
    </div>
  );
}

function Outcome({ of }: { of: SdkResult }) {
  const say = useWords(simulatorWords);
  const told = {
    none: say.decisionNone,
    unavailable: say.decisionUnavailable(of.why ?? ""),
    modify: say.decisionModify,
    self_pay: say.decisionSelfPay,
    continue: say.decisionContinue,
  }[of.decision];
  return (
    <Alert
      showIcon
      type={of.decision === "none" ? "success" : of.decision === "unavailable" ? "warning" : "info"}
      title={told}
      description={
        <>
          {of.reason === "" ? null : <div>{say.reason(of.reason)}</div>}
          {of.feedback === undefined ? null : <div>{say.feedback}</div>}
        </>
      }
    />
  );
}

/** JSON indented for reading; anything else as it is. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const INFNO = /"infno"\s*:\s*"(\w+)"/;

function Sent({ of }: { of: Exchange }) {
  const say = useWords(simulatorWords);
  return (
    <div className="exchange">
      <h3>
        {INFNO.exec(of.sent)?.[1]} POST {of.url} · {of.status === 0 ? say.noReply : of.status} ·{" "}
        <strong className="number">{say.tookMs(of.ms.toFixed(1))}</strong>
      </h3>
      <Collapse
        size="small"
        items={[
          { key: "sent", label: say.request, children: <pre>{readable(of.sent)}</pre> },
          { key: "reply", label: say.reply, children: <pre>{readable(of.reply)}</pre> },
        ]}
      />
    </div>
  );
}
