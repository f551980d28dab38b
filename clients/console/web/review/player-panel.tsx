import type { Player } from "../audio/player";
import type { Wave } from "../waveform/buckets";
import { Waveform } from "../waveform/waveform";
import type { TimeLine } from "./lay-out";
import { Transport } from "./transport";
import type { Listening } from "./use-listening";

interface PlayerPanelProps {
  line: TimeLine;
  waves: readonly Wave[];
  player: Player | null;
  listening: Listening;
  /** Whether ranges can be chosen. */
  canComment: boolean;
  onWidth?: (pixels: number) => void;
}

/** The time line of a take, and the buttons of its player. */
export function PlayerPanel({ line, waves, player, listening, canComment, onWidth }: PlayerPanelProps) {
  const { pins, view, look, seek, choosePin, marked, mark, loop, loopOver, isWhole, run } = listening;
  return (
    <>
      <Waveform
        {...line}
        waves={waves}
        pins={pins}
        player={player}
        view={view}
        onView={look}
        {...(onWidth ? { onWidth } : {})}
        onSeek={seek}
        onPin={choosePin}
        range={marked}
        {...(canComment ? { onRange: mark } : {})}
        loop={loop}
      />
      <Transport
        player={player}
        rate={line.rate}
        sampleCount={line.sampleCount}
        sections={line.signs}
        bands={line.bands}
        titleOf={line.titleOf}
        range={marked}
        run={run}
        onLoop={loopOver}
        isZoomed={!isWhole}
        onWhole={() => look(line.all)}
      />
    </>
  );
}
