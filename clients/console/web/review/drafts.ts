// What was typed and not sent yet: a reload or a lost server takes nothing away. Who comes by another link
// finds nothing of it, and finds it again with the first one.
import type { Kept } from "../storage";

export interface Drafts {
  /** What was typed there, or nothing. */
  read(field: string): string;
  /** Keeps what was typed; nothing removes it. */
  write(field: string, text: string): void;
}

/** What one person, by the id that the server gives them, has typed about one take. */
export function draftsOf(person: string, take: string, storage: Kept): Drafts {
  const key = (field: string) => `draft:${person}:${take}:${field}`;
  return {
    read: (field) => storage.getItem(key(field)) ?? "",
    write(field, text) {
      if (text) storage.setItem(key(field), text);
      else storage.removeItem(key(field));
    },
  };
}
