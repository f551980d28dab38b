//! A link as a QR code, for a phone that is held before the screen.

use std::io::{self, IsTerminal as _};

use anstyle::{AnsiColor, Style};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// The code for standard output; none where that is no terminal, or too small a one to see all of it.
pub(crate) fn on_terminal(link: &str) -> Option<String> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    let lines = lines(link)?;
    let width = lines.first()?.chars().count();
    // The prompt comes below it.
    let fits = width <= usize::from(size.ws_col) && lines.len() < usize::from(size.ws_row);
    fits.then(|| styled(&lines))
}

/// The code with the light border that cameras need, two of its rows on each line. What is light is drawn: without
/// colours it is right on the dark screens that most have.
fn lines(link: &str) -> Option<Vec<String>> {
    // A screen has no creases: the lowest level of correction keeps the code small. A longer text than fits has none.
    let code = QrCode::with_error_correction_level(link, EcLevel::L).ok()?;
    let text = code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build();
    Some(text.lines().map(str::to_owned).collect())
}

/// Black on white, whatever colours the terminal has.
fn styled(lines: &[String]) -> String {
    let style = Style::new()
        .fg_color(Some(AnsiColor::BrightWhite.into()))
        .bg_color(Some(AnsiColor::Black.into()));
    lines
        .iter()
        .map(|line| format!("{style}{line}{style:#}\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_this_machine_fits_a_terminal_of_80_by_24() {
        let secret = "0123456789abcdefghjkmnpqrstvwxyz".repeat(2);
        let link = format!("http://127.0.0.1:7350/#link=starling_link_{secret}");
        let lines = lines(&link).unwrap();
        assert!(lines.len() < 24, "{}", lines.len());
        assert!(lines.iter().all(|line| line.chars().count() <= 80));
    }

    #[test]
    fn a_text_beyond_what_a_code_holds_has_none() {
        assert_eq!(lines(&"x".repeat(5_000)), None);
    }
}
