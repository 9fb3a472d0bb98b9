//! Files with private words, made by hand, and what is left of them.

mod films;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};

use self::films::{noting_film, table, telling_film};
use super::*;

/// EXIF that says which way up, by what camera, and where: 48° north.
pub(in super::super) fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    exif.extend([0x01, 0x0F, 0, 2, 0, 0, 0, 4, b'S', b'P', b'Y', 0]);
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 50]);
    exif.extend([0, 0, 0, 0]);
    // The place.
    exif.extend([0, 2]);
    exif.extend([0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0]);
    exif.extend([0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 80]);
    exif.extend([0, 0, 0, 0]);
    for part in [48_u32, 1, 8, 1, 0, 1] {
        exif.extend(part.to_be_bytes());
    }
    exif
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(image)
        .write_to(&mut bytes, format)
        .expect("encoded");
    bytes.into_inner()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("short");
    [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
}

/// A JPEG that says everything a telephone says.
fn telling_jpeg(orientation: u8) -> Vec<u8> {
    let plain = picture(ImageFormat::Jpeg);
    let mut jpeg = plain[..20].to_vec();
    jpeg.extend(segment(
        0xE1,
        &[b"Exif\0\0".to_vec(), exif(orientation)].concat(),
    ));
    jpeg.extend(segment(
        0xE1,
        b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SPY</x:xmpmeta>",
    ));
    jpeg.extend(segment(0xE2, b"MPF\0SPY"));
    jpeg.extend(segment(0xED, b"Photoshop 3.0\0SPY"));
    jpeg.extend(segment(0xFE, b"SPY"));
    jpeg.extend(&plain[20..]);
    jpeg.extend(b"\xFF\xD8SPY");
    jpeg
}

fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("short").to_be_bytes();
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(content);
    [&length[..], name, content, &crc.sum().to_be_bytes()].concat()
}

fn telling_png() -> Vec<u8> {
    let plain = picture(ImageFormat::Png);
    [
        &plain[..33],
        &png_chunk(b"eXIf", &exif(6)),
        &png_chunk(b"tEXt", b"Comment\0SPY"),
        &png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0SPY"),
        &plain[33..],
        b"SPY",
    ]
    .concat()
}

fn telling_webp() -> Vec<u8> {
    let plain = picture(ImageFormat::WebP);
    let mut header = vec![0x0C, 0, 0, 0];
    header.extend([39, 0, 0, 29, 0, 0]);
    let chunk = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short").to_le_bytes();
        let odd: &[u8] = if content.len() % 2 == 1 { &[0] } else { &[] };
        [name, &length[..], content, odd].concat()
    };
    let body = [
        chunk(b"VP8X", &header),
        plain[12..].to_vec(),
        chunk(b"EXIF", &exif(3)),
        chunk(b"XMP ", b"SPY"),
    ]
    .concat();
    let length = u32::try_from(body.len() + 4).expect("short").to_le_bytes();
    [&b"RIFF"[..], &length, b"WEBP", &body].concat()
}

fn telling_gif() -> Vec<u8> {
    let plain = picture(ImageFormat::Gif);
    let end = plain.len() - 1;
    [
        &plain[..end],
        b"\x21\xFE\x03SPY\0",
        b"\x21\xFF\x0BXMP DataXMP\x03SPY\0",
        b";SPY",
    ]
    .concat()
}

fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).expect("short");
    [&length.to_be_bytes()[..], name, content].concat()
}

