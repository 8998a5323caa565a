//! Whether a picture says more than it shows: when and where it was taken, with what, and by whom.

/// True for a JPEG or PNG without such information; anything else may say anything.
pub(super) fn is_stripped(content: &[u8]) -> bool {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    match content.strip_prefix(PNG) {
        Some(chunks) => png(chunks),
        None => content.strip_prefix(b"\xff\xd8").is_some_and(jpeg),
    }
}

/// Chunks: length, name, content, checksum.
fn png(mut chunks: &[u8]) -> bool {
    const TELLING: [&[u8; 4]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"];
    while let Some((head, rest)) = chunks.split_first_chunk::<8>() {
        let (length, name) = head.split_at(4);
        if TELLING.iter().any(|telling| telling.as_slice() == name) {
            return false;
        }
        let length = length.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        match rest.get(length.saturating_add(4)..) {
            Some(rest) => chunks = rest,
            None => return false,
        }
    }
    chunks.is_empty()
}

/// Segments up to the picture itself: of the applications only the first (JFIF), the colour profile (2) and
/// Adobe's colour transform (14), and no comment.
fn jpeg(mut segments: &[u8]) -> bool {
    loop {
        let Some(([0xff, marker, high, low], rest)) = segments.split_first_chunk::<4>() else {
            return false;
        };
        match marker {
            0xda => return true,
            0xe0 | 0xe2 | 0xee => {}
            0xe1..=0xef | 0xfe => return false,
            _ => {}
        }
        let length = usize::from(*high) << 8 | usize::from(*low);
        match length.checked_sub(2).and_then(|length| rest.get(length..)) {
            Some(rest) => segments = rest,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(chunks: &[&[u8; 4]]) -> Vec<u8> {
        let mut content = b"\x89PNG\r\n\x1a\n".to_vec();
        for name in chunks {
            content.extend([0, 0, 0, 2]);
            content.extend(*name);
            content.extend([7, 7, 0, 0, 0, 0]);
        }
        content
    }

    fn jpeg_of(markers: &[u8]) -> Vec<u8> {
        let mut content = b"\xff\xd8".to_vec();
        for marker in markers {
            content.extend([0xff, *marker, 0, 4, 9, 9]);
        }
        content
    }

    #[test]
    fn what_tells_more_than_the_picture_is_found() {
        assert!(is_stripped(&png_of(&[b"IHDR", b"IDAT", b"IEND"])));
        for telling in [b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"] {
            assert!(!is_stripped(&png_of(&[b"IHDR", telling, b"IDAT"])));
        }
        assert!(is_stripped(&jpeg_of(&[0xe0, 0xdb, 0xc0, 0xda])));
        for telling in [0xe1, 0xed, 0xfe] {
            assert!(!is_stripped(&jpeg_of(&[0xe0, telling, 0xda])));
        }
    }

    #[test]
    fn what_is_no_whole_picture_is_not_trusted() {
        let cut = png_of(&[b"IHDR"]);
        for content in [&cut[..cut.len() - 1], b"%PDF-1.7", b"", &jpeg_of(&[0xe0])] {
            assert!(!is_stripped(content));
        }
    }
}
