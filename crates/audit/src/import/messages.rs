//! Recorded messages 2203, 2204, 2301, 2304 (2207), 4101 and 3501–3506: their
//! nodes become rows of the same tables that a bureau delivers.
//!
//! A recorded message is the request, `{"infno": …, "fixmedins_code": …, "input": {…}}`; what was
//! answered stands beside it as `output`, or both are wrapped as `{"request": …, "response": …}`.
//! 2304 without its answer has no settlement, because the amounts are decided by the centre; it is rejected,
//! as is what the centre did not accept, and whatever lacks what its transaction carries.

use super::cell::Cell;
use super::encoding;
use super::reason::Reason;
use super::row::{Bad, Origin, Row, Taker};
use crate::{LakeError, SourceTable};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::path::Path;

/// Messages of a file: lines, or one JSON text.
#[derive(Debug)]
pub(crate) struct Block {
    line: u32,
    text: Vec<u8>,
    whole: bool,
}

/// Cuts a file into blocks of lines; a file that is one JSON text stays whole.
pub(crate) fn blocks(
    path: &Path,
    block_bytes: usize,
    mut send: impl FnMut(Block) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let by_line = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"));
    if by_line {
        return encoding::line_blocks(path, block_bytes, |line, text| {
            send(Block {
                line,
                text,
                whole: false,
            })
        });
    }
    send(Block {
        line: 1,
        text: encoding::whole_text(path, block_bytes)?,
        whole: true,
    })
}

impl Block {
    /// Reads the rows in the messages.
    pub fn read<T: Taker>(&self, file: u32, taker: &mut T) -> Result<(), LakeError> {
        if self.whole
            && let Ok(value) = serde_json::from_slice::<Value>(&self.text)
        {
            let messages = match value {
                Value::Array(messages) => messages,
                message => vec![message],
            };
            for (number, message) in messages.iter().enumerate() {
                let line = u32::try_from(number + 1).unwrap_or(u32::MAX);
                read(message, Origin { file, line }, taker)?;
            }
            return Ok(());
        }
        for (number, text) in self.text.split(|byte| *byte == b'\n').enumerate() {
            if text.trim_ascii().is_empty() {
                continue;
            }
            let origin = Origin {
                file,
                line: self.line.saturating_add(number as u32),
            };
            match serde_json::from_slice::<Value>(text) {
                Ok(message) => read(&message, origin, taker)?,
                Err(error) => refuse(SourceTable::FeeLines, origin, error.to_string(), Reason::Message, taker),
            }
        }
        Ok(())
    }
}

/// Every pass sees the message; it is refused in the one that reads claims.
fn refuse<T: Taker>(table: SourceTable, origin: Origin, value: String, reason: Reason, taker: &mut T) {
    if taker.wants(table) {
        let value = value.chars().take(200).collect();
        let bad = Bad {
            field: "",
            value,
            reason,
        };
        taker.refuse(table, origin, bad);
    }
}

/// A text, or a number as one.
fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A node, which some record as the text of its JSON.
fn node<'v>(value: &'v Value, key: &str) -> Cow<'v, Value> {
    match value.get(key) {
        Some(Value::String(text)) => serde_json::from_str(text).map_or(Cow::Owned(Value::Null), Cow::Owned),
        Some(node) => Cow::Borrowed(node),
        None => Cow::Owned(Value::Null),
    }
}

fn read<T: Taker>(message: &Value, origin: Origin, taker: &mut T) -> Result<(), LakeError> {
    let (request, answer) = match message.get("request") {
        Some(_) => (node(message, "request"), node(message, "response")),
        None => (Cow::Borrowed(message), Cow::Borrowed(message)),
    };
    let (input, output) = (node(&request, "input"), node(&answer, "output"));
    let message = Message {
        transaction: text(&request, "infno"),
        institution: text(&request, "fixmedins_code"),
        input: &input,
        output: &output,
        origin,
    };
    let Some(table) = message.table() else {
        let value = match &*message.transaction {
            "" => message_start(&request),
            transaction => transaction.to_owned(),
        };
        refuse(SourceTable::FeeLines, origin, value, Reason::Message, taker);
        return Ok(());
    };
    // What was asked and not granted has not happened.
    let code = text(&answer, "infcode");
    if !code.is_empty() && code.parse() != Ok(0) {
        let value = format!("{} infcode {code} {}", message.transaction, text(&answer, "err_msg"));
        refuse(table, origin, value, Reason::Failed, taker);
        return Ok(());
    }
    match table {
        SourceTable::Encounters if message.transaction.starts_with("22") => message.visit(taker),
        SourceTable::Encounters => message.settlement_list(taker),
        SourceTable::FeeLines => message.fee_lines(taker),
        SourceTable::Settlements => message.settlement(taker),
        _ => message.stock(taker),
    }
}

/// How something begins that is no message.
fn message_start(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}

struct Message<'m> {
    transaction: String,
    institution: String,
    input: &'m Value,
    output: &'m Value,
    origin: Origin,
}

