// Whether two names are one person's, by central's rule: "ann" and "ann@ids-1" are. Pure.
export function samePerson(a: string, b: string): boolean {
  return personOf(a) === personOf(b);
}

function personOf(name: string): string {
  return name.split("@", 1)[0] ?? name;
}
