//! 报文信封 · from the bytes of a request to its meaning.

use super::feedback::{FeedbackRequest, feedback};
use super::node::{DataNode, EnvelopeNode, Input, InputNode};
use super::reading::{Place, Reading};
use super::review::{ReviewRequest, Sender, misplaced, review};
use super::scalar::Scalar;
use super::text::{Encoded, body_text, within_bounds};
use super::{CallerProfile, WireError, WireNote, may_identify};
use domain::{Division, InstitutionCode, Moment, Stage};
use encoding_rs::GB18030;
use serde::Deserialize;
use std::borrow::Cow;

const ROOT: Place<'static> = Place::root("报文");
const INPUT: Place<'static> = Place::root("input");

/// 一次交易的请求
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// 交易编号 · `infno`
    pub infno: String,
    /// 发送方报文ID · `msgid`; empty where the client sent none
    pub msgid: String,
    /// 定点医药机构编号 · `fixmedins_code`, in one province `medins_code`
    pub institution: InstitutionCode,
    /// 定点医药机构名称 · `fixmedins_name`
    pub institution_name: String,
    /// 就医地医保区划 · `mdtrtarea_admvs`
    pub division: Division,
    /// 参保地医保区划 · `insuplc_admdvs`
    pub insured_division: Division,
    /// 接收方系统代码 · `recer_sys_code`
    pub receiver: String,
    /// 经办人 · `opter`
    pub operator: String,
    /// 经办人姓名 · `opter_name`
    pub operator_name: String,
    /// 经办人类别 · `opter_type`
    pub operator_type: String,
    /// 交易时间 · `inf_time`
    pub sent_at: Option<Moment>,
    /// 交易签到流水号 · `sign_no`
    pub sign_no: String,
    /// 数字签名信息 · `cainfo`
    pub cainfo: String,
    /// 签名类型 · `signtype`
    pub signtype: String,
    /// 加密类型 · `enc_type`
    pub enc_type: String,
    /// true where `input` came ciphered: `output` then goes out ciphered
    pub sealed: bool,
    /// 报文备注 · what was put right while reading
    pub notes: Vec<WireNote>,
    /// what is asked
    pub body: Body,
}

/// 交易内容
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// 3101, 3102
    Review(ReviewRequest),
    /// 3103
    Feedback(FeedbackRequest),
    /// a transaction that is not ours
    Other,
}

/// What a transaction number asks for.
#[derive(Debug, Clone, Copy)]
enum Transaction {
    Review(Stage),
    Feedback,
    Other,
}

/// Reads a request.
///
/// # Errors
/// [`WireError`] where the message is not JSON, too large, or says something that cannot be put right.
pub fn decode(body: &[u8], profile: &CallerProfile) -> Result<Envelope, WireError> {
    decode_at(body, profile, None)
}

/// Reads a request that came in at an address which itself names the transaction
/// (`…/3101`, `…/beforeAnalyze`); `route_infno` is used where the message has no `infno`.
///
/// # Errors
/// As [`decode`].
pub fn decode_at(body: &[u8], profile: &CallerProfile, route_infno: Option<&str>) -> Result<Envelope, WireError> {
    let (text, encoded) = body_text(body)?;
    let mut node: EnvelopeNode<'_> = parse(&text, "请求正文")?;
    let mut reading = Reading::default();
    match encoded {
        Encoded::Utf8 => {}
        Encoded::Gb18030 => reading.note(&ROOT, "编码", "不是 UTF-8，按 GB18030 读取"),
        Encoded::Utf16 => reading.note(&ROOT, "编码", "不是 UTF-8，按 UTF-16 读取"),
    }
    reading.note_repeated(&ROOT, &node.repeated);
    let input = std::mem::take(&mut node.input);
    let mut envelope = head(&node, route_infno, &mut reading)?;
    let transaction = transaction(&envelope.infno);
    if !matches!(transaction, Transaction::Other) {
        misplaced(&ROOT, &[("data", &node.data), ("patient_dtos", &node.patient_dtos)])?;
        envelope.body = match input {
            Input::Node(input) => content(&input, transaction, &envelope, profile, &mut reading)?,
            Input::Text(text) => {
                let (plain, sealed) = plain_input(&text, profile)?;
                envelope.sealed = sealed;
                within_bounds(plain.as_bytes())?;
                let input: InputNode<'_> = parse(&plain, "input")?;
                content(&input, transaction, &envelope, profile, &mut reading)?
            }
            Input::Missing => return Err(WireError::new("input", "没有交易输入")),
            Input::Wrong => return Err(WireError::new("input", "应为对象、JSON 文本或加密文本")),
        };
    }
    envelope.notes = reading.notes;
    Ok(envelope)
}

