//! Songs, recordings and films that say everything players and recorders put there, and what is left of it.

use super::*;

/// What nobody else is to read, in several places.
const WORDS: &[u8] = b"59.33,18.07";

fn says(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|some| some == words)
}

fn sized(size: usize) -> [u8; 4] {
    u32::try_from(size).expect("short").to_le_bytes()
}

fn sevens(size: usize) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| (size >> shift & 0x7F) as u8)
}

fn id3(version: u8, frames: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, text) in frames {
        let size = match version {
            4 => sevens(text.len()),
            _ => u32::try_from(text.len()).expect("short").to_be_bytes(),
        };
        all.extend([&name[..], &size, &[0, 0], text].concat());
    }
    // Room for later.
    all.extend([0; 30]);
    [&b"ID3"[..], &[version, 0, 0], &sevens(all.len()), &all].concat()
}

const MPEG: [u8; 400] = {
    let mut frame = [7; 400];
    (frame[0], frame[1], frame[2], frame[3]) = (0xFF, 0xFB, 0x90, 0x00);
    frame
};

/// A song in front of which, and behind, everything stands that players put there.
pub(super) fn telling_mp3(version: u8) -> Vec<u8> {
    let picture = [&b"\0image/jpeg\0\x03\0"[..], WORDS, &[9; 300]].concat();
    let place = [&b"\0location\0"[..], WORDS].concat();
    let front = id3(
        version,
        &[
            (b"TIT2", b"\0Our song"),
            (b"TXXX", &place),
            (b"APIC", &picture),
            (b"COMM", &[&b"\0eng\0"[..], WORDS].concat()),
            (b"PRIV", WORDS),
            (b"TPE1", b"\0The neighbours"),
            (b"TALB", &[&[0; 401][..], WORDS].concat()),
        ],
    );
    let ape_item = [&sized(WORDS.len())[..], &[0; 4], b"Location\0", WORDS].concat();
    let ape_edge = |flags: u8| {
        let size = sized(ape_item.len() + 32);
        let edge = [
            &b"APETAGEX\xD0\x07\0\0"[..],
            &size,
            &sized(1),
            &[0, 0, 0, flags],
        ];
        [&edge.concat()[..], &[0; 8]].concat()
    };
    let ape = [ape_edge(0xA0), ape_item.clone(), ape_edge(0x80)].concat();
    let lyrics = [&b"LYRICSBEGIN"[..], b"INF00011", WORDS].concat();
    let lyrics = [
        &lyrics[..],
        format!("{:06}", lyrics.len()).as_bytes(),
        b"LYRICS200",
    ]
    .concat();
    let mut oldest = b"TAGOur song".to_vec();
    oldest.resize(97, 0);
    oldest.extend(WORDS);
    oldest.resize(125, 0);
    oldest.extend([0, 7, 13]);
    [&front[..], &MPEG, &ape, &lyrics, &oldest].concat()
}

fn comments(word: &[u8], all: &[&[u8]]) -> Vec<u8> {
    let mut comments = [word, &sized(7), b"encoder", &sized(all.len())].concat();
    for comment in all {
        comments.extend([&sized(comment.len())[..], comment].concat());
    }
    comments
}

/// The sum that the format asks for, bit by bit.
fn sum(page: &[u8]) -> u32 {
    let mut sum = 0_u32;
    for (at, byte) in page.iter().enumerate() {
        let byte = if (22..26).contains(&at) { 0 } else { *byte };
        sum ^= u32::from(byte) << 24;
        for _ in 0..8 {
            sum = sum << 1 ^ if sum >> 31 == 1 { 0x04C1_1DB7 } else { 0 };
        }
    }
    sum
}

/// Packets on as many pages as they need, the first on one of its own.
fn stream(serial: u8, packets: &[&[u8]]) -> Vec<u8> {
    let mut pages: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for (number, packet) in packets.iter().enumerate() {
        let mut rest = *packet;
        let mut is_new = number < 2;
        loop {
            if is_new || pages.last().is_some_and(|(table, _)| table.len() == 255) {
                pages.push((Vec::new(), Vec::new()));
                is_new = false;
            }
            let (table, body) = pages.last_mut().expect("one");
            let part = rest.len().min(255);
            table.push(part as u8);
            body.extend(&rest[..part]);
            rest = &rest[part..];
            if part < 255 {
                break;
            }
        }
    }
    let mut all = Vec::new();
    for (number, (table, body)) in pages.iter().enumerate() {
        let mut page = b"OggS\0".to_vec();
        page.push(if number == 0 { 2 } else { 0 });
        page.extend((number as u64 * 9_600).to_le_bytes());
        page.extend([serial, 0, 0, 0, number as u8, 0, 0, 0, 0, 0, 0, 0]);
        page.push(table.len() as u8);
        page.extend([&table[..], body].concat());
        let sum = sum(&page).to_le_bytes();
        page[22..26].copy_from_slice(&sum);
        all.extend(page);
    }
    all
}

