export interface AuditEntry {
  number: number;
  at: string;
  who: string;
  from: string | null;
  what: string;
  subject: string;
  detail: string;
  before: string | null;
  after: string | null;
}
