// What surrounds every page once somebody is logged in.
import { Layout, Menu, Skeleton, Spin } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { Link, Navigate, Outlet, useLocation } from "react-router";
import { useWords, words } from "../words/words";
import { ProblemNote } from "../parts/ProblemNote";
import { Boundary } from "./Boundary";
import { areaWords, menu } from "./areas";
import { SessionProvider, useMe, useSession } from "./session";
import { TopBar } from "./TopBar";
import "./frame.css";
import "./topbar.css";

const text = words(
  { skip: "跳到正文", menu: "主菜单", product: "明镜", loading: "正在载入" },
  { skip: "Skip to content", menu: "Main menu", product: "Mingjing", loading: "Loading" },
);

const ChangePassword = lazy(async () => ({ default: (await import("./ChangePassword")).ChangePassword }));

const NARROW = 1200;

function useFolded() {
  const [folded, setFolded] = useState(() => {
    const kept = localStorage.getItem("mingjing.folded");
    return kept === null ? window.innerWidth < NARROW : kept === "yes";
  });
  useEffect(() => {
    localStorage.setItem("mingjing.folded", folded ? "yes" : "no");
  }, [folded]);
  return [folded, setFolded] as const;
}

/** Everything behind the door; without a session it leads to the door and back here afterwards. */
export function Frame() {
  const me = useMe();
  const say = useWords(text);
  const { pathname, search } = useLocation();
  if (me.isPending) {
    return <Spin fullscreen description={say.loading} />;
  }
  if (me.isError) {
    return (
      <main className="page">
        <ProblemNote thrown={me.error} retry={() => void me.refetch()} />
      </main>
    );
  }
  if (me.data === null) {
    const back = `${pathname}${search}`;
    return <Navigate to={back === "/" ? "/login" : `/login?back=${encodeURIComponent(back)}`} replace />;
  }
  return (
    <SessionProvider me={me.data}>
      {me.data.must_change_password ? (
        <Suspense fallback={<Spin fullscreen description={say.loading} />}>
          <ChangePassword />
        </Suspense>
      ) : (
        <Inside />
      )}
    </SessionProvider>
  );
}

function Inside() {
  const say = useWords(text);
  const names = useWords(areaWords);
  const { me } = useSession();
  const { pathname } = useLocation();
  const [folded, setFolded] = useFolded();
  const items = menu.flatMap((group) => {
    const entries = group.entries.filter((entry) => me.areas.includes(entry.area));
    return entries.length === 0
      ? []
      : [
          {
            type: "group" as const,
            key: group.word,
            label: names[group.word],
            children: entries.map((entry) => ({
              key: entry.path,
              icon: entry.icon,
              title: names[entry.word],
              label: <Link to={entry.path}>{names[entry.word]}</Link>,
            })),
          },
        ];
  });
  const here = `/${pathname.split("/")[1] ?? ""}`;
  return (
    <Layout className="frame">
      <a className="skip" href="#content">
        {say.skip}
      </a>
      <Layout.Sider width={208} collapsedWidth={56} collapsed={folded} trigger={null} className="sider">
        <div className="brand">
          <img src="/mark.svg" alt="" width={26} height={26} />
          {folded ? null : <span>{say.product}</span>}
        </div>
        <nav aria-label={say.menu}>
          <Menu mode="inline" selectedKeys={[here === "/findings" ? "/queue" : here]} items={items} />
        </nav>
      </Layout.Sider>
      <Layout>
        <TopBar folded={folded} setFolded={setFolded} />
        <Layout.Content id="content" tabIndex={-1} className="content">
          <Boundary at={pathname}>
            <Suspense fallback={<Skeleton active className="page" />}>
              <Outlet />
            </Suspense>
          </Boundary>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
