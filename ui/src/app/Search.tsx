// One search over matters, findings, institutions and rules; pinyin initials too, as the server reads
// them. The box opens with "/" from anywhere.
import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Input, Tag, type InputRef } from "antd";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { api, type SearchHit } from "../api";
import { pathOfFinding, pathOfInstitution, pathOfMatter, pathOfRule } from "../parts/paths";
import { useWords, words } from "../words/words";

const text = words(
  {
    placeholder: "搜索事项、疑点、机构、规则",
    matter: "事项",
    finding: "疑点",
    institution: "机构",
    rule: "规则",
    nothing: "没有找到。可输入编号、名称或拼音首字母。",
    searching: "正在搜索……",
  },
  {
    placeholder: "Matters, findings, institutions, rules",
    matter: "Matter",
    finding: "Finding",
    institution: "Institution",
    rule: "Rule",
    nothing: "Nothing found. Try a number, a name or pinyin initials.",
    searching: "Searching…",
  },
);

function pathOf(hit: SearchHit): string {
  switch (hit.kind) {
    case "matter":
      return pathOfMatter(hit.id);
    case "finding":
      return pathOfFinding(hit.id);
    case "institution":
      return pathOfInstitution(hit.id);
    case "rule":
      return pathOfRule(hit.id);
  }
}

export function Search() {
  const say = useWords(text);
  const navigate = useNavigate();
  const box = useRef<InputRef>(null);
  const [typed, setTyped] = useState("");
  const asked = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["search", asked],
    queryFn: ({ signal }) => api.search(asked, signal),
    enabled: asked.length > 0,
  });

  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key === "/" && !target.closest("input, textarea, [contenteditable], .ant-select")) {
        event.preventDefault();
        box.current?.focus();
      }
    };
    document.addEventListener("keydown", open);
    return () => {
      document.removeEventListener("keydown", open);
    };
  }, []);

  const options = (found.data?.rows ?? []).map((hit) => ({
    value: pathOf(hit),
    label: (
      <span>
        <Tag>{say[hit.kind]}</Tag>
        {hit.title} <small>{hit.note}</small>
      </span>
    ),
  }));
  const empty = asked === "" ? null : found.isFetching ? say.searching : say.nothing;
  return (
    <AutoComplete
      className="search"
      value={typed}
      options={options}
      notFoundContent={empty}
      popupMatchSelectWidth={420}
      showSearch={{ onSearch: setTyped }}
      onSelect={(path: string) => {
        setTyped("");
        void navigate(path);
      }}
    >
      <Input ref={box} prefix={<SearchOutlined />} placeholder={say.placeholder} aria-label={say.placeholder} allowClear />
    </AutoComplete>
  );
}
