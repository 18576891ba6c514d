// Central's own words, with the ids in them as links and the times in them as people read them.
import { Link } from "../app/link";
import { Time } from "./time";

const kParts = /\b(RD-\d{4}-\d+|RO-[a-z0-9]{10,}|R-[a-z0-9]{10,}|J-[a-z0-9]{10,}|O-[a-z0-9]{10,}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

export function Told({ text }: { text: string }) {
  return <>{text.split(kParts).map((part, i) => (i % 2 === 0 ? part : <Part key={i} text={part} />))}</>;
}

function Part({ text }: { text: string }) {
  const folder = folderOf(text);
  return folder ? <Link to={`/${folder}/${text}`}>{text}</Link> : <Time at={text} />;
}

function folderOf(id: string): string | null {
  if (id.startsWith("RD-")) return "tickets";
  if (id.startsWith("RO-")) return "rollouts";
  if (id.startsWith("R-")) return "redistributions";
  if (id.startsWith("O-")) return "outages";
  return id.startsWith("J-") ? "distributions" : null;
}
