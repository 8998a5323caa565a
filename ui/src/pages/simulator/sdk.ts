// The script that is shipped to hospitals, loaded from the server as a hospital's page loads it; and
// an ear on the wire, so that this page can show what it sends and gets.
export interface SdkResult {
  decision: "modify" | "self_pay" | "continue" | "none" | "unavailable";
  reason: string;
  why?: string;
  feedback?: object;
}

interface Sdk {
  init: (settings: { server: string; apikey?: string; budget_ms: number; lang: string }) => void;
  check: (message: object, then: (result: SdkResult) => void) => void;
}

declare global {
  interface Window {
    Mingjing?: Sdk;
  }
}

const ADDRESS = "/sdk/mingjing.js";

export function loadSdk(): Promise<Sdk> {
  return new Promise((resolve, reject) => {
    if (window.Mingjing !== undefined) {
      resolve(window.Mingjing);
      return;
    }
    const script = document.createElement("script");
    script.src = ADDRESS;
    script.onload = () => {
      if (window.Mingjing === undefined) {
        reject(new Error(ADDRESS));
      } else {
        resolve(window.Mingjing);
      }
    };
    script.onerror = () => {
      script.remove();
      reject(new Error(ADDRESS));
    };
    document.head.append(script);
  });
}

/** One exchange: what was sent where, what came back after how long. Status 0: nothing came. */
export interface Exchange {
  url: string;
  sent: string;
  status: number;
  reply: string;
  ms: number;
}

/** Hears every exchange by XMLHttpRequest, which only the script uses here, until the returned function is called. */
export function listen(heard: (exchange: Exchange) => void): () => void {
  const Plain = window.XMLHttpRequest;
  class Heard extends Plain {
    #url = "";

    override open(method: string, url: string | URL, async = true, user?: string | null, password?: string | null): void {
      this.#url = String(url);
      super.open(method, url, async, user, password);
    }

    override send(body?: Document | XMLHttpRequestBodyInit | null): void {
      const began = performance.now();
      this.addEventListener("loadend", () => {
        heard({
          url: this.#url,
          sent: typeof body === "string" ? body : "",
          status: this.status,
          reply: this.responseText,
          ms: performance.now() - began,
        });
      });
      super.send(body);
    }
  }
  window.XMLHttpRequest = Heard;
  return () => {
    window.XMLHttpRequest = Plain;
  };
}
