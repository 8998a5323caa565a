//! 报文轮廓 · Finds the members of the outermost JSON object in raw bytes,
//! before anything is decoded: whose profile to decode with, which transaction
//! it is, and the exact bytes that a signature covers.
//!
//! It looks at brackets and quotes alone, in one pass. Whether the text is
//! valid JSON is the wire's business.

use crate::wire::Encoded;
use axum::body::Bytes;
use domain::national::given;
use std::borrow::Cow;

/// The outermost members of a message, by name without escapes, as raw bytes.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    members: Vec<(Cow<'a, [u8]>, &'a [u8])>,
    /// true where there are more
    cut_short: bool,
}

/// More members than any envelope has; the rest is not looked at.
const MEMBERS_MAX: usize = 64;

/// A body in UTF-8 where it came in GB18030 or UTF-16, as programs on a Chinese Windows send it, and how it came; what
/// is none of these stays as it is, for the wire to refuse.
pub fn readable(body: Bytes) -> (Bytes, Encoded) {
    let text = if body.starts_with(b"\xFF\xFE") || body.starts_with(b"\xFE\xFF") {
        let (text, _, broken) = encoding_rs::UTF_16LE.decode(&body);
        (!broken).then_some((text, Encoded::Utf16))
    } else if std::str::from_utf8(&body).is_ok() {
        None
    } else {
        let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(&body);
        text.map(|text| (text, Encoded::Gb18030))
    };
    match text.map(|(text, encoded)| (text.into_owned(), encoded)) {
        Some((text, encoded)) => (Bytes::from(text), encoded),
        None => (body, Encoded::Utf8),
    }
}

impl<'a> Outline<'a> {
    /// Scans a body in UTF-8.
    pub fn of(body: &'a [u8]) -> Self {
        let mut scanner = Scanner { body, at: 0 };
        let mut outline = Outline::default();
        if !scanner.skip_to(b'{') {
            return outline;
        }
        scanner.at += 1;
        while let Some((name, value)) = scanner.member() {
            if outline.members.len() == MEMBERS_MAX {
                outline.cut_short = true;
                break;
            }
            outline.members.push((unescaped(name), value));
        }
        outline
    }

    /// True where the message has no other members than these, and none of that name twice: whoever reads the whole
    /// message reads no other value there.
    pub fn is_sure_of(&self, name: &str) -> bool {
        !self.cut_short && self.members.iter().filter(|(key, _)| is_name(key, name)).count() <= 1
    }

    /// The raw value of a member, without white space around it. `fixmedinsCode` and
    /// `FIXMEDINS_CODE` are `fixmedins_code`; of members that occur twice the last counts.
    pub fn raw(&self, name: &str) -> Option<&'a [u8]> {
        let found = self.members.iter().rev().find(|(key, _)| is_name(key, name));
        found.map(|(_, value)| value.trim_ascii())
    }

    /// The outermost members as JSON values; those that are no JSON are left out.
    pub fn parse(&self) -> serde_json::Map<String, serde_json::Value> {
        let parsed = self.members.iter().filter_map(|(name, value)| {
            let name = std::str::from_utf8(name).ok()?;
            Some((name.to_owned(), serde_json::from_slice(value).ok()?))
        });
        parsed.collect()
    }

    /// A member that is a text or a number, as text; what says nothing counts as missing.
    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        let raw = self.raw(name)?;
        let inner = raw
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_suffix(b"\""))
            .map_or(Cow::Borrowed(raw), unescaped);
        let text = String::from_utf8_lossy(&inner);
        given(&text).map(|text| Cow::Owned(text.to_owned()))
    }
}

/// True of a key that is read as that name, whatever the style in which it is written.
fn is_name(key: &[u8], name: &str) -> bool {
    let plain = key.iter().filter(|&&byte| byte != b'_').map(u8::to_ascii_lowercase);
    plain.eq(name.bytes().filter(|&byte| byte != b'_'))
}

/// A text of JSON, without its quotes, as it is read; one that is none stays as it is.
fn unescaped(inner: &[u8]) -> Cow<'_, [u8]> {
    if !inner.contains(&b'\\') {
        return Cow::Borrowed(inner);
    }
    let quoted = [b"\"", inner, b"\""].concat();
    match serde_json::from_slice::<String>(&quoted) {
        Ok(text) => Cow::Owned(text.into_bytes()),
        Err(_) => Cow::Borrowed(inner),
    }
}

