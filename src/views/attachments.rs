//! Files on messages as pages show them: pictures, films, sounds, and what is only offered for saving.
//!
//! Every one has its place from the start, by width and height as attributes: nothing on the page moves
//! when it comes. A picture that is not there yet shows a few of its colours, drawn as an SVG, because
//! neither `style=` nor `data:` is allowed on any page.

use super::frame::Frame;

/// The largest a lone picture is shown, in CSS pixels.
const PICTURE_WIDTH: u32 = 340;
const PICTURE_HEIGHT: u32 = 400;
/// What is longer than so many times its other side is shown by its middle; as in attachments.css.
const WIDEST: f64 = 3.0;
const TALLEST: f64 = 2.2;
/// Heavier animations stand still in a conversation, and move when they are opened.
const LIGHT: u64 = 4 * 1024 * 1024;
/// Colours in a row of the stand-in.
const COLUMNS: usize = 4;
/// Hexadecimal digits of a colour.
const COLOUR: usize = 6;

/// A file on a message.
#[derive(Clone, Debug, Default)]
pub struct AttachmentView {
    /// Its file id.
    pub id: String,
    /// The name its owner gave it.
    pub name: String,
    /// Where it is, sub-path included; none until it is ready.
    pub url: Option<String>,
    /// What it really is.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// A picture's or a film's width, orientation applied.
    pub width: Option<u32>,
    /// Its height.
    pub height: Option<u32>,
    /// How long it plays.
    pub duration_ms: Option<i64>,
    /// Whether it is a picture that moves.
    pub is_animated: bool,
    /// Whether it could not be made presentable.
    pub has_failed: bool,
    /// Whether only whoever sent it is given it.
    pub is_withheld: bool,
    /// Six hexadecimal digits for each of a dozen colours, in rows.
    pub colours: String,
    /// One hexadecimal digit for each bar of a sound.
    pub waveform: String,
    /// Why it failed or what it lacks: the end of a word of the catalogue.
    pub reason: Option<String>,
    /// What else of it can be fetched: `small`, `medium`, `poster`, `playable`, and what that is.
    pub variants: Vec<(&'static str, String)>,
}

/// One colour of the stand-in, and where.
pub(super) struct Shade<'a> {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) colour: &'a str,
}

impl AttachmentView {
    /// The empty picture a pending one is cloned from.
    pub fn pending_picture() -> Self {
        Self {
            url: Some(String::new()),
            media_type: "image/png".to_owned(),
            width: Some(PICTURE_WIDTH),
            height: Some(PICTURE_WIDTH),
            ..Self::default()
        }
    }

    /// The empty file a pending one is cloned from.
    pub fn pending_document() -> Self {
        Self {
            media_type: String::new(),
            ..Self::pending_picture()
        }
    }

    /// Whether a browser shows it as a picture and its place on the page is known beforehand.
    pub fn is_picture(&self) -> bool {
        let shown = matches!(
            self.media_type.as_str(),
            "image/jpeg" | "image/png" | "image/gif" | "image/webp"
        );
        (shown || self.has("small")) && !self.has_failed && self.fitted().is_some()
    }

    /// Whether a browser plays it as a film.
    pub(super) fn is_film(&self) -> bool {
        self.plays(&["video/mp4", "video/webm"])
    }

    /// Whether a browser plays it as a sound.
    pub(super) fn is_sound(&self) -> bool {
        self.plays(&[
            "audio/mpeg",
            "audio/mp4",
            "audio/ogg",
            "audio/webm",
            "audio/wav",
        ])
    }

