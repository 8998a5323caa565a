//! Pictures on their way onto a page: what file it is, and how large it is drawn.

use crate::PaperError;
use crate::printed::Photo;
use krilla::image::Image;

/// Pixels of one picture at most: a file of a few bytes may ask for the memory of a thousand pages.
const PIXELS: u64 = 60_000_000;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Whether it is a PNG; what is none should be a JPEG.
pub(crate) fn is_png(content: &[u8]) -> bool {
    content.starts_with(PNG)
}

/// A picture that is ready to be drawn; clones share it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    pub image: Image,
    /// in pixels
    pub size: (f32, f32),
}

impl Picture {
    /// Reads the head of the file; the pixels are read when it is drawn.
    pub(crate) fn read(photo: &Photo, format: &'static str) -> Result<Self, PaperError> {
        let broken = |problem: String| PaperError::Format {
            format,
            problem: format!("图像“{}”不能使用：{problem}", photo.caption),
        };
        // Archives take no picture that a reader smooths as it likes.
        let data = photo.content.clone().into();
        let image = match is_png(&photo.content) {
            true => Image::from_png(data, false),
            false => Image::from_jpeg(data, false),
        };
        let image = image.map_err(broken)?;
        let (width, height) = image.size();
        if width == 0 || height == 0 || u64::from(width) * u64::from(height) > PIXELS {
            return Err(broken(format!("{width}×{height}像素，过大或者无效")));
        }
        Ok(Self {
            image,
            size: (width as f32, height as f32),
        })
    }

    /// Its width and height within a box, as large as the box allows.
    pub(crate) fn within(&self, width: f32, height: f32) -> (f32, f32) {
        let scale = (width / self.size.0).min(height / self.size.1);
        (self.size.0 * scale, self.size.1 * scale)
    }
}
