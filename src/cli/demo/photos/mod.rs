//! Photographs drawn by code, so that the demo needs no files and nobody's holiday.
//!
//! Knows nothing of who sends them. Every picture is drawn from fixed seeds and comes out the same each time.

use std::sync::atomic::{AtomicUsize, Ordering};

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

mod letters;
mod paint;
mod raster;
mod shapes;

// Scenes are tables of coordinates: broken up one number to a line they would be three times as long and impossible to see a picture in.
#[rustfmt::skip]
mod cats;
#[rustfmt::skip]
mod home;
#[rustfmt::skip]
mod landscapes;
#[rustfmt::skip]
mod paper;
#[rustfmt::skip]
mod places;
#[rustfmt::skip]
mod prints;
#[rustfmt::skip]
mod table;

/// What is on a photograph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scene {
    /// The sun going down behind a lake.
    LakeSunset,
    /// Ridges one behind another in the haze.
    Mountains,
    /// A birthday cake with burning candles.
    Cake,
    /// Mishmish on the sofa.
    CatSofa,
    /// Mishmish at the window in the rain.
    CatWindow,
    /// Flowers along a fence.
    Garden,
    /// A beach with a parasol.
    Beach,
    /// The moon over the pines.
    Night,
    /// A pan of paella, from above.
    Paella,
    /// A plate of spaghetti.
    Pasta,
    /// A house, drawn by a child.
    Crayon,
    /// A village under snow, an old print.
    SnowVillage,
    /// Balloons over the hills.
    Balloons,
    /// A shopping list on lined paper.
    List,
    /// A till receipt.
    Receipt,
    /// A bicycle against a wall.
    Bicycle,
    /// An avenue in autumn.
    Autumn,
    /// A town across the river in the evening, very wide.
    Skyline,
    /// The lighthouse on its rock.
    Lighthouse,
    /// A tap, dripping.
    Tap,
}

impl Scene {
    /// Every scene.
    pub const ALL: [Self; 20] = [
        Self::LakeSunset,
        Self::Mountains,
        Self::Cake,
        Self::CatSofa,
        Self::CatWindow,
        Self::Garden,
        Self::Beach,
        Self::Night,
        Self::Paella,
        Self::Pasta,
        Self::Crayon,
        Self::SnowVillage,
        Self::Balloons,
        Self::List,
        Self::Receipt,
        Self::Bicycle,
        Self::Autumn,
        Self::Skyline,
        Self::Lighthouse,
        Self::Tap,
    ];

