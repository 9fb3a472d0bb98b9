//! Films with private words in their boxes and among their pixels.

use super::*;

/// A film of 2.5 seconds without a single picture, and much to say.
pub(super) fn telling_film() -> Vec<u8> {
    let mut head = vec![0; 12];
    head.extend(1_000_u32.to_be_bytes());
    head.extend(2_500_u32.to_be_bytes());
    let mut track = vec![0; 40];
    for number in [0_i32, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x4000_0000] {
        track.extend(number.to_be_bytes());
    }
    track.extend([(640_u32 << 16).to_be_bytes(), (480_u32 << 16).to_be_bytes()].concat());
    let mut notes = vec![0; 8];
    notes.extend(b"meta");
    let mut coded = vec![0; 12];
    coded.extend(b"avc1");
    let place = boxed(b"\xA9xyz", b"\0\x12\x15\xC7+48.1-SPY/");
    [
        boxed(b"ftyp", b"qt  \0\0\0\0"),
        boxed(
            b"moov",
            &[
                boxed(b"mvhd", &head),
                boxed(
                    b"trak",
                    &[
                        boxed(b"tkhd", &track),
                        boxed(
                            b"mdia",
                            &boxed(b"minf", &boxed(b"stbl", &boxed(b"stsd", &coded))),
                        ),
                        boxed(b"udta", b"SPY"),
                    ]
                    .concat(),
                ),
                boxed(
                    b"trak",
                    &[
                        boxed(b"mdia", &boxed(b"hdlr", &notes)),
                        b"\0\0\0\x0BSPYSPY!".to_vec(),
                    ]
                    .concat(),
                ),
                boxed(b"udta", &place),
                boxed(b"meta", b"com.apple.quicktime.location SPY"),
            ]
            .concat(),
        ),
        boxed(b"uuid", b"0123456789abcdefSPY"),
        boxed(b"mdat", b"pixels"),
    ]
    .concat()
}

/// A film whose notes lie among its pixels, in two places that these tables lead to.
pub(super) fn noting_film(
    kind: &[u8; 4],
    sizes: &[u8],
    places: impl Fn(u64) -> Vec<u8>,
) -> Vec<u8> {
    let film = |first: u64| {
        let mut handler = vec![0; 8];
        handler.extend(kind);
        let runs = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1];
        let tables = [sizes, &boxed(b"stsc", &runs), &places(first)].concat();
        let media = [
            boxed(b"hdlr", &handler),
            boxed(b"minf", &boxed(b"stbl", &tables)),
        ]
        .concat();
        let track = boxed(b"trak", &boxed(b"mdia", &media));
        [boxed(b"ftyp", b"isom\0\0\0\0"), boxed(b"moov", &track)].concat()
    };
    let first = film(0).len() as u64 + 8;
    let samples = boxed(b"mdat", b"SPY_SPYpixelsSPY_SPYpixels");
    [film(first), samples].concat()
}

/// A table of a film: how many rows, and these.
pub(super) fn table(name: &[u8; 4], before: &[u8], rows: &[&[u8]]) -> Vec<u8> {
    let count = u32::try_from(rows.len()).expect("few").to_be_bytes();
    boxed(name, &[&[0; 4], before, &count, &rows.concat()].concat())
}

#[test]
fn a_film_says_how_long_and_large_it_is_and_no_more() {
    let film = telling_film();
    let (cleaned, clean) = clean(&film).expect("a plan");
    assert_eq!(cleaned.duration_ms, Some(2_500));
    // It was taken upright.
    assert_eq!(cleaned.dimensions, Some((480, 640)));
    assert_eq!(cleaned.codecs, ["avc1"]);
    assert!(says(&film, b"SPY") && !says(&clean, b"SPY"), "{clean:?}");
    assert!(!says(&clean, b"xyz") && says(&clean, b"pixels"));
    // Every place in it is counted from its beginning.
    assert_eq!(clean.len(), film.len());
}

#[test]
fn what_a_camera_noted_while_it_filmed_is_gone_from_among_the_pixels() {
    let one = |place: u64| u32::try_from(place).expect("short").to_be_bytes();
    let short = |first: u64| table(b"stco", &[], &[&one(first), &one(first + 13)]);
    let long = |first: u64| {
        let places = [first.to_be_bytes(), (first + 13).to_be_bytes()];
        table(b"co64", &[], &[&places[0], &places[1]])
    };
    let each = table(
        b"stsz",
        &[0; 4],
        &[&[0, 0, 0, 4], &[0, 0, 0, 3], &[0, 0, 0, 4], &[0, 0, 0, 3]],
    );
    let halves = table(
        b"stz2",
        &[0, 0, 0, 16],
        &[&[0, 4], &[0, 3], &[0, 4], &[0, 3]],
    );
    for bytes in [
        noting_film(b"meta", &each, short),
        noting_film(b"gpmd", &each, long),
        noting_film(b"camm", &halves, short),
    ] {
        let (_, film) = clean(&bytes).expect("a plan");
        assert!(!says(&film, b"SPY"), "{film:?}");
        let seen = [&[0; 7][..], b"pixels", &[0; 7], b"pixels"].concat();
        assert!(film.ends_with(&seen), "{film:?}");
        assert_eq!(film.len(), bytes.len());
    }
    // The control: what is seen is not looked for.
    let film = noting_film(b"vide", &each, short);
    assert!(clean(&film).expect("a plan").1.is_empty());
}

#[test]
fn tables_that_lie_cost_nothing_and_lead_nowhere_but_to_the_samples() {
    let all = [0xFF; 4];
    let endless = boxed(
        b"stsz",
        &[&[0; 4], &[0, 0xFF, 0xFF, 0xFF][..], &all].concat(),
    );
    let unending = boxed(b"stsz", &[&[0; 8], &all[..], &[0xFF; 40]].concat());
    for sizes in [endless, unending] {
        let bytes = noting_film(b"meta", &sizes, |_| {
            table(b"stco", &[], &[&[0; 4], &[0; 4]])
        });
        let (_, film) = clean(&bytes).expect("a plan");
        assert!(says(&film, b"ftypisom") && !says(&film, b"SPY"));
        assert_eq!(film.len(), bytes.len());
    }
}

#[test]
fn a_film_or_a_picture_whose_tables_are_missing_is_not_called_clean() {
    for kind in [b"isom", b"qt  ", b"heic"] {
        let bytes = [
            boxed(b"ftyp", &[&kind[..], &[0; 4]].concat()),
            boxed(b"mdat", b"pixelsSPY"),
        ]
        .concat();
        assert_eq!(clean(&bytes), Err(Refusal::Unreadable));
    }
}

#[test]
fn a_film_is_cleaned_whatever_box_it_begins_with() {
    let film = telling_film();
    for first in [
        boxed(b"mdat", b"pixels"),
        boxed(b"wide", b""),
        boxed(b"free", b""),
        boxed(b"skip", b""),
        boxed(b"pnot", b"preview"),
        [boxed(b"junk", b""), boxed(b"mdat", b"pixels")].concat(),
    ] {
        let bytes = [&first, &film[16..]].concat();
        let (_, clean) = clean(&bytes).expect("a plan");
        assert!(!says(&clean, b"+48.1"), "{first:?}");
    }
}
