//! The pictures of an edition, and whether a picture says more than it shows: when and where it was taken, with
//! what, and by whom. Whoever reads an edition gets its pictures without any of that.

use super::{OfEdition, kept, readable};
use crate::access::may;
use crate::caller::By;
use crate::matters::download;
use crate::written::{Path, Query};
use crate::{Problem, Workbench};
use axum::extract::State;
use axum::response::Response;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8";

/// 查看通报的图像
#[utoipa::path(get, path = "/conduct/bulletins/{id}/pictures/{digest}", tag = "conduct",
    params(("id" = String, Path), ("digest" = String, Path), OfEdition),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
pub(crate) async fn picture(
    State(workbench): State<Workbench>,
    caller: By<may::Bulletins>,
    Path((name, digest)): Path<(String, String)>,
    Query(of): Query<OfEdition>,
) -> Result<Response, Problem> {
    let (found, which) = readable(&workbench, &caller, &name, of.edition).await?;
    let not_found = || Problem::not_found("这幅图像");
    // An edition has only pictures whose redaction a second person has checked.
    let edition = kept(&workbench, &found.state, which)?.ok_or_else(not_found)?.edition;
    if !edition.pictures().any(|picture| picture.digest == digest) {
        return Err(not_found());
    }
    let content = bare(&workbench.shelf().content(&digest)?).ok_or_else(not_found)?;
    let (kind, ending) = match content.starts_with(PNG) {
        true => ("image/png", "png"),
        false => ("image/jpeg", "jpg"),
    };
    Ok(download(content, kind, &format!("图像.{ending}")))
}

/// True for a JPEG or PNG without such information; anything else may say anything.
pub(super) fn is_stripped(content: &[u8]) -> bool {
    bare(content).is_some_and(|bare| bare == content)
}

/// A JPEG or PNG without what it says of itself; none for anything else, and for a broken one.
pub(super) fn bare(content: &[u8]) -> Option<Vec<u8>> {
    match content.strip_prefix(PNG) {
        Some(chunks) => png(chunks),
        None => jpeg(content.strip_prefix(JPEG)?),
    }
}

/// Chunks: length, name, content, checksum.
fn png(mut chunks: &[u8]) -> Option<Vec<u8>> {
    const TELLING: [&[u8; 4]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"];
    let mut bare = PNG.to_vec();
    while let Some((head, _)) = chunks.split_first_chunk::<8>() {
        let (length, name) = head.split_at(4);
        let length = length.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        let (chunk, rest) = chunks.split_at_checked(length.checked_add(12)?)?;
        if TELLING.iter().all(|telling| telling.as_slice() != name) {
            bare.extend_from_slice(chunk);
        }
        chunks = rest;
    }
    chunks.is_empty().then_some(bare)
}

/// Segments and the scans behind them, up to the end of the picture: of the applications only the first (JFIF),
/// the colour profile (2) and Adobe's colour transform (14), no comment, and nothing behind the end, where
/// telephones put a second picture with all that was taken out of the first.
fn jpeg(mut segments: &[u8]) -> Option<Vec<u8>> {
    let mut bare = JPEG.to_vec();
    loop {
        if let Some(([0xff, 0xd9], _)) = segments.split_first_chunk::<2>() {
            bare.extend([0xff, 0xd9]);
            return Some(bare);
        }
        let ([0xff, marker, high, low], _) = segments.split_first_chunk::<4>()? else {
            return None;
        };
        let length = usize::from(*high) << 8 | usize::from(*low);
        let (segment, rest) = segments.split_at_checked(length.checked_add(2).filter(|_| length >= 2)?)?;
        if !matches!(marker, 0xe1 | 0xe3..=0xed | 0xef | 0xfe) {
            bare.extend_from_slice(segment);
        }
        segments = rest;
        if *marker == 0xda {
            let (scan, rest) = rest.split_at(end_of_scan(rest));
            bare.extend_from_slice(scan);
            if rest.is_empty() {
                return Some(bare);
            }
            segments = rest;
        }
    }
}

/// Where the next marker stands: within a scan, zero bytes and restarts follow the byte of markers.
fn end_of_scan(scan: &[u8]) -> usize {
    let next = scan
        .windows(2)
        .position(|pair| matches!(pair, [0xff, next] if !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff)));
    next.unwrap_or(scan.len())
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
    fn what_tells_more_is_taken_out_and_the_picture_stays() {
        let mut taken = jpeg_of(&[0xe0, 0xe1, 0xda]);
        let mut plain = jpeg_of(&[0xe0, 0xda]);
        let scan = [7, 0xff, 0x00, 8, 0xff, 0xd3, 9];
        let second = [0xff, 0xda, 0, 4, 9, 9, 5, 0xff, 0xd9];
        taken.extend(scan.iter().chain(&second));
        plain.extend(scan.iter().chain(&second));
        // What a telephone puts behind the end.
        taken.extend(jpeg_of(&[0xe1, 0xda]));
        assert!(!is_stripped(&taken) && is_stripped(&plain));
        assert_eq!(bare(&taken), Some(plain));
        assert_eq!(
            bare(&png_of(&[b"IHDR", b"eXIf", b"IDAT", b"tEXt", b"IEND"])),
            Some(png_of(&[b"IHDR", b"IDAT", b"IEND"]))
        );
        assert_eq!(bare(b"GIF89a"), None);
    }

    #[test]
    fn what_is_no_whole_picture_is_not_trusted() {
        let cut = png_of(&[b"IHDR"]);
        for content in [&cut[..cut.len() - 1], b"%PDF-1.7", b"", &jpeg_of(&[0xe0])] {
            assert!(!is_stripped(content));
        }
    }
}