/// A row put together from the first node that carries a field under one of its names.
struct Node<'m> {
    table: SourceTable,
    nodes: &'m [Option<&'m Map<String, Value>>],
    /// other names that the transaction has for a field
    names: &'m [(&'static str, &'static str)],
    /// values that stand in the envelope
    fixed: &'m [(&'static str, &'m str)],
    /// what the row is called in its message
    name: &'m str,
}

impl Row for Node<'_> {
    fn cell(&self, field: usize) -> Cell<'_> {
        let Some(field) = self.table.fields().get(field) else {
            return Cell::Empty;
        };
        let other = self
            .names
            .iter()
            .filter(|(name, _)| *name == field.name)
            .map(|(_, other)| *other);
        for name in std::iter::once(field.name).chain(other) {
            for node in self.nodes.iter().flatten() {
                match node.get(name) {
                    Some(Value::String(text)) if !text.is_empty() => return Cell::Text(text),
                    Some(Value::Number(number)) => {
                        return match (number.as_i64(), number.as_f64()) {
                            (Some(whole), _) => Cell::Whole(whole),
                            (None, Some(decimal)) => Cell::Float(decimal),
                            (None, None) => Cell::Empty,
                        };
                    }
                    Some(Value::Bool(flag)) => return Cell::Whole(i64::from(*flag)),
                    _ => {}
                }
            }
        }
        let fixed = self
            .fixed
            .iter()
            .find(|(name, text)| *name == field.name && !text.is_empty());
        fixed.map_or(Cell::Empty, |(_, text)| Cell::Text(text))
    }

    fn has(&self, field: usize) -> bool {
        let name = self.table.fields().get(field).map_or("", |field| field.name);
        self.nodes.iter().flatten().any(|node| node.contains_key(name))
    }

    fn name(&self) -> Option<String> {
        (!self.name.is_empty()).then(|| self.name.to_owned())
    }
}

/// A member of a list, and what it is called.
type Member<'v> = (&'v Map<String, Value>, String);

/// The members of a list of nodes; a single node counts as a list of one.
fn members<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Map<String, Value>> {
    let list = match value.get(key) {
        Some(Value::Array(list)) => list.as_slice(),
        Some(node) => std::slice::from_ref(node),
        None => &[],
    };
    list.iter().filter_map(Value::as_object)
}

