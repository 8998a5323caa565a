// A refusal or failure as people read it: what happened, what to do, and the code to quote on the
// telephone.
import { Alert, Button } from "antd";
import { asProblem } from "../api";
import { useWords, words } from "../words/words";

const text = words(
  {
    refused: "不能办理",
    missing: "没有找到",
    conflict: "内容已有变化",
    failed: "系统暂时不能处理",
    retry: "重试",
    code: (code: string) => `代码 ${code}`,
    wait: (seconds: number) => `请在 ${seconds} 秒后重试。`,
  },
  {
    refused: "Not possible",
    missing: "Not found",
    conflict: "Changed meanwhile",
    failed: "The system cannot do this now",
    retry: "Try again",
    code: (code: string) => `Code ${code}`,
    wait: (seconds: number) => `Try again in ${seconds} s.`,
  },
);

/** A head in people's words: that of a problem is the name of its status in English. */
function headOf(status: number): "missing" | "conflict" | "failed" | "refused" {
  switch (status) {
    case 404:
      return "missing";
    case 409:
      return "conflict";
    default:
      return status >= 500 || status === 0 ? "failed" : "refused";
  }
}

export function ProblemNote({ thrown, retry }: { thrown: unknown; retry?: () => void }) {
  const say = useWords(text);
  const problem = asProblem(thrown);
  return (
    <Alert
      type={problem.status >= 500 || problem.status === 0 ? "error" : "warning"}
      showIcon
      role="alert"
      title={say[headOf(problem.status)]}
      description={
        <>
          <div>
            {problem.message}
            {problem.retryAfter === undefined ? null : say.wait(problem.retryAfter)}
          </div>
          <small>{say.code(problem.code)}</small>
        </>
      }
      action={
        retry === undefined ? null : (
          <Button size="small" onClick={retry}>
            {say.retry}
          </Button>
        )
      }
    />
  );
}
