import { Code, type Interceptor } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { access, close } from "./credentials";
import { failureOf } from "./failure";

/** Sends the access token with each call, and closes the page once the server refuses it. */
const bearer: Interceptor = (next) => async (request) => {
  const sent = access.get();
  if (sent.state === "open") request.header.set("authorization", `Bearer ${sent.token}`);
  try {
    return await next(request);
  } catch (error) {
    const { code, reason } = failureOf(error);
    // Not for a token that was replaced while the call was under way.
    if (code === Code.Unauthenticated && sent.state === "open" && access.get() === sent) close(reason);
    throw error;
  }
};

/** To the server that the page came from. */
export const transport = createGrpcWebTransport({ baseUrl: location.origin, interceptors: [bearer] });
