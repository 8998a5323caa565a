// Whether a veto is in force: from its day on, until the last one if there is one.
import type { VetoRow } from "../../../api/conduct";

export const isInForce = ({ from, until }: Pick<VetoRow, "from" | "until">, today: string): boolean =>
  from <= today && (until === undefined || until >= today);
