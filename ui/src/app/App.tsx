// Providers around the router: language, theme, queries.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import { BrowserRouter } from "react-router";
import { worthRetrying } from "../api";
import { useWords, words } from "../words/words";
import { useComponentLocale } from "./locale";
import { MessagesProvider } from "./messages";
import { PreferencesProvider, usePreferences } from "./preferences";
import { Pages } from "./routes";
import { themeOf } from "./theme";

/** What the library itself would say in English only. */
const text = words({ close: "关闭" }, { close: "Close" });

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
  const say = useWords(text);
  return (
    <ConfigProvider
      locale={locale}
      theme={themeOf(mode)}
      button={{ autoInsertSpace: false }}
      modal={{ closable: { "aria-label": say.close } }}
    >
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
