import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { TakeOverview } from "../generated/starling/session/v1/overview_pb";

/** Takes, newest first, with one as it is now. */
export function withTake(takes: readonly TakeOverview[], take: TakeOverview): TakeOverview[] {
  const isKnown = takes.some(({ name }) => name === take.name);
  if (isKnown) return takes.map((other) => (other.name === take.name ? take : other));
  return [take, ...takes].sort((a, b) => createdMs(b) - createdMs(a));
}

function createdMs({ createTime }: TakeOverview): number {
  return createTime ? timestampMs(createTime) : 0;
}