/// The text of a field of the envelope; a list or an object in its place says nothing.
fn said<'s>(field: &str, scalar: &'s Scalar<'_>) -> Result<Option<Cow<'s, str>>, WireError> {
    match scalar {
        Scalar::Structure => Ok(None),
        _ => ROOT.text(field, scalar),
    }
}

/// The envelope without its content.
fn head(node: &EnvelopeNode<'_>, route_infno: Option<&str>, reading: &mut Reading) -> Result<Envelope, WireError> {
    let infno = said("infno", &node.infno)?.or_else(|| route_infno.map(Cow::Borrowed));
    let Some(infno) = infno else {
        return Err(WireError::new("infno（交易编号）", "不能为空"));
    };
    let sent_at = reading.moment(&ROOT, "inf_time", &node.inf_time).unwrap_or_else(|_| {
        reading.note(&ROOT, "inf_time", "不是有效时间，按未提供处理");
        None
    });
    let text = |field, scalar| said(field, scalar).map(|text| text.unwrap_or_default().into_owned());
    let institution = match said("fixmedins_code", &node.fixmedins_code)? {
        Some(code) => code,
        None => said("medins_code", &node.medins_code)?.unwrap_or_default(),
    };
    let institution_name = match said("fixmedins_name", &node.fixmedins_name)? {
        Some(name) => name.into_owned(),
        None => text("medins_name", &node.medins_name)?,
    };
    Ok(Envelope {
        infno: infno.into_owned(),
        msgid: text("msgid", &node.msgid)?,
        institution: InstitutionCode::new(institution),
        institution_name,
        division: Division::new(text("mdtrtarea_admvs", &node.mdtrtarea_admvs)?),
        insured_division: Division::new(text("insuplc_admdvs", &node.insuplc_admdvs)?),
        receiver: text("recer_sys_code", &node.recer_sys_code)?,
        operator: text("opter", &node.opter)?,
        operator_name: text("opter_name", &node.opter_name)?,
        operator_type: text("opter_type", &node.opter_type)?,
        sent_at,
        sign_no: text("sign_no", &node.sign_no)?,
        cainfo: text("cainfo", &node.cainfo)?,
        signtype: text("signtype", &node.signtype)?,
        enc_type: text("enc_type", &node.enc_type)?,
        sealed: false,
        notes: Vec::new(),
        body: Body::Other,
    })
}

/// Hainan numbers the two analyses 3660 and 3661; a letter may follow the number.
fn transaction(infno: &str) -> Transaction {
    match infno.trim_end_matches(|ch: char| ch.is_ascii_alphabetic()) {
        "3101" | "3660" => Transaction::Review(Stage::Prescribing),
        "3102" | "3661" => Transaction::Review(Stage::Settlement),
        "3103" => Transaction::Feedback,
        _ => Transaction::Other,
    }
}

/// The content of `input`.
fn content(
    input: &InputNode<'_>,
    transaction: Transaction,
    envelope: &Envelope,
    profile: &CallerProfile,
    reading: &mut Reading,
) -> Result<Body, WireError> {
    misplaced(
        &INPUT,
        &[
            ("patient_dtos", &input.patient_dtos),
            ("fsi_encounter_dtos", &input.fsi_encounter_dtos),
            ("fsi_diagnose_dtos", &input.fsi_diagnose_dtos),
            ("fsi_order_dtos", &input.fsi_order_dtos),
            ("fsi_operation_dtos", &input.fsi_operation_dtos),
        ],
    )?;
    if matches!(transaction, Transaction::Feedback) && input.warns == Scalar::Structure {
        return Err(INPUT.refuse("warns", "位置不对，warns 应在 input.data 之内"));
    }
    reading.note_repeated(&INPUT, &input.repeated);
    let [data]: &[DataNode<'_>] = input.data.items.as_slice() else {
        return Err(WireError::new("input.data", "应为单个对象"));
    };
    reading.note_repeated(&Place::root("input.data"), &data.repeated);
    match transaction {
        Transaction::Review(stage) => {
            let sender = Sender {
                institution: &envelope.institution,
                division: &envelope.division,
                insured_division: &envelope.insured_division,
                sent_at: envelope.sent_at,
                receiver: Some(envelope.receiver.as_str()),
            };
            review(data, stage, &sender, profile, reading).map(Body::Review)
        }
        Transaction::Feedback => feedback(data, reading).map(Body::Feedback),
        Transaction::Other => Ok(Body::Other),
    }
}

