//! The tables: as a bureau delivers them, with national column names, and as
//! they lie in the lake. The only definition of either.

use arrow::array::{RecordBatch, new_null_array};
use arrow::datatypes::{DataType, Field as Column, Schema, SchemaRef};
use arrow::error::ArrowError;
use std::sync::Arc;

/// A column of a source table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// the national name
    pub name: &'static str,
    /// a row without it is rejected, a file without the column is refused
    pub required: bool,
}

const fn must(name: &'static str) -> Field {
    Field { name, required: true }
}

const fn may(name: &'static str) -> Field {
    Field { name, required: false }
}

/// A table as delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceTable {
    /// 参保人
    Persons,
    /// 定点医药机构
    Institutions,
    /// 科室登记
    Departments,
    /// 医务人员
    Practitioners,
    /// 大型设备
    Devices,
    /// 床位
    Beds,
    /// 就诊
    Encounters,
    /// 诊断
    Diagnoses,
    /// 手术操作
    Operations,
    /// 结算
    Settlements,
    /// 费用明细
    FeeLines,
    /// 进销存
    StockMoves,
}

impl SourceTable {
    /// All tables, in the order in which they are read: what others refer to comes first.
    pub const ALL: [SourceTable; 12] = [
        SourceTable::Persons,
        SourceTable::Institutions,
        SourceTable::Departments,
        SourceTable::Practitioners,
        SourceTable::Devices,
        SourceTable::Beds,
        SourceTable::Encounters,
        SourceTable::Diagnoses,
        SourceTable::Operations,
        SourceTable::Settlements,
        SourceTable::FeeLines,
        SourceTable::StockMoves,
    ];

    /// The name of its files.
    pub const fn name(self) -> &'static str {
        match self {
            SourceTable::Persons => "persons",
            SourceTable::Institutions => "institutions",
            SourceTable::Departments => "departments",
            SourceTable::Practitioners => "practitioners",
            SourceTable::Devices => "devices",
            SourceTable::Beds => "beds",
            SourceTable::Encounters => "encounters",
            SourceTable::Diagnoses => "diagnoses",
            SourceTable::Operations => "operations",
            SourceTable::Settlements => "settlements",
            SourceTable::FeeLines => "fee_lines",
            SourceTable::StockMoves => "stock_moves",
        }
    }

    /// The table of a file name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// True for persons and registries, which claims refer to.
    pub(crate) fn is_registry(self) -> bool {
        self < SourceTable::Encounters
    }

    /// Its columns.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            SourceTable::Persons => &PERSONS,
            SourceTable::Institutions => &INSTITUTIONS,
            SourceTable::Departments => &DEPARTMENTS,
            SourceTable::Practitioners => &PRACTITIONERS,
            SourceTable::Devices => &DEVICES,
            SourceTable::Beds => &BEDS,
            SourceTable::Encounters => &ENCOUNTERS,
            SourceTable::Diagnoses => &DIAGNOSES,
            SourceTable::Operations => &OPERATIONS,
            SourceTable::Settlements => &SETTLEMENTS,
            SourceTable::FeeLines => &FEE_LINES,
            SourceTable::StockMoves => &STOCK_MOVES,
        }
    }

    /// The place of a column. Evaluated while compiling where it is a constant, so that a name
    /// that the table does not have is no program.
    pub(crate) const fn place(self, name: &str) -> usize {
        let fields = self.fields();
        let mut place = 0;
        while place < fields.len() {
            if same(fields[place].name.as_bytes(), name.as_bytes()) {
                return place;
            }
            place += 1;
        }
        panic!("the table has no such column")
    }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

const PERSONS: [Field; 8] = [
    must("psn_no"),
    may("psn_name"),
    may("gend"),
    may("brdy"),
    may("dead_date"),
    may("insutype"),
    may("psn_type"),
    may("insuplc_admdvs"),
];

const INSTITUTIONS: [Field; 5] = [
    must("fixmedins_code"),
    may("fixmedins_name"),
    may("fixmedins_type"),
    may("hosp_lv"),
    may("admdvs"),
];

const DEPARTMENTS: [Field; 5] = [
    must("fixmedins_code"),
    must("hosp_dept_codg"),
    must("hosp_dept_name"),
    may("caty"),
    may("aprv_bed_cnt"),
];

const PRACTITIONERS: [Field; 5] = [
    must("fixmedins_code"),
    must("dr_codg"),
    may("dr_name"),
    may("hosp_dept_codg"),
    may("pro_tech_duty"),
];

