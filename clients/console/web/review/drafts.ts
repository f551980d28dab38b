// What was typed and not sent yet, kept for this tab: a reload or a lost server takes nothing away.

/** What of `sessionStorage` is used. */
export interface DraftStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Drafts {
  /** What was typed there, or nothing. */
  read(field: string): string;
  /** Keeps what was typed; nothing removes it. */
  write(field: string, text: string): void;
}

/** The drafts of one take. Where nothing can be kept (private windows, a full disk), they last as long as the page. */
export function draftsOf(take: string, storage: DraftStorage | null): Drafts {
  const here = new Map<string, string>();
  const key = (field: string) => `draft:${take}:${field}`;
  return {
    read(field) {
      const kept = here.get(field);
      if (kept !== undefined) return kept;
      try {
        return storage?.getItem(key(field)) ?? "";
      } catch {
        return "";
      }
    },
    write(field, text) {
      here.set(field, text);
      try {
        if (text) storage?.setItem(key(field), text);
        else storage?.removeItem(key(field));
      } catch {
        // Kept in the page then.
      }
    },
  };
}

/** This tab's storage; none where the browser refuses it. */
export function tabStorage(): DraftStorage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
