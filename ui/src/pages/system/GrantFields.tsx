// A role at a place: the boxes that ask for one, for users and for keys of programs.
import { useQuery } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import { api, type NewGrant, type PlaceKind, type RoleTag } from "../../api";
import { DayInput } from "../../parts/fields";
import { placesOf, roles, roleWords } from "../../words/roles";
import { useWords } from "../../words/words";
import { systemWords } from "./words";

export interface GrantEntered {
  role: RoleTag;
  place_kind: PlaceKind;
  place?: string;
  department?: string;
  practitioner?: string;
  until?: string;
}

/** As the API takes it; what is not asked for the role is left out. */
export const grantOf = ({ role, place_kind, place, department, practitioner, until }: GrantEntered): NewGrant => ({
  role,
  place_kind,
  place: place_kind === "everywhere" ? "" : (place ?? ""),
  ...(role === "department_head" && department !== undefined ? { department } : {}),
  ...(role === "practitioner" && practitioner !== undefined ? { practitioner: practitioner.trim() } : {}),
  ...(until === undefined ? {} : { until }),
});

export function GrantFields() {
  const say = useWords(systemWords);
  const names = useWords(roleWords);
  const form = Form.useFormInstance<GrantEntered>();
  const role = Form.useWatch<RoleTag | undefined>("role", form);
  const kind = Form.useWatch<PlaceKind | undefined>("place_kind", form);
  const place = Form.useWatch<string | undefined>("place", form);
  const all = useQuery({ queryKey: ["organisations"], queryFn: ({ signal }) => api.organisations(signal) });
  const rows = all.data?.rows ?? [];
  const places =
    kind === "institution"
      ? rows.filter((row) => row.kind === "institution").map((row) => ({ value: row.code, label: `${row.name}（${row.code}）` }))
      : [...new Map(rows.filter((row) => row.kind === "bureau" || row.kind === "agency").map((row) => [row.division, row.name]))].map(
          ([division, name]) => ({ value: division, label: `${division}（${name}）` }),
        );
  return (
    <>
      <Form.Item name="role" label={say.role} rules={[{ required: true, message: say.roleRule }]}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={roles.map((tag) => ({ value: tag, label: names[tag] }))}
          onChange={(tag: RoleTag) => {
            form.setFieldsValue({ place_kind: placesOf(tag)[0] ?? "bureau" });
            form.resetFields(["place", "department", "practitioner"]);
          }}
        />
      </Form.Item>
      <Form.Item name="place_kind" label={say.placeKind} hidden={role === undefined || placesOf(role).length < 2}>
        <Select
          options={(role === undefined ? [] : placesOf(role)).map((one) => ({ value: one, label: say[one] }))}
          onChange={() => {
            form.resetFields(["place", "department"]);
          }}
        />
      </Form.Item>
      {kind === undefined || kind === "everywhere" ? null : (
        <Form.Item name="place" label={say.place} rules={[{ required: true, message: say.placeRule }]}>
          <Select
            loading={all.isFetching}
            showSearch={{ optionFilterProp: "label" }}
            options={places}
            onChange={() => {
              form.resetFields(["department"]);
            }}
          />
        </Form.Item>
      )}
      {role === "department_head" ? (
        <Form.Item name="department" label={say.department} rules={[{ required: true, message: say.departmentRule }]}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={rows
              .filter((row) => row.kind === "department" && row.parent === place)
              .map((row) => ({ value: row.code, label: `${row.name}（${row.code}）` }))}
          />
        </Form.Item>
      ) : null}
      {role === "practitioner" ? (
        <Form.Item
          name="practitioner"
          label={say.practitioner}
          extra={say.practitionerHelp}
          rules={[{ required: true, whitespace: true, message: say.practitionerRule }]}
        >
          <Input />
        </Form.Item>
      ) : null}
      <Form.Item name="until" label={say.lastDay} extra={say.lastDayHelp}>
        <DayInput />
      </Form.Item>
    </>
  );
}
