// A new password: forced before anything else where the present one was handed out, or by choice.
import { Button, Card, Form, Input } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import { ProblemNote } from "../parts/ProblemNote";
import { useMessages } from "./messages";
import { useWords, words } from "../words/words";
import { ME_KEY, useSession } from "./session";

const LEAST = 10;

const text = words(
  {
    heading: "修改密码",
    forced: "当前密码是系统发放的初始密码，修改后方可继续办理业务。",
    old: "当前密码",
    fresh: "新密码",
    again: "再次输入新密码",
    rule: (least: number) => `至少 ${least} 个字符，不得与当前密码相同。`,
    needOld: "请输入当前密码",
    short: (least: number) => `新密码至少 ${least} 个字符`,
    differs: "两次输入的新密码不一致",
    save: "保存新密码",
    done: "密码已修改",
    leave: "退出登录",
  },
  {
    heading: "Change password",
    forced: "The present password was handed out. Change it before you go on.",
    old: "Present password",
    fresh: "New password",
    again: "New password again",
    rule: (least: number) => `At least ${least} characters, different from the present one.`,
    needOld: "Enter the present password",
    short: (least: number) => `At least ${least} characters`,
    differs: "The two entries differ",
    save: "Save",
    done: "Password changed",
    leave: "Log out",
  },
);

interface Entered {
  old: string;
  fresh: string;
  again: string;
}

export function ChangePassword() {
  const say = useWords(text);
  const { me, leave } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const message = useMessages();
  const [refusal, setRefusal] = useState<unknown>(null);
  const [sending, setSending] = useState(false);

  const save = async (entered: Entered) => {
    setSending(true);
    setRefusal(null);
    try {
      await api.changePassword(entered.old, entered.fresh);
      void message.success(say.done);
      await queries.invalidateQueries({ queryKey: ME_KEY });
      await navigate("/", { replace: true });
    } catch (thrown) {
      setRefusal(thrown);
    } finally {
      setSending(false);
    }
  };

  return (
    <main className="page" style={{ maxWidth: 480, margin: "0 auto" }}>
      <Card title={<h1>{say.heading}</h1>}>
        {me.must_change_password ? <p>{say.forced}</p> : null}
        {refusal === null ? null : <ProblemNote thrown={refusal} />}
        <Form<Entered> layout="vertical" onFinish={(entered) => void save(entered)}>
          <Form.Item name="old" label={say.old} rules={[{ required: true, message: say.needOld }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item
            name="fresh"
            label={say.fresh}
            extra={say.rule(LEAST)}
            rules={[{ required: true, min: LEAST, message: say.short(LEAST) }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={say.again}
            dependencies={["fresh"]}
            rules={[
              ({ getFieldValue }) => ({
                required: true,
                validator: (_, value: string) =>
                  value === getFieldValue("fresh") ? Promise.resolve() : Promise.reject(new Error(say.differs)),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={sending}>
            {say.save}
          </Button>
          <Button type="link" onClick={() => void leave()}>
            {say.leave}
          </Button>
        </Form>
      </Card>
    </main>
  );
}
