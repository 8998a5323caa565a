//! The envelope of a reply, and how amounts become JSON numbers.

use super::super::{CallerProfile, Encoding, Envelope, Sm4Key};
use super::finding::ResultNode;
use domain::{Moment, Money};
use encoding_rs::GB18030;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use std::io;

/// An amount, serialised as a number with two decimals.
///
/// serde has no decimal type and a float would round, so an amount travels through the serialiser
/// as a 128-bit integer of fen, a type that nothing else in a reply has, and [`FenFormatter`]
/// writes the point into it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount(pub Money);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i128(i128::from(self.0.scaled()))
    }
}

struct FenFormatter;

impl Formatter for FenFormatter {
    fn write_i128<W: ?Sized + io::Write>(&mut self, writer: &mut W, fen: i128) -> io::Result<()> {
        let sign = if fen < 0 { "-" } else { "" };
        let size = fen.unsigned_abs();
        write!(writer, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

/// Whether it went well, and the text about it.
#[derive(Debug)]
pub(super) struct Head<'h> {
    failed: bool,
    text: Option<&'h str>,
}

impl<'h> Head<'h> {
    pub(super) fn success(profile: &'h CallerProfile) -> Self {
        Self {
            failed: false,
            text: profile.success_text.as_deref(),
        }
    }

    pub(super) fn failure(text: &'h str) -> Self {
        Self {
            failed: true,
            text: Some(text),
        }
    }
}

/// `output`
#[derive(Debug, Serialize)]
pub(super) struct Output<'o> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Results<'o>>,
    /// findings that did not fit
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mj_left_out: Option<usize>,
}

impl Output<'_> {
    /// No findings, in the shape that the caller reads.
    pub(super) fn empty(profile: &CallerProfile) -> Self {
        let result = if profile.single_object_result {
            None
        } else {
            Some(Results::Many(&[]))
        };
        Self {
            result,
            mj_left_out: None,
        }
    }
}

/// `result`
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Results<'o> {
    Many(&'o [ResultNode<'o>]),
    One(&'o ResultNode<'o>),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Infcode {
    Number(i8),
    Text(&'static str),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Payload<'o> {
    Plain(&'o Output<'o>),
    Sealed(String),
}

#[derive(Serialize)]
struct Message<'m> {
    infcode: Infcode,
    inf_refmsgid: &'m str,
    refmsg_time: &'m str,
    respond_time: &'m str,
    enctype: &'static str,
    signtype: &'static str,
    err_msg: Option<&'m str>,
    output: Payload<'m>,
}

/// Writes a reply.
pub(super) fn write_message(
    envelope: Option<&Envelope>,
    head: Head<'_>,
    output: &Output<'_>,
    profile: &CallerProfile,
    now: Moment,
    sequence: u64,
) -> Vec<u8> {
    let digits: String = now.to_string().chars().filter(char::is_ascii_digit).collect();
    let division = envelope.map_or("", |envelope| envelope.division.as_str());
    // 6 digits of division, 14 of time, 10 of sequence; a client may cut the field at 30.
    let number: String = division
        .chars()
        .filter(char::is_ascii_digit)
        .chain("000000".chars())
        .take(6)
        .collect();
    let inf_refmsgid = format!("{number}{digits}{:010}", sequence % 10_000_000_000);
    let stamp = format!("{digits}000");
    let key = sealing_key(envelope, profile);
    let message = Message {
        infcode: match (profile.infcode_as_text, head.failed) {
            (false, false) => Infcode::Number(0),
            (false, true) => Infcode::Number(-1),
            (true, false) => Infcode::Text("0"),
            (true, true) => Infcode::Text("-1"),
        },
        inf_refmsgid: &inf_refmsgid,
        refmsg_time: &stamp,
        respond_time: &stamp,
        enctype: if key.is_some() { "SM4" } else { "" },
        signtype: "",
        err_msg: head.text,
        output: match key {
            Some(key) => Payload::Sealed(key.seal(&encoded(plain_json(output), profile.reply_encoding))),
            None => Payload::Plain(output),
        },
    };
    encoded(plain_json(&message), profile.reply_encoding)
}

/// The key under which the output of a reply goes out: the request has to have come under it.
pub(super) fn sealing_key<'p>(envelope: Option<&Envelope>, profile: &'p CallerProfile) -> Option<&'p Sm4Key> {
    let sealed = envelope.is_some_and(|envelope| envelope.sealed);
    profile.sm4_key.as_ref().filter(|_| sealed)
}

/// JSON text in the encoding that the caller reads, under a cipher as well as without one.
pub(super) fn encoded(json: Vec<u8>, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => json,
        Encoding::Gb18030 => GB18030.encode(&String::from_utf8_lossy(&json)).0.into_owned(),
    }
}

/// Room for a reply with a handful of explained findings.
const JSON_BYTES_EXPECTED: usize = 16 << 10;

/// The JSON text of a part of a reply.
pub(super) fn plain_json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut json = Vec::with_capacity(JSON_BYTES_EXPECTED);
    let written = value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, FenFormatter));
    debug_assert!(written.is_ok(), "a reply has text keys only and is written to memory");
    json
}