/// Each page of a row, with its sum right.
fn pages(ogg: &[u8]) -> Vec<(u64, usize)> {
    let (mut pages, mut at) = (Vec::new(), 0);
    while at < ogg.len() {
        assert!(ogg[at..].starts_with(b"OggS"), "a page at {at}");
        let count = usize::from(ogg[at + 26]);
        let table = &ogg[at + 27..at + 27 + count];
        let size = 27 + count + table.iter().map(|part| usize::from(*part)).sum::<usize>();
        let page = &ogg[at..at + size];
        let said = u32::from_le_bytes(page[22..26].try_into().expect("four"));
        assert_eq!(said, sum(page), "the sum of the page at {at}");
        let moment = u64::from_le_bytes(page[6..14].try_into().expect("eight"));
        pages.push((moment, at));
        at += size;
    }
    pages
}

const NAMED: &[u8] = b"title=Our song";
const PLACED: &[u8] = b"LOCATION=59.33,18.07";

fn telling_opus() -> Vec<u8> {
    let cover = [&b"METADATA_BLOCK_PICTURE="[..], WORDS, &[b'A'; 150_000]].concat();
    let words = comments(b"OpusTags", &[PLACED, NAMED, &cover]);
    let head = [&b"OpusHead\x01\x01"[..], &312_u16.to_le_bytes(), &[0; 7]].concat();
    stream(7, &[&head, &words, &[1; 700], &[2; 300]])
}

pub(super) fn telling_vorbis() -> Vec<u8> {
    let head = [&b"\x01vorbis\0\0\0\0\x02"[..], &sized(44_100), &[0; 14]].concat();
    let mut words = comments(b"\x03vorbis", &[NAMED, PLACED]);
    words.push(1);
    // How it is coded follows on the same page.
    stream(7, &[&head, &words, b"\x05vorbis and so on", &[1; 700]])
}

fn flac_block(kind: u8, content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).expect("short").to_be_bytes();
    [&[kind], &size[1..], content].concat()
}

fn flac_head() -> [u8; 34] {
    let mut head = [0; 34];
    // Two seconds of 44,100 samples, one channel, sixteen bits.
    let packed = 44_100_u64 << 44 | 15 << 36 | 88_200;
    head[10..18].copy_from_slice(&packed.to_be_bytes());
    head
}

pub(super) fn telling_flac() -> Vec<u8> {
    [
        b"fLaC".to_vec(),
        flac_block(0, &flac_head()),
        flac_block(4, &comments(b"", &[NAMED, PLACED])),
        flac_block(6, WORDS),
        flac_block(1, &[0; 40]),
        flac_block(1, &[&[0; 40], WORDS].concat()),
        flac_block(2 | 0x80, WORDS),
        vec![0xFF, 0xF8, 1, 2, 3],
    ]
    .concat()
}

fn telling_ogg_flac() -> Vec<u8> {
    let head = [
        &b"\x7FFLAC\x01\0\0\x03fLaC"[..],
        &flac_block(0, &flac_head()),
    ]
    .concat();
    stream(
        7,
        &[
            &head,
            &flac_block(4, &comments(b"", &[NAMED, PLACED])),
            &flac_block(6 | 0x80, WORDS),
            &[&[0xFF, 0xF8][..], &[1; 500]].concat(),
        ],
    )
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let odd: &[u8] = if content.len() % 2 == 1 { &[0] } else { &[] };
    [name, &sized(content.len())[..], content, odd].concat()
}

fn riff(form: &[u8; 4], chunks: &[Vec<u8>]) -> Vec<u8> {
    chunk(b"RIFF", &[&form[..], &chunks.concat()].concat())
}

