// An address that no page has.
import { Link, usePlace } from "../../app/link";
import { Empty } from "../../parts/empty";
import { PageHead } from "../../parts/page_head";

export function LostPage() {
  const place = usePlace();
  return (
    <>
      <PageHead title="No such page" />
      <Empty title={`The console has no page ${place.path}`}>
        <Link to="/">Go to the overview</Link>, or search above for a ticket, a server or a device.
      </Empty>
    </>
  );
}
