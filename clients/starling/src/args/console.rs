//! What can be typed to open the coach's page: `console`.

use std::net::SocketAddr;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = CONSOLE_HELP)]
pub(crate) struct ConsoleArguments {
    /// Where to serve it, if no server runs here [default: 127.0.0.1:7350, or a free port where that is taken]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Open no browser; print the file to open in one
    #[arg(long)]
    pub(crate) print: bool,
}

const CONSOLE_HELP: &str = "\
Where a server has your takes, its page is opened; otherwise it is served here
until Ctrl-C. The browser opens a file that only you can read, and that leads on
to the page with your token. Some browsers are not allowed to read that file:
then open the address that is printed, and give the page the token, which is in
the file `token` beside it.

Examples:
  starling console
  starling console --listen 127.0.0.1:8080 --print";