/// A picture in boxes with one item of pixels and one of words.
fn telling_heif() -> Vec<u8> {
    let info = |number: u8, kind: &[u8; 4]| {
        boxed(
            b"infe",
            &[&[2, 0, 0, 0, 0, number, 0, 0], &kind[..], b"\0"].concat(),
        )
    };
    let list = [
        &[0, 0, 0, 0, 0, 2][..],
        &info(1, b"hvc1"),
        &info(2, b"Exif"),
    ]
    .concat();
    let kind = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    let meta = |first: u32| {
        let mut places = vec![0, 0, 0, 0, 0x44, 0x00, 0, 2];
        for (number, offset, length) in [(1_u16, first, 6_u32), (2, first + 6, 3)] {
            places.extend(number.to_be_bytes());
            places.extend([0, 0, 0, 1]);
            places.extend([offset.to_be_bytes(), length.to_be_bytes()].concat());
        }
        let inner = [boxed(b"iinf", &list), boxed(b"iloc", &places)].concat();
        boxed(b"meta", &[&[0; 4][..], &inner].concat())
    };
    let first = u32::try_from(kind.len() + meta(0).len() + 8).expect("short");
    [kind, meta(first), boxed(b"mdat", b"pixelsSPY")].concat()
}

/// A block of TIFF with one directory of what these tags say, each of more than four bytes.
fn tiff_saying(words: &[(u16, &[u8])]) -> Vec<u8> {
    let count = u16::try_from(words.len()).expect("few");
    let mut block = [&b"II*\0\x08\0\0\0"[..], &count.to_le_bytes()].concat();
    let mut at = 8 + 2 + 12 * u32::from(count) + 4;
    for (tag, said) in words {
        let length = u32::try_from(said.len()).expect("short");
        block.extend([tag.to_le_bytes(), [2, 0]].concat());
        block.extend([length.to_le_bytes(), at.to_le_bytes()].concat());
        at += length;
    }
    block.extend([0; 4]);
    block.extend(words.iter().flat_map(|(_, said)| said.iter()));
    block
}

/// A raw picture of a newer Canon: blocks of TIFF in a box of the maker's, and what was noted beside it.
fn telling_cr3() -> Vec<u8> {
    const CANON: [u8; 16] = *b"\x85\xC0\xB6\x87\x82\x0F\x11\xE0\x81\x11\xF4\xCE\x46\x2B\x6A\x48";
    const XMP: [u8; 16] = *b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC";
    const PREVIEW: [u8; 16] = *b"\xEA\xF4\x2B\x5E\x1C\x98\x4B\x88\xB9\xFB\xB7\xDC\x40\x6E\x4D\x16";
    let owner = &b"MARIA SPY"[..];
    let own = [
        boxed(b"CNCV", b"CanonCR3_001"),
        boxed(
            b"CMT1",
            &tiff_saying(&[(0x010F, b"Canon"), (0x013B, owner)]),
        ),
        boxed(
            b"CMT2",
            &tiff_saying(&[(0x829A, b"exposure"), (0xA430, owner), (0xA431, owner)]),
        ),
        boxed(
            b"CMT3",
            &tiff_saying(&[(0x0009, owner), (0x000C, owner), (0x4001, b"colours")]),
        ),
        boxed(
            b"CMT4",
            &tiff_saying(&[(0x0002, b"48 1 SPY"), (0x0012, b"WGS-SPY")]),
        ),
        boxed(b"THMB", b"thumb"),
    ]
    .concat();
    let mut developing = vec![0; 8];
    developing.extend(b"meta");
    [
        boxed(b"ftyp", b"crx \0\0\0\x01crx isom"),
        boxed(
            b"moov",
            &[
                boxed(b"uuid", &[&CANON[..], &own].concat()),
                boxed(b"trak", &boxed(b"mdia", &boxed(b"hdlr", &developing))),
                boxed(b"udta", b"SPY"),
            ]
            .concat(),
        ),
        boxed(b"uuid", &[&XMP[..], b"<x:xmpmeta>SPY"].concat()),
        boxed(b"uuid", &[&PREVIEW[..], b"preview"].concat()),
        boxed(b"mdat", b"pixels"),
    ]
    .concat()
}

fn telling_tiff() -> Vec<u8> {
    exif(1)
}

