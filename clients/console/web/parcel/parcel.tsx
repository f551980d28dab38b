// One take in one file: heard, seen and commented without a server.
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useMemo, useRef, useState } from "preact/hooks";
import { speedBeside } from "../audio/player";
import { Level } from "../generated/starling/content/v1/level_pb";
import type { Comment } from "../generated/starling/session/v1/review_pb";
import { Checklist } from "../review/checklist";
import { CommentList } from "../review/comments";
import { Composer } from "../review/composer";
import { draftsOf } from "../review/drafts";
import { type Command, keyRows, shortcutsOf } from "../review/keys";
import { layOut } from "../review/lay-out";
import { rangeFrom, rangeTo } from "../review/range";
import { Facts, SectionTable } from "../review/section-table";
import { SentReviews } from "../review/sent-reviews";
import { isOpen, threadBeside, threadsOf } from "../review/threads";
import { Transport, usePlayerState } from "../review/transport";
import { useHold } from "../review/use-hold";
import { usePlayer } from "../review/use-player";
import { Heading, useTitle } from "../shell/screen";
import { ShortcutList } from "../shell/shortcut-list";
import { isListed, useShortcuts } from "../shell/shortcuts";
import { lasting } from "../storage";
import { useStore } from "../store";
import { type Span, zoomed } from "../waveform/layout";
import { Waveform, shortestView } from "../waveform/waveform";
import { when } from "../words/dates";
import { words as own } from "../words/parcel";
import { words } from "../words/review";
import type { Contents } from "./contents";
import { type OwnComment, type Saying, keep, kept, lastingStorage, shown, without, written } from "./own-comments";
import { SaveFile } from "./save-file";

