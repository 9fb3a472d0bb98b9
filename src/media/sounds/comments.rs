//! Comments as Vorbis has them, and with it Opus, Speex, Theora and FLAC: a row of `NAME=text`.

/// Bytes of a text that stays: what a song is called, not where.
const LONGEST: usize = 400;
/// What a song is called, who plays it, where it stands on its album, and how loud it is meant to be.
const NAMES: [&[u8]; 14] = [
    b"TITLE",
    b"ARTIST",
    b"ALBUM",
    b"ALBUMARTIST",
    b"TRACKNUMBER",
    b"DISCNUMBER",
    b"DATE",
    b"GENRE",
    b"REPLAYGAIN_TRACK_GAIN",
    b"REPLAYGAIN_TRACK_PEAK",
    b"REPLAYGAIN_ALBUM_GAIN",
    b"REPLAYGAIN_ALBUM_PEAK",
    b"R128_TRACK_GAIN",
    b"R128_ALBUM_GAIN",
];

/// The comments behind this word with those alone that stay; never longer than they were.
pub(super) fn kept(packet: &[u8], word: &[u8]) -> Vec<u8> {
    let mut rest = &packet[word.len().min(packet.len())..];
    let program = counted(&mut rest).filter(|name| name.len() <= LONGEST);
    let count = number(&mut rest).unwrap_or(0);
    let mut comments = Vec::new();
    let mut stay: u32 = 0;
    for _ in 0..count {
        let Some(comment) = counted(&mut rest) else {
            break;
        };
        let name = comment.split(|byte| *byte == b'=').next().unwrap_or(&[]);
        let is_name = NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is_name && comment.len() <= LONGEST {
            comments.extend(sized(comment));
            stay += 1;
        }
    }
    let mut kept = [
        word,
        &sized(program.unwrap_or_default()),
        &stay.to_le_bytes(),
        &comments,
    ]
    .concat();
    // Here the end is marked.
    if word == b"\x03vorbis" {
        kept.push(1);
    }
    kept.truncate(packet.len());
    kept
}

fn sized(text: &[u8]) -> Vec<u8> {
    let size = u32::try_from(text.len()).unwrap_or(0);
    [&size.to_le_bytes(), text].concat()
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (number, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(u32::from_le_bytes(*number))
}

/// A text behind its length.
fn counted<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (text, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(text)
}
