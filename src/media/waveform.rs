//! How loud a sound is, bar by bar: what a voice message shows of itself.

/// Bars; a telephone has room for as many.
const BARS: usize = 48;
/// The loudest of a bar, as one hexadecimal digit.
const STEPS: u32 = 15;

/// One hexadecimal digit for each bar, from 16-bit samples of one channel. Quiet recordings fill the
/// height as loud ones do: the shape is what is looked at. `None` for too little to show.
pub fn bars(samples: &[u8]) -> Option<String> {
    let samples: Vec<u32> = samples
        .chunks_exact(2)
        .map(|pair| u32::from(i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs()))
        .collect();
    if samples.len() < BARS {
        return None;
    }
    let peaks: Vec<u32> = (0..BARS)
        .map(|bar| {
            let (from, to) = (bar * samples.len() / BARS, (bar + 1) * samples.len() / BARS);
            samples[from..to].iter().copied().max().unwrap_or(0)
        })
        .collect();
    let loudest = peaks.iter().copied().max().unwrap_or(0).max(1);
    let digit = |peak: &u32| char::from_digit(peak * STEPS / loudest, 16).unwrap_or('0');
    Some(peaks.iter().map(digit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grows_louder_grows_taller_whatever_its_height() {
        for loudest in [100_i16, 30_000] {
            let samples: Vec<u8> = (0..4_800_i32)
                .flat_map(|n| {
                    let sample = i32::from(loudest) * n / 4_800;
                    i16::try_from(sample).expect("small").to_le_bytes()
                })
                .collect();
            let bars = bars(&samples).expect("enough");
            assert_eq!(bars.len(), 48);
            assert!(bars.starts_with('0') && bars.ends_with('f'), "{bars}");
            assert!(bars.chars().is_sorted(), "{bars}");
        }
    }

    #[test]
    fn too_little_has_no_shape_and_silence_a_flat_one() {
        assert_eq!(bars(&[0; 90]), None);
        assert_eq!(bars(&[0; 9_600]), Some("0".repeat(48)));
    }
}
