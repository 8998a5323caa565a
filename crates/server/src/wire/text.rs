//! Bytes of a request to text: size, encoding, and bounds that keep a hostile
//! message from costing more memory than it has bytes.

use super::WireError;
use encoding_rs::GB18030;
use std::borrow::Cow;

/// Largest request body, in bytes. 10,000 order lines of the longest kind stay below it.
pub const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most JSON objects in one message: 10,000 order lines with their encounters and diagnoses.
const OBJECTS_MAX: usize = 40_000;

/// How gzip, zstd and zlib begin; no JSON begins so.
const COMPRESSED: [&[u8]; 6] = [
    b"\x1F\x8B",
    b"\x28\xB5\x2F\xFD",
    b"\x78\x01",
    b"\x78\x5E",
    b"\x78\x9C",
    b"\x78\xDA",
];

/// What to do about a message over a bound. A bill in two calls is two bills, of which the second takes the place of
/// the first.
pub const WHOLE: &str =
    "反馈和不同参保人的可以分次发送；一人的处方、账单须整张送审，不能拆分，放不下的按未审核办理，请告知经办机构";

/// How the body was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoded {
    /// UTF-8, as the interface prescribes
    Utf8,
    /// GB18030, GBK among it
    Gb18030,
    /// UTF-16 with a byte-order mark
    Utf16,
}

/// The text of a body. UTF-8 is tried strictly and GB18030 after it, because clients on a
/// Chinese Windows send GBK under the same `Content-Type`. Byte-order marks and the trailing
/// NULs of fixed DLL buffers are dropped.
pub(super) fn body_text(body: &[u8]) -> Result<(Cow<'_, str>, Encoded), WireError> {
    within_bounds(body)?;
    if COMPRESSED.iter().any(|begin| body.starts_with(begin)) {
        return Err(WireError::new("请求正文", "是压缩过的，请不要压缩（Content-Encoding）"));
    }
    let (text, encoded) = if let Some(rest) = body.strip_prefix(b"\xEF\xBB\xBF") {
        (utf8(rest).ok_or_else(unreadable)?, Encoded::Utf8)
    } else if body.starts_with(b"\xFF\xFE") || body.starts_with(b"\xFE\xFF") {
        let (text, _, broken) = encoding_rs::UTF_16LE.decode(body);
        if broken {
            return Err(unreadable());
        }
        (text, Encoded::Utf16)
    } else if let Some(text) = utf8(body) {
        (text, Encoded::Utf8)
    } else {
        let text = GB18030
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or_else(unreadable)?;
        (text, Encoded::Gb18030)
    };
    Ok((text, encoded))
}

/// Refuses what is too long or has too many objects, for a body and for a text inside it.
pub(super) fn within_bounds(body: &[u8]) -> Result<(), WireError> {
    if body.len() > BODY_BYTES_MAX {
        let reason = format!(
            "报文 {} MB，超过 {} MB。{WHOLE}",
            body.len() / (1024 * 1024),
            BODY_BYTES_MAX / (1024 * 1024),
        );
        return Err(WireError::new("请求正文", reason));
    }
    // A member of a list takes at least the three bytes `{},`, so a short message need not be counted.
    if body.len() > 3 * OBJECTS_MAX && body.iter().filter(|&&byte| byte == b'{').count() > OBJECTS_MAX {
        let reason = format!("报文节点超过 {OBJECTS_MAX} 个。{WHOLE}");
        return Err(WireError::new("请求正文", reason));
    }
    Ok(())
}

fn utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
}

fn unreadable() -> WireError {
    WireError::new("请求正文", "既不是 UTF-8 也不是 GB18030 编码")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_encodings_that_occur() {
        let gbk = GB18030.encode("{\"名\":\"缬沙坦片\"}").0;
        assert_eq!(body_text(&gbk), Ok(("{\"名\":\"缬沙坦片\"}".into(), Encoded::Gb18030)));
        let marked = [b"\xEF\xBB\xBF".as_slice(), "{}".as_bytes()].concat();
        assert_eq!(body_text(&marked), Ok(("{}".into(), Encoded::Utf8)));
        let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(body_text(&utf16), Ok(("{}".into(), Encoded::Utf16)));
        assert!(body_text(b"{\"a\":\"\xFF\xFF\"}").is_err());
    }

    #[test]
    fn a_compressed_body_is_called_so() {
        let gzip = [0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00];
        assert!(body_text(&gzip).unwrap_err().reason.contains("压缩"));
    }

    #[test]
    fn bounds_do_not_ask_for_what_the_guide_forbids() {
        let many = "{},".repeat(OBJECTS_MAX + 1);
        assert!(body_text(many.as_bytes()).unwrap_err().reason.ends_with(WHOLE));
        let long = vec![b' '; BODY_BYTES_MAX + 1];
        assert!(body_text(&long).unwrap_err().reason.ends_with(WHOLE));
    }
}
