import type { Role } from "./session";

export interface User {
  name: string;
  role: Role;
  added_at: string;
}

export interface ApiToken {
  name: string;
  role: Role | "submit";
  scope: "*" | string[] | string;
  ends_at: string | null;
  ended: boolean;
}
