// Keeping what is shown true. Central tells over an event stream which resources changed; where there is no stream, we
// ask every ten seconds. A hidden tab holds no stream, for a browser has six connections to a host and no more.
import { api, contact } from "../api/client";
import { changed } from "../api/questions";
import { later } from "./later";
import { store } from "./store";

export type Liveness = "connecting" | "live" | "polling" | "lost";
export interface LiveState {
  state: Liveness;
  heardAt: number | null; // Date.now()
}

const kPoll = 10_000;
const kStreamAgain = 60_000; // between tries for a stream while polling
const kSilence = 30_000; // after so long without an event we look whether central is still there
const kGather = 250; // ms in which changes are gathered

export const live = store<LiveState>({ state: "connecting", heardAt: null });

let source: EventSource | null = null;
let failures = 0;
let running = false;
const gathered = new Set<string>();
const gather = later();
const retry = later();
const poll = later();
const silence = later();

export function startLive(): void {
  if (running) return;
  running = true;
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("online", open);
  window.addEventListener("offline", () => tell("lost"));
  open();
}

export function stopLive(): void {
  running = false;
  document.removeEventListener("visibilitychange", follow);
  window.removeEventListener("online", open);
  close();
  for (const timer of [gather, retry, poll, silence]) timer.cancel();
  live.set({ state: "connecting", heardAt: live.get().heardAt });
}

function follow(): void {
  if (document.hidden) {
    close();
    for (const timer of [retry, poll, silence]) timer.cancel();
  } else {
    open();
  }
}

function tell(state: Liveness): void {
  live.set({ state, heardAt: state === "live" ? Date.now() : (contact.get().heardAt ?? live.get().heardAt) });
}

function close(): void {
  source?.close();
  source = null;
}

function open(): void {
  if (!running || document.hidden) return;
  close();
  retry.cancel();
  const stream = new EventSource("/api/v1/events");
  source = stream;
  const heard = () => silence.in(kSilence, () => void lookAt(stream, heard));
  stream.addEventListener("hello", () => {
    failures = 0;
    poll.cancel();
    heard();
    tell("live");
    changed(null); // something may have been missed
  });
  stream.addEventListener("changed", (event) => {
    heard();
    tell("live");
    for (const name of resourcesOf((event as MessageEvent<string>).data)) gathered.add(name);
    if (!gather.waiting) gather.in(kGather, tellChanged);
  });
  stream.onerror = () => lost(stream);
}

// What keeps the line open is a comment, which scripts do not see: a quiet stream and a dead one look alike.
async function lookAt(stream: EventSource, heard: () => void): Promise<void> {
  try {
    await api("/session");
    if (stream === source) {
      tell("live");
      heard();
    }
  } catch {
    lost(stream);
  }
}

function tellChanged(): void {
  const all = [...gathered];
  gathered.clear();
  changed(all);
}

// The first loss is tried again at once (central ends streams now and then); after two in a row we poll.
function lost(stream: EventSource): void {
  if (stream !== source) return;
  close();
  silence.cancel();
  failures += 1;
  if (failures < 2) {
    retry.in(300 + Math.random() * 700, open);
    return;
  }
  if (!poll.waiting) void askByPolling();
  retry.in(kStreamAgain * (0.8 + Math.random() * 0.4), open);
}

// A small request tells whether central is there at all (and whether we are still logged in).
async function askByPolling(): Promise<void> {
  try {
    const before = live.get().state;
    await api("/session");
    tell("polling");
    changed(null);
    if (before === "lost") open(); // it is back: a stream may be had again
  } catch {
    tell("lost");
  }
  if (running && !document.hidden && failures >= 2) poll.in(kPoll, () => void askByPolling());
}

export function resourcesOf(data: string): string[] {
  try {
    const said = JSON.parse(data) as { resources?: unknown };
    return Array.isArray(said.resources) ? said.resources.filter((r): r is string => typeof r === "string") : [];
  } catch {
    return [];
  }
}