struct Scanner<'a> {
    body: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn byte(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    /// Moves to the next `wanted` byte outside of texts; false at the end.
    fn skip_to(&mut self, wanted: u8) -> bool {
        while let Some(byte) = self.byte() {
            if byte == wanted {
                return true;
            }
            self.at += 1;
        }
        false
    }

    /// From an opening quote to just behind the closing one; the text between them.
    fn quoted(&mut self) -> &'a [u8] {
        let start = self.at + 1;
        self.at = start;
        while let Some(byte) = self.byte() {
            match byte {
                b'"' => {
                    self.at += 1;
                    return self.body.get(start..self.at - 1).unwrap_or_default();
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.body.get(start..).unwrap_or_default()
    }

    /// One `"name": value` of the outermost object, up to the comma or bracket behind it.
    fn member(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        loop {
            match self.byte()? {
                b'"' => break,
                b'}' => return None,
                _ => self.at += 1,
            }
        }
        let name = self.quoted();
        if !self.skip_to(b':') {
            return None;
        }
        let start = self.at + 1;
        self.at = start;
        let mut depth = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'"' => {
                    self.quoted();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth > 0 => depth -= 1,
                b',' | b'}' | b']' if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        let end = self.at.min(self.body.len());
        self.body.get(start..end).map(|value| (name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_outer_members_and_no_inner_ones() {
        let body =
            br#" {"input": {"fixmedins_code":"H2","x":"}\"],"}, "fixmedins_code" : "H1" ,"infno":3101,"opter":"" } "#;
        let outline = Outline::of(body);
        assert_eq!(outline.text("fixmedins_code").as_deref(), Some("H1"));
        assert_eq!(outline.text("infno").as_deref(), Some("3101"));
        assert_eq!(outline.text("opter"), None);
        assert_eq!(
            outline.raw("input"),
            Some(&br#"{"fixmedins_code":"H2","x":"}\"],"}"#[..])
        );
    }

    #[test]
    fn bodies_of_a_chinese_windows_are_made_readable() {
        // The second byte of 穃 in GB18030 is a backslash.
        let text = "{\"opter_name\":\"穃\",\"infno\":\"3102\"}";
        let double_byte = encoding_rs::GB18030.encode(text).0.into_owned();
        assert!(double_byte.windows(2).any(|pair| pair == b"\\\""), "{double_byte:02x?}");
        let wide: Vec<u8> = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for body in [double_byte, wide, text.as_bytes().to_vec()] {
            let (body, _) = readable(body.into());
            assert_eq!(Outline::of(&body).text("infno").as_deref(), Some("3102"));
        }
        assert_eq!(
            readable(Bytes::from_static(b"{\xff\xff}")),
            (Bytes::from_static(b"{\xff\xff}"), Encoded::Utf8)
        );
    }

    #[test]
    fn escapes_are_read_as_the_wire_reads_them() {
        let outline = Outline::of(br#"{"inp\u0075t":1,"fixmedins\u005fcode":" \u00481 ","opter":"\q"}"#);
        assert_eq!(outline.raw("input"), Some(&b"1"[..]));
        assert_eq!(outline.text("fixmedins_code").as_deref(), Some("H1"));
        assert_eq!(outline.text("opter").as_deref(), Some("\\q"));
    }

    #[test]
    fn a_value_is_sure_where_no_other_can_be_read() {
        let sure = |body: &str| Outline::of(body.as_bytes()).is_sure_of("input");
        assert!(sure(r#"{"input":1,"x":{"input":2}}"#));
        assert!(!sure(r#"{"input":1,"inp\u0075t":2}"#));
        assert!(!sure(r#"{"input":1,"INPUT":2}"#));
        let with = |fillers: usize| format!("{{{}\"input\":1}}", "\"x\":1,".repeat(fillers));
        assert!(sure(&with(MEMBERS_MAX - 1)) && !sure(&with(MEMBERS_MAX)));
    }

    #[test]
    fn anything_at_all_is_survived() {
        for body in [
            &b""[..],
            b"{",
            b"[]",
            b"\"",
            b"{\"a",
            b"{\"a\":",
            b"{\"a\":\"\\",
            b"{\"a\":]}",
            b"null",
            b"{,,}",
            &[0xff, 0x7b],
        ] {
            let _ = Outline::of(body).text("infno");
        }
        assert_eq!(
            Outline::of(br#"{"fixmedinsCode":"H1"}"#)
                .text("fixmedins_code")
                .as_deref(),
            Some("H1")
        );
        assert_eq!(
            Outline::of(br#"{"infno":"3101","infno":"3102"}"#)
                .text("infno")
                .as_deref(),
            Some("3102")
        );
    }
}
