// Where the way ends, with the way on: no such page, a page of other offices, nothing granted, a page
// that failed.
import { Button, Empty } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { ProblemNote } from "../parts/ProblemNote";
import { useWords, words } from "../words/words";

const text = words(
  {
    missing: "没有这个页面",
    missingWhy: "地址可能已变更。请从左侧菜单进入。",
    closed: "当前身份不能查看这个页面",
    closedWhy: "这个页面不属于当前身份的职责。请从左侧菜单进入；您有其他身份的，可在顶部切换后再打开。",
    nothing: "尚未授权",
    nothingWhy: "您的账号还没有可以办理的业务。请联系本单位的系统管理员授予角色。",
    home: "返回首页",
    reload: "刷新页面",
  },
  {
    missing: "No such page",
    missingWhy: "The address may have changed. Use the menu.",
    closed: "Not a page of your present office",
    closedWhy: "Use the menu. Where you have another office, switch to it above and open the page again.",
    nothing: "Nothing granted yet",
    nothingWhy: "Your account has no role yet. Ask your system administrator for one.",
    home: "Home",
    reload: "Reload",
  },
);

function End({ title, why, children }: { title: string; why: string; children?: ReactNode }) {
  return (
    <div className="page">
      <title>{`${title} · 明镜`}</title>
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
    </div>
  );
}

function Home() {
  const say = useWords(text);
  return (
    <Link to="/">
      <Button type="primary">{say.home}</Button>
    </Link>
  );
}

export function NoSuchPage() {
  const say = useWords(text);
  return (
    <End title={say.missing} why={say.missingWhy}>
      <Home />
    </End>
  );
}

export function NotOfThisOffice() {
  const say = useWords(text);
  return (
    <End title={say.closed} why={say.closedWhy}>
      <Home />
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
    <div className="page">
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
    </div>
  );
}
