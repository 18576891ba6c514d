// A table that becomes cards on a phone. Roles are written out because a browser forgets them when CSS changes `display`.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";

export interface Column<T> {
  key: string;
  head: string;
  cell: (row: T) => ComponentChildren;
  align?: "end"; // numbers
  kind?: "main" | "wide" | "narrow"; // main: the card's heading; wide: takes what is left
}

export interface Selection<T> {
  has: (row: T) => boolean;
  toggle: (row: T, on: boolean) => void;
  may?: (row: T) => string | null; // why this row cannot be chosen
  label: (row: T) => string;
}

export interface TableProps<T> {
  caption: string; // read out, not seen: the page's heading says it already
  columns: Column<T>[];
  rows: readonly T[];
  id: (row: T) => string;
  select?: Selection<T> | undefined;
  tone?: (row: T) => "bad" | "warn" | "quiet" | undefined;
}

export function Table<T>({ caption, columns, rows, id, select, tone }: TableProps<T>) {
  return (
    <div class="table-frame">
      <table class="table" role="table">
        <caption class="unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {select && <SelectAll rows={rows} select={select} />}
            {columns.map((c) => (
              <th key={c.key} role="columnheader" scope="col" class={classes(c)}>
                {c.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <Row key={id(row)} row={row} columns={columns} select={select} chosen={select?.has(row) ?? false} tone={tone?.(row)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps<T> {
  row: T;
  columns: Column<T>[];
  select: Selection<T> | undefined;
  chosen: boolean;
  tone: string | undefined;
}

// Drawn anew only when one of these is another; whoever shows a long list keeps its columns from one drawing to the next.
function Row<T>({ row, columns, select, chosen, tone }: RowProps<T>) {
  return useMemo(
    () => (
      <tr role="row" class={rowClass(tone, chosen)}>
        {select && <SelectOne row={row} select={select} />}
        {columns.map((c) => (
          <td key={c.key} role="cell" data-head={c.head} class={classes(c)}>
            <div class="cell">{c.cell(row)}</div>
          </td>
        ))}
      </tr>
    ),
    [row, columns, select, chosen, tone],
  );
}

function classes<T>(column: Column<T>): string {
  return [column.align === "end" ? "end" : "", column.kind ?? ""].filter(Boolean).join(" ");
}

function rowClass(tone: string | undefined, chosen: boolean): string | undefined {
  return [tone ? `row-${tone}` : "", chosen ? "row-chosen" : ""].filter(Boolean).join(" ") || undefined;
}

function SelectOne<T>({ row, select }: { row: T; select: Selection<T> }) {
  const not = select.may?.(row) ?? null;
  return (
    <td role="cell" class="select" title={not ?? undefined}>
      <label>
        <input type="checkbox" checked={select.has(row)} disabled={not !== null} onChange={(e) => select.toggle(row, e.currentTarget.checked)} aria-label={not ? `${select.label(row)}: ${not}` : `Choose ${select.label(row)}`} />
      </label>
    </td>
  );
}

function SelectAll<T>({ rows, select }: { rows: readonly T[]; select: Selection<T> }) {
  const possible = rows.filter((row) => !select.may?.(row));
  const chosen = possible.filter(select.has).length;
  return (
    <th role="columnheader" scope="col" class="select">
      <label>
        <input
          type="checkbox"
          aria-label="Choose all rows of this page"
          disabled={possible.length === 0}
          checked={chosen > 0 && chosen === possible.length}
          ref={(box) => {
            if (box) box.indeterminate = chosen > 0 && chosen < possible.length;
          }}
          onChange={(e) => {
            for (const row of possible) select.toggle(row, e.currentTarget.checked);
          }}
        />
      </label>
    </th>
  );
}
