//! What is small on its way in and would be huge unpacked: it is kept as it came, and nobody unpacks it.

use std::io::Write;
use std::path::Path;

use flate2::write::{DeflateEncoder, ZlibEncoder};
use flate2::{Compression, Crc};

use super::bad_input::is_a_download;
use super::{settled, upload};
use crate::support::App;
use crate::support::Who::Anna;
use crate::support::photo::plain;

/// A thousand times as long as what it is packed into.
const HUGE: usize = 16 * 1024 * 1024;

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).expect("packed");
    packer.finish().expect("packed")
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).expect("packed");
    packer.finish().expect("packed")
}

/// A real archive: each entry deflated, with its sum, and a directory at the end.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let mut crc = Crc::new();
        crc.update(content);
        let packed = deflated(content);
        let start = bytes.len() as u32;
        let mut about = b"\x14\0\0\0\x08\0\0\0\0\0".to_vec();
        about.extend(crc.sum().to_le_bytes());
        about.extend((packed.len() as u32).to_le_bytes());
        about.extend((content.len() as u32).to_le_bytes());
        about.extend((name.len() as u16).to_le_bytes());
        about.extend(0_u16.to_le_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&about);
        bytes.extend(name.as_bytes());
        bytes.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (count, start) = (entries.len() as u16, bytes.len() as u32);
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend(0_u16.to_le_bytes());
    bytes
}

/// One page, whose words would fill a wall.
fn pdf(content: &[u8]) -> Vec<u8> {
    let packed = zlib(content);
    let mut bytes = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n\
         4 0 obj<</Filter/FlateDecode/Length {}>>stream\n",
        packed.len()
    )
    .into_bytes();
    bytes.extend(packed);
    bytes.extend(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    bytes
}

/// A small picture with a packed piece of this name behind its header.
fn png_with(name: &[u8; 4], label: &[u8], packed: &[u8]) -> Vec<u8> {
    let whole = plain([90, 90, 90]);
    let mut body = name.to_vec();
    body.extend(label);
    body.extend(packed);
    let mut crc = Crc::new();
    crc.update(&body);
    let mut bytes = whole[..33].to_vec();
    bytes.extend((body.len() as u32 - 4).to_be_bytes());
    bytes.extend(body);
    bytes.extend(crc.sum().to_be_bytes());
    bytes.extend(&whole[33..]);
    bytes
}

/// Bytes of all files below a folder.
fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| match path.is_dir() {
            true => bytes_below(&path),
            false => path.metadata().map_or(0, |known| known.len()),
        })
        .sum()
}

#[test]
fn archives_and_documents_that_would_be_huge_are_kept_as_they_came_and_never_unpacked() {
    let app = App::start();
    let anna = app.browser(Anna);
    let zeros = vec![0; HUGE];
    let layer = zip(&[("zeros", &zeros)]);
    assert!(layer.len() * 900 < HUGE, "the control: {}", layer.len());
    let names: Vec<String> = (0..16).map(|number| format!("{number}.zip")).collect();
    let nested: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &layer[..]))
        .collect();
    let written: &[(&str, &[u8])] = &[("word/document.xml", &zeros)];
    for (name, content) in [
        ("photos.zip", zip(&nested)),
        ("photos.jpg", layer.clone()),
        ("letter.docx", zip(written)),
        ("../letter.pdf", pdf(&zeros)),
    ] {
        let before = bytes_below(&app.folder().join("files"));
        let file = upload(&anna, name, &content);
        assert_eq!(settled(&anna, &file)["status"], "ready", "{name}");
        is_a_download(&anna, name, &file, &content);
        let added = bytes_below(&app.folder().join("files")) - before;
        assert_eq!(added, content.len() as u64, "{name}");
        assert_eq!(bytes_below(&app.folder().join("incoming")), 0, "{name}");
    }
    // Nobody is even asked to look at them.
    let mut conn = crate::support::database::open(&app.folder().join("hearth.db"));
    for question in [
        "SELECT count(*) AS answer FROM jobs",
        "SELECT count(*) AS answer FROM renditions",
    ] {
        assert_eq!(crate::support::database::number(&mut conn, question), 0);
    }
}

#[test]
fn a_picture_whose_words_or_colours_would_be_huge_is_shown_without_them() {
    let app = App::start();
    let anna = app.browser(Anna);
    let packed = zlib(&vec![0; HUGE]);
    for (name, label) in [(b"zTXt", &b"Comment\0\0"[..]), (b"iCCP", &b"wide\0\0"[..])] {
        let bomb = png_with(name, label, &packed);
        let told = String::from_utf8_lossy(name).into_owned();
        let file = upload(&anna, &format!("{told}.png"), &bomb);
        assert_eq!(settled(&anna, &file)["status"], "ready", "{told}");
        let served = anna.get(&format!("/files/{file}")).expect(200);
        assert!(
            served.body.len() < 4 * 1024,
            "{told}: {}",
            served.body.len()
        );
        image::load_from_memory(&served.body).expect("a picture");
        anna.get(&format!("/files/{file}/small")).expect(200);
    }
    anna.get("/readyz").expect(200);
}

#[test]
fn what_begins_as_a_picture_and_goes_on_as_something_else_is_the_picture_or_a_download() {
    let app = App::start();
    let anna = app.browser(Anna);
    let archive = zip(&[("evil.html", b"<script>alert(1)</script>")]);
    let script = b"GIF89a=1;alert(document.cookie)//<script>".to_vec();
    let file = upload(&anna, "cat.gif", &script);
    assert_eq!(settled(&anna, &file)["status"], "failed");
    is_a_download(&anna, "cat.gif", &file, &script);
    let page = b"\xFF\xD8\xFF\xE0<html><script>alert(1)</script></html>".to_vec();
    let file = upload(&anna, "cat.html", &page);
    assert_eq!(settled(&anna, &file)["status"], "failed");
    is_a_download(&anna, "cat.html", &file, &page);
    // An archive is read from its end, a picture from its beginning: what is served has no such end.
    for whole in [plain([1, 2, 3]), crate::support::photo::photo(80)] {
        let both = [whole, archive.clone()].concat();
        let file = upload(&anna, "cat.zip", &both);
        assert_eq!(settled(&anna, &file)["status"], "ready");
        let served = anna.get(&format!("/files/{file}")).expect(200);
        let kind = served.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("image/"), "{kind}");
        let tail = served.body.windows(4).any(|window| window == b"PK\x05\x06");
        assert!(!tail, "the archive is still there");
    }
}
