// A whole list of which one page is drawn: a browser lays out no thousand rows without a stop. Which page is in the address.
import { usePlace } from "../app/link";
import { kByName, Pager } from "./pager";
import { pageOf } from "./page_of";
import { Table, type TableProps } from "./table";

export function LongTable<T>({ rows, what, ...rest }: TableProps<T> & { what: string }) {
  const { query } = usePlace();
  const page = pageOf(rows, query.get("after"));
  return (
    <>
      <Table {...rest} rows={page.rows} />
      <Pager next={page.next} shown={page.rows.length} what={what} words={kByName} />
    </>
  );
}