fn put_together(original: &[u8], cleaned: &Cleaned) -> Vec<u8> {
    let mut clean = Vec::new();
    for piece in &cleaned.pieces {
        match piece {
            Piece::Copy(from, length) => {
                let (from, length) = (*from as usize, *length as usize);
                clean.extend(&original[from..from + length]);
            }
            Piece::Bytes(bytes) => clean.extend(bytes),
            Piece::Zeros(count) => clean.resize(clean.len() + *count as usize, 0),
        }
    }
    clean
}

fn clean(bytes: &[u8]) -> Result<(Cleaned, Vec<u8>), Refusal> {
    let cleaned = cleaned(&mut Cursor::new(bytes))?;
    let clean = put_together(bytes, &cleaned);
    Ok((cleaned, clean))
}

fn says(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[test]
fn what_a_picture_says_of_place_and_person_is_gone_and_the_picture_is_the_same() {
    for bytes in [
        telling_jpeg(6),
        telling_png(),
        telling_webp(),
        telling_gif(),
    ] {
        assert!(says(&bytes, b"SPY"));
        let (_, clean) = clean(&bytes).expect("a plan");
        assert!(!says(&clean, b"SPY"), "{clean:?}");
        assert!(!says(&clean, &exif(6)[50..70]), "the place is there");
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).expect("a picture");
        assert_eq!(pixels(&bytes), pixels(&clean));
    }
}

#[test]
fn which_way_up_a_picture_is_stays() {
    use image::{ImageDecoder, ImageReader};
    for (bytes, number) in [
        (telling_jpeg(6), 6),
        (telling_jpeg(3), 3),
        (telling_jpeg(1), 1),
        (telling_png(), 6),
        (telling_webp(), 3),
    ] {
        let (_, clean) = clean(&bytes).expect("a plan");
        let orientation = ImageReader::new(Cursor::new(clean))
            .with_guessed_format()
            .expect("a format")
            .into_decoder()
            .expect("a decoder")
            .orientation()
            .expect("one");
        assert_eq!(orientation.to_exif(), number);
    }
}

#[test]
fn what_says_nothing_is_left_as_it_is() {
    for format in [
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Jpeg,
    ] {
        let (cleaned, _) = clean(&picture(format)).expect("a plan");
        assert_eq!(cleaned.pieces, [], "{format:?}");
    }
    // And what was cleaned is clean.
    for bytes in [
        telling_jpeg(6),
        telling_png(),
        telling_webp(),
        telling_gif(),
    ] {
        let (_, once) = clean(&bytes).expect("a plan");
        let twice = clean(&once).expect("a plan").1;
        assert!(twice.is_empty() || twice == once);
    }
}

#[test]
fn a_telephones_picture_keeps_its_pixels_and_loses_its_words() {
    let bytes = telling_heif();
    let (_, heif) = clean(&bytes).expect("a plan");
    assert!(says(&bytes, b"SPY") && !says(&heif, b"SPY"));
    assert!(says(&heif, b"pixels") && heif.len() == bytes.len());
    let (_, tiff) = clean(&telling_tiff()).expect("a plan");
    assert!(!says(&tiff, &exif(1)[50..70]) && says(&tiff, b"SPY"));
}

#[test]
fn a_raw_picture_keeps_what_it_is_developed_by_and_loses_its_words() {
    let bytes = telling_cr3();
    let (cleaned, raw) = clean(&bytes).expect("a plan");
    assert!(says(&bytes, b"SPY") && !says(&raw, b"SPY"), "{cleaned:?}");
    for kept in [
        &b"CanonCR3_001"[..],
        b"Canon",
        b"exposure",
        b"colours",
        b"thumb",
        b"preview",
        b"pixels",
        b"hdlr",
    ] {
        assert!(says(&raw, kept), "{}", String::from_utf8_lossy(kept));
    }
    assert_eq!(raw.len(), bytes.len());
}

