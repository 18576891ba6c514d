export interface Tool {
  version: string;
  platform: string;
  schema: number;
  size: number;
  digest: string;
  added_at: string;
  added_by: string;
  in_use: boolean;
}
