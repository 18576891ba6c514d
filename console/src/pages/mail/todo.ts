// What to do about a mail that was given up, by what the mail server said last. Pure.
import type { Mail } from "../../api/types/mail";

export function todoOf(m: Pick<Mail, "last_reply" | "recipient" | "attempts">): string {
  const reply = m.last_reply ?? "";
  const code = /^\s*(\d{3})[ -](\d\.\d+\.\d+)?/.exec(reply);
  const status = code?.[2] ?? "";
  if (/^5\.1\.[1236]/.test(status) || /no such (user|mailbox)|user unknown|does not exist/i.test(reply)) return `The address ${m.recipient} does not exist there. Mend the centre's email in central.toml and reload: later mail goes to the new address. This one keeps the old; retry it only once the address exists.`;
  if (/^5\.2\.2|^4\.2\.2/.test(status) || /full|quota/i.test(reply)) return `The mailbox of ${m.recipient} is full: its owner has to make room, then retry.`;
  if (/^5\.7\./.test(status) || /relay|denied|spf|dkim|spam|blocked/i.test(reply)) return "The server will not take mail from here: see its policy (sender, relaying, SPF), mend [mail] in central.toml, then retry.";
  if (/^5\.3\.4/.test(status) || /too (large|big)|size/i.test(reply)) return "It is too large for that server.";
  if (!code) return reply ? "No server was reached: look at the network and at [mail] smtp, then retry." : "Nothing was heard of any server: look at [mail] smtp, then retry.";
  if (code[1]?.startsWith("4")) return "The server never took it in all the tries: ask its administrator why, then retry.";
  return "The server refused it: what it said stands here; mend that, then retry.";
}
