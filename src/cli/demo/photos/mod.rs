//! Photographs drawn by code.

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
}
