// What the browser keeps for the page. Where it refuses to (cookies are blocked, the disk is full), for as long as the page is open.

/** What of `Storage` is used. */
export interface Kept {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** For this tab. */
export const ofTab = keptBy(() => sessionStorage);
/** For this device. */
export const lasting = keptBy(() => localStorage);

/** Like what `open` gives, but never throws. */
export function keptBy(open: () => Kept): Kept {
  const here = new Map<string, string | null>();

  function setItem(key: string, value: string): void {
    try {
      open().setItem(key, value);
      here.delete(key);
    } catch {
      here.set(key, value);
    }
  }

  return {
    setItem,
    getItem(key) {
      const value = here.get(key);
      if (value !== undefined) return value;
      try {
        return open().getItem(key);
      } catch {
        return null;
      }
    },
    removeItem(key) {
      try {
        open().removeItem(key);
      } catch {
        here.set(key, null);
        return;
      }
      here.delete(key);
      // Now there may be room for what had none.
      for (const [other, value] of here) if (value !== null) setItem(other, value);
    },
  };
}