    /// How the scripts name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::LakeSunset => "lake",
            Self::Mountains => "mountains",
            Self::Cake => "cake",
            Self::CatSofa => "cat-sofa",
            Self::CatWindow => "cat-window",
            Self::Garden => "garden",
            Self::Beach => "beach",
            Self::Night => "night",
            Self::Paella => "paella",
            Self::Pasta => "pasta",
            Self::Crayon => "crayon",
            Self::SnowVillage => "snow-village",
            Self::Balloons => "balloons",
            Self::List => "list",
            Self::Receipt => "receipt",
            Self::Bicycle => "bicycle",
            Self::Autumn => "autumn",
            Self::Skyline => "skyline",
            Self::Lighthouse => "lighthouse",
            Self::Tap => "tap",
        }
    }

    /// The scene of that name.
    pub(super) fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scene| scene.key() == key)
    }

    /// The name the photo was sent under.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::LakeSunset => "IMG_2041.jpg",
            Self::Mountains => "IMG_2017.jpg",
            Self::Cake => "cake.jpg",
            Self::CatSofa => "mishmish.jpg",
            Self::CatWindow => "IMG_1988.jpg",
            Self::Garden => "garden-today.jpg",
            Self::Beach => "IMG_0713.jpg",
            Self::Night => "IMG_2102.jpg",
            Self::Paella => "paella.jpg",
            Self::Pasta => "PXL_dinner.jpg",
            Self::Crayon => "sami-our-house.jpg",
            Self::SnowVillage => "shoebox-scan-014.jpg",
            Self::Balloons => "IMG_1850.jpg",
            Self::List => "list.jpg",
            Self::Receipt => "receipt.jpg",
            Self::Bicycle => "the-bike.jpg",
            Self::Autumn => "shoebox-scan-031.jpg",
            Self::Skyline => "panorama.jpg",
            Self::Lighthouse => "lighthouse.jpg",
            Self::Tap => "tap.jpg",
        }
    }

    /// Draws it. Takes a while in an unoptimised build: draw each scene once.
    pub fn render(self) -> RgbImage {
        match self {
            Self::LakeSunset => landscapes::lake(),
            Self::Mountains => landscapes::mountains(),
            Self::Beach => landscapes::beach(),
            Self::Night => landscapes::night(),
            Self::Balloons => landscapes::balloons(),
            Self::SnowVillage => prints::snow_village(),
            Self::Autumn => prints::autumn(),
            Self::Garden => places::garden(),
            Self::Skyline => places::skyline(),
            Self::Lighthouse => places::lighthouse(),
            Self::Cake => home::cake(),
            Self::CatSofa => cats::cat_sofa(),
            Self::CatWindow => cats::cat_window(),
            Self::Bicycle => home::bicycle(),
            Self::Tap => home::tap(),
            Self::Paella => table::paella(),
            Self::Pasta => table::pasta(),
            Self::Crayon => paper::crayon(),
            Self::List => paper::list(),
            Self::Receipt => paper::receipt(),
        }
    }

    /// Draws it and packs it as a phone would.
    pub fn jpeg(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 85)
            .encode_image(&self.render())
            .expect("a picture of this size can be written to memory");
        bytes
    }
}

/// Every scene as a JPEG, drawn on two threads that take the next one as they get free.
pub fn develop() -> Vec<(Scene, Vec<u8>)> {
    let next = AtomicUsize::new(0);
    let draw = || -> Vec<_> {
        std::iter::from_fn(|| {
            Scene::ALL
                .get(next.fetch_add(1, Ordering::Relaxed))
                .map(|&scene| (scene, scene.jpeg()))
        })
        .collect()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(draw);
        let mut all = draw();
        all.extend(
            other
                .join()
                .expect("drawing does not panic: a test draws every scene"),
        );
        all
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_scene_is_drawn_and_is_a_photograph() {
        let photos = develop();
        assert_eq!(
            photos
                .iter()
                .map(|(scene, _)| *scene)
                .collect::<HashSet<_>>()
                .len(),
            Scene::ALL.len()
        );
        let mut shapes = HashSet::new();
        for (scene, bytes) in &photos {
            let image = image::load_from_memory(bytes)
                .unwrap_or_else(|error| panic!("{scene:?}: {error}"))
                .into_rgb8();
            let colours: HashSet<_> = image
                .pixels()
                .step_by(97)
                .map(|pixel| pixel.0.map(|level| level / 16))
                .collect();
            assert!(
                colours.len() > 12,
                "{scene:?} has {} colours",
                colours.len()
            );
            assert!(image.width().max(image.height()) >= 900, "{scene:?}");
            shapes.insert((image.width(), image.height()));
        }
        assert!(shapes.len() >= 5, "{shapes:?}");
    }

    #[test]
    fn a_scene_comes_out_the_same_each_time() {
        assert_eq!(Scene::Beach.jpeg(), Scene::Beach.jpeg());
    }

    #[test]
    fn keys_and_file_names_are_unlike_and_found_again() {
        let names: HashSet<&str> = Scene::ALL.into_iter().map(Scene::file_name).collect();
        assert_eq!(names.len(), Scene::ALL.len());
        for scene in Scene::ALL {
            assert_eq!(Scene::named(scene.key()), Some(scene));
        }
        assert_eq!(Scene::named("moon"), None);
    }
}
