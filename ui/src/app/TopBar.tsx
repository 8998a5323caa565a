// Above every page: by which office one acts, which year one looks at, search, language, light or
// dark, and oneself.
import { DownOutlined, MenuFoldOutlined, MenuUnfoldOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Dropdown, Layout, Select } from "antd";
import { useNavigate } from "react-router";
import { useWords, words } from "../words/words";
import { usePreferences } from "./preferences";
import { Search } from "./Search";
import { useSession } from "./session";
import { SwitchMode } from "./SwitchMode";

const text = words(
  {
    fold: "收起菜单",
    unfold: "展开菜单",
    acting: "当前身份",
    year: "年度",
    yearName: (year: number) => `${year}年`,
    password: "修改密码",
    leave: "退出登录",
  },
  {
    fold: "Fold the menu",
    unfold: "Unfold the menu",
    acting: "Acting as",
    year: "Year",
    yearName: (year: number) => String(year),
    password: "Change password",
    leave: "Log out",
  },
);

const YEARS_BACK = 5;

export function TopBar({ folded, setFolded }: { folded: boolean; setFolded: (folded: boolean) => void }) {
  const say = useWords(text);
  const { me, grant, actAs, leave } = useSession();
  const { year, setYear } = usePreferences();
  const navigate = useNavigate();
  const thisYear = new Date().getFullYear();
  const years = Array.from({ length: YEARS_BACK + 1 }, (_, back) => thisYear - back);
  return (
    <Layout.Header className="topbar">
      <Button
        type="text"
        aria-label={folded ? say.unfold : say.fold}
        icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        onClick={() => {
          setFolded(!folded);
        }}
      />
      <Select
        className="topbar-grant"
        aria-label={say.acting}
        {...(grant === undefined ? {} : { value: grant.id })}
        popupMatchSelectWidth={false}
        options={me.grants.map((one) => ({ value: one.id, label: `${one.role_zh} · ${one.place_name}` }))}
        onChange={(id) => {
          void actAs(id).then(() => navigate("/"));
        }}
      />
      <Select
        aria-label={say.year}
        value={year}
        options={years.map((one) => ({ value: one, label: say.yearName(one) }))}
        onChange={setYear}
      />
      <Search />
      <span className="topbar-gap" />
      <SwitchMode />
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "password", label: say.password },
            { key: "leave", label: say.leave },
          ],
          onClick: ({ key }) => {
            void (key === "leave" ? leave() : navigate("/password"));
          },
        }}
      >
        <Button type="text" className="topbar-user" icon={<UserOutlined />} title={me.user.name}>
          <span className="topbar-name">{me.user.name}</span>
          <DownOutlined />
        </Button>
      </Dropdown>
    </Layout.Header>
  );
}
