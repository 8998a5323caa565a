// The door: name and password, then the one-time code where the account has one.
import { LockOutlined, SafetyOutlined, UserOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { Navigate, useSearchParams } from "react-router";
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
    notice: "本系统的查询和办理均记录留痕。请勿将账号交他人使用。",
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
    notice: "Everything looked up or done here is recorded. Do not lend your account.",
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
        <p style={{ color: palette.faint }}>{say.notice}</p>
      </main>
    </div>
  );
}
