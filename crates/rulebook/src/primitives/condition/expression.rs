//! 条件表达式: which expressions of CEL may judge, found out once, when the book is compiled.
//!
//! Every field has a type and every operator says what it takes, so that a misspelt field or a number held
//! against a text is a defect of the document and not a rule that never speaks. There are no macros and only
//! functions that take no longer than their arguments are: an expression costs what it is long.

use super::fields::{self, Field};
use super::sight::refuse_by_sight;
use super::syntax::in_chinese;
use crate::table::COMMON_COLUMNS;
use cel::common::ast::{CallExpr, Expr, ListExpr, LiteralValue, SelectExpr, operators};
use cel::common::types::{CelDouble, DOUBLE_TYPE};
use cel::common::value::CowVal;
use cel::{Context, Env, ExecutionError, IdedExpr, Value};

/// The functions that an expression may call, for messages.
const FUNCTIONS: &str = "可用的函数：contains、startsWith、endsWith、size、has、double、int、string";
/// What CEL offers beyond, and why we do not.
const UNBOUNDED: [&str; 8] = [
    "all",
    "exists",
    "exists_one",
    "map",
    "filter",
    "matches",
    "now",
    "timestamp",
];
/// Arithmetic of decimals under names of our own: what CEL computes is binary, in which 4.35 times 100 is less than
/// 435, and its quotient is infinite where the divisor is zero, which is more than any limit.
const SUM: &str = "sum";
const DIFFERENCE: &str = "difference";
const PRODUCT: &str = "product";
const QUOTIENT: &str = "quotient";

/// Results are rounded to this part of one, the finest scale of the facts. What is rounded so is the number that the
/// same decimal is read as, so that decimals which are equal compare as equal.
const PARTS_OF_ONE: f64 = 1_000_000.0;

/// What a part of an expression yields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Truth,
    Whole,
    Decimal,
    Text,
    Wholes,
    Decimals,
    Texts,
}

impl Kind {
    fn zh(self) -> &'static str {
        match self {
            Kind::Truth => "真假",
            Kind::Whole => "整数",
            Kind::Decimal => "小数",
            Kind::Text => "文字",
            Kind::Wholes | Kind::Decimals => "数的列表",
            Kind::Texts => "文字的列表",
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Kind::Whole | Kind::Decimal)
    }
}

/// Why an expression may not judge, and what to write.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub message: String,
    pub advice: String,
}

pub(super) fn fault(message: impl Into<String>, advice: impl Into<String>) -> Fault {
    Fault {
        message: message.into(),
        advice: advice.into(),
    }
}

/// What an expression may speak of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vocabulary<'a> {
    /// false where it is asked of encounters
    pub line: bool,
    /// the columns of the tables; none where there is no table
    pub columns: Option<&'a [&'a str]>,
}

/// A checked expression.
#[derive(Debug)]
pub(super) struct Expression {
    root: IdedExpr,
    /// as it is written
    pub text: String,
    /// the fields that it names, each once
    pub fields: Vec<&'static Field>,
    /// the columns that it names, and whether as numbers: a decimal, or a whole number
    pub columns: Vec<(String, Option<Kind>)>,
    /// an hour that no day has is compared with that of a line
    pub has_strange_hour: bool,
}

/// The standard functions without macros, built once for a rule: building them costs more than a whole review.
pub(super) fn functions() -> Env {
    let mut env = Env::default().with_optional_support(false).with_stdlib();
    // The standard environment has no functions of these names and these are the first.
    let two = || vec![DOUBLE_TYPE, DOUBLE_TYPE];
    let added = [
        env.add_overload(SUM, "sum_double", two(), sum),
        env.add_overload(DIFFERENCE, "difference_double", two(), difference),
        env.add_overload(PRODUCT, "product_double", two(), product),
        env.add_overload(QUOTIENT, "quotient_double", two(), quotient),
    ];
    debug_assert!(added.iter().all(Result::is_ok));
    env
}

fn sum<'b, 'v>(parts: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let (one, other) = decimals(&parts)?;
    Ok(rounded(one + other))
}

