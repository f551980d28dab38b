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

  arriving: { title: "Opening your link", waiting: "The server does not answer yet. This page keeps trying." },

  name: {
    title: "How shall your words be signed?",
    text: "The speaker sees this name beside your comments and ratings. It stays on this device.",
    field: "Your name",
    save: "Sign as this",
  },
};
