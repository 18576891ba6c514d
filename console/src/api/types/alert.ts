export interface AlertItem {
  number: number;
  id: string;
  source: "agent" | "http" | "mail" | "syslog" | "central";
  sender: string;
  received_at: string;
  occurred_at: string;
  server: string | null;
  device: string | null;
  job: string | null;
  package: string | null;
  failure_type: string | null;
  given_type: string | null;
  message: string;
  location: string | null;
  status: "firing" | "resolved";
  decided: boolean;
  ticket: string | null;
  reason: string | null;
}
