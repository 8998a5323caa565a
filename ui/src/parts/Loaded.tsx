// What a query has brought: drawn once it is there, a skeleton before that, and why it did not come
// with another try.
import type { UseQueryResult } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { ProblemNote } from "./ProblemNote";

interface Given<T> {
  answer: UseQueryResult<T>;
  /** The whole of a page, rather than a part of one: stands where pages stand until it is drawn. */
  page?: boolean;
  children: (data: T) => ReactNode;
}

const PAGE_ROWS = 10;

export function Loaded<T>({ answer, page = false, children }: Given<T>) {
  if (answer.isSuccess) {
    return children(answer.data);
  }
  const instead = answer.isError ? (
    <ProblemNote thrown={answer.error} retry={() => void answer.refetch()} />
  ) : (
    <Skeleton active {...(page ? { paragraph: { rows: PAGE_ROWS } } : {})} />
  );
  return page ? <div className="page">{instead}</div> : instead;
}
