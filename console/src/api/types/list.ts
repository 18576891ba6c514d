// A page of a list, newest first; next is the cursor of the page after it.
export interface Page<T> {
  items: T[];
  next: number | string | null;
}