const DEVICES: [Field; 5] = [
    must("fixmedins_code"),
    must("equip_codg"),
    may("equip_name"),
    may("equip_type"),
    may("equip_cnt"),
];

const BEDS: [Field; 4] = [
    must("fixmedins_code"),
    must("hosp_dept_codg"),
    must("bed_codg"),
    may("bed_type"),
];

const ENCOUNTERS: [Field; 14] = [
    must("mdtrt_id"),
    must("psn_no"),
    must("fixmedins_code"),
    must("med_type"),
    may("insutype"),
    must("begntime"),
    may("endtime"),
    may("adm_dept_codg"),
    may("adm_dept_name"),
    may("atddr_no"),
    may("atddr_name"),
    may("insuplc_admdvs"),
    may("days_rinp_flag_31"),
    may("pay_loc"),
];

const DIAGNOSES: [Field; 9] = [
    must("mdtrt_id"),
    must("psn_no"),
    must("fixmedins_code"),
    must("diag_srt_no"),
    must("diag_code"),
    may("diag_name"),
    may("maindiag_flag"),
    may("diag_type"),
    may("adm_cond_type"),
];

const OPERATIONS: [Field; 7] = [
    must("mdtrt_id"),
    must("psn_no"),
    must("fixmedins_code"),
    must("oprn_oprt_code"),
    may("oprn_oprt_name"),
    may("main_oprn_flag"),
    may("oprn_oprt_date"),
];

const FEE_LINES: [Field; 27] = [
    must("feedetl_sn"),
    may("init_feedetl_sn"),
    must("mdtrt_id"),
    must("psn_no"),
    must("fixmedins_code"),
    may("drord_no"),
    may("rxno"),
    must("fee_ocur_time"),
    may("fee_end_time"),
    may("upld_time"),
    may("med_list_codg"),
    may("medins_list_codg"),
    may("medins_list_name"),
    may("list_type"),
    must("cnt"),
    must("pric"),
    must("det_item_fee_sumamt"),
    may("fulamt_ownpay_amt"),
    may("bilg_dept_codg"),
    may("bilg_dept_name"),
    may("bilg_dr_codg"),
    may("bilg_dr_name"),
    may("sin_dos"),
    may("used_frqu"),
    may("prd_days"),
    may("list_pric"),
    may("purc_pric"),
];

const SETTLEMENTS: [Field; 11] = [
    must("setl_id"),
    must("mdtrt_id"),
    must("psn_no"),
    must("fixmedins_code"),
    must("setl_time"),
    must("medfee_sumamt"),
    must("fund_pay_sumamt"),
    may("hifp_pay"),
    may("insutype"),
    may("med_type"),
    may("refd_setl_flag"),
];

const STOCK_MOVES: [Field; 13] = [
    must("fixmedins_code"),
    must("med_list_codg"),
    must("fixmedins_bchno"),
    must("infno"),
    may("inv_chg_type"),
    must("cnt"),
    may("pric"),
    must("move_time"),
    may("psn_no"),
    may("setl_id"),
    may("mdtrt_id"),
    may("rxno"),
    may("fixmedins_hilist_name"),
];

/// A table of the lake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LakeTable {
    /// 就诊
    Encounters,
    /// 诊断
    Diagnoses,
    /// 手术操作
    Operations,
    /// 费用明细
    FeeLines,
    /// 结算
    Settlements,
    /// 进销存
    StockMoves,
    /// 科室登记
    Wards,
    /// 大型设备
    Devices,
    /// 床位
    Beds,
}

impl LakeTable {
    /// All tables.
    pub const ALL: [LakeTable; 9] = [
        LakeTable::Encounters,
        LakeTable::Diagnoses,
        LakeTable::Operations,
        LakeTable::FeeLines,
        LakeTable::Settlements,
        LakeTable::StockMoves,
        LakeTable::Wards,
        LakeTable::Devices,
        LakeTable::Beds,
    ];

