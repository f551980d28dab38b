import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../words/review";

interface VoicePlaybackProps {
  seconds: number;
  load: () => Promise<Uint8Array>;
  /** The take must be silent while the comment is heard. */
  onBegin: () => void;
  onEnd: () => void;
}

/** A spoken comment that is fetched when somebody wants to hear it. */
export function VoicePlayback({ seconds, load, onBegin, onEnd }: VoicePlaybackProps) {
  const [address, setAddress] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (!address) return;
    void audio.current?.play().catch(() => {});
    return () => URL.revokeObjectURL(address);
  }, [address]);
  if (address) return <audio ref={audio} controls src={address} onPlay={onBegin} onEnded={onEnd} aria-label={words.spoken} />;
  return (
    <>
      <button
        type="button"
        class="hear"
        onClick={async () => {
          try {
            const wav = new Uint8Array(await load());
            setAddress(URL.createObjectURL(new Blob([wav], { type: "audio/wav" })));
          } catch {
            setProblem(words.playFailed);
          }
        }}
      >
        ▶ {words.hear} <span class="soft">{words.secondsText(seconds.toFixed(0))}</span>
      </button>
      {problem && <p role="alert" class="problem">{problem}</p>}
    </>
  );
}
