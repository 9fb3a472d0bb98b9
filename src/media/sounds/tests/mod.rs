//! Sounds made by hand, as recorders and shops make them.

use std::io::Cursor;

use super::super::copying::copy;
use super::*;

/// What they say of place and person.
mod words;

fn heard(bytes: &[u8]) -> Cleaned {
    let mut content = Cursor::new(bytes.to_vec());
    let mut source = Source::new(&mut content).expect("a source");
    told(&mut source).expect("a sound")
}

fn wav(rate: u32, samples: &[i16]) -> Vec<u8> {
    let size = u32::try_from(samples.len() * 2).expect("short");
    let mut wav = [b"RIFF", &(size + 36).to_le_bytes()[..], b"WAVEfmt "].concat();
    wav.extend([16, 0, 0, 0, 1, 0, 1, 0]);
    wav.extend(rate.to_le_bytes());
    wav.extend((rate * 2).to_le_bytes());
    wav.extend([2, 0, 16, 0]);
    wav.extend([b"data", &size.to_le_bytes()[..]].concat());
    wav.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    wav
}

fn element(name: &[u8], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).expect("short");
    [name, &(0x1000_0000 | size).to_be_bytes(), content].concat()
}

/// As a browser records: lengths are left open, and nothing says how long it is.
fn recorded(duration: &[u8]) -> Vec<u8> {
    const OPEN: [u8; 8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
    let mut webm = element(&[0x1A, 0x45, 0xDF, 0xA3], b"\x42\x82\x84webm");
    webm.extend([&[0x18, 0x53, 0x80, 0x67], &OPEN[..]].concat());
    let scale = element(&[0x2A, 0xD7, 0xB1], &1_000_000_u32.to_be_bytes());
    webm.extend(element(
        &[0x15, 0x49, 0xA9, 0x66],
        &[&scale, duration].concat(),
    ));
    let track = element(&[0xAE], &element(&[0x86], b"A_OPUS"));
    webm.extend(element(&[0x16, 0x54, 0xAE, 0x6B], &track));
    for cluster in [0_u16, 1_000, 2_000] {
        webm.extend([&[0x1F, 0x43, 0xB6, 0x75], &OPEN[..]].concat());
        webm.extend(element(&[0xE7], &cluster.to_be_bytes()));
        for at in [0_u16, 480] {
            let block = [&[0x81][..], &at.to_be_bytes(), &[0x80, 1, 2, 3]].concat();
            webm.extend(element(&[0xA3], &block));
        }
    }
    webm
}

fn page(serial: u8, granule: u64, content: &[u8]) -> Vec<u8> {
    let mut page = b"OggS\0\0".to_vec();
    page.extend(granule.to_le_bytes());
    page.extend([serial, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    page.push(u8::try_from(content.len()).expect("short"));
    page.extend(content);
    page
}

#[test]
fn a_plain_recording_says_how_long_and_how_loud_it_is() {
    let louder: Vec<i16> = (0..16_000).map(|n| (n * 2) as i16).collect();
    let wave = heard(&wav(8_000, &louder));
    assert_eq!(wave.duration_ms, Some(2_000));
    let bars = wave.waveform.expect("bars");
    assert!(bars.starts_with('0') && bars.ends_with('f'), "{bars}");
    // As much of it as there is.
    let half = &wav(8_000, &louder)[..44 + 16_000];
    assert_eq!(heard(half).duration_ms, Some(1_000));
}

#[test]
fn what_a_browser_recorded_is_as_long_as_its_last_moment() {
    let told = heard(&recorded(&[]));
    assert_eq!(told.duration_ms, Some(2_480));
    assert_eq!(told.codecs, ["opus"]);
    let said = element(&[0x44, 0x89], &9_500.0_f64.to_be_bytes());
    assert_eq!(heard(&recorded(&said)).duration_ms, Some(9_500));
}

/// What a camera's program notes behind its film, and a title in front.
fn with_words(size_bytes: usize) -> Vec<u8> {
    let long = |name: &[u8], content: &[u8]| {
        let size = content.len() as u64 | 1 << (7 * size_bytes);
        let size = size.to_be_bytes();
        [name, &size[8 - size_bytes..], content].concat()
    };
    let duration = element(&[0x44, 0x89], &9_500.0_f64.to_be_bytes());
    let title = long(&[0x7B, 0xA9], b"Our street");
    let mut webm = recorded(&[duration, title].concat());
    let place = element(&[0x44, 0x87], b"+59.3300+018.0700/");
    let tag = long(&[0x73, 0x73], &long(&[0x67, 0xC8], &place));
    webm.extend(long(&[0x12, 0x54, 0xC3, 0x67], &tag));
    webm.extend(long(&[0x19, 0x41, 0xA4, 0x69], b"a cover"));
    webm
}

fn without(whole: &[u8], cleaned: &Cleaned) -> Vec<u8> {
    let mut clean = Vec::new();
    let mut original = Cursor::new(whole.to_vec());
    let keep = |bytes: &[u8]| {
        clean.extend(bytes);
        Ok(())
    };
    copy(&mut original, &cleaned.pieces, keep).expect("copied");
    clean
}

#[test]
fn what_a_film_says_of_place_and_person_becomes_room_for_nothing() {
    for size_bytes in [1, 2, 4, 5, 8] {
        let whole = with_words(size_bytes);
        let told = heard(&whole);
        let clean = without(&whole, &told);
        assert_eq!(clean.len(), whole.len());
        for words in [&b"+59.33"[..], b"Our street", b"a cover"] {
            let is_there = |bytes: &[u8]| bytes.windows(words.len()).any(|some| some == words);
            assert!(is_there(&whole), "the control");
            assert!(!is_there(&clean), "{size_bytes}");
        }
        // It is still one row of elements, with nothing more to take out.
        let again = heard(&clean);
        assert_eq!(again.duration_ms, Some(9_500));
        assert_eq!(again.codecs, ["opus"]);
        assert!(again.pieces.is_empty(), "{:?}", again.pieces);
        // An element that is damaged hides none that come behind it.
        let mut damaged = whole.clone();
        let tracks = damaged
            .windows(4)
            .position(|name| name == [0x16, 0x54, 0xAE, 0x6B]);
        damaged[tracks.expect("tracks") + 4] = 0x01;
        let clean = without(&damaged, &heard(&damaged));
        assert!(
            !clean.windows(6).any(|some| some == b"+59.33"),
            "{size_bytes}"
        );
        // What breaks off behind its words is cleaned as well, and what has none is left alone.
        let half = &whole[..whole.len() - 3];
        assert!(!heard(half).pieces.is_empty());
        assert!(heard(&recorded(&[])).pieces.is_empty());
    }
}

#[test]
fn an_opus_is_as_long_as_its_last_page_says() {
    let head = [&b"OpusHead\x01\x01"[..], &312_u16.to_le_bytes(), &[0; 7]].concat();
    let other = page(9, 48_000 * 60, b"of another stream");
    let ogg = [
        page(7, 0, &head),
        page(7, 48_000 * 3 + 312, b"sound"),
        page(7, u64::MAX, b"nothing ends here"),
        other,
    ];
    let told = heard(&ogg.concat());
    assert_eq!(told.duration_ms, Some(3_000));
    assert_eq!(told.codecs, ["opus"]);
}

#[test]
fn an_mp3_is_counted_by_frames_or_by_bytes() {
    // 128 kbit/s, 44,100 Hz, both channels.
    let frame = [0xFF, 0xFB, 0x90, 0x00];
    let mut counted = b"ID3\x04\0\0\0\0\0\x05words".to_vec();
    counted.extend(frame);
    counted.extend([0; 32]);
    counted.extend(b"Info\0\0\0\x01");
    counted.extend(383_u32.to_be_bytes());
    assert_eq!(heard(&counted).duration_ms, Some(10_004));
    let mut plain = frame.to_vec();
    plain.resize(16_000 * 4, 0);
    assert_eq!(heard(&plain).duration_ms, Some(4_000));
    // Tags are no sound, and an AAC is no MP3 because there is something in it that looks like one.
    plain.extend([&b"TAG"[..], &[0; 125]].concat());
    assert_eq!(heard(&plain).duration_ms, Some(4_000));
    let aac = [&[0xFF, 0xF1, 0x50, 0x80][..], &plain].concat();
    assert_eq!(heard(&aac).duration_ms, None);
}

#[test]
fn what_breaks_off_anywhere_is_read_without_harm() {
    let louder: Vec<i16> = (0..200).collect();
    let head = [&b"OpusHead\x01\x01"[..], &[0; 9]].concat();
    for whole in [
        wav(8_000, &louder),
        recorded(&[]),
        page(1, 9_000, &head),
        b"ID3\x04\0\0\x7F\x7F\x7F\x7F\xFF\xFB\x90\0".to_vec(),
        words::telling_mp3(3),
        words::telling_vorbis(),
        words::telling_flac(),
        words::telling_avi(),
        words::telling_aiff(),
        words::telling_flv(),
        words::telling_wmv(),
    ] {
        for end in 12..whole.len() {
            heard(&whole[..end]);
        }
        for place in 12..whole.len() {
            let mut garbled = whole.clone();
            garbled[place] ^= 0xFF;
            heard(&garbled);
        }
    }
}
