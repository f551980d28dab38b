// One take in one file: heard, seen and commented without a server.
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useMemo, useRef, useState } from "preact/hooks";
import { Level } from "../generated/starling/content/v1/level_pb";
import { Checklist } from "../review/checklist";
import { CommentList } from "../review/comments";
import { Composer } from "../review/composer";
import { draftsOf } from "../review/drafts";
import { keyRows, shortcutsOf } from "../review/keys";
import { layOut } from "../review/lay-out";
import { PlayerPanel } from "../review/player-panel";
import { Facts, SectionTable } from "../review/section-table";
import { SentReviews } from "../review/sent-reviews";
import { spanOf } from "../review/range";
import { threadsOf } from "../review/threads";
import { useListening } from "../review/use-listening";
import { usePlayer } from "../review/use-player";
import { Heading, useTitle } from "../shell/screen";
import { ShortcutList } from "../shell/shortcut-list";
import { isListed, useShortcuts } from "../shell/shortcuts";
import { lasting } from "../storage";
import { useStore } from "../store";
import type { Span } from "../waveform/layout";
import { when, whenWithin } from "../words/dates";
import { words as own } from "../words/parcel";
import { words } from "../words/review";
import type { Contents } from "./contents";
import { type OwnComment, type Saying, keep, kept, lastingStorage, samplesOf, shown, without, written } from "./own-comments";
import { SaveFile } from "./save-file";

export function Parcel({ contents }: { contents: Contents }) {
  const { data, wave, name } = contents;
  const take = data.take.name;
  const question = data.take.question;
  useTitle(question?.title ?? name);

  const storage = useMemo(lastingStorage, []);
  const drafts = useMemo(() => draftsOf("", take, lasting), [take]);
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
  const threads = useMemo(
    () => threadsOf([...data.comments.values(), ...file.comments.map((comment) => shown(comment, file.author))]),
    [file],
  );
  const [view, setView] = useState<Span | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const listening = useListening({
    player,
    line,
    threads,
    view,
    onView: setView,
    field,
    onMark: (kind, span) => say({ span, kind }),
  });
  const { setRange, spanNow, run } = listening;
  // Whoever rates needs a server: what is written here is comments.
  const rows = useMemo(
    () => keyRows(line.signs.map(({ id }) => line.titleOf(id)), true).filter(({ command }) => command.do !== "rate"),
    [line],
  );
  useShortcuts(shortcutsOf(rows, run));
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
                  data.take.createTime ? whenWithin(timestampDate(data.take.createTime)) : "",
                )}
              </p>
              <p class="soft">{own.about}</p>
            </div>
          </header>
          <div class="review-body">
            <div class="review-main">
              <section class="card player" aria-label={words.timeline}>
                {bands.length === 0 && <p class="obstacle-line">{words.noMarks}</p>}
                <PlayerPanel line={line} waves={[wave]} player={player} listening={listening} canComment />
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
                    onSeek={listening.seek}
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
                    sentText={(review) => (review.sendTime ? own.sentOn(whenWithin(timestampDate(review.sendTime))) : "")}
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
                listening={listening}
                onSend={async (text, span) => {
                  const isCared = await say({ span, text });
                  if (isCared) setRange(null);
                  return isCared;
                }}
              />
              <SaveFile name={name} file={file} isKept={isKept} />
              <CommentList
                threads={threads}
                outgoing={[]}
                drafts={drafts}
                rate={rate}
                listening={listening}
                canComment
                isOwner={false}
                onReply={({ first }, text) =>
                  say({ span: spanOf(first), text, replyTo: first.name })
                }
                onEdit={async ({ name }, text, span) => {
                  change(file.comments.map((comment) => (comment.id === name ? { ...comment, text, ...samplesOf(span) } : comment)));
                  return { is: "done" };
                }}
                onDelete={async ({ name }) => {
                  change(without(file.comments, name));
                  return { is: "done" };
                }}
                loadVoice={async (comment) => contents.voiceOf(comment)}
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
