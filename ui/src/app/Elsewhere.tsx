// Where the way ends, with the way on: no such page, nothing granted, a page that failed.
import { Button, Empty } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { ProblemNote } from "../parts/ProblemNote";
import { useWords, words } from "../words/words";

const text = words(
  {
    missing: "没有这个页面",
    missingWhy: "地址可能已变更，或者当前身份无权查看。请从左侧菜单进入，或在顶部切换身份。",
    nothing: "尚未授权",
    nothingWhy: "您的账号还没有可以办理的业务。请联系本单位的系统管理员授予角色。",
    home: "返回首页",
    reload: "刷新页面",
  },
  {
    missing: "No such page",
    missingWhy: "The address may have changed, or your present office may not see it. Use the menu, or switch your office above.",
    nothing: "Nothing granted yet",
    nothingWhy: "Your account has no role yet. Ask your system administrator for one.",
    home: "Home",
    reload: "Reload",
  },
);

function End({ title, why, children }: { title: string; why: string; children?: ReactNode }) {
  return (
    <main className="page">
      <Empty
        style={{ marginTop: "12vh" }}
        description={
          <>
            <h1>{title}</h1>
            <p>{why}</p>
          </>
        }
      >
        {children}
      </Empty>
    </main>
  );
}

export function NoSuchPage() {
  const say = useWords(text);
  return (
    <End title={say.missing} why={say.missingWhy}>
      <Link to="/">
        <Button type="primary">{say.home}</Button>
      </Link>
    </End>
  );
}

export function NothingGranted() {
  const say = useWords(text);
  return <End title={say.nothing} why={say.nothingWhy} />;
}

export function PageFailed({ thrown }: { thrown: unknown }) {
  const say = useWords(text);
  return (
    <main className="page">
      <ProblemNote thrown={thrown} />
      <p>
        <Button
          type="primary"
          onClick={() => {
            window.location.reload();
          }}
        >
          {say.reload}
        </Button>{" "}
        <Link to="/">{say.home}</Link>
      </p>
    </main>
  );
}
