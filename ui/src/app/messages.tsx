// Short words at the top of the page after something was done. (The library's own wrapper would load
// dialogs and notifications with the first screen.)
import { message } from "antd";
import type { MessageInstance } from "antd/es/message/interface";
import { createContext, use, type ReactNode } from "react";

const MessagesContext = createContext<MessageInstance | null>(null);

export function MessagesProvider({ children }: { children: ReactNode }) {
  const [messages, place] = message.useMessage();
  return (
    <MessagesContext value={messages}>
      {place}
      {children}
    </MessagesContext>
  );
}

export function useMessages(): MessageInstance {
  const messages = use(MessagesContext);
  if (messages === null) {
    throw new Error("useMessages outside of MessagesProvider");
  }
  return messages;
}