/// The text of an `input` that is not an object: JSON as it is, anything else deciphered.
fn plain_input<'t>(text: &'t str, profile: &CallerProfile) -> Result<(Cow<'t, str>, bool), WireError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(WireError::new("input", "没有交易输入"));
    }
    if trimmed.starts_with('{') {
        return Ok((Cow::Borrowed(trimmed), false));
    }
    let Some(key) = &profile.sm4_key else {
        return Err(WireError::new(
            "input",
            "不是 JSON 对象；若为加密报文，请先登记本机构的 SM4 密钥",
        ));
    };
    let plain = key
        .open(trimmed)
        .map_err(|error| WireError::new("input", error.to_string()))?;
    let plain = match String::from_utf8(plain) {
        Ok(plain) => plain,
        // A program on a Chinese Windows ciphers the bytes that it has.
        Err(other) => GB18030
            .decode_without_bom_handling_and_without_replacement(other.as_bytes())
            .ok_or_else(|| WireError::new("input", "解密后既不是 UTF-8 也不是 GB18030 文本，请核对密钥"))?
            .into_owned(),
    };
    Ok((Cow::Owned(plain), true))
}

/// Parses a node, with the position of an error and no part of the message in it.
fn parse<'t, T: Deserialize<'t>>(text: &'t str, field: &str) -> Result<T, WireError> {
    let text = text.trim_matches(|ch: char| ch.is_whitespace() || ch == '\0');
    if text.is_empty() {
        return Err(WireError::new(field, "为空，没有收到报文"));
    }
    serde_json::from_str(text).map_err(|error| {
        let mut place = format!("第 {} 行第 {} 列", error.line(), error.column());
        // Whatever was read last is right.
        if error.to_string().starts_with("trailing characters") {
            let reason = format!("JSON 已经结束，{place}起之后还有内容，一次只收一个报文");
            return WireError::new(field, reason);
        }
        if let Some(key) = last_key(text, error.line(), error.column()) {
            place.push_str("，字段 ");
            place.push_str(key);
        }
        let reason = match error.classify() {
            serde_json::error::Category::Eof => format!("JSON 不完整（{place}处中断）"),
            serde_json::error::Category::Data => "应为 JSON 对象".to_owned(),
            _ if error.to_string().starts_with("recursion limit") => format!("JSON 嵌套过深（{place}）"),
            _ => match unreadable(&error.to_string()) {
                Some(why) => format!("不是有效的 JSON（{place}）：{why}"),
                None => format!("不是有效的 JSON（{place}）"),
            },
        };
        WireError::new(field, reason)
    })
}

/// What the parser stumbled over, where that is one of the things that programs really write.
fn unreadable(error: &str) -> Option<&'static str> {
    if error.starts_with("control character") {
        Some("文本中有未转义的换行、制表等控制字符")
    } else if error.starts_with("number out of range") {
        Some("数字超出范围")
    } else if error.starts_with("expected value")
        || error.starts_with("expected ident")
        || error.starts_with("invalid number")
    {
        Some("不是 JSON 的值，NaN、Infinity、空值应写 null 或加引号")
    } else {
        None
    }
}

/// The longest name that is repeated to the sender.
const KEY_BYTES_MAX: usize = 40;

/// The name of the last member that begins before a position: the field at which reading stopped.
/// Only names of our interface's kind are given, never a text of the message.
fn last_key(text: &str, line: usize, column: usize) -> Option<&str> {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let bytes = text.as_bytes();
    let end = before.saturating_add(column).min(bytes.len());
    let (mut at, mut key) = (0, None);
    while at < end {
        if bytes[at] != b'"' {
            at += 1;
            continue;
        }
        let start = at + 1;
        at = start;
        while at < end && bytes[at] != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        let quoted = start..at.min(bytes.len());
        at += 1;
        let mut behind = bytes.get(at..).unwrap_or_default().iter();
        if behind.find(|byte| !byte.is_ascii_whitespace()) == Some(&b':') {
            key = text.get(quoted);
        }
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    key.filter(|key| {
        let is_name = key.starts_with(|first: char| first.is_ascii_alphabetic());
        is_name && key.len() <= KEY_BYTES_MAX && key.bytes().all(plain) && !may_identify(key)
    })
}
