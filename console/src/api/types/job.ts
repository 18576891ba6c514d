export interface DeviceOutcome {
  device: string;
  state: "pending" | "running" | "succeeded" | "failed" | "cancelled";
  failure_type: string | null;
  at: string | null;
  message: string | null;
  package: string | null;
  run: number;
}
