//! What a browser calls itself, in words a person recognises: "Firefox on Android".
//!
//! It must never be used to decide anything: browsers say what they like. The table is small on
//! purpose; what is not in it is said to be unknown rather than guessed.

use crate::base::words::Word;
use crate::views::frame::Frame;

/// What a browser's name looks like in its own words. The first that is found counts, because most
/// also claim to be what stands further down.
const BROWSERS: [(&str, &str); 14] = [
    ("Edg/", "browser-edge"),
    ("EdgA/", "browser-edge"),
    ("EdgiOS/", "browser-edge"),
    ("OPR/", "browser-opera"),
    ("SamsungBrowser/", "browser-samsung"),
    ("Vivaldi/", "browser-vivaldi"),
    ("DuckDuckGo/", "browser-duckduckgo"),
    ("FxiOS/", "browser-firefox"),
    ("Firefox/", "browser-firefox"),
    ("CriOS/", "browser-chrome"),
    ("Chromium/", "browser-chromium"),
    ("Chrome/", "browser-chrome"),
    ("HeadlessChrome/", "browser-chrome"),
    ("Safari/", SAFARI),
];

/// Devices likewise.
const SYSTEMS: [(&str, &str); 9] = [
    ("iPhone", "system-iphone"),
    ("iPad", "system-ipad"),
    ("iPod", "system-ipod"),
    ("Android", "system-android"),
    ("CrOS", "system-chromebook"),
    ("Windows", "system-windows"),
    ("Macintosh", MAC),
    ("Linux", "system-linux"),
    ("BSD", "system-bsd"),
];

const SAFARI: &str = "browser-safari";
const MAC: &str = "system-mac";

/// The name of the device that says this of itself.
pub fn name(frame: &Frame, user_agent: &str) -> String {
    let found = |table: &[(&str, &'static str)]| {
        table
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, key)| *key)
    };
    let (browser, system) = (found(&BROWSERS), found(&SYSTEMS));
    let system = match (browser, system) {
        // Safari on an iPad says that it is on a Mac.
        (Some(SAFARI), Some(MAC)) => Some("system-mac-or-ipad"),
        (_, system) => system,
    };
    let word = |key: &str| Word::plain(frame.say(key));
    match (browser, system) {
        (Some(browser), Some(system)) => frame.say_all(
            "device-name",
            &[("browser", word(browser)), ("system", word(system))],
        ),
        (Some(browser), None) => frame.say_with("device-name-browser", "browser", word(browser)),
        (None, Some(system)) => frame.say_with("device-name-system", "system", word(system)),
        (None, None) => frame.say("device-name-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_what_its_owner_would_call_it() {
        let frame = Frame::sample();
        for (user_agent, words) in [
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
                "Firefox on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36",
                "Samsung Internet on Android",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0.0.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPad",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
                "Safari on a Mac or iPad",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on a Mac",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
                "Chrome on a Chromebook",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
        ] {
            assert_eq!(name(&frame, user_agent), words);
        }
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let frame = Frame::sample();
        assert_eq!(name(&frame, ""), "A device we do not recognise");
        assert_eq!(
            name(&frame, "<b>my own</b>"),
            "A device we do not recognise"
        );
        assert_eq!(
            name(&frame, "Dalvik/2.1.0 (Linux; U; Android 14)"),
            "A browser on Android"
        );
        assert_eq!(
            name(&frame, "Firefox/140.0"),
            "Firefox on a device we do not recognise"
        );
    }
}
