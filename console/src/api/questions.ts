// What is shown of central, by path. A question is asked again when central says that one of its resources changed; the
// old answer stays until the new one is there, so nothing flickers, and what is equal in both stays the same object.
import { api } from "./client";
import { Problem } from "./problem";
import { share } from "./share";

export const kGap = 1000; // ms between two askings of the same that nobody clicked for
const kKept = 60; // answers kept for going back

export interface Answer<T> {
  data: T | undefined;
  problem: Problem | undefined; // of the newest asking
  at: number | null; // Date.now() of data
}

export class Question<T = unknown> {
  answer: Answer<T> = { data: undefined, problem: undefined, at: null };
  private listeners = new Set<() => void>();
  private askedAt = 0;
  private asking = false;
  private once_more = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly path: string,
    readonly resources: ReadonlySet<string>,
    private readonly fetcher: (path: string) => Promise<T> = api,
    private readonly now: () => number = Date.now,
    private readonly gap: number = kGap,
  ) {}

  get shown(): boolean {
    return this.listeners.size > 0;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (!this.shown) clearTimeout(this.timer);
    };
  }

  // Asks now; while an asking is under way, once more after it.
  async ask(): Promise<void> {
    clearTimeout(this.timer);
    if (this.asking) {
      this.once_more = true;
      return;
    }
    this.askedAt = this.now();
    this.asking = true;
    const answer = await this.answered();
    this.asking = false;
    this.tell(answer);
    if (this.once_more) {
      this.once_more = false;
      this.askSoon();
    }
  }

  private async answered(): Promise<Answer<T>> {
    try {
      const data = await this.fetcher(this.path);
      return { data: share(this.answer.data, data), problem: undefined, at: this.now() };
    } catch (error) {
      return { ...this.answer, problem: error instanceof Problem ? error : new Problem(0, "console", "The console failed", String(error)) };
    }
  }

  forget(): void {
    clearTimeout(this.timer);
    this.answer = { data: undefined, problem: undefined, at: null };
  }

  // Asks when the gap since the last asking has passed.
  askSoon(): void {
    const wait = this.askedAt + this.gap - this.now();
    clearTimeout(this.timer);
    if (wait <= 0) void this.ask();
    else this.timer = setTimeout(() => void this.ask(), wait);
  }

  private tell(answer: Answer<T>): void {
    this.answer = answer;
    for (const listener of [...this.listeners]) listener();
  }
}

const questions = new Map<string, Question>();

export function question<T>(path: string, resources: readonly string[], gap: number): Question<T> {
  const key = `${path} ${resources.join(",")} ${gap}`;
  const known = questions.get(key) ?? new Question(path, new Set(resources), api, Date.now, gap);
  questions.delete(key); // to the end: the newest used
  questions.set(key, known);
  for (const [old, q] of questions) {
    if (questions.size <= kKept) break;
    if (!q.shown && old !== key) questions.delete(old);
  }
  return known as Question<T>;
}

// Central said that these changed; null: anything may have. What is not shown is asked when it is shown again.
export function changed(resources: readonly string[] | null): void {
  for (const q of questions.values()) {
    if (q.shown && (resources === null || resources.some((r) => q.resources.has(r)))) q.askSoon();
  }
}

// Whoever logs in next may see less.
export function forgetAll(): void {
  for (const [key, q] of questions) {
    q.forget();
    if (!q.shown) questions.delete(key);
  }
}
