import { Code } from "@connectrpc/connect";
import { CallerRole } from "../generated/starling/session/v1/overview_pb";
import { lasting } from "../storage";
import { createStore, useStore } from "../store";
import { overviews, shares } from "./clients";
import { type Access, access, close, open } from "./credentials";
import { type Failure, failureOf } from "./failure";
import { pause } from "./pause";

/** Who looks at the page. */
export interface Caller {
  /** What tells them from everybody else, at each visit; no secret. */
  id: string;
  role: "owner" | "commenter" | "listener";
  /** The one session that a link opens: `sessions/{session}`; empty for an owner. */
  session: string;
}

const ROLES: Partial<Record<CallerRole, Caller["role"]>> = {
  [CallerRole.OWNER]: "owner",
  [CallerRole.COMMENTER]: "commenter",
  [CallerRole.LISTENER]: "listener",
};

const caller = createStore<Caller | undefined>(undefined);

/** Why the server has not said yet who is calling; undefined while it may still come at any moment. */
export const callerFailure = createStore<Failure | undefined>(undefined);

/** Who looks at the page; undefined until the server has said so. Everything inside the shell can rely on it. */
export function useKnownCaller(): Caller | undefined {
  return useStore(caller);
}

/** Who looks at the page, and what they call themselves. For screens, which are shown only once it is known. */
export function useCaller(): Caller & { name: string } {
  const known = useStore(caller);
  const name = useStore(authorName);
  return { ...(known ?? { id: "", role: "listener", session: "" }), name };
}

/** Asks the server who is calling, now and whenever the credentials change. */
export function identify(): void {
  let asked = 0;
  const ask = async (now: Access) => {
    const mine = ++asked;
    caller.set(undefined);
    callerFailure.set(undefined);
    if (now.state !== "arriving" && now.state !== "open") return;
    for (let attempt = 0; mine === asked; attempt++) {
      try {
        if (now.state === "arriving") {
          const { accessToken } = await shares.redeemShareLink({ token: now.link });
          if (mine === asked) open(accessToken);
        } else {
          const { id, role, session } = await overviews.getCaller({});
          if (mine === asked) know({ id, role: ROLES[role] ?? "listener", session });
        }
        return;
      } catch (error) {
        if (mine !== asked) return;
        const failure = failureOf(error);
        if (!failure.isPassing) {
          // What is no token at all is as good as one that nobody gave.
          if (now.state === "arriving") close(failure.code === Code.InvalidArgument ? "LINK_UNKNOWN" : failure.reason);
          else callerFailure.set(failure);
          return;
        }
        callerFailure.set(failure);
        await pause(attempt);
      }
    }
  };
  access.follow((now) => void ask(now));
  void ask(access.get());
}

/** How the person signs comments and reviews; empty until they have said. */
export const authorName = createStore("");

/** Where the name is kept: nobody signs as who came by another link. An owner is the same at each address. */
const nameKey = ({ id, role }: Caller) => `starling.author${role === "owner" ? "" : ` ${id}`}`;

function know(now: Caller): void {
  authorName.set(lasting.getItem(nameKey(now)) ?? "");
  caller.set(now);
}

/** A question for the name that is waiting for its answer. */
export const nameRequest = createStore<((name: string | undefined) => void) | undefined>(undefined);

/** The name to sign with: asked for once, then remembered on this device; undefined if the person would not say. */
export function requireAuthorName(): Promise<string | undefined> {
  if (authorName.get()) return Promise.resolve(authorName.get());
  return askAuthorName();
}

/** Asks for the name to sign with, known or not. */
export function askAuthorName(): Promise<string | undefined> {
  nameRequest.get()?.(undefined);
  return new Promise((resolve) => {
    nameRequest.set((given) => {
      const name = given?.trim().slice(0, 100);
      nameRequest.set(undefined);
      const now = caller.get();
      if (name && now) {
        lasting.setItem(nameKey(now), name);
        authorName.set(name);
      }
      resolve(name || undefined);
    });
  });
}
