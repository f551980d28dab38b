// What the file holds: the take and what was said of it as messages of the contract, its waveform, and its audio.
import { type DescMessage, type MessageShape, fromBinary } from "@bufbuild/protobuf";
import { RubricSchema } from "../generated/starling/content/v1/rubric_pb";
import { type Comment, CommentSchema, ReviewSchema } from "../generated/starling/session/v1/review_pb";
import { ReportSchema, TakeSchema } from "../generated/starling/session/v1/session_pb";
import type { ReviewData } from "../review/data";
import type { Wave } from "../waveform/buckets";
import { words } from "../words/parcel";

export interface Contents {
  /** What the speaker calls the take, and what files about it are called. */
  name: string;
  data: ReviewData;
  wave: Wave;
  audio: Blob;
  /** The WAV of a spoken comment. */
  voiceOf: (comment: Comment) => Uint8Array;
}

/** As `starling parcel` writes it. Messages and buckets are base64. */
interface Written {
  version: 1;
  name: string;
  take: string;
  report: string | null;
  comments: string[];
  reviews: string[];
  /** By the name of the comment. Where there was no room for all, the oldest are missing. */
  voices: Record<string, string>;
  rubrics: string[];
  wave: { rate: number; sample_count: number; samples_per_bucket: number; buckets: string };
}

/** Letters of base64 that are read at once: whole bytes of them. */
const AT_ONCE = 4 * 65_536;

/** Reads the contents out of the page, which lets go of their text. Throws where they are damaged. */
export function takeContents(page: Document): Contents {
  const written = JSON.parse(takeText(page, "contents")) as Written;
  if (written.version !== 1) throw new TypeError("another version");
  const message = <Desc extends DescMessage>(schema: Desc, text: string): MessageShape<Desc> =>
    fromBinary(schema, bytesOf(text));
  const { wave, voices } = written;
  // What was the caller's own is not the reader's.
  const comments = written.comments.map((text) => heardIn(voices, { ...message(CommentSchema, text), isOwn: false }));
  const reviews = written.reviews.map((text) => ({ ...message(ReviewSchema, text), isOwn: false }));
  return {
    name: written.name,
    data: {
      take: message(TakeSchema, written.take),
      report: written.report === null ? null : message(ReportSchema, written.report),
      comments: new Map(comments.map((comment) => [comment.name, comment])),
      reviews: new Map(reviews.map((review) => [review.name, review])),
      rubrics: written.rubrics.map((text) => message(RubricSchema, text)),
    },
    wave: {
      rate: wave.rate,
      sampleCount: wave.sample_count,
      start: 0,
      samplesPerBucket: wave.samples_per_bucket,
      buckets: new Int8Array(bytesOf(wave.buckets).buffer),
    },
    audio: new Blob(parts(takeText(page, "audio")), { type: "audio/wav" }),
    voiceOf: ({ name }) => bytesOf(voices[name] ?? ""),
  };
}

/** The comment, which says so where there was no room for its voice. */
function heardIn(voices: Written["voices"], comment: Comment): Comment {
  if (!comment.voice || comment.name in voices) return comment;
  const { voice, ...rest } = comment;
  const seconds = Number(voice.sampleCount) / (voice.sampleRateHertz || 1);
  const leftOut = words.leftOut(seconds.toFixed(0));
  return { ...rest, text: comment.text ? `${comment.text} ${leftOut}` : leftOut };
}

function takeText(page: Document, id: string): string {
  const element = page.getElementById(id);
  const text = element?.textContent ?? "";
  element?.remove();
  return text.trim();
}

function parts(base64: string): Uint8Array<ArrayBuffer>[] {
  const all: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < base64.length; at += AT_ONCE) all.push(bytesOf(base64.slice(at, at + AT_ONCE)));
  return all;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
