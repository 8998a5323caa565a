//! How a refusal is said: `application/problem+json` (RFC 9457) with a stable code and a Chinese
//! sentence that says what happened, what was kept, and how to go on.

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::Refusal;
use ledger::{Denial, LedgerError};
use serde::Serialize;
use utoipa::ToSchema;

/// 错误 · why a request was not carried out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// always `about:blank`: the code says which
    #[serde(rename = "type")]
    kind: &'static str,
    /// the HTTP status in words
    title: &'static str,
    /// the HTTP status
    status: u16,
    /// what happened and what to do
    detail: String,
    /// the stable code
    code: &'static str,
    /// the field that is meant, where it is one
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// seconds to wait, where waiting helps
    #[serde(skip)]
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem with a code and a sentence.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            field: None,
            retry_after: None,
        }
    }

    /// What was sent cannot be understood; `field` says where.
    pub fn input(field: &str, detail: impl Into<String>) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "WB-INPUT", detail)
        }
    }

    /// Nobody is logged in.
    pub fn no_session() -> Self {
        let detail = "尚未登录，或者登录已过期。请重新登录，未提交的内容请先自行保存。";
        Self::new(StatusCode::UNAUTHORIZED, "WB-SESSION", detail)
    }

    /// The acting role does not do this.
    pub fn forbidden(what: &str) -> Self {
        let detail = format!("当前身份不能{what}。请切换身份，或者向系统管理员申请。");
        Self::new(StatusCode::FORBIDDEN, "WB-FORBIDDEN", detail)
    }

    /// There is no such thing, or it does not exist for who asks.
    pub fn not_found(what: &str) -> Self {
        let detail = format!("没有找到{what}。请刷新后重新选择。");
        Self::new(StatusCode::NOT_FOUND, "LG-NOT-FOUND", detail)
    }

    /// Too many requests.
    pub fn too_many(wait_seconds: u32) -> Self {
        Self {
            retry_after: Some(wait_seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "WB-RATE",
                format!("请求过于频繁，请{wait_seconds}秒后再试。"),
            )
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, wait) = (self.status(), self.retry_after);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        let status = match &error {
            LedgerError::NotFound { .. } => StatusCode::NOT_FOUND,
            LedgerError::Conflict { .. } | LedgerError::KeyReused { .. } | LedgerError::LeaseLost { .. } => {
                StatusCode::CONFLICT
            }
            LedgerError::Refused(refusal) => refused(refusal),
            LedgerError::Denied(denial) => denied(denial),
            LedgerError::Attachment { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            LedgerError::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!(error = %chain(&error), "账册读写失败");
        }
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(5);
        let field = match &error {
            LedgerError::Denied(denial) => denial.field().map(str::to_owned),
            _ => None,
        };
        Self {
            retry_after,
            field,
            ..Self::new(status, error.code(), error.to_string())
        }
    }
}

/// A refusal for who one is, or for what the matter is like.
fn refused(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Role { .. } | Refusal::OtherInstitution | Refusal::OtherDivision | Refusal::SamePerson { .. } => {
            StatusCode::FORBIDDEN
        }
        Refusal::Stage { .. } => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A denial for who one is, or for what was filled in.
fn denied(denial: &Denial) -> StatusCode {
    match denial {
        Denial::OwnAccount { .. } | Denial::RightsEnded { .. } | Denial::LinkByHand | Denial::CoSigner => {
            StatusCode::FORBIDDEN
        }
        Denial::Field { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Denial::LoginTaken { .. }
        | Denial::Separation
        | Denial::LastAdministrator
        | Denial::AlreadySetUp
        | Denial::IdentityTaken
        | Denial::LastAuditor
        | Denial::ProposalEnded { .. }
        | Denial::ProposerGone => StatusCode::CONFLICT,
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push('：');
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::JsonDataError(error) => Self::input(
                "",
                format!("请求内容的字段不符：{}。请按接口说明更正。", error.body_text()),
            ),
            JsonRejection::JsonSyntaxError(error) => {
                Self::input("", format!("请求内容不是JSON：{}。", error.body_text()))
            }
            JsonRejection::MissingJsonContentType(_) => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "WB-INPUT",
                "请求内容的类型须为application/json。",
            ),
            JsonRejection::BytesRejection(error) => error.into(),
            other => Self::input("", other.body_text()),
        }
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "WB-INPUT",
                "请求内容超过允许的大小，没有收下。请压缩或者拆分后再提交。",
            ),
            status => Self::new(status, "WB-INPUT", "请求内容没有收全。请重新提交。"),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::input("", format!("查询条件不符：{}。", rejection.body_text()))
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::not_found("这个地址")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_not_be_seen_is_answered_like_what_is_not_there() {
        let unseen = Problem::from(LedgerError::NotFound {
            what: "案件",
            id: "enforcement/1".to_owned(),
        });
        assert_eq!(
            (unseen.status(), unseen.code()),
            (StatusCode::NOT_FOUND, "LG-NOT-FOUND")
        );
    }

    #[test]
    fn a_refusal_keeps_its_code() {
        let refusal = Refusal::TextMissing { what: "理由" };
        let problem = Problem::from(LedgerError::from(refusal));
        assert_eq!(problem.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem.code(), "CW-TEXT");
    }
}