fn telling_wav() -> Vec<u8> {
    let plain = wav(8_000, &[500; 8_000]);
    let info = [b"INFO".to_vec(), chunk(b"ICMT", WORDS)].concat();
    riff(
        b"WAVE",
        &[
            chunk(b"LIST", &info),
            chunk(b"bext", WORDS),
            chunk(b"JUNK", WORDS),
            plain[12..].to_vec(),
            chunk(b"id3 ", &id3(3, &[(b"COMM", WORDS)])),
            chunk(b"iXML", WORDS),
        ],
    )
}

pub(super) fn telling_avi() -> Vec<u8> {
    let list = |word: &[u8; 4], chunks: &[Vec<u8>]| {
        chunk(b"LIST", &[&word[..], &chunks.concat()].concat())
    };
    riff(
        b"AVI ",
        &[
            list(
                b"hdrl",
                &[
                    chunk(b"avih", &[1; 56]),
                    list(
                        b"strl",
                        &[
                            chunk(b"strh", &[2; 56]),
                            chunk(b"strf", &[3; 40]),
                            chunk(b"strd", WORDS),
                        ],
                    ),
                    chunk(b"IDIT", WORDS),
                ],
            ),
            list(b"INFO", &[chunk(b"ICMT", WORDS)]),
            list(b"movi", &[chunk(b"00dc", &[4; 301])]),
            chunk(b"idx1", &[5; 32]),
            b"\0\0\0".to_vec(),
            WORDS.to_vec(),
        ],
    )
}

pub(super) fn telling_aiff() -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8]| {
        let mut chunk = chunk(name, content);
        chunk[4..8].reverse();
        chunk
    };
    let all = [
        b"AIFF".to_vec(),
        chunk(b"COMM", &[1; 18]),
        chunk(b"ANNO", WORDS),
        chunk(b"SSND", &[2; 333]),
        chunk(b"ID3 ", WORDS),
    ];
    chunk(b"FORM", &all.concat())
}

/// What it is, and what must stay of it.
type Telling = (&'static str, Vec<u8>, Vec<&'static [u8]>);

pub(super) fn telling_flv() -> Vec<u8> {
    let tag = |kind: u8, content: &[u8]| {
        let size = u32::try_from(content.len()).expect("short").to_be_bytes();
        let all = u32::try_from(content.len() + 11)
            .expect("short")
            .to_be_bytes();
        [&[kind], &size[1..], &[0; 7], content, &all].concat()
    };
    [
        b"FLV\x01\x05\0\0\0\x09\0\0\0\0".to_vec(),
        tag(18, WORDS),
        tag(9, &[1; 333]),
    ]
    .concat()
}

pub(super) fn telling_wmv() -> Vec<u8> {
    let object = |name: &str, content: &[u8]| {
        let name = data_encoding::HEXUPPER
            .decode(name.as_bytes())
            .expect("hex");
        let size = content.len() as u64 + 24;
        [&name, &size.to_le_bytes()[..], content].concat()
    };
    let inner = object("941C23449894D149A1411D134E457054", WORDS);
    let extension = [&[0; 22][..], &inner].concat();
    let header = [
        vec![0; 6],
        object("A1DCAB8C47A9CF118EE400C00C205365", &[1; 80]),
        object("3326B2758E66CF11A6D900AA0062CE6C", WORDS),
        object("B503BF5F2EA9CF118EE300C00C205365", &extension),
        object("40A4D0D207E3D21197F000A0C95EA850", WORDS),
    ];
    [
        object("3026B2758E66CF11A6D900AA0062CE6C", &header.concat()),
        object("3626B2758E66CF11A6D900AA0062CE6C", &[2; 333]),
    ]
    .concat()
}

fn telling() -> Vec<Telling> {
    vec![
        (
            "opus",
            telling_opus(),
            vec![b"OpusHead", NAMED, &[1; 700], &[2; 300]],
        ),
        (
            "vorbis",
            telling_vorbis(),
            vec![NAMED, b"\x05vorbis and so on", &[1; 500]],
        ),
        (
            "flac",
            telling_flac(),
            vec![b"fLaC", NAMED, &[0xFF, 0xF8, 1, 2, 3]],
        ),
        ("flac in ogg", telling_ogg_flac(), vec![NAMED, &[1; 200]]),
        (
            "wav",
            telling_wav(),
            vec![b"RIFF", b"fmt ", b"data", &[0xF4, 1, 0xF4, 1]],
        ),
        (
            "avi",
            telling_avi(),
            vec![b"avih", b"strh", b"strf", b"movi", &[4; 301], b"idx1"],
        ),
        ("flv", telling_flv(), vec![b"FLV", &[1; 333]]),
        ("wmv", telling_wmv(), vec![&[1; 80], &[2; 333]]),
        (
            "aiff",
            telling_aiff(),
            vec![b"FORM", b"COMM", b"SSND", &[2; 333]],
        ),
    ]
}