export function Parcel({ contents }: { contents: Contents }) {
  const { data, wave, name } = contents;
  const take = data.take.name;
  const question = data.take.question;
  useTitle(question?.title ?? name);

  const storage = useMemo(lastingStorage, []);
  const drafts = useMemo(() => draftsOf(take, lasting), [take]);
  const [file, setFile] = useState(() => kept(take, storage));
  const [isKept, setKept] = useState(true);
  const change = (comments: OwnComment[], author = file.author) => {
    const next = { ...file, author, comments };
    setFile(next);
    setKept(keep(next, storage));
  };
  const nameField = useRef<HTMLInputElement>(null);
  const say = async (saying: Saying) => {
    if (!file.author.trim()) {
      nameField.current?.focus();
      nameField.current?.reportValidity();
      return false;
    }
    change([...file.comments, written(saying)]);
    return true;
  };

  const line = useMemo(() => layOut(data.take, data.report, wave), []);
  const { rate, sampleCount, bands } = line;
  const [address] = useState(() => URL.createObjectURL(contents.audio));
  const player = usePlayer(take, { rate, sampleCount }, async () => address);
  const { loop } = usePlayerState(player);
  const threads = useMemo(
    () => threadsOf([...data.comments.values(), ...file.comments.map((comment) => shown(comment, file.author))]),
    [file],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [range, setRange] = useState<Span | null>(null);
  const [view, setView] = useState<Span | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);

  const { hold, release } = useHold(player);
  const here = () => player?.position() ?? 0;
  const spanNow = (): Span => range ?? { start: here(), end: here() };
  const seen = view ?? line.all;
  const seek = (sample: number) => player?.seek(sample);
  const look = (next: Span) => setView(next.end - next.start >= (line.all.end - line.all.start) * 0.999 ? null : next);
  const loopOver = (span: Span | null) => player?.setLoop(span);
  const choose = (comment: Comment) => {
    setChosen(comment.replyTo || comment.name);
    seek(Number(comment.startSample));
  };

  function run(command: Command): void {
    switch (command.do) {
      case "toggle":
        return player?.toggle();
      case "skip":
        return seek(here() + command.seconds * rate);
      case "speed":
        return player?.setSpeed(speedBeside(player.state().speed, command.direction));
      case "normalSpeed":
        return player?.setSpeed(1);
      case "section":
      case "loopSection": {
        const band = bands.find(({ place }) => place === line.signs[command.index]?.id);
        if (!band) return;
        if (command.do === "section") return seek(band.start);
        return loopOver(loop?.start === band.start && loop.end === band.end ? null : { start: band.start, end: band.end });
      }
      case "comment":
        hold();
        return field.current?.focus();
      case "rangeStart":
        return setRange(rangeFrom(range, here()));
      case "rangeEnd":
        return setRange(rangeTo(range, here()));
      case "clear":
        setRange(null);
        return loopOver(null);
      case "neighbour": {
        const next = threadBeside(threads, chosen, here(), command.direction);
        return next && choose(next.first);
      }
      case "zoom":
        return look(zoomed(seen, command.factor, here(), line.all, shortestView(rate)));
      case "mark":
        void say({ span: spanNow(), kind: command.kind });
        return setRange(null);
      case "rate": // Whoever rates needs a server: the rubric is not in the file.
    }
  }
  const rows = useMemo(
    () => keyRows(line.signs.map(({ id }) => line.titleOf(id)), true).filter(({ command }) => command.do !== "rate"),
    [line],
  );
  useShortcuts(shortcutsOf(rows, run));
  const pins = threads.map((thread) => ({
    name: thread.first.name,
    start: Number(thread.first.startSample),
    end: Number(thread.first.endSample),
    isOpen: isOpen(thread),
    isChosen: thread.first.name === chosen,
  }));
  const sent = [...data.reviews.values()].filter((review) => review.sendTime);

  return (
    <>
      <main class="screen-review">
        <div class="review">
          <header class="review-head">
            <div>
              <Heading>{question?.title ?? name}</Heading>
              <p class="soft">
                {words.takeLine(
                  data.take.format?.title ?? "",
                  data.take.createTime ? when(timestampDate(data.take.createTime)) : "",
                )}
              </p>
              <p class="soft">{own.about}</p>
            </div>
          </header>
          <div class="review-body">
            <div class="review-main">
              <section class="card player" aria-label={words.timeline}>
                {bands.length === 0 && <p class="obstacle-line">{words.noMarks}</p>}
                <Waveform
                  {...line}
                  waves={[wave]}
                  pins={pins}
                  player={player}
                  view={seen}
                  onView={look}
                  onSeek={seek}
                  onPin={(pin) => {
                    const thread = threads.find(({ first }) => first.name === pin);
                    if (thread) choose(thread.first);
                  }}
                  range={range}
                  onRange={setRange}
                  loop={loop}
                />
                <Transport
                  player={player}
                  rate={rate}
                  sampleCount={sampleCount}
                  sections={line.signs}
                  bands={bands}
                  titleOf={line.titleOf}
                  range={range}
                  run={run}
                  onLoop={loopOver}
                  isZoomed={view !== null}
                  onWhole={() => setView(null)}
                />
              </section>
              <section class="card" aria-label={words.question}>
                {question && (
                  <Checklist
                    question={question}
                    threads={threads}
                    waiting={[]}
                    rate={rate}
                    canComment
                    onTick={(criterion, kind) => void say({ span: spanNow(), kind, criterion })}
                    onUntick={(comments) =>
                      change(comments.reduce((rest, { name }) => without(rest, name), file.comments))
                    }
                    onSeek={seek}
                  />
                )}
              </section>
              {data.report && (
                <section class="card" aria-label={words.timing}>
                  <SectionTable report={data.report} signs={line.signs} titleOf={line.titleOf} isBlind={false} />
                  <Facts report={data.report} />
                </section>
              )}
              {sent.length > 0 && (
                <section class="sent-reviews card" aria-label={words.reviews}>
                  <SentReviews
                    reviews={sent}
                    rubrics={data.rubrics}
                    takeLevel={question?.level ?? Level.UNSPECIFIED}
                    sentText={(review) => (review.sendTime ? own.sentOn(when(timestampDate(review.sendTime))) : "")}
                  />
                </section>
              )}
            </div>
            <aside class="review-side card" aria-label={words.comments}>
              <h2>{words.comments}</h2>
              <p class="soft">{own.how}</p>
              <label class="author">
                {own.yourName}
                <input
                  ref={nameField}
                  type="text"
                  required
                  maxLength={100}
                  autocomplete="name"
                  title={own.nameFirst}
                  value={file.author}
                  onInput={(event) => change(file.comments, event.currentTarget.value)}
                />
              </label>
              <Composer
                field={field}
                drafts={drafts}
                player={player}
                rate={rate}
                range={range}
                onHold={hold}
                onRelease={release}
                onRangeStart={() => run({ do: "rangeStart" })}
                onRangeEnd={() => run({ do: "rangeEnd" })}
                onClearRange={() => setRange(null)}
                onSend={async (text, span) => {
                  const isCared = await say({ span, text });
                  if (isCared) setRange(null);
                  return isCared;
                }}
                onMark={(kind) => run({ do: "mark", kind })}
              />
              <SaveFile name={name} file={file} isKept={isKept} />
              <CommentList
                threads={threads}
                outgoing={[]}
                drafts={drafts}
                rate={rate}
                chosen={chosen}
                canComment
                isOwner={false}
                onChoose={choose}
                onReply={({ first }, text) =>
                  say({ span: { start: Number(first.startSample), end: Number(first.endSample) }, text, replyTo: first.name })
                }
                onEdit={async ({ name }, text) => {
                  change(file.comments.map((comment) => (comment.id === name ? { ...comment, text } : comment)));
                  return { is: "done" };
                }}
                onDelete={async ({ name }) => {
                  change(without(file.comments, name));
                  return { is: "done" };
                }}
                onHold={hold}
                onRelease={release}
                loadVoice={() => Promise.reject(new Error("no voices here"))}
                whenText={({ createTime }) => (createTime ? when(timestampDate(createTime)) : "")}
                onRetry={() => {}}
                onDiscard={() => {}}
              />
            </aside>
          </div>
        </div>
      </main>
      {useStore(isListed) && <ShortcutList />}
    </>
  );
}
