// Who is logged in, and what they may do.
import { api, setCsrf, whenDenied } from "../api/client";
import { Problem } from "../api/problem";
import { forgetAll } from "../api/questions";
import type { Role, Session } from "../api/types/session";
import { startLive, stopLive } from "./live";
import { store, useStore } from "./store";

export type SessionState = { state: "asking" } | { state: "in"; who: Session } | { state: "out"; ended: boolean } | { state: "unreachable"; problem: Problem };

export const session = store<SessionState>({ state: "asking" });

const kRoles: Role[] = ["viewer", "operator", "approver", "administrator"];

export function rank(role: Role): number {
  return kRoles.indexOf(role);
}

export function beginSessions(): void {
  whenDenied(() => leave(session.get().state === "in"));
  void askWho();
}

export async function askWho(): Promise<void> {
  try {
    enter(await api<Session>("/session", { quietly: true }));
  } catch (error) {
    const problem = error as Problem;
    if (problem.status === 401) leave(false);
    else session.set({ state: "unreachable", problem });
  }
}

export async function logIn(name: string, password: string): Promise<void> {
  enter(await api<Session>("/login", { method: "POST", body: { name, password, cookie: true }, quietly: true }));
}

export async function logOut(): Promise<void> {
  try {
    await api("/logout", { method: "POST", quietly: true });
  } finally {
    leave(false);
  }
}

function enter(who: Session): void {
  setCsrf(who.csrf);
  session.set({ state: "in", who });
  startLive();
}

function leave(ended: boolean): void {
  if (session.get().state === "out") return;
  setCsrf(null);
  stopLive();
  session.set({ state: "out", ended });
  if (!ended) forgetAll();
}

export function useSession(): Session | null {
  const now = useStore(session);
  return now.state === "in" ? now.who : null;
}

export function useMay(role: Role): boolean {
  const who = useSession();
  return who !== null && rank(who.role) >= rank(role);
}
