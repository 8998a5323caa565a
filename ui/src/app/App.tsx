// Providers around the router: language, theme, queries.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import zhCN from "antd/locale/zh_CN";
import enUS from "antd/locale/en_US";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { RouterProvider } from "react-router";
import { worthRetrying } from "../api";
import { PreferencesProvider, usePreferences } from "./preferences";
import { router } from "./routes";
import { themeOf } from "./theme";

const MOST_TRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failed, thrown) => failed < MOST_TRIES && worthRetrying(thrown),
      refetchOnWindowFocus: false,
      staleTime: 15_000,
    },
  },
});

function Dressed() {
  const { language, mode } = usePreferences();
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  return (
    <ConfigProvider locale={language === "zh" ? zhCN : enUS} theme={themeOf(mode)} button={{ autoInsertSpace: false }}>
      <AntApp component={false}>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  );
}

export function App() {
  return (
    <PreferencesProvider>
      <QueryClientProvider client={queries}>
        <Dressed />
      </QueryClientProvider>
    </PreferencesProvider>
  );
}
