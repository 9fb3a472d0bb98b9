//! Files packed once, as small as it goes, instead of quickly for each request.
//!
//! It must never know what it packs. Texts that share a long beginning, as members' style sheets do,
//! share the work for it too: the beginning is packed up to a byte's end, and any end goes on from there.
//! That is gzip's. Brotli packs small modules a sixth smaller, but browsers take it only over https and
//! from their own computer.

use std::io::Write as _;

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};
use actix_web::web::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress};

/// RFC 1952: packed by deflate, no name, no time, from no system in particular.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

/// A beginning, packed.
pub(super) struct Beginning {
    packed: Vec<u8>,
    sum: Crc,
}

impl Beginning {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut sum = Crc::new();
        sum.update(text);
        let mut packed = HEADER.to_vec();
        deflate(text, FlushCompress::Full, &mut packed);
        Self { packed, sum }
    }

    /// The whole with this end.
    pub(super) fn with(&self, end: &[u8]) -> Bytes {
        let mut packed = self.packed.clone();
        deflate(end, FlushCompress::Finish, &mut packed);
        let mut own = Crc::new();
        own.update(end);
        let mut sum = Crc::new();
        sum.combine(&self.sum);
        sum.combine(&own);
        packed.extend(sum.sum().to_le_bytes());
        packed.extend(sum.amount().to_le_bytes());
        packed.into()
    }
}

/// A text that shares nothing.
pub(super) fn packed(text: &[u8]) -> Bytes {
    Beginning::of(text).with(b"")
}

/// The same by brotli.
pub(super) fn packed_smaller(text: &[u8]) -> Bytes {
    const BUFFER: usize = 4_096;
    const BEST: u32 = 11;
    /// 2^18 bytes: more than any module has.
    const WINDOW: u32 = 18;
    let mut packer = brotli::CompressorWriter::new(Vec::new(), BUFFER, BEST, WINDOW);
    packer
        .write_all(text)
        .expect("writing to memory does not fail");
    packer.into_inner().into()
}

/// Whether whoever asks can unpack a coding, named in small letters.
pub(super) fn is_welcome(headers: &HeaderMap, coding_name: &str) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING);
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = weight.trim().strip_prefix("q=");
            let is_refused = weight.is_some_and(|weight| weight.parse() == Ok(0.0));
            name.trim().eq_ignore_ascii_case(coding_name) && !is_refused
        })
}

fn deflate(text: &[u8], flush: FlushCompress, packed: &mut Vec<u8>) {
    let mut machine = Compress::new(Compression::best(), false);
    loop {
        let taken = usize::try_from(machine.total_in()).expect("it is in memory");
        packed.reserve(text.len() / 2 + 64);
        let room = packed.capacity();
        machine
            .compress_vec(&text[taken..], packed, flush)
            .expect("compressing into memory does not fail");
        // Room that is left means that nothing is held back any more.
        if packed.len() < room {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use actix_web::http::header::HeaderValue;
    use flate2::read::GzDecoder;

    use super::*;

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        let mut decoder = GzDecoder::new(packed);
        decoder
            .read_to_end(&mut text)
            .expect("it is whole, and its sum is right");
        text
    }

    #[test]
    fn every_end_goes_on_from_the_same_beginning() {
        let long: Vec<u8> = (0..200_000_u32)
            .flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect();
        for beginning in [&b""[..], b"a", &b"all the same ".repeat(5_000), &long] {
            let begun = Beginning::of(beginning);
            for end in [&b""[..], b"z", &b"and an end ".repeat(900), &long] {
                let packed = begun.with(end);
                assert_eq!(unpacked(&packed), [beginning, end].concat());
            }
        }
    }

    #[test]
    fn what_brotli_packs_is_whole_and_smaller() {
        let text = "a module of the page, and another line of it; ".repeat(90);
        let packed = packed_smaller(text.as_bytes());
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_ref(), &mut unpacked).expect("it is whole");
        assert_eq!(unpacked, text.as_bytes());
        assert!(packed.len() < super::packed(text.as_bytes()).len());
    }

    #[test]
    fn it_is_sent_to_those_who_can_unpack_it_alone() {
        for (accepted, expected) in [
            ("gzip", [true, false]),
            ("deflate, GZIP;q=0.5, br", [true, true]),
            ("gzip;q=0, BR", [false, true]),
            ("gzip; q=0.0", [false, false]),
            ("br; q=0, identity", [false, false]),
            ("", [false, false]),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            let welcome = ["gzip", "br"].map(|coding| is_welcome(&headers, coding));
            assert_eq!(welcome, expected, "{accepted}");
        }
        assert!(!is_welcome(&HeaderMap::new(), "gzip"));
    }
}
