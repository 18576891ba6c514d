export type ReceivedState = "new" | "alerts" | "reply" | "bounce" | "automatic" | "note" | "quarantined";

export interface Received {
  number: number;
  source: string;
  uid: string | null;
  received_at: string;
  size: number;
  state: ReceivedState;
  why: string | null;
  ticket: string | null;
}

export interface ReceivedShown extends Received {
  headers: { name: string; value: string }[];
}

export interface TicketMail {
  to: string[];
  subject: string;
  text: string;
  html: string;
  message: string;
}
