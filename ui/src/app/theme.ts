// Colours. One accent; red only for what is definite or overdue, amber for suspicion, green for
// cleared and closed, grey for what cannot be judged. The four money figures keep theirs everywhere.
// Every text colour reaches 4.5:1 on its ground, in light and in dark.
import { theme, type ThemeConfig } from "antd";

export type Mode = "light" | "dark";

export interface Palette {
  accent: string;
  red: string;
  amber: string;
  green: string;
  grey: string;
  flagged: string;
  upheld: string;
  recovered: string;
  avoided: string;
  /** Grounds and lines for what is drawn outside of components. */
  ground: string;
  line: string;
  text: string;
  faint: string;
}

export const palettes: Record<Mode, Palette> = {
  light: {
    accent: "#0b5cad",
    red: "#b42318",
    amber: "#8a5300",
    green: "#1a6b3c",
    grey: "#5b6472",
    flagged: "#8a5300",
    upheld: "#b42318",
    recovered: "#1a6b3c",
    avoided: "#0b5cad",
    ground: "#ffffff",
    line: "#d9dde3",
    text: "#1d2530",
    faint: "#5b6472",
  },
  dark: {
    accent: "#6cb2f5",
    red: "#ff8f85",
    amber: "#f0b45c",
    green: "#6fcf97",
    grey: "#a7b0bd",
    flagged: "#f0b45c",
    upheld: "#ff8f85",
    recovered: "#6fcf97",
    avoided: "#6cb2f5",
    ground: "#161b22",
    line: "#333b47",
    text: "#e6eaf0",
    faint: "#a7b0bd",
  },
};

const FONT =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, -apple-system, "Segoe UI", sans-serif';

const linksOf = (colours: Palette) => ({
  colorLink: colours.accent,
  colorLinkHover: colours.accent,
  colorLinkActive: colours.accent,
  colorErrorText: colours.red,
  colorWarningText: colours.amber,
  colorSuccessText: colours.green,
});

export function themeOf(mode: Mode): ThemeConfig {
  const colours = palettes[mode];
  return {
    // The library darkens what it is given for dark; links and chosen things must stay readable.
    algorithm: [
      mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
      (_, map) => ({ ...(map ?? theme.defaultAlgorithm(theme.defaultSeed)), ...linksOf(colours) }),
    ],
    token: {
      colorPrimary: mode === "dark" ? "#2f7fd1" : colours.accent,
      colorError: mode === "dark" ? "#e5534b" : colours.red,
      colorText: colours.text,
      colorTextSecondary: mode === "dark" ? "#c3cad4" : "#454d59",
      colorTextTertiary: colours.faint,
      colorTextQuaternary: colours.faint,
      colorTextDescription: colours.faint,
      colorTextPlaceholder: colours.faint,
      colorBgLayout: mode === "dark" ? "#0e1217" : "#f3f5f8",
      colorBgContainer: colours.ground,
      fontFamily: FONT,
      borderRadius: 4,
      wireframe: false,
    },
    components: {
      Layout: {
        siderBg: colours.ground,
        headerBg: colours.ground,
        headerHeight: 52,
        headerPadding: "0 16px",
        bodyBg: mode === "dark" ? "#0e1217" : "#f3f5f8",
      },
      Menu: {
        itemHeight: 30,
        itemMarginBlock: 1,
        groupTitleLineHeight: 1.2,
        itemSelectedColor: colours.accent,
        itemSelectedBg: mode === "dark" ? "#1d3349" : "#e3eefa",
        groupTitleColor: colours.faint,
      },
      Table: { cellPaddingBlockSM: 6, headerBg: mode === "dark" ? "#1c232c" : "#eef1f5", headerColor: colours.text },
      // Words on the ground, not beside the colour that the library makes for filled buttons.
      Button: {
        colorError: colours.red,
        colorErrorHover: colours.red,
        colorErrorActive: colours.red,
        // White words on the filled button under the pointer, and the words of those that are not filled.
        ...(mode === "dark" ? { colorPrimaryHover: "#2a6cb3", defaultHoverColor: colours.accent } : {}),
      },
      Card: { headerHeight: 44, bodyPadding: 16 },
      Tabs: { itemSelectedColor: colours.accent, itemHoverColor: colours.accent, itemActiveColor: colours.accent, inkBarColor: colours.accent },
      Descriptions: { labelColor: colours.faint },
      Breadcrumb: { itemColor: colours.faint, lastItemColor: colours.text },
    },
  };
}
