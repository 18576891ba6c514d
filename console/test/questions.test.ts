import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../src/api/problem";
import { Question } from "../src/api/questions";
import { share } from "../src/api/share";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function asked(answers: (() => Promise<number>)[]) {
  const paths: string[] = [];
  const q = new Question<number>("/tickets", new Set(["tickets"]), (path) => {
    paths.push(path);
    return (answers.shift() ?? (() => Promise.resolve(0)))();
  });
  return { q, paths };
}

describe("Question", () => {
  it("keeps the old answer while the new one is asked, and when asking fails", async () => {
    const { q } = asked([() => Promise.resolve(1), () => Promise.reject(new Problem(503, "", "busy", ""))]);
    await q.ask();
    const second = q.ask();
    expect(q.answer).toMatchObject({ data: 1, problem: undefined });
    await second;
    expect(q.answer.data).toBe(1);
    expect(q.answer.problem?.status).toBe(503);
  });

  it("tells those who look once for each answer", async () => {
    const { q } = asked([]);
    let told = 0;
    q.subscribe(() => (told += 1));
    await q.ask();
    await q.ask();
    expect(told).toBe(2);
  });

  it("asks once more when something changed during the asking", async () => {
    let release: (n: number) => void = () => {};
    const { q, paths } = asked([() => new Promise((r) => (release = r)), () => Promise.resolve(2)]);
    const first = q.ask();
    void q.ask();
    void q.ask();
    release(1);
    await first;
    await vi.advanceTimersByTimeAsync(1000);
    expect(paths.length).toBe(2);
    expect(q.answer.data).toBe(2);
  });

  it("is asked at most once a second however often things change", async () => {
    const { q, paths } = asked([]);
    await q.ask();
    for (let i = 0; i < 20; i += 1) {
      q.askSoon();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(paths.length).toBe(3);
  });
});

describe("an answer like the one before", () => {
  const before = { items: [{ id: 1, at: ["a"] }, { id: 2, at: [] }], next: null, sums: { open: 3 } };
  const copy = () => JSON.parse(JSON.stringify(before)) as typeof before;
  it("is the one before", () => expect(share(before, copy())).toBe(before));
  it("keeps what is equal, wherever it has moved", () => {
    const after = copy();
    after.items = [{ id: 3, at: [] }, ...after.items];
    const shared = share(before, after);
    expect(shared).toEqual(after);
    expect(shared.items[1]).toBe(before.items[0]);
    expect(shared.sums).toBe(before.sums);
  });
  it("is another when something was changed, added or left off", () => {
    expect(share(before, { ...copy(), sums: { open: 4 } }).sums).toEqual({ open: 4 });
    expect(share<unknown>(before, { ...copy(), more: undefined })).toHaveProperty("more");
    expect(share<unknown>(before, { items: copy().items })).toEqual({ items: before.items });
    expect(share([1, 2], [1])).toEqual([1]);
    expect(share<unknown>(before, [])).toEqual([]);
    expect(share<unknown>(before, null)).toBeNull();
  });
});
