export type MailState = "pending" | "sending" | "sent" | "dead" | "held";

export interface Mail {
  number: number;
  ticket: string | null;
  kind: "opened" | "updated" | "closed" | "summary" | "test" | string;
  message_id: string;
  centre: string | null;
  recipient: string;
  state: MailState;
  attempts: number;
  maybe_sent: number;
  next_at: string | null;
  created_at: string | null;
  last_reply: string | null;
  relay: string | null;
  queue_id: string | null;
}
