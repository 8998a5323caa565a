// A refusal or failure as the API tells it, and as it is made of a broken connection.
import type { ProblemBody } from "./types";

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** Dotted path of the field that was refused. */
  readonly field: string | undefined;
  /** Seconds to wait, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(body: ProblemBody, retryAfter?: number) {
    super(body.detail);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.title = body.title;
    this.field = body.field;
    this.retryAfter = retryAfter;
  }
}

function isBody(value: unknown): value is ProblemBody {
  return (
    typeof value === "object" && value !== null && "detail" in value && typeof value.detail === "string" && "code" in value
  );
}

/** Reads the answer of a request that failed; an answer that is no problem document is described by its status. */
export async function problemOf(answer: Response): Promise<Problem> {
  const retry = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const retryAfter = Number.isFinite(retry) ? retry : undefined;
  const body: unknown = await answer.json().catch(() => null);
  if (isBody(body)) {
    return new Problem({ ...body, status: answer.status }, retryAfter);
  }
  return new Problem(
    {
      type: "about:blank",
      title: "服务没有正常应答",
      status: answer.status,
      detail: `服务返回了状态 ${answer.status}，没有说明原因。已填写的内容仍保留在本页，请稍后重试；多次出现时请联系系统管理员。`,
      code: `HTTP-${answer.status}`,
    },
    retryAfter,
  );
}

/** The connection itself failed: nothing arrived. */
export function unreachable(): Problem {
  return new Problem({
    type: "about:blank",
    title: "连接不上服务",
    status: 0,
    detail: "请求没有送达，数据没有改变。请检查网络后重试；多次出现时请联系系统管理员。",
    code: "UI-OFFLINE",
  });
}

/** Any thrown thing as a problem, so that a page has one way to show it. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) {
    return thrown;
  }
  return new Problem({
    type: "about:blank",
    title: "页面出现错误",
    status: 0,
    detail: `页面没有能够显示内容（${thrown instanceof Error ? thrown.message : String(thrown)}）。数据没有改变，请刷新页面；多次出现时请把这段文字告诉系统管理员。`,
    code: "UI-PAGE",
  });
}
