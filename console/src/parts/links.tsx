// Links to things by their names.
import { Link } from "../app/link";
import { deviceAt, siteAt } from "./places";

export function DeviceLink({ name, none = "–" }: { name: string | null; none?: string }) {
  return name ? <Link to={deviceAt(name)}>{name}</Link> : <span class="quiet">{none}</span>;
}

export function SiteLink({ code, none = "no site" }: { code: string | null; none?: string }) {
  return code ? <Link to={siteAt(code)}>{code}</Link> : <span class="quiet">{none}</span>;
}
