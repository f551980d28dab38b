import { createClient } from "@connectrpc/connect";
import { OverviewService } from "../generated/starling/session/v1/overview_pb";
import { PlaybackService } from "../generated/starling/session/v1/playback_pb";
import { ReviewService } from "../generated/starling/session/v1/review_pb";
import { SessionService } from "../generated/starling/session/v1/session_pb";
import { ShareService } from "../generated/starling/session/v1/share_pb";
import { transport } from "./transport";

export const overviews = createClient(OverviewService, transport);
export const playback = createClient(PlaybackService, transport);
export const reviews = createClient(ReviewService, transport);
export const sessions = createClient(SessionService, transport);
export const shares = createClient(ShareService, transport);
