//! Recorded messages 2203, 2204, 2301, 2304 (2207), 4101 and 3501–3506: their
//! nodes become rows of the same tables that a bureau delivers.
//!
//! A recorded message is the request, `{"infno": …, "fixmedins_code": …, "input": {…}}`; what was
//! answered stands beside it as `output`, or both are wrapped as `{"request": …, "response": …}`.
//! 2304 without its answer has no settlement, because the amounts are decided by the centre.

use super::cell::{Cell, Reason};
use super::csv;
use super::row::{Bad, Origin, Row, Taker};
use crate::{LakeError, SourceTable};
use serde_json::{Map, Value};
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
        return csv::line_blocks(path, block_bytes, |line, text| {
            send(Block {
                line,
                text,
                whole: false,
            })
        });
    }
    send(Block {
        line: 1,
        text: csv::whole_text(path, block_bytes)?,
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
                Err(error) => refuse(origin, error.to_string(), taker),
            }
        }
        Ok(())
    }
}

/// Every pass sees the message; it is refused in the one that reads fee lines.
fn refuse<T: Taker>(origin: Origin, value: String, taker: &mut T) {
    if taker.wants(SourceTable::FeeLines) {
        let bad = Bad {
            field: "",
            value,
            reason: Reason::Message,
        };
        taker.refuse(SourceTable::FeeLines, origin, bad);
    }
}

fn read<T: Taker>(message: &Value, origin: Origin, taker: &mut T) -> Result<(), LakeError> {
    let request = message.get("request").unwrap_or(message);
    let answer = message.get("response").unwrap_or(message);
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let message = Message {
        transaction: text(request, "infno"),
        institution: text(request, "fixmedins_code"),
        input: request.get("input").unwrap_or(&Value::Null),
        output: answer.get("output").unwrap_or(&Value::Null),
        origin,
    };
    match message.transaction.as_str() {
        "2203" | "2203A" => message.visit(taker),
        "2204" | "2301" => message.fee_lines(taker),
        "2207" | "2304" => message.settlement(taker),
        "4101" | "4101A" => message.settlement_list(taker),
        "3501" | "3502" | "3503" | "3504" | "3505" | "3506" => message.stock(taker),
        other => {
            refuse(origin, other.to_owned(), taker);
            Ok(())
        }
    }
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
}

/// The members of a list of nodes; a single node counts as a list of one.
fn members<'v>(value: &'v Value, key: &str) -> Vec<&'v Map<String, Value>> {
    match value.get(key) {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_object).collect(),
        Some(Value::Object(node)) => vec![node],
        _ => Vec::new(),
    }
}

impl Message<'_> {
    fn row<T: Taker>(
        &self,
        table: SourceTable,
        nodes: &[Option<&Map<String, Value>>],
        names: &[(&'static str, &'static str)],
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
        };
        taker.take(table, self.origin, &row)
    }

    /// 2203: the visit and its diagnoses.
    fn visit<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        for visit in members(self.input, "mdtrtinfo") {
            self.row(SourceTable::Encounters, &[Some(visit)], &[], taker)?;
            for diagnosis in members(self.input, "diseinfo") {
                self.row(SourceTable::Diagnoses, &[Some(diagnosis), Some(visit)], &[], taker)?;
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
        let decided = members(self.output, "result");
        for line in members(self.input, "feedetail") {
            let serial = line.get("feedetl_sn");
            let answer = decided
                .iter()
                .find(|answer| serial.is_some() && answer.get("feedetl_sn") == serial)
                .copied();
            self.row(SourceTable::FeeLines, &[Some(line), answer], &names, taker)?;
        }
        Ok(())
    }

    /// 2304 and 2207: the settlement as answered, and what it says of the person.
    fn settlement<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        for settled in members(self.output, "setlinfo") {
            let asked = ["mdtrtinfo", "data"].map(|node| members(self.input, node));
            let asked = asked.iter().flatten().next().copied();
            self.row(SourceTable::Persons, &[Some(settled)], &[], taker)?;
            self.row(SourceTable::Settlements, &[Some(settled), asked], &[], taker)?;
        }
        Ok(())
    }

    /// 4101: a stay with its person, diagnoses and operations.
    fn settlement_list<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        for stay in members(self.input, "setlinfo") {
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
            self.row(SourceTable::Persons, &[Some(stay)], &names, taker)?;
            self.row(SourceTable::Encounters, &[Some(stay), Some(&category)], &names, taker)?;
            for (number, diagnosis) in members(self.input, "diseinfo").into_iter().enumerate() {
                // The list has no numbers; its order is meant.
                let mut numbered = Map::new();
                numbered.insert("diag_srt_no".to_owned(), Value::from(number + 1));
                let nodes = [Some(diagnosis), Some(stay), Some(&numbered)];
                self.row(SourceTable::Diagnoses, &nodes, &[], taker)?;
            }
            let names = [
                ("main_oprn_flag", "oprn_oprt_type"),
                ("oprn_oprt_date", "oprn_oprt_begntime"),
            ];
            for operation in members(self.input, "oprninfo") {
                self.row(SourceTable::Operations, &[Some(operation), Some(stay)], &names, taker)?;
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
                ],
            ),
        };
        for stock in members(self.input, list) {
            self.row(SourceTable::StockMoves, &[Some(stock)], names, taker)?;
        }
        Ok(())
    }
}
