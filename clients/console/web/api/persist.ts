import { type Failure, failureOf, isCanceled } from "./failure";
import { pause } from "./pause";

/**
 * Reads until it succeeds. What fails in passing, or was cancelled by somebody else, is tried again; undefined where it
 * failed for good, or was aborted.
 */
export async function persist<T extends object>(
  read: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  onFailure: (failure: Failure) => void,
): Promise<T | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const found = await read(signal);
      return signal.aborted ? undefined : found;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!isCanceled(error)) {
        const failure = failureOf(error);
        onFailure(failure);
        if (!failure.isPassing) return undefined;
      }
      await pause(attempt);
    }
  }
  return undefined;
}
