// The inputs a command may ask for that are more than a box: days, lines, people, institutions, files.
import { UploadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Input, Select, Upload } from "antd";
import { useDeferredValue, useState } from "react";
import { api, asProblem, type Field, type UploadedAttachment } from "../api";
import { useMessages } from "../app/messages";
import { useSession } from "../app/session";
import { useWords, words } from "../words/words";
import { dayjs } from "./days";

const text = words(
  {
    choosePerson: "选择人员",
    choosePeople: "选择人员，可以多选",
    chooseInstitution: "输入名称或编号",
    codeOfInstitution: "输入机构编号",
    upload: "上传文件",
    remove: (name: string) => `移除 ${name}`,
    noPeople: "没有可选的人员。请系统管理员先授予相应角色。",
    noInstitution: "没有找到机构",
  },
  {
    choosePerson: "Choose a person",
    choosePeople: "Choose people",
    chooseInstitution: "Name or code",
    codeOfInstitution: "Code of the institution",
    upload: "Upload",
    remove: (name: string) => `Remove ${name}`,
    noPeople: "Nobody to choose. Ask the administrator to grant the role.",
    noInstitution: "No institution found",
  },
);

interface Bound<T> {
  id?: string;
  value?: T;
  onChange?: (value: T | undefined) => void;
}

/** A day as text, chosen from a calendar. */
export function DayInput({ id, value, onChange }: Bound<string>) {
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      value={value === undefined ? null : dayjs(value)}
      onChange={(day) => onChange?.(day?.format("YYYY-MM-DD"))}
      style={{ width: "100%" }}
    />
  );
}

/** Several texts, one a line. */
export function LinesInput({ id, value, onChange }: Bound<string[]>) {
  return (
    <Input.TextArea
      {...(id === undefined ? {} : { id })}
      rows={4}
      value={(value ?? []).join("\n")}
      onChange={(event) => onChange?.(event.target.value.split("\n"))}
    />
  );
}

interface People {
  /** Only these. */
  among?: readonly string[] | undefined;
  /** Of this institution; without it, of where the acting person works. */
  at?: string | undefined;
}

export function PersonInput({ id, value, onChange, among, at }: Bound<string> & People) {
  const say = useWords(text);
  const people = useQuery({ queryKey: ["people", at], queryFn: ({ signal }) => api.people({ institution: at }, signal) });
  const known = people.data?.rows ?? [];
  const shown = among === undefined ? known : among.map((one) => known.find((person) => person.id === one) ?? { id: one, name: one, roles: [] });
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      showSearch={{ optionFilterProp: "label" }}
      allowClear
      loading={people.isFetching}
      placeholder={say.choosePerson}
      notFoundContent={say.noPeople}
      {...(value === undefined ? {} : { value })}
      onChange={(chosen?: string) => onChange?.(chosen)}
      options={shown.map((person) => ({
        value: person.id,
        label: person.roles.length === 0 ? person.name : `${person.name}（${person.roles.join("、")}）`,
      }))}
    />
  );
}

/** Several people: of those that the form names, else of where the acting person works. */
export function PeopleInput({ id, value, onChange, among, at }: Bound<string[]> & { among?: Field["choices"]; at?: string | undefined }) {
  const say = useWords(text);
  const people = useQuery({
    queryKey: ["people", at],
    queryFn: ({ signal }) => api.people({ institution: at }, signal),
    enabled: among === undefined,
  });
  const options =
    among?.map((choice) => ({ value: choice.value, label: choice.zh })) ??
    (people.data?.rows ?? []).map((person) => ({ value: person.id, label: `${person.name}（${person.roles.join("、")}）` }));
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      mode="multiple"
      showSearch={{ optionFilterProp: "label" }}
      allowClear
      loading={people.isFetching}
      placeholder={say.choosePeople}
      notFoundContent={say.noPeople}
      value={value ?? []}
      onChange={(chosen: string[]) => onChange?.(chosen)}
      options={options}
    />
  );
}

/** An institution: looked up by who may see the list of them, else named by its code. */
export function InstitutionInput(bound: Bound<string>) {
  const say = useWords(text);
  const { me } = useSession();
  const { id, value, onChange } = bound;
  return me.areas.includes("institutions") ? (
    <InstitutionSearch {...bound} />
  ) : (
    <Input
      {...(id === undefined ? {} : { id })}
      placeholder={say.codeOfInstitution}
      value={value ?? ""}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}

function InstitutionSearch({ id, value, onChange }: Bound<string>) {
  const say = useWords(text);
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed);
  const found = useQuery({
    queryKey: ["institutions", "pick", q],
    queryFn: ({ signal }) => api.institutions({ q, size: 20 }, signal),
  });
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      loading={found.isFetching}
      placeholder={say.chooseInstitution}
      notFoundContent={say.noInstitution}
      {...(value === undefined ? {} : { value })}
      onChange={(chosen?: string) => onChange?.(chosen)}
      options={(found.data?.rows ?? []).map((one) => ({ value: one.code, label: `${one.name}（${one.code}）` }))}
    />
  );
}

type Files = UploadedAttachment[];

/** Files that are uploaded at once to the matter and named in the command afterwards. */
export function FilesInput({ id, value, onChange, matter, single }: Bound<Files> & { matter: string; single?: boolean }) {
  const say = useWords(text);
  const message = useMessages();
  const files = value ?? [];
  return (
    <Upload
      {...(id === undefined ? {} : { id })}
      multiple={single !== true}
      fileList={files.map((file) => ({ uid: file.digest, name: file.name, status: "done" }))}
      showUploadList={{ removeIcon: undefined }}
      onRemove={(gone) => onChange?.(files.filter((file) => file.digest !== gone.uid))}
      customRequest={({ file, onSuccess, onError }) => {
        if (!(file instanceof File)) {
          return;
        }
        api.attach(matter, file).then(
          (stored) => {
            onChange?.(single === true ? [stored] : [...files, stored]);
            onSuccess?.(stored);
          },
          (thrown: unknown) => {
            const problem = asProblem(thrown);
            void message.error(problem.message);
            onError?.(problem);
          },
        );
      }}
    >
      <Button icon={<UploadOutlined />}>{say.upload}</Button>
    </Upload>
  );
}

/** One file. */
export function FileInput({ value, onChange, ...rest }: Bound<UploadedAttachment> & { matter: string }) {
  return (
    <FilesInput
      {...rest}
      single
      value={value === undefined ? [] : [value]}
      onChange={(files) => onChange?.(files?.[0])}
    />
  );
}