fn difference<'b, 'v>(parts: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let (one, other) = decimals(&parts)?;
    Ok(rounded(one - other))
}

fn product<'b, 'v>(parts: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let (one, other) = decimals(&parts)?;
    Ok(rounded(one * other))
}

fn quotient<'b, 'v>(parts: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let (dividend, divisor) = decimals(&parts)?;
    if divisor == 0.0 {
        return Err(ExecutionError::DivisionByZero(Value::Float(dividend)));
    }
    Ok(rounded(dividend / divisor))
}

fn decimals(parts: &[CowVal<'_, '_>]) -> Result<(f64, f64), ExecutionError> {
    let part = |at: usize| {
        let decimal = parts.get(at).and_then(|part| part.downcast_ref::<CelDouble>());
        decimal.map(|decimal| *decimal.inner())
    };
    part(0).zip(part(1)).ok_or(ExecutionError::MissingArgumentOrTarget)
}

fn rounded<'b, 'v>(number: f64) -> CowVal<'b, 'v> {
    let parts = (number * PARTS_OF_ONE).round();
    // A number too large to have such parts is left as it is.
    let number = if parts.is_finite() {
        parts / PARTS_OF_ONE
    } else {
        number
    };
    CowVal::owned(CelDouble::from(number))
}

impl Expression {
    /// Reads and checks an expression that is to yield a truth.
    pub fn compile(text: &str, env: &Env, vocabulary: Vocabulary<'_>) -> Result<Self, Fault> {
        refuse_by_sight(text)?;
        let program = env.compile(text).map_err(|errors| {
            fault(
                format!("“条件”不是合法的 CEL 表达式{}", in_chinese(&errors)),
                "检查括号、引号与运算符：并且写 &&，或者写 ||，非写 !，等于写 ==",
            )
        })?;
        let mut expression = Self {
            root: program.expression().clone(),
            text: text.to_owned(),
            fields: Vec::new(),
            columns: Vec::new(),
            has_strange_hour: false,
        };
        let mut root = std::mem::take(&mut expression.root);
        let kind = expression.check(&mut root, vocabulary)?;
        if kind != Kind::Truth {
            return Err(fault(
                format!("“条件”的结果是{}，不是真假", kind.zh()),
                "写成比较，例如 line.quantity > 3",
            ));
        }
        expression.root = root;
        Ok(expression)
    }

    pub fn value(&self, context: &Context<'_, '_>) -> Result<Value, ExecutionError> {
        Value::resolve(&self.root, context)
    }

    /// The kind of a part. Whole numbers that meet decimals become decimals, as everybody expects who writes
    /// `line.quantity + 1`.
    fn check(&mut self, node: &mut IdedExpr, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        if let Some(kind) = self.field(node, words)? {
            return Ok(kind);
        }
        match &mut node.expr {
            Expr::Literal(literal) => match literal {
                LiteralValue::Boolean(_) => Ok(Kind::Truth),
                LiteralValue::Int(_) => Ok(Kind::Whole),
                LiteralValue::Double(_) => Ok(Kind::Decimal),
                LiteralValue::String(_) => Ok(Kind::Text),
                LiteralValue::UInt(_) => Err(fault("“条件”有写法为 1u 的数", "去掉 u")),
                LiteralValue::Null => Err(fault("“条件”用了 null", "判断有没有这项事实写 has(line.days_supplied)")),
                LiteralValue::Bytes(_) => Err(fault("“条件”有写法为 b\"…\" 的值", "文字写成 \"…\"")),
            },
            Expr::List(list) => self.list(list, words),
            Expr::Call(_) => self.call(node, words),
            Expr::Ident(name) => Err(match name.as_str() {
                "person" | "encounter" | "line" | "row" => fault(
                    format!("“条件”中的 {name} 没有写是哪一项"),
                    "写成 line.quantity、row[\"列名\"]",
                ),
                other => fault(
                    format!("“条件”用了未知的变量 {other}"),
                    "可用：person、encounter、line、row；文字加引号",
                ),
            }),
            Expr::Select(select) => {
                let advice = "字段写成 line.quantity，变量只有 person、encounter、line、row";
                Err(fault(format!("“条件”中的 .{} 不是字段", select.field), advice))
            }
            Expr::Comprehension(_) | Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Err(fault(
                "“条件”用了不支持的写法（循环、映射或结构）",
                "只用比较、四则运算、&&、||、!、in 和 [“甲”, “乙”] 这样的列表",
            )),
        }
    }

