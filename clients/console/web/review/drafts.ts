// What was typed and not sent yet: a reload or a lost server takes nothing away.
import type { Kept } from "../storage";

export interface Drafts {
  /** What was typed there, or nothing. */
  read(field: string): string;
  /** Keeps what was typed; nothing removes it. */
  write(field: string, text: string): void;
}

/** The drafts of one take. */
export function draftsOf(take: string, storage: Kept): Drafts {
  const key = (field: string) => `draft:${take}:${field}`;
  return {
    read: (field) => storage.getItem(key(field)) ?? "",
    write(field, text) {
      if (text) storage.setItem(key(field), text);
      else storage.removeItem(key(field));
    },
  };
}
