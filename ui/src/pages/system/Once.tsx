// A secret that is shown once: a password handed out, a key of a program.
import { CopyOutlined } from "@ant-design/icons";
import { Alert, Button, Modal, Space } from "antd";
import { useMessages } from "../../app/messages";
import { useWords } from "../../words/words";
import { systemWords } from "./words";

export function Once({ title, note, secret, onClose }: { title: string; note: string; secret: string; onClose: () => void }) {
  const say = useWords(systemWords);
  const message = useMessages();
  return (
    <Modal open title={title} closable={false} keyboard={false} mask={{ closable: false }} footer={<Button type="primary" onClick={onClose}>{say.close}</Button>}>
      <Alert type="warning" showIcon title={note} style={{ marginBottom: 12 }} />
      <Space wrap>
        <code className="once">{secret}</code>
        <Button
          icon={<CopyOutlined />}
          onClick={() => {
            void navigator.clipboard.writeText(secret).then(() => message.success(say.copied));
          }}
        >
          {say.copy}
        </Button>
      </Space>
    </Modal>
  );
}
