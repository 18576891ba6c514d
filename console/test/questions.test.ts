import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../src/api/problem";
import { Question } from "../src/api/questions";

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
    expect(q.answer).toMatchObject({ data: 1, asking: true });
    await second;
    expect(q.answer.data).toBe(1);
    expect(q.answer.problem?.status).toBe(503);
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