#[test]
fn a_tiff_says_nothing_of_whoever_took_it() {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let (tag, kind) = (tag.to_be_bytes(), kind.to_be_bytes());
        [&tag[..], &kind, &count.to_be_bytes(), &value.to_be_bytes()].concat()
    };
    let words = b"MARIA SPY LINDGREN";
    let tiff = [
        b"MM\0*\0\0\0\x08\0\x03".to_vec(),
        entry(0x0112, 3, 1, 0x0006_0000),
        entry(0x013B, 2, 18, 90),
        entry(0x8769, 4, 1, 60),
        vec![0; 4],
        // At 50, and at 60 the second directory.
        vec![0; 10],
        vec![0, 2],
        entry(0x829A, 3, 1, 7 << 16),
        entry(0xA430, 2, 18, 110),
        vec![0; 4],
        words.to_vec(),
        vec![0; 2],
        words.to_vec(),
    ]
    .concat();
    assert_eq!((&tiff[90..108], &tiff[110..128]), (&words[..], &words[..]));
    let (cleaned, clean) = clean(&tiff).expect("a plan");
    assert!(says(&tiff, b"SPY") && !says(&clean, b"SPY"), "{cleaned:?}");
    // Which way up it is, and how long it was exposed.
    assert_eq!(clean[10..22], tiff[10..22]);
    assert_eq!(clean[62..74], tiff[62..74]);
    assert_eq!(clean.len(), tiff.len());
}

#[test]
fn a_picture_that_is_only_saved_keeps_its_pixels_and_loses_its_words() {
    for (kind, place) in [
        (b"jP  ", b"uuid"),
        (b"jP  ", b"xml "),
        (b"JXL ", b"Exif"),
        (b"JXL ", b"brob"),
    ] {
        let bytes = [
            boxed(kind, b"\x0D\x0A\x87\x0A"),
            boxed(b"ftyp", b"jp2 \0\0\0\0jp2 "),
            boxed(place, b"0123456789abcdefSPY"),
            boxed(b"jp2c", b"pixels"),
        ]
        .concat();
        let (_, clean) = clean(&bytes).expect("a plan");
        assert!(says(&bytes, b"SPY") && !says(&clean, b"SPY"), "{place:?}");
        assert!(says(&clean, b"pixels") && clean.len() == bytes.len());
    }
}

#[test]
fn an_animation_moves_if_it_is_light() {
    assert!(may_move(2, (100, 100)));
    assert!(!may_move(1, (100, 100)));
    assert!(!may_move(20_000, (100, 100)));
    assert!(!may_move(u64::MAX, (60_000, 60_000)));
}

#[test]
fn what_breaks_off_or_is_garbled_never_panics_and_never_grows() {
    let seeds = [
        telling_jpeg(6),
        telling_png(),
        telling_webp(),
        telling_gif(),
        telling_film(),
        telling_heif(),
        telling_cr3(),
        noting_film(b"meta", &[], |first| {
            table(b"co64", &[], &[&first.to_be_bytes()])
        }),
        telling_tiff(),
    ];
    for whole in seeds {
        let bounded = |bytes: &[u8]| {
            if let Ok(cleaned) = cleaned(&mut Cursor::new(bytes)) {
                let most = bytes.len() as u64;
                for piece in &cleaned.pieces {
                    match piece {
                        Piece::Copy(from, length) => assert!(from + length <= most),
                        Piece::Zeros(count) => assert!(*count <= most),
                        Piece::Bytes(bytes) => assert!(bytes.len() < 100),
                    }
                }
            }
        };
        for length in 0..whole.len() {
            bounded(&whole[..length]);
        }
        for place in 0..whole.len() {
            for value in [0x00, 0x7F, 0xFF] {
                let mut garbled = whole.clone();
                garbled[place] = value;
                bounded(&garbled);
            }
        }
    }
}

#[test]
fn what_breaks_off_is_cleaned_as_far_as_it_goes() {
    for whole in [telling_jpeg(6), telling_png(), telling_webp()] {
        let part = &whole[..whole.len() - 40];
        let (_, clean) = clean(part).expect("a plan");
        assert!(!says(&clean, b"SPY"));
    }
}