impl Message<'_> {
    /// What the transaction is mainly of; none for one that is not known.
    fn table(&self) -> Option<SourceTable> {
        Some(match self.transaction.as_str() {
            "2203" | "2203A" | "4101" | "4101A" => SourceTable::Encounters,
            "2204" | "2301" => SourceTable::FeeLines,
            "2207" | "2304" => SourceTable::Settlements,
            "3501" | "3502" | "3503" | "3504" | "3505" | "3506" => SourceTable::StockMoves,
            _ => return None,
        })
    }

    /// The members of a list with their serials, or their places. Those that are no objects are refused, and
    /// the message where it has to have the list and has none.
    fn rows<'v, T: Taker>(
        &self,
        value: &'v Value,
        (key, serial, must): (&str, &str, bool),
        table: SourceTable,
        taker: &mut T,
    ) -> Vec<Member<'v>> {
        let list = match value.get(key) {
            Some(Value::Array(list)) => list.as_slice(),
            None | Some(Value::Null) if !must => &[],
            None | Some(Value::Null) => {
                let value = format!("{} {key}", self.transaction);
                refuse(table, self.origin, value, Reason::NoNode, taker);
                &[]
            }
            Some(node) => std::slice::from_ref(node),
        };
        let mut rows = Vec::with_capacity(list.len());
        for (place, member) in list.iter().enumerate() {
            let called = text(member, serial);
            let called = match called.is_empty() {
                true => format!("{key} 第{}项", place + 1),
                false => format!("{serial} {called}"),
            };
            match member.as_object() {
                Some(node) => rows.push((node, called)),
                None => refuse(table, self.origin, called, Reason::NoObject, taker),
            }
        }
        rows
    }

    fn row<T: Taker>(
        &self,
        table: SourceTable,
        nodes: &[Option<&Map<String, Value>>],
        (names, name): (&[(&'static str, &'static str)], &str),
        taker: &mut T,
    ) -> Result<(), LakeError> {
        if !taker.wants(table) {
            return Ok(());
        }
        let fixed = [
            ("fixmedins_code", self.institution.as_str()),
            ("infno", self.transaction.as_str()),
        ];
        let row = Node {
            table,
            nodes,
            names,
            fixed: &fixed,
            name,
        };
        taker.take(table, self.origin, &row)
    }

    /// 2203: the visit and its diagnoses.
    fn visit<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        let visits = self.rows(
            self.input,
            ("mdtrtinfo", "mdtrt_id", true),
            SourceTable::Encounters,
            taker,
        );
        for (visit, name) in visits {
            self.row(SourceTable::Encounters, &[Some(visit)], (&[], &name), taker)?;
            let list = ("diseinfo", "diag_srt_no", false);
            for (diagnosis, name) in self.rows(self.input, list, SourceTable::Diagnoses, taker) {
                let nodes = [Some(diagnosis), Some(visit)];
                self.row(SourceTable::Diagnoses, &nodes, (&[], &name), taker)?;
            }
        }
        Ok(())
    }

    /// 2204 and 2301: fee lines, with the self-paid part that the answer decides.
    fn fee_lines<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        let names = [
            ("used_frqu", "used_frqu_dscr"),
            ("used_frqu", "frqu_dscr"),
            ("sin_dos", "sin_dos_dscr"),
            ("prd_days", "used_days"),
        ];
        let decided: Vec<&Map<String, Value>> = members(self.output, "result").collect();
        let list = ("feedetail", "feedetl_sn", true);
        for (line, name) in self.rows(self.input, list, SourceTable::FeeLines, taker) {
            let serial = line.get("feedetl_sn");
            let answer = decided
                .iter()
                .find(|answer| serial.is_some() && answer.get("feedetl_sn") == serial)
                .copied();
            self.row(SourceTable::FeeLines, &[Some(line), answer], (&names, &name), taker)?;
        }
        Ok(())
    }

    /// 2304 and 2207: the settlement as answered, and what it says of the person.
    fn settlement<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        if self.output.is_null() {
            let value = self.transaction.clone();
            refuse(SourceTable::Settlements, self.origin, value, Reason::NoAnswer, taker);
            return Ok(());
        }
        let asked = ["mdtrtinfo", "data"];
        let asked = asked.into_iter().find_map(|node| members(self.input, node).next());
        let list = ("setlinfo", "setl_id", true);
        for (settled, name) in self.rows(self.output, list, SourceTable::Settlements, taker) {
            self.row(SourceTable::Persons, &[Some(settled)], (&[], &name), taker)?;
            self.row(SourceTable::Settlements, &[Some(settled), asked], (&[], &name), taker)?;
        }
        Ok(())
    }

    /// 4101: a stay with its person, diagnoses and operations.
    fn settlement_list<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        let stays = self.rows(
            self.input,
            ("setlinfo", "mdtrt_id", true),
            SourceTable::Encounters,
            taker,
        );
        for (stay, name) in stays {
            let names = [
                ("insutype", "hi_type"),
                ("insuplc_admdvs", "insuplc"),
                ("begntime", "adm_time"),
                ("endtime", "dscg_time"),
                ("adm_dept_name", "adm_caty"),
                ("atddr_no", "chfpdr_code"),
            ];
            // The list says only whether the stay was ordinary (1) or for a day's surgery (2).
            let by_day = matches!(stay.get("ipt_med_type"), Some(kind) if kind == "2" || kind == 2);
            let mut category = Map::new();
            category.insert("med_type".to_owned(), Value::from(if by_day { "28" } else { "21" }));
            self.row(SourceTable::Persons, &[Some(stay)], (&names, &name), taker)?;
            let nodes = [Some(stay), Some(&category)];
            self.row(SourceTable::Encounters, &nodes, (&names, &name), taker)?;
            let list = ("diseinfo", "diag_srt_no", false);
            let diagnoses = self.rows(self.input, list, SourceTable::Diagnoses, taker);
            for (number, (diagnosis, name)) in diagnoses.into_iter().enumerate() {
                // The list has no numbers; its order is meant.
                let mut numbered = Map::new();
                numbered.insert("diag_srt_no".to_owned(), Value::from(number + 1));
                let nodes = [Some(diagnosis), Some(stay), Some(&numbered)];
                self.row(SourceTable::Diagnoses, &nodes, (&[], &name), taker)?;
            }
            let names = [
                ("main_oprn_flag", "oprn_oprt_type"),
                ("oprn_oprt_date", "oprn_oprt_begntime"),
            ];
            let list = ("oprninfo", "oprn_oprt_code", false);
            for (operation, name) in self.rows(self.input, list, SourceTable::Operations, taker) {
                let nodes = [Some(operation), Some(stay)];
                self.row(SourceTable::Operations, &nodes, (&names, &name), taker)?;
            }
        }
        Ok(())
    }

    /// 3501 to 3506: stock moves.
    fn stock<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        let (list, names): (&str, &[_]) = match self.transaction.as_str() {
            "3501" => ("invinfo", &[("cnt", "inv_cnt"), ("move_time", "invdate")]),
            "3502" => ("invinfo", &[("move_time", "inv_chg_time")]),
            "3503" | "3504" => (
                "purcinfo",
                &[
                    ("cnt", "purc_retn_cnt"),
                    ("move_time", "purc_retn_stoin_time"),
                    ("pric", "finl_trns_pric"),
                ],
            ),
            _ => (
                "selinfo",
                &[
                    ("cnt", "sel_retn_cnt"),
                    ("move_time", "sel_retn_time"),
                    ("pric", "finl_trns_pric"),
                    // A sale has no other number of its visit.
                    ("mdtrt_id", "mdtrt_sn"),
                ],
            ),
        };
        let list = (list, "fixmedins_bchno", true);
        for (stock, name) in self.rows(self.input, list, SourceTable::StockMoves, taker) {
            self.row(SourceTable::StockMoves, &[Some(stock)], (names, &name), taker)?;
        }
        Ok(())
    }
}
