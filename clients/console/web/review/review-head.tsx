import { timestampDate } from "@bufbuild/protobuf/wkt";
import { playback, reviews } from "../api/clients";
import { failureOf } from "../api/failure";
import { AudioContent } from "../generated/starling/session/v1/playback_pb";
import type { Take } from "../generated/starling/session/v1/session_pb";
import { pathOf, sessionOf } from "../routes";
import { Heading } from "../shell/screen";
import { whenWithin } from "../words/dates";
import { words } from "../words/review";
import { ExportMenu } from "./export-menu";

/** What the take is, and what of it can be taken along. */
export function ReviewHead({ take, hasAudio, isBlind }: { take: Take; hasAudio: boolean; isBlind: boolean }) {
  const { name } = take;
  const audioAddress = async () => (await playback.createAudioUrl({ name, content: AudioContent.WITH_COMMENTS })).path;
  return (
    <header class="review-head">
      <div>
        <Heading>{take.question?.title ?? ""}</Heading>
        <p class="soft">
          <a href={pathOf(sessionOf(name))}>{words.backToSession}</a>
          {" · "}
          {words.takeLine(take.format?.title ?? "", take.createTime ? whenWithin(timestampDate(take.createTime)) : "")}
        </p>
      </div>
      <ExportMenu
        isBlind={isBlind}
        load={(format) => reviews.exportReview({ name, format })}
        {...(hasAudio ? { audioAddress } : {})}
        problemText={(error) => failureOf(error).text}
      />
    </header>
  );
}
