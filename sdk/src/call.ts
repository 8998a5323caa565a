// One POST with a time limit, by XMLHttpRequest so that old embedded browsers can do it.

export interface Headers {
  [name: string]: string;
}

/** Posts JSON text. `done` is called exactly once: with the body of a 200, or with why there is none. */
export function post(
  url: string,
  headers: Headers,
  body: string,
  limit_ms: number,
  done: (failure: string, body: string) => void,
): void {
  let open = true;
  let request: XMLHttpRequest | null = null;
  function end(failure: string, reply: string) {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    done(failure, reply);
  }
  // The clock of the page, not of the request: it also bounds name look-up and connecting.
  const timer = setTimeout(function () {
    end("timeout", "");
    try {
      if (request) request.abort();
    } catch (_) {
      // It was given up already.
    }
  }, limit_ms);
  try {
    request = new XMLHttpRequest();
    request.onreadystatechange = function () {
      if (!request || request.readyState !== 4) return;
      if (request.status === 200) end("", request.responseText);
      else end(request.status ? "http " + request.status : "network", "");
    };
    request.open("POST", url, true);
    request.setRequestHeader("Content-Type", "application/json;charset=UTF-8");
    for (const name in headers) request.setRequestHeader(name, headers[name]);
    request.send(body);
  } catch (error) {
    end("network", "");
  }
}
