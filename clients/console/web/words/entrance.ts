/** What people read who are not let in, or no longer. */
export const words = {
  title: "Hear the answer. See where the time went.",
  lead: "Starling records practice answers for interviews. This page opens them for whoever was invited.",
  coach: "You were sent a link",
  coachText: "Open it again, whole: the part after # is the key. If it no longer works, ask for another one.",
  speaker: "These are your own sessions",
  speakerText: "On the machine where you practise, run this, and the page opens with its key:",
  command: "starling console",
  key: "Or give the link or the token here",
  enter: "Open",

  closed: {
    titles: {
      LINK_EXPIRED: "This link has ended",
      LINK_REVOKED: "This link was withdrawn",
      LINK_USED_UP: "This link has been used up",
      LINK_UNKNOWN: "This link opens nothing",
      ACCESS_EXPIRED: "Your visit has ended",
      CREDENTIALS_UNKNOWN: "Your visit has ended",
      TOKEN_REFUSED: "Your token is not taken, or no longer",
    } as Record<string, string>,
    otherTitle: "The server does not let you in",
    texts: {
      LINK_EXPIRED: "It was made for a limited time, and that time is over. Ask the speaker for a new one.",
      LINK_REVOKED: "The speaker has withdrawn it. Nothing more is shown here; what you had sent is with the speaker.",
      LINK_USED_UP: "It was made for a limited number of visits. Ask the speaker for a new one.",
      LINK_UNKNOWN: "It may have been cut short on its way. Open it again, whole, or ask the speaker for a new one.",
      ACCESS_EXPIRED: "A visit lasts twelve hours at most. Open your link again to go on.",
      CREDENTIALS_UNKNOWN: "Open your link again to go on, or run “starling console” if these are your own sessions.",
      TOKEN_REFUSED: "It lasts only for a while. Get a new one where you got this one, and open the page with it.",
    } as Record<string, string>,
    otherText: "Open your link again. If these are your own sessions, run “starling console” on your machine.",
  },
};