    /// The kind of a fact or of a cell; none where the part is neither.
    fn field(&mut self, node: &IdedExpr, words: Vocabulary<'_>) -> Result<Option<Kind>, Fault> {
        let Some((variable, name)) = field_name(node) else {
            return Ok(None);
        };
        if variable == "row" {
            return self.column(name, words).map(Some);
        }
        self.named(variable, name, words).map(|field| Some(field.kind))
    }

    fn named(&mut self, variable: &str, name: &str, words: Vocabulary<'_>) -> Result<&'static Field, Fault> {
        let field = known_field(variable, name, words)?;
        if !self.fields.iter().any(|known| std::ptr::eq(*known, field)) {
            self.fields.push(field);
        }
        Ok(field)
    }

    fn column(&mut self, name: &str, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        let Some(columns) = words.columns else {
            return Err(fault(
                format!("“条件”用了 row[\"{name}\"]，而规则没有知识表"),
                "在“知识”中写表名，或者把数直接写进条件",
            ));
        };
        if COMMON_COLUMNS.contains(&name) {
            return Err(fault(
                format!("“条件”用了 row[\"{name}\"]：公共列由程序读取，条件中不能用"),
                "另加一列写条件要用的内容；明细的名称、编码写 line.name、line.code",
            ));
        }
        if !columns.contains(&name) {
            let advice = format!("表中另有的列：{}", columns.join("、"));
            return Err(fault(format!("“条件”用了 row[\"{name}\"]，知识表没有这一列"), advice));
        }
        if !self.columns.iter().any(|(known, kind)| known == name && kind.is_none()) {
            self.columns.push((name.to_owned(), None));
        }
        Ok(Kind::Text)
    }

    /// The kind of a list, whose elements are of one kind.
    fn list(&mut self, list: &mut ListExpr, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        let mut kinds = Vec::with_capacity(list.elements.len());
        for element in &mut list.elements {
            kinds.push(self.check(element, words)?);
        }
        let all = |wanted: Kind| !kinds.is_empty() && kinds.iter().all(|kind| *kind == wanted);
        if all(Kind::Text) {
            Ok(Kind::Texts)
        } else if all(Kind::Whole) {
            Ok(Kind::Wholes)
        } else if !kinds.is_empty() && kinds.iter().all(|kind| kind.is_number()) {
            list.elements.iter_mut().for_each(to_decimal);
            Ok(Kind::Decimals)
        } else {
            Err(fault(
                "“条件”中的列表是空的，或者各项不是同一类",
                "写成 [\"甲\", \"乙\"] 或 [1, 2]",
            ))
        }
    }

    fn call(&mut self, node: &mut IdedExpr, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        let Expr::Call(call) = &mut node.expr else {
            return Err(fault("“条件”无法读取", ""));
        };
        let name = call.func_name.clone();
        match (name.as_str(), call.target.is_some(), call.args.len()) {
            (operators::CONDITIONAL, false, 3) => {
                self.wants(&mut call.args[0], Kind::Truth, "?", words)?;
                let kinds = [
                    self.check(&mut call.args[1], words)?,
                    self.check(&mut call.args[2], words)?,
                ];
                same_kind(&mut call.args[1..], kinds, "? :")
            }
            (operators::LOGICAL_AND | operators::LOGICAL_OR, false, 2) => {
                let sign = if name == operators::LOGICAL_AND { "&&" } else { "||" };
                for side in &mut call.args {
                    self.wants(side, Kind::Truth, sign, words)?;
                }
                Ok(Kind::Truth)
            }
            (operators::LOGICAL_NOT, false, 1) => self.wants(&mut call.args[0], Kind::Truth, "!", words),
            (operators::NEGATE, false, 1) => {
                let kind = self.check(&mut call.args[0], words)?;
                if kind.is_number() {
                    Ok(kind)
                } else {
                    Err(takes("-", "数", kind, &call.args[0]))
                }
            }
            (
                operators::ADD | operators::SUBSTRACT | operators::MULTIPLY | operators::DIVIDE | operators::MODULO,
                false,
                2,
            ) => self.arithmetic(call, words),
            (
                operators::EQUALS
                | operators::NOT_EQUALS
                | operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS,
                false,
                2,
            ) => self.comparison(call, words),
            (operators::IN, false, 2) => self.membership(call, words),
            (operators::INDEX, false, 2) => {
                let kind = self.check(&mut call.args[0], words)?;
                self.wants(&mut call.args[1], Kind::Whole, "[ ]", words)?;
                if kind == Kind::Texts {
                    Ok(Kind::Text)
                } else {
                    Err(takes("[ ]", "列表", kind, &call.args[0]))
                }
            }
            (operators::HAS, false, 1) => {
                let Some((variable, field)) = field_name(&call.args[0]).filter(|(variable, _)| *variable != "row")
                else {
                    return Err(fault("has( ) 里不是字段", "写成 has(line.days_supplied)"));
                };
                self.named(variable, field, words)?;
                node.expr = Expr::Select(SelectExpr {
                    field: field.to_owned(),
                    operand: Box::new(IdedExpr {
                        id: node.id,
                        expr: Expr::Ident(variable.to_owned()),
                    }),
                    test: true,
                });
                Ok(Kind::Truth)
            }
            _ => self.function(call, words),
        }
    }

    fn function(&mut self, call: &mut CallExpr, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        let name = call.func_name.clone();
        let arity = (name.as_str(), call.target.as_deref_mut(), call.args.as_mut_slice());
        match arity {
            ("contains" | "startsWith" | "endsWith", Some(target), [part]) => {
                self.wants(target, Kind::Text, &name, words)?;
                self.wants(part, Kind::Text, &name, words)?;
                Ok(Kind::Truth)
            }
            ("size", Some(of), []) | ("size", None, [of]) => match self.check(of, words)? {
                Kind::Truth | Kind::Whole | Kind::Decimal => Err(fault("size( ) 里不是文字或列表", "")),
                _ => Ok(Kind::Whole),
            },
            ("string", None, [of]) => match self.check(of, words)? {
                Kind::Whole | Kind::Text => Ok(Kind::Text),
                kind => Err(takes("string( )", "整数或文字", kind, of)),
            },
            ("double" | "int", None, [of]) => {
                let wanted = if name == "int" { Kind::Whole } else { Kind::Decimal };
                match self.check(of, words)? {
                    Kind::Whole | Kind::Decimal => Ok(wanted),
                    _ => match field_name(of) {
                        Some(("row", column)) => {
                            self.columns.push((column.to_owned(), Some(wanted)));
                            Ok(wanted)
                        }
                        _ => Err(fault(
                            format!("{name}( ) 里不是数，也不是知识表的列"),
                            format!("写成 {name}(row[\"列名\"])"),
                        )),
                    },
                }
            }
            (known, _, _) if UNBOUNDED.contains(&known) => Err(fault(
                format!("“条件”不能用 {known}"),
                "条件须很快得出结果：不用循环、正则和时钟。诊断写 \"I21.900\" in encounter.diagnoses，名称用 contains",
            )),
            (other, _, _) => Err(fault(format!("“条件”不能这样用 {other}"), FUNCTIONS)),
        }
    }

    fn arithmetic(&mut self, call: &mut CallExpr, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        let sign = sign(&call.func_name);
        let kinds = [
            self.check(&mut call.args[0], words)?,
            self.check(&mut call.args[1], words)?,
        ];
        if kinds == [Kind::Text, Kind::Text] && call.func_name == operators::ADD {
            return Ok(Kind::Text);
        }
        for (kind, side) in kinds.iter().zip(&call.args) {
            if !kind.is_number() {
                return Err(takes(sign, "数", *kind, side));
            }
        }
        let zero = match &call.args[1].expr {
            Expr::Literal(LiteralValue::Int(number)) => *number.inner() == 0,
            Expr::Literal(LiteralValue::Double(number)) => *number.inner() == 0.0,
            _ => false,
        };
        let divides = matches!(call.func_name.as_str(), operators::DIVIDE | operators::MODULO);
        if divides && zero {
            return Err(fault("“条件”除以零", "更正除数"));
        }
        if call.func_name == operators::MODULO && kinds != [Kind::Whole, Kind::Whole] {
            return Err(fault("% 的两边须为整数", "写成 int(line.quantity) % 2"));
        }
        let kind = same_kind(&mut call.args, kinds, sign)?;
        if kind == Kind::Decimal {
            let own = match call.func_name.as_str() {
                operators::ADD => SUM,
                operators::SUBSTRACT => DIFFERENCE,
                operators::MULTIPLY => PRODUCT,
                _ => QUOTIENT,
            };
            call.func_name = own.to_owned();
        }
        Ok(kind)
    }

    fn comparison(&mut self, call: &mut CallExpr, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        let sign = sign(&call.func_name);
        let kinds = [
            self.check(&mut call.args[0], words)?,
            self.check(&mut call.args[1], words)?,
        ];
        let ordered = !matches!(call.func_name.as_str(), operators::EQUALS | operators::NOT_EQUALS);
        if ordered && let Some(kind) = kinds.iter().find(|kind| !kind.is_number() && **kind != Kind::Text) {
            return Err(fault(format!("{sign} 不能比较{}", kind.zh()), "比较两个数或两段文字"));
        }
        self.has_strange_hour |= [(0, 1), (1, 0)]
            .into_iter()
            .any(|(field, value)| is_strange_hour(&call.args[field], std::slice::from_ref(&call.args[value])));
        same_kind(&mut call.args, kinds, sign)?;
        for (field, value) in [(0, 1), (1, 0)] {
            known_word(&call.args[field], std::slice::from_ref(&call.args[value]))?;
        }
        Ok(Kind::Truth)
    }

    fn membership(&mut self, call: &mut CallExpr, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        let kinds = (
            self.check(&mut call.args[0], words)?,
            self.check(&mut call.args[1], words)?,
        );
        match (kinds, call.args.as_mut_slice()) {
            ((Kind::Text, Kind::Texts) | (Kind::Whole, Kind::Wholes) | (Kind::Decimal, Kind::Decimals), _) => {}
            ((Kind::Whole, Kind::Decimals), [one, _]) => to_decimal(one),
            (
                (Kind::Decimal, Kind::Wholes),
                [
                    _,
                    IdedExpr {
                        expr: Expr::List(list), ..
                    },
                ],
            ) => {
                list.elements.iter_mut().for_each(to_decimal);
            }
            ((one, many), _) => {
                return Err(fault(
                    format!("in 的左边是{}，右边是{}，对不上", one.zh(), many.zh()),
                    "写成 encounter.level in [\"一级\", \"二级\"]",
                ));
            }
        }
        if let Expr::List(list) = &call.args[1].expr {
            known_word(&call.args[0], &list.elements)?;
            self.has_strange_hour |= is_strange_hour(&call.args[0], &list.elements);
        }
        Ok(Kind::Truth)
    }

    fn wants(&mut self, node: &mut IdedExpr, wanted: Kind, sign: &str, words: Vocabulary<'_>) -> Result<Kind, Fault> {
        let kind = self.check(node, words)?;
        if kind == wanted {
            Ok(kind)
        } else {
            Err(takes(sign, wanted.zh(), kind, node))
        }
    }
}

/// `person.age`, or `row["上限"]`, as two words.
fn field_name(node: &IdedExpr) -> Option<(&str, &str)> {
    let (operand, name) = match &node.expr {
        Expr::Select(select) if !select.test => (&*select.operand, select.field.as_str()),
        Expr::Call(call) if call.func_name == operators::INDEX => match call.args.as_slice() {
            [
                operand,
                IdedExpr {
                    expr: Expr::Literal(LiteralValue::String(name)),
                    ..
                },
            ] => (operand, name.inner()),
            _ => return None,
        },
        _ => return None,
    };
    match &operand.expr {
        Expr::Ident(variable) if fields::VARIABLES.contains(&variable.as_str()) => Some((variable, name)),
        _ => None,
    }
}

fn known_field(variable: &str, name: &str, words: Vocabulary<'_>) -> Result<&'static Field, Fault> {
    if variable == "line" && !words.line {
        return Err(fault(
            format!("“对象”是就诊，条件中没有 line.{name}"),
            "用 person、encounter 的字段，或者把“对象”改为费用明细",
        ));
    }
    fields::named(variable, name).ok_or_else(|| {
        fault(
            format!("“条件”用了未知的字段 {variable}.{name}"),
            format!("可用：{}", fields::names(variable)),
        )
    })
}

/// A text that a fact can never be is a slip of the pen.
fn known_word(field: &IdedExpr, values: &[IdedExpr]) -> Result<(), Fault> {
    let words = field_name(field)
        .and_then(|(variable, name)| fields::named(variable, name))
        .map(|field| (field.words)())
        .filter(|words| !words.is_empty());
    let Some(words) = words else { return Ok(()) };
    for value in values {
        if let Expr::Literal(LiteralValue::String(text)) = &value.expr
            && !words.contains(&text.inner())
        {
            return Err(fault(
                format!("“条件”把一个只取固定文字的字段与“{}”比较，永远不会相等", text.inner()),
                format!("可取：{}", words.join("、")),
            ));
        }
    }
    Ok(())
}

/// True where the hour of a line is held against one that no day has.
fn is_strange_hour(field: &IdedExpr, values: &[IdedExpr]) -> bool {
    let strange = |value: &IdedExpr| match &value.expr {
        Expr::Literal(LiteralValue::Int(number)) => !(0..=23).contains(number.inner()),
        _ => false,
    };
    field_name(field) == Some(("line", "hour")) && values.iter().any(strange)
}

/// Two parts that must be of one kind: a whole number beside a decimal becomes one.
fn same_kind(nodes: &mut [IdedExpr], kinds: [Kind; 2], sign: &str) -> Result<Kind, Fault> {
    match kinds {
        [a, b] if a == b => Ok(a),
        [a, b] if a.is_number() && b.is_number() => {
            for (node, kind) in nodes.iter_mut().zip(kinds) {
                if kind == Kind::Whole {
                    to_decimal(node);
                }
            }
            Ok(Kind::Decimal)
        }
        [a, b] => {
            let cell = nodes.iter().find_map(|node| match field_name(node) {
                Some(("row", column)) => Some(column),
                _ => None,
            });
            Err(fault(
                format!("{sign} 的一边是{}，一边是{}，不能比较或计算", a.zh(), b.zh()),
                match cell {
                    Some(column) => format!("知识表的列是文字，当数用写 double(row[\"{column}\"])"),
                    None => "文字加引号，数不加引号".to_owned(),
                },
            ))
        }
    }
}

fn to_decimal(node: &mut IdedExpr) {
    node.expr = match std::mem::take(&mut node.expr) {
        Expr::Literal(LiteralValue::Int(number)) => {
            Expr::Literal(LiteralValue::Double(CelDouble::from(*number.inner() as f64)))
        }
        other => Expr::Call(CallExpr {
            func_name: "double".to_owned(),
            target: None,
            args: vec![IdedExpr {
                id: node.id,
                expr: other,
            }],
        }),
    };
}

fn takes(sign: &str, wanted: &str, found: Kind, node: &IdedExpr) -> Fault {
    let advice = match field_name(node) {
        Some(("row", column)) => format!("知识表的列是文字，当数用写 double(row[\"{column}\"])"),
        _ => "核对这一处的写法，必要时加括号".to_owned(),
    };
    fault(format!("{sign} 要的是{wanted}，这里是{}", found.zh()), advice)
}

/// The operator as it is written.
fn sign(function: &str) -> &str {
    function.trim_matches('_')
}
