//! A photo as a telephone makes it: held upright, so stored on its side, and it says where it was.

use diesel::RunQueryDsl;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, Rgb, RgbImage};

use super::{App, Client, Who};

/// What stands in it about the place; nobody else may ever read it.
pub const PLACE: &str = "59 19.8 N 18 4.2 E, behind the red boat shed";

/// The colour at the top of what was photographed.
pub const SKY: Rgb<u8> = Rgb([90, 150, 230]);
/// The colour at its foot.
pub const GRASS: Rgb<u8> = Rgb([60, 140, 40]);

/// A JPEG of this many pixels along the telephone's long side.
pub fn photo(long: u32) -> Vec<u8> {
    let lying = RgbImage::from_fn(long, long * 3 / 4, |x, _| match x < long / 2 {
        true => SKY,
        false => GRASS,
    });
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif()).expect("it takes any");
    encoder.encode_image(&lying).expect("a photo");
    bytes
}

/// One whose colour tells it from others.
pub fn plain(colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(40, 30, Rgb(colour))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    bytes.into_inner()
}

/// Gives the admin who asks and her family a picture, where they have none.
pub fn show_faces(anna: &Client) {
    let own = format!("/people/{}/picture", Who::Anna.id());
    for (seen, set) in [
        (own.as_str(), "/settings/picture"),
        ("/family/picture", "/family/picture"),
    ] {
        if anna.get(seen).status == 404 {
            anna.request("POST", set)
                .multipart(&[], &[("picture", "me.png", &plain([9, 9, 9]))])
                .send()
                .expect(303);
        }
    }
}

/// Makes every thread without a picture look as its family does: by what it shows nobody is told apart.
/// And gives every file a small size of its own bytes, whatever it is.
pub fn dress_threads(app: &App) {
    const SAME: &str = "UPDATE threads SET picture_digest =
        (SELECT picture_digest FROM families WHERE families.key = family_key)
        WHERE kind <> 'family' AND picture_digest IS NULL";
    const SMALL: &str = "INSERT OR IGNORE INTO renditions
        SELECT key, 'small', digest, media_type, size, NULL, NULL FROM contents";
    app.store()
        .write_here(|tx| {
            diesel::sql_query(SMALL).execute(tx.conn())?;
            Ok(diesel::sql_query(SAME).execute(tx.conn())?)
        })
        .expect("it commits");
}

/// "Turn it to the right", and the place it was taken at.
fn exif() -> Vec<u8> {
    const SHORT: u16 = 3;
    const LONG: u16 = 4;
    const TEXT: u16 = 2;
    let place_at = 8 + 2 + 2 * 12 + 4 + 2 + 12 + 4;
    let length = PLACE.len() as u32;
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    let entry = |bytes: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    };
    bytes.extend(2_u16.to_le_bytes());
    entry(&mut bytes, 0x0112, SHORT, 1, 6);
    entry(&mut bytes, 0x8825, LONG, 1, 8 + 2 + 2 * 12 + 4);
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    // The name of the area.
    entry(&mut bytes, 0x001C, TEXT, length, place_at);
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(PLACE.as_bytes());
    bytes
}
