import { describe, expect, it } from "vitest";
import { placeOfSearch } from "../src/app/find_thing";
import { match, placeOf, withQuery } from "../src/app/location";

describe("match", () => {
  it("gives a path's parameters, decoded", () => {
    expect(match("/sites/:code", "/sites/PUN%20024")).toEqual({ code: "PUN 024" });
  });
  it("wants every part", () => {
    expect(match("/tickets/:id", "/tickets")).toBeNull();
    expect(match("/tickets", "/tickets/RD-2026-000001")).toBeNull();
  });
  it("does not fit what cannot be decoded", () => {
    expect(match("/tickets/:id", "/tickets/%E0%A4%A")).toBeNull();
  });
});

describe("withQuery", () => {
  const at = placeOf({ pathname: "/failures/", search: "?type=disk_full&after=99" });
  it("drops the cursor when the list becomes another", () => {
    expect(withQuery(at, { site: "OSL" })).toBe("/failures?type=disk_full&site=OSL");
  });
  it("keeps the filters when only the cursor changes", () => {
    expect(withQuery(at, { after: "50" })).toBe("/failures?type=disk_full&after=50");
  });
  it("takes a filter away", () => {
    expect(withQuery(at, { type: null })).toBe("/failures");
  });
});

describe("placeOfSearch", () => {
  it("goes straight to what has an id", () => {
    expect(placeOfSearch(" rd-2026-000123 ")).toBe("/tickets/RD-2026-000123");
    expect(placeOfSearch("RO-952wqwhs3emc5fz4")).toBe("/rollouts/RO-952wqwhs3emc5fz4");
    expect(placeOfSearch("R-952wqwhs3emc5fz4")).toBe("/redistributions/R-952wqwhs3emc5fz4");
  });
  it("looks for anything else among the failures", () => {
    expect(placeOfSearch("disk full & co")).toBe("/failures?q=disk%20full%20%26%20co");
  });
});
