// From page to page of a list by central's cursor; the cursor is in the address, so Back goes back.
import { Link, usePlace } from "../app/link";
import { withQuery } from "../app/location";
import { Icon } from "./icon";

interface Props {
  next: number | string | null;
  shown: number;
  what: string;
  words?: { first: string; further: string }; // of a list that is not newest first
}

export function Pager({ next, shown, what, words = { first: "Newest", further: "Older" } }: Props) {
  const place = usePlace();
  const further = place.query.has("after");
  if (!further && next === null) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      {further && (
        <Link to={withQuery(place, { after: null })} class="button">
          <Icon name="back" /> {words.first}
        </Link>
      )}
      <span class="quiet">
        {shown} {what} on this page{next === null ? ", the last" : ""}
      </span>
      {next !== null && (
        <Link to={withQuery(place, { after: String(next) })} class="button">
          {words.further} <Icon name="next" />
        </Link>
      )}
    </nav>
  );
}

export const kByName = { first: "First", further: "Next" };
