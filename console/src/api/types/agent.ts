export interface Agent {
  name: string;
  key: string;
  accepted_at: string;
  connected: boolean;
  version: string | null;
  last_heard: string | null;
  capabilities: string[];
}

export interface PendingKey {
  key: string;
  address: string;
  first_at: string;
  last_at: string;
  times: number;
}
