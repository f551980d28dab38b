/** What every screen says around its own words. */
export const words = {
  product: "Starling",
  title: (screen: string) => (screen ? `${screen} · Starling` : "Starling"),
  skip: "Skip to the content",
  close: "Close",
  cancel: "Cancel",
  loading: "Loading",
  tryAgain: "Try again",
  incomplete: "This screen could not be loaded",

  nav: {
    label: "Screens",
    sessions: "Sessions",
    progress: "Progress",
    takes: "Takes",
    keys: "Keyboard shortcuts",
    name: (name: string) => (name ? `You sign as ${name}. Change it` : "Say how you sign"),
  },

  theme: { auto: "Colours: like the system", light: "Colours: light", dark: "Colours: dark" },

  connection: {
    reconnecting: "The server does not answer. What you see may be old; this page keeps trying.",
  },

  missing: { title: "Nothing here", text: "There is no page at this address.", back: "Back to the start" },

  entrance: {
    title: "Hear the answer. See where the time went.",
    lead: "Starling records practice answers for interviews. This page opens them for whoever was invited.",
    coach: "You were sent a link",
    coachText: "Open it again, whole: the part after # is the key. If it no longer works, ask for another one.",
    speaker: "These are your own sessions",
    speakerText: "On the machine where you practise, run this, and the page opens with its key:",
    command: "starling console",
    key: "Or give the link or the token here",
    enter: "Open",
  },

  arriving: { title: "Opening your link", waiting: "The server does not answer yet. This page keeps trying." },

  closed: {
    titles: {
      LINK_EXPIRED: "This link has ended",
      LINK_REVOKED: "This link was withdrawn",
      LINK_USED_UP: "This link has been used up",
      LINK_UNKNOWN: "This link opens nothing",
      ACCESS_EXPIRED: "Your visit has ended",
      CREDENTIALS_UNKNOWN: "Your visit has ended",
    } as Record<string, string>,
    otherTitle: "The server does not let you in",
    texts: {
      LINK_EXPIRED: "It was made for a limited time, and that time is over. Ask the speaker for a new one.",
      LINK_REVOKED: "The speaker has withdrawn it. Nothing more is shown here; what you had sent is with the speaker.",
      LINK_USED_UP: "It was made for a limited number of visits. Ask the speaker for a new one.",
      LINK_UNKNOWN: "It may have been cut short on its way. Open it again, whole, or ask the speaker for a new one.",
      ACCESS_EXPIRED: "A visit lasts twelve hours at most. Open your link again to go on.",
      CREDENTIALS_UNKNOWN: "Open your link again to go on, or run “starling console” if these are your own sessions.",
    } as Record<string, string>,
    otherText: "Open your link again. If these are your own sessions, run “starling console” on your machine.",
  },

  name: {
    title: "How shall your words be signed?",
    text: "The speaker sees this name beside your comments and ratings. It stays on this device.",
    field: "Your name",
    save: "Sign as this",
  },

  keys: {
    title: "Keyboard shortcuts",
    enabled: "Use single keys as shortcuts",
    help: "Show this list",
    or: "or",
    names: { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "Enter", Escape: "Esc", " ": "Space" } as Record<string, string>,
  },
};
