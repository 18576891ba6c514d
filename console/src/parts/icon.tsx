// Icons are drawn here, 16 by 16, in the colour of the text beside them. They never stand alone: a word is always there,
// for the eye or for the ear.
const kPaths = {
  overview: "M2 3h5v5H2zM9 3h5v3H9zM9 8h5v5H9zM2 10h5v3H2z",
  failure: "M8 2 15 14H1zM8 6.5v3.5M8 12v.3",
  ticket: "M2 4h12v3a1.5 1.5 0 0 0 0 3v3H2v-3a1.5 1.5 0 0 0 0-3zM6 4v9",
  outage: "M8 2v5M4.6 4A5.5 5.5 0 1 0 11.4 4",
  redrive: "M13 5.2A5.5 5.5 0 1 0 13.5 9M13.5 2v3.5H10",
  rollout: "M2 12h3V8h3V5h3V2h3M2 14h12",
  distribute: "M8 2v6M3 14v-3h10v3M5 6l3 3 3-3",
  site: "M8 14s5-4.3 5-8A5 5 0 0 0 3 6c0 3.7 5 8 5 8zM8 4.5a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2z",
  agent: "M2 3h12v4H2zM2 9h12v4H2zM4.5 5h.1M4.5 11h.1",
  mail: "M2 4h12v9H2zM2 4.5 8 9l6-4.5",
  audit: "M4 2h8v12H4zM6 5h4M6 8h4M6 11h2",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.5 10.5 14 14",
  menu: "M2 4h12M2 8h12M2 12h12",
  close: "M3 3l10 10M13 3 3 13",
  check: "M2.5 8.5 6 12l7.5-8",
  cross: "M4 4l8 8M12 4l-8 8",
  warn: "M8 2 15 14H1zM8 6.5v3.5M8 12v.3",
  info: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.5v3.5M8 5v.3",
  wait: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.5V8l2.5 1.5",
  pause: "M5 3v10M11 3v10",
  play: "M4 3l9 5-9 5z",
  stop: "M3.5 3.5h9v9h-9z",
  lock: "M4 7h8v6H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
  light: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7",
  dark: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
  auto: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 2v12M8 5l4.5-1M8 8h6M8 11l4.5 1",
  person: "M8 2.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM3 14c0-3 2-4.5 5-4.5S13 11 13 14",
  help: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9 8 10M8 12.5v.3",
  next: "M6 3l5 5-5 5",
  back: "M10 3 5 8l5 5",
  link: "M6 3H3v10h10v-3M9 2h5v5M14 2 7 9",
  dot: "M8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  ring: "M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
  tool: "M13.5 5.5a3.5 3.5 0 0 1-4.7 3.3L4 13.6 2.4 12l4.8-4.8a3.5 3.5 0 0 1 4.5-4.5L9.5 4.9l1.6 1.6z",
  plus: "M8 3v10M3 8h10",
} as const;

export type IconName = keyof typeof kPaths;

export function Icon({ name, label }: { name: IconName; label?: string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" role={label ? "img" : undefined} aria-label={label} aria-hidden={label ? undefined : true}>
      <path d={kPaths[name]} />
    </svg>
  );
}
