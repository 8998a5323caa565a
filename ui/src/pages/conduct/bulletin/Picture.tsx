// A picture of an edition, with what stands below it. It is fetched like everything else, by who is signed in.
import { PictureOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { conduct, type Edition } from "../../../api/conduct";
import { useWords } from "../../../words/words";
import type { Source } from "./Printed";
import { bulletinWords } from "./words";
import "./bulletin.css";

interface Given {
  of: Edition["pennants"][number];
  source: Source;
}

export function Picture({ of: { digest, caption }, source: { matter, kind } }: Given) {
  const say = useWords(bulletinWords);
  const picture = useQuery({
    queryKey: ["edition-picture", matter, kind, digest],
    queryFn: ({ signal }) => conduct.editionPicture(matter, digest, kind, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
  const url = useMemo(() => (picture.data === undefined ? undefined : URL.createObjectURL(picture.data)), [picture.data]);
  useEffect(
    () => () => {
      if (url !== undefined) {
        URL.revokeObjectURL(url);
      }
    },
    [url],
  );
  return (
    <figure className="bulletin-picture">
      {url === undefined ? <PictureOutlined /> : <img src={url} alt={say.picture(caption)} />}
      <figcaption>{picture.isError ? say.noPicture(caption) : caption}</figcaption>
    </figure>
  );
}
