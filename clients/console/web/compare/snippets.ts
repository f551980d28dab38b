import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { playback } from "../api/clients";
import { createPlayer, type Player } from "../audio/player";
import { toast } from "../shell/toasts";
import { words } from "../words/compare";
import type { Compared } from "./read";

/** A stretch of a take to hear. */
export interface Snippet {
  name: string;
  start: number;
  end: number;
}

/** The stretches of a section in each take that has it, in the order in which they are heard. */
export function snippetsOf(takes: readonly Compared[], section: string): Snippet[] {
  return takes.flatMap(({ name, told }) =>
    told.segments
      .filter(({ place }) => place === section)
      .map(({ startSample, endSample }) => ({ name, start: Number(startSample), end: Number(endSample) })),
  );
}

/** Plays stretches of takes one after another, with a player for each take. */
export function useSnippets(takes: readonly Compared[]) {
  const players = useRef(new Map<string, Player>());
  const turn = useRef(0);
  const [playing, setPlaying] = useState<{ section: string; name: string } | undefined>();

  const stop = useCallback(() => {
    turn.current++;
    for (const player of players.current.values()) player.pause();
    setPlaying(undefined);
  }, []);

  const playerOf = ({ name, report }: Compared): Player | undefined => {
    const had = players.current.get(name);
    if (had || !report) return had;
    const player = createPlayer({
      element: new Audio(),
      rate: report.sampleRateHertz,
      sampleCount: Number(report.sampleCount),
      address: async () => (await playback.createAudioUrl({ name })).path,
    });
    players.current.set(name, player);
    return player;
  };

  const play = async (section: string) => {
    stop();
    const mine = turn.current;
    for (const { name, start, end } of snippetsOf(takes, section)) {
      const take = takes.find((other) => other.name === name);
      const player = take && playerOf(take);
      if (!player) continue;
      setPlaying({ section, name });
      player.seek(start);
      player.play();
      await until(player, end, () => mine !== turn.current);
      if (mine !== turn.current) return;
      if (player.state().status === "failed") toast(words.playFailed(takes.indexOf(take) + 1));
      player.pause();
    }
    setPlaying(undefined);
  };

  useEffect(
    () => () => {
      turn.current++;
      for (const player of players.current.values()) player.close();
      players.current.clear();
    },
    [],
  );
  return { playing, play: (section: string) => void play(section), stop };
}

const LOOK_MS = 20;

/** Waits until a player has come to a sample, or cannot go on. */
function until(player: Player, end: number, isOver: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const { status } = player.state();
      // The last sample of a take may never be reported.
      const isDone = status !== "loading" && status !== "renewing" && player.position() >= end - 800;
      if (isOver() || isDone || status === "failed") resolve();
      // By the clock: nothing is drawn in a page behind others, but it is heard.
      else setTimeout(look, LOOK_MS);
    };
    look();
  });
}
