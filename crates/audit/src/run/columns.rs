//! Typed access to the columns of a batch of the lake. A column that is missing or of
//! another type is a damaged lake, not a panic.

use arrow::array::{Array, AsArray, BooleanArray, PrimitiveArray, RecordBatch, StringArray};
use arrow::datatypes::{ArrowPrimitiveType, Int64Type, UInt8Type, UInt16Type, UInt32Type};
use datafusion::error::{DataFusionError, Result};

/// Numbers, which may be missing.
pub(crate) struct Numbers<T: ArrowPrimitiveType>(PrimitiveArray<T>);

pub(crate) type Ids = Numbers<UInt32Type>;
pub(crate) type Scaled = Numbers<Int64Type>;
pub(crate) type Small = Numbers<UInt8Type>;
pub(crate) type Shorts = Numbers<UInt16Type>;

fn damaged(name: &str) -> DataFusionError {
    DataFusionError::Execution(format!("数据湖的列 {name} 缺失或类型不符"))
}

impl<T: ArrowPrimitiveType> Numbers<T> {
    pub(crate) fn of(batch: &RecordBatch, name: &str) -> Result<Self> {
        let column = batch.column_by_name(name).ok_or_else(|| damaged(name))?;
        let numbers = column.as_primitive_opt::<T>().ok_or_else(|| damaged(name))?;
        Ok(Self(numbers.clone()))
    }

    /// The number of a row; the default of the type where there is none.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> T::Native {
        self.0.values().get(row).copied().unwrap_or_default()
    }

    /// The number of a row, if it has one.
    #[inline]
    pub(crate) fn find(&self, row: usize) -> Option<T::Native> {
        (!self.0.is_null(row)).then(|| self.get(row))
    }
}

/// Texts, which may be missing.
pub(crate) struct Texts(StringArray);

impl Texts {
    pub(crate) fn of(batch: &RecordBatch, name: &str) -> Result<Self> {
        let column = batch.column_by_name(name).ok_or_else(|| damaged(name))?;
        Ok(Self(
            column.as_string_opt::<i32>().ok_or_else(|| damaged(name))?.clone(),
        ))
    }

    #[inline]
    pub(crate) fn get(&self, row: usize) -> &str {
        self.0.value(row)
    }

    #[inline]
    pub(crate) fn find(&self, row: usize) -> Option<&str> {
        (!self.0.is_null(row)).then(|| self.get(row))
    }
}

/// Yes or no.
pub(crate) struct Flags(BooleanArray);

impl Flags {
    pub(crate) fn of(batch: &RecordBatch, name: &str) -> Result<Self> {
        let column = batch.column_by_name(name).ok_or_else(|| damaged(name))?;
        Ok(Self(column.as_boolean_opt().ok_or_else(|| damaged(name))?.clone()))
    }

    #[inline]
    pub(crate) fn get(&self, row: usize) -> bool {
        self.0.value(row)
    }

    /// What a row says, if it says something.
    #[inline]
    pub(crate) fn find(&self, row: usize) -> Option<bool> {
        (!self.0.is_null(row)).then(|| self.get(row))
    }
}
