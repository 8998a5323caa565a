// A refusal or failure as people read it: what happened, what to do, and the code to quote on the
// telephone.
import { Alert, Button } from "antd";
import { asProblem } from "../api";
import { useWords, words } from "../words/words";

const text = words(
  { retry: "重试", code: (code: string) => `代码 ${code}`, wait: (seconds: number) => `请在 ${seconds} 秒后重试。` },
  { retry: "Try again", code: (code: string) => `Code ${code}`, wait: (seconds: number) => `Try again in ${seconds} s.` },
);

export function ProblemNote({ thrown, retry }: { thrown: unknown; retry?: () => void }) {
  const say = useWords(text);
  const problem = asProblem(thrown);
  return (
    <Alert
      type={problem.status >= 500 || problem.status === 0 ? "error" : "warning"}
      showIcon
      role="alert"
      title={problem.title}
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
