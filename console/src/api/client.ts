// One request to central. The session is a cookie that scripts cannot read; what changes something carries its csrf.
import { store } from "../app/store";
import { noAnswer, type Problem, problemOf } from "./problem";

const kPatience = 30_000; // ms until a request is given up; plans asked of agents take the longest

export interface Contact {
  heardAt: number | null; // Date.now() of central's last answer
  trouble: boolean; // the newest request got none
}

export const contact = store<Contact>({ heardAt: null, trouble: false });

let csrf: string | null = null;
let onDenied: () => void = () => {};

export function setCsrf(value: string | null): void {
  csrf = value;
}

// Called whenever central says that this session is none.
export function whenDenied(then: () => void): void {
  onDenied = then;
}

export interface Wish {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown; // sent as JSON; a string as it is
  type?: string;
  quietly?: boolean; // a 401 is an answer here, not the end of the session
  patience?: number;
}

// path begins with "/", after /api/v1. Throws a Problem.
export async function api<T>(path: string, wish: Wish = {}): Promise<T> {
  const answer = await send(path, wish);
  contact.set({ heardAt: Date.now(), trouble: false });
  const text = await answer.text();
  const body = parsed(text, answer.headers.get("content-type"));
  if (answer.ok) return body as T;
  const problem: Problem = problemOf(answer.status, body, answer.headers.get("retry-after"));
  if (answer.status === 401 && !wish.quietly) onDenied();
  throw problem;
}

async function send(path: string, wish: Wish): Promise<Response> {
  const method = wish.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET" && csrf) headers["X-Redrive-Csrf"] = csrf;
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(wish.patience ?? kPatience) };
  if (method !== "GET" && method !== "DELETE") {
    headers["Content-Type"] = wish.type ?? "application/json";
    init.body = typeof wish.body === "string" ? wish.body : JSON.stringify(wish.body ?? {});
  }
  try {
    return await fetch(`/api/v1${path}`, init);
  } catch {
    contact.set({ heardAt: contact.get().heardAt, trouble: true });
    throw noAnswer();
  }
}

function parsed(text: string, type: string | null): unknown {
  if (!type?.includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// A path with its parameters; what is null, undefined or "" is left out, an array is repeated.
export function withParameters(path: string, parameters: Record<string, string | number | boolean | null | undefined | string[]>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [String(value)]) query.append(name, one);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