    /// Whether it is somebody speaking, as this page's own recorder names it: music keeps its name.
    pub(super) fn is_voice(&self) -> bool {
        let is_named = self.name.strip_prefix("voice-").is_some_and(|rest| {
            let digits = rest.bytes().take_while(|byte| *byte != b'.');
            let shape: Vec<u8> = digits
                .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte })
                .collect();
            shape == b"0000-00-00-0000"
        });
        is_named && self.media_type.starts_with("audio/")
    }

    /// What it is called: a voice needs no file name.
    pub(super) fn called(&self, frame: &Frame) -> String {
        match self.is_voice() {
            true => frame.say("sound-voice"),
            false => self.name.clone(),
        }
    }

    fn plays(&self, types: &[&str]) -> bool {
        let is_unplayable = matches!(
            self.reason.as_deref(),
            Some("no_ffmpeg" | "not_playable" | "converting")
        ) && self.media_type.starts_with("video/");
        let playable = self.variant("playable");
        let own = types.contains(&self.media_type.as_str()) && !is_unplayable;
        let made = playable.is_some_and(|kind| types.contains(&kind));
        self.url.is_some() && !self.has_failed && (own || made)
    }

    fn variant(&self, name: &str) -> Option<&str> {
        let found = self.variants.iter().find(|(known, _)| *known == name);
        found.map(|(_, kind)| kind.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.variant(name).is_some()
    }

    pub(super) fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.url.as_deref().unwrap_or_default())
    }

    /// Where what is seen or heard of it lies.
    pub(super) fn playable(&self) -> String {
        match self.has("playable") {
            true => self.at("playable"),
            false => self.url.clone().unwrap_or_default(),
        }
    }

    /// What a conversation shows of a picture.
    pub(super) fn shown(&self) -> String {
        match self.has("small") && !(self.is_animated && self.size <= LIGHT) {
            true => self.at("small"),
            false => self.url.clone().unwrap_or_default(),
        }
    }

    /// Whether it stands still here although it moves.
    pub(super) fn is_stilled(&self) -> bool {
        self.is_animated && self.size > LIGHT
    }

    pub(super) fn shown_width(&self) -> u32 {
        self.fitted().map_or(PICTURE_WIDTH, |(width, _)| width)
    }

    pub(super) fn shown_height(&self) -> u32 {
        self.fitted()
            .map_or(PICTURE_WIDTH * 9 / 16, |(_, height)| height)
    }

    /// How wide all of it is where its middle is shown.
    pub(super) fn whole_width(&self) -> u32 {
        let whole = self.sides().map_or(0.0, |(width, height)| {
            f64::from(self.shown_height()) * width / height
        });
        rounded(whole).max(self.shown_width())
    }

    /// Which end of a panorama or of a long strip is cut off on both sides: in its own shape it would be a
    /// line that nobody can see or press.
    pub(super) fn crop(&self) -> Option<&'static str> {
        let (width, height) = self.sides()?;
        let (most_width, most_height) = (f64::from(PICTURE_WIDTH), f64::from(PICTURE_HEIGHT));
        if !self.media_type.starts_with("image/") {
            None
        } else if width > height * WIDEST && height >= most_width / WIDEST {
            Some("wide")
        } else if height > width * TALLEST && width >= most_height / TALLEST {
            Some("tall")
        } else {
            None
        }
    }

    /// Width and height within the frame of a lone picture.
    fn fitted(&self) -> Option<(u32, u32)> {
        let (width, height) = self.sides()?;
        let (most_width, most_height) = (f64::from(PICTURE_WIDTH), f64::from(PICTURE_HEIGHT));
        let (width, height) = match self.crop() {
            Some("wide") => (most_width, most_width / WIDEST),
            Some(_) => (most_height / TALLEST, most_height),
            None => {
                let scale = (most_width / width).min(most_height / height).min(1.0);
                (width * scale, height * scale)
            }
        };
        Some((rounded(width), rounded(height)))
    }

    fn sides(&self) -> Option<(f64, f64)> {
        let (width, height) = (self.width?, self.height?);
        (width > 0 && height > 0).then(|| (f64::from(width), f64::from(height)))
    }

    /// The colours that stand in for it.
    pub(super) fn shades(&self) -> Vec<Shade<'_>> {
        let count = self.colours.len() / COLOUR;
        (0..count)
            .filter_map(|place| {
                let colour = self.colours.get(place * COLOUR..(place + 1) * COLOUR)?;
                Some(Shade {
                    x: place % COLUMNS,
                    y: place / COLUMNS,
                    colour,
                })
            })
            .collect()
    }

    /// The bars of a sound in a field of 144 by 32: how far along, from where down and how tall each is.
    pub(super) fn bars(&self) -> Vec<(usize, u32, u32)> {
        let heights = self.waveform.chars();
        let heights = heights.map(|digit| 1 + digit.to_digit(16).unwrap_or(0));
        heights
            .enumerate()
            .map(|(index, height)| (index * 3, 16 - height, 2 * height))
            .collect()
    }

    /// How long it plays, as clocks of players say it.
    pub(super) fn duration(&self) -> Option<String> {
        let secs = (self.duration_ms? + 500) / 1_000;
        let (hours, minutes, secs) = (secs / 3_600, secs / 60 % 60, secs % 60);
        Some(match hours {
            0 => format!("{minutes}:{secs:02}"),
            _ => format!("{hours}:{minutes:02}:{secs:02}"),
        })
    }

    /// What kind of thing it is, in a word.
    pub(super) fn kind(&self, frame: &Frame) -> String {
        let word = match self.media_type.split('/').next().unwrap_or_default() {
            "image" => "attachment-kind-picture",
            "video" => "attachment-kind-film",
            "audio" => "attachment-kind-sound",
            _ if self.media_type == "application/pdf" => return "PDF".to_owned(),
            "text" => "attachment-kind-text",
            _ => "attachment-kind-file",
        };
        frame.say(word)
    }

    /// What is to be said of it in plain words.
    pub(super) fn note(&self, frame: &Frame) -> Option<String> {
        let word = match self.reason.as_deref()? {
            _ if self.is_withheld => "attachment-withheld",
            "converting" => "attachment-converting",
            "no_heif_tool" => "attachment-no-heif-tool",
            "no_ffmpeg" | "not_playable" => "attachment-not-playable",
            "too_large" => "attachment-too-large",
            "broken_off" => "attachment-broken-off",
            _ if self.has_failed => "attachment-unreadable",
            _ => return None,
        };
        Some(frame.say(word))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no more pixels than a picture has"
)]
fn rounded(side: f64) -> u32 {
    side.round().max(1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> AttachmentView {
        AttachmentView {
            width: Some(width),
            height: Some(height),
            ..AttachmentView::pending_picture()
        }
    }

    #[test]
    fn a_picture_fits_its_frame_and_keeps_its_shape() {
        assert_eq!(picture(4000, 2000).fitted(), Some((340, 170)));
        assert_eq!(picture(1000, 2200).fitted(), Some((182, 400)));
        assert_eq!(picture(20, 10).fitted(), Some((20, 10)));
        assert_eq!(picture(10_000, 1).fitted(), Some((340, 1)));
    }

    #[test]
    fn a_panorama_and_a_long_strip_are_shown_by_their_middle() {
        let (panorama, strip) = (picture(4000, 600), picture(1000, 4000));
        assert_eq!(
            (panorama.crop(), panorama.fitted()),
            (Some("wide"), Some((340, 113)))
        );
        assert_eq!(
            (strip.crop(), strip.fitted()),
            (Some("tall"), Some((182, 400)))
        );
        assert_eq!((panorama.whole_width(), strip.whole_width()), (753, 182));
        // No picture is made larger than it is, and a film is not cut.
        assert_eq!(picture(1000, 100).fitted(), Some((340, 34)));
        assert_eq!(picture(100, 1000).crop(), None);
        let film = AttachmentView {
            media_type: "video/mp4".into(),
            ..picture(4000, 600)
        };
        assert_eq!(film.fitted(), Some((340, 51)));
    }

    #[test]
    fn a_picture_of_unknown_size_is_a_download() {
        assert!(!picture(0, 10).is_picture());
        let unknown = AttachmentView {
            width: None,
            ..picture(1, 1)
        };
        assert!(!unknown.is_picture());
        let vector = AttachmentView {
            media_type: "image/svg+xml".into(),
            ..picture(1, 1)
        };
        assert!(!vector.is_picture());
        let failed = AttachmentView {
            has_failed: true,
            ..picture(1, 1)
        };
        assert!(!failed.is_picture());
    }

    #[test]
    fn a_film_that_no_browser_plays_is_one_once_a_copy_is_made() {
        let mut film = AttachmentView {
            url: Some("/files/1".into()),
            media_type: "video/mp4".into(),
            ..AttachmentView::default()
        };
        assert!(film.is_film() && film.playable() == "/files/1");
        film.reason = Some("converting".into());
        assert!(!film.is_film());
        film.variants.push(("playable", "video/mp4".into()));
        film.reason = None;
        assert!(film.is_film() && film.playable() == "/files/1/playable");
    }

    #[test]
    fn a_length_is_said_as_clocks_say_it() {
        for (ms, said) in [(0, "0:00"), (65_499, "1:05"), (3_661_000, "1:01:01")] {
            let view = AttachmentView {
                duration_ms: Some(ms),
                ..AttachmentView::default()
            };
            assert_eq!(view.duration().as_deref(), Some(said));
        }
    }
}
