//! A link as a QR code that a phone at the back of the room can read.

use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of quiet around the code, as the standard asks.
const QUIET: i32 = 4;

/// A code as the path of a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Side of the drawing, in modules, with the quiet around it.
    pub side: i32,
    /// All dark modules as one SVG path.
    pub path: String,
}

/// Draws a text; `None` when it is longer than a code can hold, which no link of ours is.
#[must_use]
pub fn draw(text: &str) -> Option<Qr> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(run).unwrap_or(0);
            if 0 < run {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    Some(Qr { side: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_fits_and_has_its_finder_patterns_in_three_corners() {
        let link = format!("https://etappe.example.org/join#{}", "0123456789abcdef".repeat(2));
        let qr = draw(&link).unwrap();
        assert!(qr.side <= 45, "{} modules are still large on a wall", qr.side);
        let far = qr.side - QUIET - 7;
        for (x, y) in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(qr.path.contains(&format!("M{x} {y}h7v1h-7z")), "{x} {y}");
        }
        assert_eq!(draw(&"x".repeat(3_000)), None);
    }
}
