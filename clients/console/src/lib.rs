//! The console: a page for coaches and speakers, in a browser.
