// A box that looks for what is typed, once Enter or its button is pressed.
import { SearchOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useWords, words } from "../words/words";

const text = words({ find: "查找" }, { find: "Find" });

interface Given {
  /** What can be typed; also its name for readers. */
  label: string;
  width: number;
  /** What is looked for already. */
  value?: string | undefined;
  onSearch: (typed: string) => void;
}

export function SearchBox({ label, width, value, onSearch }: Given) {
  const say = useWords(text);
  return (
    <Input.Search
      aria-label={label}
      placeholder={label}
      allowClear
      style={{ width }}
      defaultValue={value}
      enterButton={<Button aria-label={say.find} icon={<SearchOutlined />} />}
      onSearch={(typed) => {
        onSearch(typed.trim());
      }}
    />
  );
}
