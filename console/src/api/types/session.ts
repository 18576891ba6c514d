export type Role = "viewer" | "operator" | "approver" | "administrator";

export interface Session {
  name: string;
  role: Role;
  csrf: string | null;
  ends_at: string | null;
}