    /// Its folder, and its name in the manifest.
    pub const fn name(self) -> &'static str {
        match self {
            LakeTable::Encounters => "encounters",
            LakeTable::Diagnoses => "diagnoses",
            LakeTable::Operations => "operations",
            LakeTable::FeeLines => "fee_lines",
            LakeTable::Settlements => "settlements",
            LakeTable::StockMoves => "stock_moves",
            LakeTable::Wards => "wards",
            LakeTable::Devices => "devices",
            LakeTable::Beds => "beds",
        }
    }

    /// The columns by which every part is sorted. Fee lines are in the order of
    /// `domain::Record::sort`.
    pub const fn order(self) -> &'static [&'static str] {
        match self {
            LakeTable::Encounters => &["person", "begin", "id"],
            LakeTable::Diagnoses => &["person", "encounter", "number", "diagnosis"],
            LakeTable::Operations => &["person", "encounter", "at", "operation"],
            LakeTable::FeeLines => &["person", "at", "encounter", "id"],
            LakeTable::Settlements => &["person", "at", "encounter", "id"],
            LakeTable::StockMoves => &["institution", "item", "batch", "at", "kind"],
            LakeTable::Wards => &["institution", "department"],
            LakeTable::Devices => &["institution", "code"],
            LakeTable::Beds => &["institution", "department", "code"],
        }
    }

    /// The column from which the days of a part are taken.
    pub const fn time(self) -> Option<&'static str> {
        match self {
            LakeTable::Encounters => Some("begin"),
            LakeTable::FeeLines | LakeTable::Settlements | LakeTable::StockMoves => Some("at"),
            _ => None,
        }
    }

    /// True where a bucket holds the rows of its persons; the other tables lie in bucket 0.
    pub const fn is_by_person(self) -> bool {
        matches!(
            self,
            LakeTable::Encounters
                | LakeTable::Diagnoses
                | LakeTable::Operations
                | LakeTable::FeeLines
                | LakeTable::Settlements
        )
    }

    /// Columns that lakes of before do not have.
    const fn later(self) -> &'static [&'static str] {
        match self {
            LakeTable::Encounters => &[
                "category",
                "insured",
                "paid_at",
                "said_insurance",
                "withdrawn",
                "settled_insurance",
            ],
            LakeTable::Diagnoses => &["kind"],
            LakeTable::Settlements => &["insurance"],
            LakeTable::FeeLines => &["day_only"],
            LakeTable::StockMoves => &["named_person", "named_visit", "named_settlement"],
            _ => &[],
        }
    }

    /// True where a file has the columns of the table, with or without the later ones.
    pub(crate) fn is_schema_of(self, file: &Schema) -> bool {
        let schema = self.schema();
        let mut known = file.fields().iter().peekable();
        let all = schema
            .fields()
            .iter()
            .all(|column| known.next_if_eq(&column).is_some() || self.later().contains(&column.name().as_str()));
        all && known.next().is_none()
    }

    /// The columns that the audit reads: what the rest is derived from is for imports.
    pub(crate) fn audited(self) -> SchemaRef {
        let schema = self.schema();
        let read = |name: &str| ["withdrawn", "day_only"].contains(&name) || !self.later().contains(&name);
        let columns = schema.fields().iter().filter(|column| read(column.name()));
        Arc::new(Schema::new(columns.cloned().collect::<Vec<_>>()))
    }

    /// Rows in all columns of the table: the later ones say nothing where a file of before has none.
    pub(crate) fn complete(self, batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
        let schema = self.schema();
        let lacks = |column: &Arc<Column>| batch.column_by_name(column.name()).is_none();
        if !schema.fields().iter().any(lacks) {
            return Ok(batch);
        }
        let columns = schema
            .fields()
            .iter()
            .map(|column| match batch.column_by_name(column.name()) {
                Some(values) => values.clone(),
                None => new_null_array(column.data_type(), batch.num_rows()),
            });
        RecordBatch::try_new(schema.clone(), columns.collect())
    }

    /// Its columns. Money, quantities and prices are the scaled integers of `domain`, moments are
    /// seconds of Beijing wall clock since 1970, codes are row numbers of dictionaries.
    pub fn schema(self) -> SchemaRef {
        use DataType::{Boolean, Int64, UInt8, UInt16, UInt32, Utf8};
        let columns: &[(&str, DataType, bool)] = match self {
            LakeTable::Encounters => &[
                ("person", UInt32, false),
                ("encounter", UInt32, false),
                ("id", Utf8, false),
                ("institution", UInt32, false),
                ("setting", UInt8, false),
                ("insurance", UInt8, false),
                ("begin", Int64, false),
                ("end", Int64, true),
                ("department", UInt32, true),
                ("doctor", UInt32, true),
                ("special", UInt16, false),
                ("total", Int64, true),
                ("fund_paid", Int64, true),
                ("readmission_plan", UInt8, false),
                // What is derived of these may change with the registries; lakes of before have none of them.
                ("category", Utf8, true),
                ("insured", Utf8, true),
                ("paid_at", UInt8, true),
                ("said_insurance", UInt8, true),
                ("withdrawn", Boolean, true),
                // What its settlements say; what it says itself goes before.
                ("settled_insurance", UInt8, true),
            ],
            LakeTable::Diagnoses => &[
                ("person", UInt32, false),
                ("encounter", UInt32, false),
                ("number", UInt16, false),
                ("diagnosis", UInt32, false),
                ("principal", Boolean, false),
                ("at_admission", UInt8, false),
                ("kind", UInt8, true),
            ],
            LakeTable::Operations => &[
                ("person", UInt32, false),
                ("encounter", UInt32, false),
                ("operation", UInt32, false),
                ("principal", Boolean, false),
                ("at", Int64, true),
            ],
            LakeTable::FeeLines => &[
                ("person", UInt32, false),
                ("encounter", UInt32, false),
                ("at", Int64, false),
                ("item", UInt32, false),
                ("id", Utf8, false),
                ("reverses", Utf8, true),
                ("quantity", Int64, false),
                ("price", Int64, false),
                ("amount", Int64, false),
                ("covered", Int64, false),
                ("prescription", Utf8, true),
                ("department", UInt32, true),
                ("doctor", UInt32, true),
                ("until", Int64, true),
                ("uploaded_at", Int64, true),
                ("single_dose", Int64, true),
                ("times_per_day", Int64, true),
                ("days", UInt16, true),
                ("list_price", Int64, true),
                ("purchase_price", Int64, true),
                // True where the hour of `at` is not known.
                ("day_only", Boolean, true),
            ],
            LakeTable::Settlements => &[
                ("person", UInt32, false),
                ("encounter", UInt32, false),
                ("id", Utf8, false),
                ("at", Int64, false),
                ("total", Int64, false),
                ("fund_paid", Int64, false),
                ("refunded", Boolean, false),
                ("insurance", UInt8, true),
            ],
            LakeTable::StockMoves => &[
                ("institution", UInt32, false),
                ("item", UInt32, false),
                ("batch", Utf8, false),
                ("kind", UInt8, false),
                ("at", Int64, false),
                ("quantity", Int64, false),
                ("price", Int64, true),
                ("person", UInt32, true),
                ("encounter", UInt32, true),
                // What a sale names that the lake did not have when it came, else empty: whoever reads it looks
                // again. Lakes of before have none of them.
                ("named_person", Utf8, true),
                ("named_visit", Utf8, true),
                ("named_settlement", Utf8, true),
            ],
            LakeTable::Wards => &[
                ("institution", UInt32, false),
                ("department", UInt32, false),
                ("category", Utf8, false),
                ("beds", UInt32, true),
            ],
            LakeTable::Devices => &[
                ("institution", UInt32, false),
                ("code", Utf8, false),
                ("name", Utf8, false),
                ("category", Utf8, false),
                ("count", UInt32, true),
            ],
            LakeTable::Beds => &[
                ("institution", UInt32, false),
                ("department", Utf8, false),
                ("code", Utf8, false),
                ("category", Utf8, false),
            ],
        };
        Arc::new(Schema::new(
            columns
                .iter()
                .map(|(name, kind, nullable)| Column::new(*name, kind.clone(), *nullable))
                .collect::<Vec<_>>(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_times_are_columns() {
        for table in LakeTable::ALL {
            let schema = table.schema();
            for name in table.order().iter().chain(&table.time()) {
                assert!(schema.index_of(name).is_ok(), "{}.{name}", table.name());
            }
        }
    }

    #[test]
    fn files_of_before_lack_the_later_columns_only() {
        for table in LakeTable::ALL {
            let schema = table.schema();
            assert!(table.is_schema_of(&schema));
            let columns = |keep: &dyn Fn(&str) -> bool| {
                let columns = schema.fields().iter().filter(|column| keep(column.name()));
                Schema::new(columns.cloned().collect::<Vec<_>>())
            };
            let before = columns(&|name| !table.later().contains(&name));
            assert!(table.is_schema_of(&before), "{}", table.name());
            let complete = table
                .complete(RecordBatch::new_empty(Arc::new(before.clone())))
                .unwrap();
            assert_eq!(complete.schema().fields(), schema.fields());
            for needed in before.fields() {
                assert!(!table.is_schema_of(&columns(&|name| name != needed.name())), "{needed}");
            }
            assert!(
                table
                    .later()
                    .iter()
                    .all(|name| schema.field_with_name(name).unwrap().is_nullable())
            );
        }
    }

    #[test]
    fn columns_are_named_once() {
        for table in SourceTable::ALL {
            for (place, field) in table.fields().iter().enumerate() {
                assert_eq!(table.place(field.name), place, "{}.{}", table.name(), field.name);
            }
            assert_eq!(SourceTable::named(table.name()), Some(table));
        }
    }
}
