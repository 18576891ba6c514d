// Asking central from a page.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "./problem";
import { kGap, question } from "./questions";

export interface Asked<T> {
  data: T | undefined; // of this path or, while that is first asked, of the path before
  problem: Problem | undefined;
  waiting: boolean; // what is shown belongs to the path before, or nothing is here yet
  at: number | null;
  again: () => void;
}

// path: after /api/v1; null asks nothing. resources: what central names in its events; unless given the path's first part.
// gap: ms between two askings that nobody clicked for; longer for long answers that are only joined to others.
export function useAsk<T>(path: string | null, resources?: readonly string[], gap = kGap): Asked<T> {
  const key = (resources ?? [firstPart(path)]).join(",");
  const [, draw] = useState(0);
  const last = useRef<T | undefined>(undefined);
  const q = path === null ? null : question<T>(path, key.split(","), gap);

  useEffect(() => {
    if (!q) return;
    const leave = q.subscribe(() => draw((n) => n + 1));
    if (q.answer.at === null || q.answer.problem) void q.ask();
    else q.askSoon();
    return leave;
  }, [path, key]);

  if (q?.answer.data !== undefined) last.current = q.answer.data;
  const here = q?.answer.data;
  return {
    data: here ?? last.current,
    problem: q?.answer.problem,
    waiting: path !== null && here === undefined && !q?.answer.problem,
    at: q?.answer.at ?? null,
    again: () => void q?.ask(),
  };
}

export function firstPart(path: string | null): string {
  return path?.split(/[/?]/)[1] ?? "";
}
