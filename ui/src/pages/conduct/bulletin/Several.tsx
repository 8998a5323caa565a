// Things of one sort in a form: each in a card that can be taken out, and a button for one more.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Card, Form } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../../words/words";
import { bulletinWords } from "./words";

interface Given {
  name: string;
  /** What each is called. */
  word: string;
  /** What a new one begins with. */
  fresh: object;
  children: (at: number) => ReactNode;
}

export function Several({ name, word, fresh, children }: Given) {
  const say = useWords(bulletinWords);
  return (
    <Form.List name={name}>
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name: at }) => (
            <Card
              key={key}
              size="small"
              title={say.item(word, at + 1)}
              className="conduct-gap"
              extra={
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={say.dropItem(word, at + 1)}
                  onClick={() => {
                    remove(at);
                  }}
                />
              }
            >
              {children(at)}
            </Card>
          ))}
          <Button
            icon={<PlusOutlined />}
            className="conduct-gap"
            onClick={() => {
              add(fresh);
            }}
          >
            {say.addItem(word)}
          </Button>
        </>
      )}
    </Form.List>
  );
}
