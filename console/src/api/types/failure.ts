export interface Failure {
  server: string | null;
  device: string | null;
  job: string | null;
  failure_type: string;
  package: string | null;
  first_at: string;
  last_at: string;
  count: number;
  message: string;
  ticket: string | null;
  location: string | null; // the site's code
  again: number | null; // the last run in which it failed again
}

export interface FacetValue {
  value: string | null; // null: those without any
  open: number;
}

export interface Facets {
  open: number;
  by_type: FacetValue[];
  by_site: FacetValue[];
  by_server: FacetValue[];
  by_package: FacetValue[];
}
