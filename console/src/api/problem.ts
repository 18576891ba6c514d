// What went wrong, in central's words (RFC 9457) or, where central could not be asked, in ours.
export class Problem extends Error {
  constructor(
    readonly status: number, // 0: no answer came
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    readonly retryAfter: number | null = null, // seconds
    readonly id: string | null = null, // of the entry in central's log
  ) {
    super(detail || title);
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

export function problemOf(status: number, body: unknown, retryAfter: string | null = null): Problem {
  const said = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof said[name] === "string" ? (said[name] as string) : "");
  const wait = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
  return new Problem(status, text("type"), text("title") || `HTTP ${status}`, text("detail"), wait, text("id") || null);
}

export function noAnswer(): Problem {
  return new Problem(0, "unreachable", "Central does not answer", "The request did not reach central, or its answer did not reach this browser.");
}
