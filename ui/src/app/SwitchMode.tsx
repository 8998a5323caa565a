// Language and light or dark: the two buttons that every page has, logged in or not.
import { MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useWords, words } from "../words/words";
import { usePreferences } from "./preferences";

const text = words(
  { other: "English", toEnglish: "切换为英文界面", dark: "切换为深色", light: "切换为浅色" },
  { other: "中文", toEnglish: "Switch to Chinese", dark: "Switch to dark", light: "Switch to light" },
);

export function SwitchMode() {
  const say = useWords(text);
  const { language, setLanguage, mode, setMode } = usePreferences();
  const label = mode === "dark" ? say.light : say.dark;
  return (
    <>
      <Button
        type="text"
        title={say.toEnglish}
        onClick={() => {
          setLanguage(language === "zh" ? "en" : "zh");
        }}
      >
        {say.other}
      </Button>
      <Tooltip title={label}>
        <Button
          type="text"
          aria-label={label}
          icon={mode === "dark" ? <SunOutlined /> : <MoonOutlined />}
          onClick={() => {
            setMode(mode === "dark" ? "light" : "dark");
          }}
        />
      </Tooltip>
    </>
  );
}
