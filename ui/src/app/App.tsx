// Providers around the router: language, theme, queries.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import { BrowserRouter } from "react-router";
import { worthRetrying } from "../api";
import { useComponentLocale } from "./locale";
import { MessagesProvider } from "./messages";
import { PreferencesProvider, usePreferences } from "./preferences";
import { Pages } from "./routes";
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
  const locale = useComponentLocale(language);
  return (
    <ConfigProvider locale={locale} theme={themeOf(mode)} button={{ autoInsertSpace: false }}>
      <MessagesProvider>
        <BrowserRouter>
          <Pages />
        </BrowserRouter>
      </MessagesProvider>
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
