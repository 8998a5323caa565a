// The door: name and password, then the one-time code where the account has one; or the provider of
// identities, where one is configured.
import { LockOutlined, SafetyOutlined, UserOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { Link, Navigate, useSearchParams } from "react-router";
import { api, asProblem } from "../api";
import { ProblemNote } from "../parts/ProblemNote";
import { useWords, words } from "../words/words";
import { SwitchMode } from "./SwitchMode";
import { usePreferences } from "./preferences";
import { ME_KEY, useMe, welcome } from "./session";
import "./login.css";

const text = words(
  {
    product: "明镜",
    subtitle: "医疗保障基金智能监管平台",
    heading: "登录",
    login: "账号",
    password: "密码",
    code: "动态口令",
    codeHelp: "本账号已启用动态口令，请输入验证器上显示的六位数字。",
    needLogin: "请输入账号",
    needPassword: "请输入密码",
    needCode: "请输入六位数字",
    enter: "登录",
    other: "换用其他账号",
    published: "检查检验结果互认公开数据",
    notice: "本系统的查询和办理均记录留痕。请勿将账号交他人使用。",
    by: (name: string) => `${name}登录`,
    busy: "同时登录的人较多。请稍后再试，或者用账号、密码登录。",
    away: "统一身份认证平台没有应答。请用账号、密码登录，或者稍后再试；持续出现时请告知系统管理员。",
    lapsed: "这次登录已经完成、超过十分钟，或者换了浏览器。请重新登录。",
    declined: "统一身份认证平台没有完成登录。请重新登录，或者用账号、密码登录。",
    invalid: "统一身份认证平台的答复没有通过核验，没有登录。请重新登录；持续出现时请告知系统管理员。",
    unknown: "您的统一身份还没有关联本系统的账号。请向系统管理员申请关联，或者用账号、密码登录。",
    disabled: "账号已停用。请与系统管理员联系。",
    locked: "账号因连续登录失败已锁定。请十五分钟后再试，或者请系统管理员启用。",
  },
  {
    product: "Mingjing",
    subtitle: "Supervision of the medical insurance fund",
    heading: "Log in",
    login: "Account",
    password: "Password",
    code: "One-time code",
    codeHelp: "This account uses one-time codes. Enter the six digits shown by your authenticator.",
    needLogin: "Enter your account",
    needPassword: "Enter your password",
    needCode: "Enter six digits",
    enter: "Log in",
    other: "Use another account",
    published: "Public figures of mutual recognition",
    notice: "Everything looked up or done here is recorded. Do not lend your account.",
    by: (name: string) => `Log in by ${name}`,
    busy: "Too many are logging in at once. Try again shortly, or use your password.",
    away: "The identity provider does not answer. Use your password, or try again later; tell the administrator if it goes on.",
    lapsed: "This log-in was finished already, took over ten minutes, or began in another browser. Log in again.",
    declined: "The identity provider did not complete the log-in. Try again, or use your password.",
    invalid: "What the identity provider answered did not stand up to checking; you are not logged in. Try again; tell the administrator if it goes on.",
    unknown: "Your identity is not linked to an account here. Ask the administrator to link it, or use your password.",
    disabled: "The account is disabled. Ask the administrator.",
    locked: "The account is locked after failed log-ins. Try again in fifteen minutes, or ask the administrator.",
  },
);

interface Entered {
  login: string;
  password: string;
  code?: string;
}

/** Back to where the session ended, but never out of this application. */
function backOf(search: URLSearchParams): string {
  const back = search.get("back") ?? "/";
  return back.startsWith("/") && !back.startsWith("//") ? back : "/";
}

const OBSTACLES = ["busy", "away", "lapsed", "declined", "invalid", "unknown", "disabled", "locked"] as const;

/** Why the provider of identities did not lead in, as the server wrote it into the address. */
const obstacleOf = (search: URLSearchParams) => OBSTACLES.find((one) => one === search.get("sso"));

/** As an address is written: without spaces and foreign letters. */
function written(back: string): string {
  const { pathname, search, hash } = new URL(back, location.origin);
  return `${pathname}${search}${hash}`;
}

export function Login() {
  const say = useWords(text);
  const { palette } = usePreferences();
  const queries = useQueryClient();
  const [search] = useSearchParams();
  const me = useMe();
  const [asksCode, setAsksCode] = useState(false);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [form] = Form.useForm<Entered>();
  const elsewhere = useQuery({ queryKey: ["single-sign-on"], queryFn: ({ signal }) => api.singleSignOn(signal), staleTime: Infinity });
  const obstacle = obstacleOf(search);

  if (me.data) {
    return <Navigate to={backOf(search)} replace />;
  }

  const enter = async (entered: Entered) => {
    setSending(true);
    setRefusal(null);
    try {
      const fresh = await api.logIn(entered.login.trim(), entered.password, entered.code?.trim());
      queries.setQueryData(ME_KEY, welcome(fresh));
    } catch (thrown) {
      if (asProblem(thrown).code === "WB-CODE" && !asksCode) {
        setAsksCode(true);
      } else {
        form.setFieldValue("code", "");
        setRefusal(thrown);
      }
    } finally {
      setSending(false);
    }
  };

  return (
    <div className="login">
      <header className="login-top">
        <SwitchMode />
      </header>
      <main className="login-box" style={{ background: palette.ground, color: palette.text, borderColor: palette.line }}>
        <img src="/mark.svg" alt="" width={44} height={44} />
        <h1>
          {say.product}
          <small style={{ color: palette.faint }}>{say.subtitle}</small>
        </h1>
        {refusal === null ? null : <ProblemNote thrown={refusal} />}
        {refusal === null && obstacle !== undefined ? <Alert type="warning" showIcon title={say[obstacle]} /> : null}
        <Form<Entered>
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={(entered) => void enter(entered)}
          aria-label={say.heading}
        >
          <div hidden={asksCode}>
            <Form.Item name="login" label={say.login} rules={[{ required: true, message: say.needLogin }]}>
              <Input prefix={<UserOutlined />} autoComplete="username" size="large" />
            </Form.Item>
            <Form.Item name="password" label={say.password} rules={[{ required: true, message: say.needPassword }]}>
              <Input.Password prefix={<LockOutlined />} autoComplete="current-password" size="large" />
            </Form.Item>
          </div>
          {asksCode ? (
            <Form.Item
              name="code"
              label={say.code}
              extra={say.codeHelp}
              rules={[{ required: true, pattern: /^\s*\d{6}\s*$/, message: say.needCode }]}
            >
              <Input prefix={<SafetyOutlined />} inputMode="numeric" autoComplete="one-time-code" size="large" autoFocus />
            </Form.Item>
          ) : null}
          <Button type="primary" htmlType="submit" size="large" block loading={sending}>
            {say.enter}
          </Button>
          {asksCode ? (
            <Button
              type="link"
              block
              onClick={() => {
                setAsksCode(false);
                setRefusal(null);
                form.resetFields();
              }}
            >
              {say.other}
            </Button>
          ) : null}
        </Form>
        {elsewhere.data?.name === undefined || asksCode ? null : (
          <Button size="large" block className="login-elsewhere" href={api.singleSignOnStart(written(backOf(search)))}>
            {say.by(elsewhere.data.name)}
          </Button>
        )}
        <p style={{ color: palette.faint }}>{say.notice}</p>
        <p>
          <Link to="/public/recognition" style={{ color: palette.faint }}>
            {say.published}
          </Link>
        </p>
      </main>
    </div>
  );
}
