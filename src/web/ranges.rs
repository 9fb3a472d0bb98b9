//! The `Range` header: one part of a file, for players and for downloads that broke off.
//!
//! A set of several ranges is answered whole, as the contract allows.

/// Which bytes to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Whole,
    /// From the first to the last, both included.
    Bytes(u64, u64),
    /// None that exist: 416.
    Unsatisfiable,
}

/// What a `Range` header asks of a file of `size` bytes. What is not understood is ignored.
pub fn part(header: Option<&str>, size: u64) -> Part {
    let Some(range) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
        return Part::Whole;
    };
    let Some((first, last)) = range.trim().split_once('-') else {
        return Part::Whole;
    };
    let number = |text: &str| -> Option<Option<u64>> {
        match text.trim() {
            "" => Some(None),
            digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
                Some(Some(digits.parse().unwrap_or(u64::MAX)))
            }
            _ => None,
        }
    };
    match (number(first), number(last)) {
        (Some(Some(first)), Some(last)) => match last {
            Some(last) if last < first => Part::Whole,
            _ if first >= size => Part::Unsatisfiable,
            last => Part::Bytes(first, last.unwrap_or(u64::MAX).min(size - 1)),
        },
        (Some(None), Some(Some(0))) => Part::Unsatisfiable,
        (Some(None), Some(Some(_))) if size == 0 => Part::Unsatisfiable,
        (Some(None), Some(Some(suffix))) => Part::Bytes(size.saturating_sub(suffix), size - 1),
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_cut_to_the_file_and_anything_odd_is_the_whole() {
        let cases = [
            (None, Part::Whole),
            (Some("bytes=0-9"), Part::Bytes(0, 9)),
            (Some("bytes=90-"), Part::Bytes(90, 99)),
            (Some("bytes=-10"), Part::Bytes(90, 99)),
            (Some("bytes=-1000"), Part::Bytes(0, 99)),
            (Some("bytes=50-1000"), Part::Bytes(50, 99)),
            (Some("bytes=100-"), Part::Unsatisfiable),
            (Some("bytes=-0"), Part::Unsatisfiable),
            (Some("bytes=9-0"), Part::Whole),
            (Some("bytes=0-9,20-29"), Part::Whole),
            (Some("bytes=a-b"), Part::Whole),
            (Some("bytes=-"), Part::Whole),
            (Some("lines=0-9"), Part::Whole),
            (Some("bytes=0-99999999999999999999999"), Part::Bytes(0, 99)),
        ];
        for (header, expected) in cases {
            assert_eq!(part(header, 100), expected, "{header:?}");
        }
        assert_eq!(part(Some("bytes=0-"), 0), Part::Unsatisfiable);
        assert_eq!(part(Some("bytes=-5"), 0), Part::Unsatisfiable);
    }
}
