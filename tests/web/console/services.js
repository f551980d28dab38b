// Clients of a server that share no code with the page: what others do while a page is open.

const { load } = require("./bundle");

const library = load(`
  export { createClient } from "@connectrpc/connect";
  export { createGrpcWebTransport } from "@connectrpc/connect-web";
  export * from "generated/starling/session/v1/overview_pb";
  export * from "generated/starling/session/v1/playback_pb";
  export * from "generated/starling/session/v1/review_pb";
  export * from "generated/starling/session/v1/session_pb";
  export * from "generated/starling/session/v1/share_pb";
  export * from "generated/starling/session/v1/take_upload_pb";
`);

/** The clients of somebody with a token at a server. */
function services(url, token) {
  const transport = library.createGrpcWebTransport({
    baseUrl: url,
    interceptors: [
      (next) => async (request) => {
        if (token) request.header.set("authorization", `Bearer ${token}`);
        // A test that has computed for long hears here that the server has closed a connection meanwhile.
        await new Promise((resolve) => setTimeout(resolve));
        return next(request);
      },
    ],
  });
  const client = (service) => library.createClient(service, transport);
  return {
    overviews: client(library.OverviewService),
    playback: client(library.PlaybackService),
    reviews: client(library.ReviewService),
    sessions: client(library.SessionService),
    shares: client(library.ShareService),
    uploads: client(library.TakeUploadService),
  };
}

/** The clients of a coach with the token of a link. */
async function coach(url, { token }) {
  const { accessToken } = await services(url).shares.redeemShareLink({ token });
  return services(url, accessToken);
}

const { CommentKind, ExportFormat, Fit } = library;

module.exports = { CommentKind, ExportFormat, Fit, coach, services };