#[test]
fn what_a_sound_says_of_a_place_is_overwritten_where_it_stands() {
    for (name, whole, stays) in telling() {
        assert!(says(&whole, WORDS), "{name}: the control");
        let told = heard(&whole);
        let clean = without(&whole, &told);
        assert!(!says(&clean, WORDS), "{name}");
        assert_eq!(clean.len(), whole.len(), "{name}");
        for part in stays {
            assert!(says(&clean, part), "{name} lost {part:?}");
        }
        // Nothing more is to be found, and it says the same of itself.
        let again = heard(&clean);
        assert_eq!(without(&clean, &again), clean, "{name}");
        assert_eq!(again.duration_ms, told.duration_ms, "{name}");
    }
}

#[test]
fn what_breaks_off_in_or_behind_its_words_says_none_of_them() {
    for (name, whole, _) in telling() {
        // A cover of many pages, here and there.
        let step = if whole.len() > 10_000 { 997 } else { 1 };
        for end in (12..whole.len()).step_by(step) {
            let half = &whole[..end];
            let clean = without_some(half, &heard(half));
            assert!(!says(&clean, WORDS), "{name} of {end} bytes");
            assert_eq!(clean.len(), end, "{name}");
        }
    }
}

/// As it is served: as it came, if there was nothing to leave out.
fn without_some(whole: &[u8], cleaned: &Cleaned) -> Vec<u8> {
    match cleaned.pieces.is_empty() {
        true => whole.to_vec(),
        false => without(whole, cleaned),
    }
}

#[test]
fn the_pages_of_an_ogg_stay_where_they_are_and_their_sums_are_right() {
    for whole in [telling_opus(), telling_vorbis(), telling_ogg_flac()] {
        let before = pages(&whole);
        assert!(before.len() > 1, "{before:?}");
        let clean = without(&whole, &heard(&whole));
        assert_eq!(pages(&clean), before);
        // A radio's recording is one behind another.
        let twice = [whole.clone(), whole].concat();
        let clean = without(&twice, &heard(&twice));
        assert!(!says(&clean, WORDS));
        assert_eq!(pages(&clean).len(), before.len() * 2);
    }
}

#[test]
fn of_a_song_stays_what_it_is_called_and_who_plays_it() {
    for version in [3, 4] {
        let whole = telling_mp3(version);
        let clean = without(&whole, &heard(&whole));
        assert!(!says(&clean, WORDS), "{version}");
        let front = [
            (b"TIT2", &b"\0Our song"[..]),
            (b"TPE1", &b"\0The neighbours"[..]),
        ];
        let mut front = id3(version, &front.map(|(name, text)| (name, text)));
        // Without room for later.
        front.truncate(front.len() - 30);
        let size = sevens(front.len() - 10);
        front[6..10].copy_from_slice(&size);
        assert!(clean.starts_with(&front), "{clean:?}");
        assert_eq!(clean[front.len()..][..400], MPEG);
        assert_eq!(clean.len(), front.len() + 400);
        // Where the older tag alone says it, that stays, without its comment; the number on the album is none.
        let start = whole.windows(400).position(|some| some == MPEG);
        let old = &whole[start.expect("the sound")..];
        let clean = without(old, &heard(old));
        assert!(!says(&clean, WORDS), "{version}");
        let oldest = &clean[400..];
        assert_eq!(oldest.len(), 128);
        assert!(oldest.starts_with(b"TAGOur song\0"));
        assert_eq!(oldest[97..125], [0; 28]);
        assert_eq!(oldest[125..], [0, 7, 13]);
    }
}

