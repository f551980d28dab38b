import { useEffect, useState } from "preact/hooks";
import { overviews } from "../api/clients";
import type { Failure } from "../api/failure";
import type { Take } from "../generated/starling/session/v1/session_pb";
import { TakeState } from "../generated/starling/session/v1/overview_pb";
import { sessionOf } from "../routes";
import { words } from "../words/review";

/** A calm sentence for a take that cannot be drawn; null while it can, or may. `told` is its state, where that was told. */
export function useObstacle(take: Take, told: TakeState, isDamaged: boolean, failure: Failure | null): string | null {
  const isIncomplete = failure?.reason === "UPLOAD_INCOMPLETE";
  const state = useTakeState(take.name, told, isIncomplete);
  if (isDamaged || state === TakeState.DAMAGED) return words.damaged;
  if (!failure || failure.isPassing) return null;
  if (failure.reason === "STORED_DATA_DAMAGED") return words.damaged;
  if (failure.reason === "AUDIO_UNREADABLE") return words.unreadable;
  if (!isIncomplete) return failure.text;
  if (state === TakeState.INTERRUPTED) return words.interrupted;
  return state === TakeState.RECORDING || !take.end ? words.recording : words.uploading;
}

function useTakeState(take: string, told: TakeState, isWanted: boolean): TakeState {
  const [found, setFound] = useState(TakeState.UNSPECIFIED);
  useEffect(() => {
    if (!isWanted || told !== TakeState.UNSPECIFIED) return;
    overviews
      .listTakeOverviews({ parent: sessionOf(take), pageSize: 200 })
      .then(({ takes }) => setFound(takes.find(({ name }) => name === take)?.state ?? TakeState.UNSPECIFIED))
      .catch(() => {}); // The sentence stays a general one.
  }, [take, isWanted, told]);
  return told || found;
}