#[test]
fn a_song_with_nothing_to_hide_is_left_alone_and_one_that_is_all_words_is_empty() {
    let names = id3(4, &[(b"TIT2", b"\0Our song")]);
    let names = [&names[..6], &sevens(19), &names[10..29]].concat();
    for plain in [MPEG.to_vec(), [&names[..], &MPEG].concat()] {
        assert_eq!(without(&plain, &heard(&plain)), plain);
    }
    // Room for later is no word, wherever it is.
    let head = [
        &b"\x7FFLAC\x01\0\0\x02fLaC"[..],
        &flac_block(0, &flac_head()),
    ]
    .concat();
    let room = stream(7, &[&head, &flac_block(1 | 0x80, &[0; 90]), &[1; 500]]);
    let length = room.len() as u64;
    assert_eq!(heard(&room).pieces, [Piece::Copy(0, length)]);
    let words = id3(3, &[(b"COMM", WORDS)]);
    for end in 12..=words.len() {
        let clean = without(&words[..end], &heard(&words[..end]));
        assert_eq!(clean, b"ID3\x04\0\0\0\0\0\0", "{end}");
    }
    // Packed in a way that is not read: none of it stays.
    let mut packed = telling_mp3(3);
    packed[5] = 0x80;
    let clean = without(&packed, &heard(&packed));
    assert!(clean.starts_with(&MPEG));
}

#[test]
fn a_flac_behind_a_songs_tag_is_read_as_well() {
    let both = [id3(3, &[(b"COMM", WORDS)]), telling_flac()].concat();
    let told = heard(&both);
    assert_eq!(told.duration_ms, Some(2_000));
    assert_eq!(told.codecs, ["flac"]);
    let clean = without(&both, &told);
    assert!(clean.starts_with(b"fLaC") && !says(&clean, WORDS));
    assert!(says(&clean, NAMED));
}

#[test]
fn a_recorder_that_was_switched_off_loses_no_sound() {
    let mut open = wav(8_000, &[500; 8_000]);
    // The sizes that it meant to write in the end.
    open[4..8].fill(0);
    open[40..44].fill(0);
    assert!(without_some(&open, &heard(&open)) == open);
    open[40..44].fill(0xFF);
    assert!(without_some(&open, &heard(&open)) == open);
}

#[test]
fn what_stands_behind_and_in_front_of_an_ogg_goes() {
    let tag = id3(3, &[(b"COMM", WORDS)]);
    let ogg = telling_opus();
    let oldest = [&b"TAG"[..], &[0; 94], WORDS, &[0; 20]].concat();
    let whole = [&ogg[..], &oldest].concat();
    let clean = without(&whole, &heard(&whole));
    assert!(says(&whole[ogg.len()..], WORDS) && !says(&clean, WORDS));
    assert_eq!(pages(&clean[..ogg.len()]), pages(&ogg));
    let both = [&tag[..], &ogg, &oldest].concat();
    let mut content = Cursor::new(both.clone());
    let plan = crate::media::cleaning::plan(&mut content).expect("a plan");
    let cleaned: Cleaned = serde_json::from_slice(&plan).expect("a plan");
    let clean = without(&both, &cleaned);
    assert!(clean.starts_with(b"OggS") && !says(&clean, WORDS));
    assert_eq!(cleaned.codecs, ["opus"]);
}

#[test]
fn what_a_tag_stands_in_front_of_is_cleaned_as_what_it_is() {
    let tag = id3(3, &[(b"TIT2", b"\0Our song"), (b"COMM", WORDS)]);
    let clean = |whole: &[u8]| {
        let plan = crate::media::cleaning::plan(Cursor::new(whole)).expect("a plan");
        without(whole, &serde_json::from_slice(&plan).expect("a plan"))
    };
    for (name, whole, _) in telling() {
        let tagged = [&tag[..], &whole].concat();
        let alone = match name {
            // Behind these a tag is at home.
            "flac" => continue,
            // Nobody would know what it was.
            "wmv" => continue,
            _ => clean(&whole),
        };
        assert!(clean(&tagged) == alone, "{name}");
        // Also where there is nothing to take out of it.
        let twice = [&tag[..], &alone].concat();
        assert!(clean(&twice) == alone, "{name}");
    }
}

#[test]
fn an_ogg_that_is_damaged_says_nothing_either() {
    let whole = telling_opus();
    let comments = pages(&whole)[1].1;
    for (_, page) in pages(&whole) {
        // What a page begins with, whose it is, and what a packet on it begins with.
        for at in [page, page + 14, page + 28] {
            // Without these nobody reads the file or its comments any more.
            if at == 0 || (comments..comments + 28).contains(&at) {
                continue;
            }
            let mut damaged = whole.clone();
            damaged[at] ^= 0x20;
            let clean = without_some(&damaged, &heard(&damaged));
            assert!(!says(&clean, PLACED), "{at}");
        }
    }
}
