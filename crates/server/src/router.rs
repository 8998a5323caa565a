//! 地址 · Which address asks for what: four faces of the same three
//! transactions, as real clients call them, and the operator's own addresses.

use crate::app::App;
use crate::intake::{self, Arrival};
use crate::sdk;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use domain::Stage;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tower::ServiceExt;

/// 交易 · one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transaction {
    /// 3101 事前, 3102 事中
    Review(Stage),
    /// 3103 反馈
    Feedback,
}

impl Transaction {
    /// The national number.
    pub fn infno(self) -> &'static str {
        match self {
            Transaction::Review(Stage::Prescribing) => "3101",
            Transaction::Review(_) => "3102",
            Transaction::Feedback => "3103",
        }
    }

    /// By number; one province renumbers the two reviews, and a letter may follow.
    pub fn of_infno(infno: &str) -> Option<Self> {
        match infno.trim_end_matches(|ch: char| ch.is_ascii_alphabetic()) {
            "3101" | "3660" => Some(Transaction::Review(Stage::Prescribing)),
            "3102" | "3661" => Some(Transaction::Review(Stage::Settlement)),
            "3103" => Some(Transaction::Feedback),
            _ => None,
        }
    }

    /// The stage of a review.
    pub fn stage(self) -> Option<Stage> {
        match self {
            Transaction::Review(stage) => Some(stage),
            Transaction::Feedback => None,
        }
    }
}

/// 地址 of a call: it names the transaction, or leaves that to `infno`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// the address names it
    Named(Transaction),
    /// one address for all
    ByInfno,
}

impl Face {
    /// The face at a path, if there is one.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        match path {
            "/fsi/api/riskConService/beforeAnalyze" => Some(Face::Named(Transaction::Review(Stage::Prescribing))),
            "/fsi/api/riskConService/courseAnalyze" => Some(Face::Named(Transaction::Review(Stage::Settlement))),
            "/api/callService"
            | "/fsi/api/callService"
            | "/fsi/api/callFsiService/callService"
            | "/mbs/fmi/fsi/api/callFsiService/callService"
            | "/api/rest/hosAudit/ruleAudit" => Some(Face::ByInfno),
            _ => {
                let named = match path.rsplit('/').next().and_then(Transaction::of_infno) {
                    Some(named) => named,
                    // A gateway in front may put its own prefix before the national path.
                    _ if path.ends_with("/fsi/api/riskConService/beforeAnalyze") => {
                        Transaction::Review(Stage::Prescribing)
                    }
                    _ if path.ends_with("/fsi/api/riskConService/courseAnalyze") => {
                        Transaction::Review(Stage::Settlement)
                    }
                    _ => return None,
                };
                Some(Face::Named(named))
            }
        }
    }
}

/// The one face that browsers call from pages of another origin; the script of `/sdk` calls it, too.
fn allows_browsers(path: &str) -> bool {
    path.trim_end_matches('/') == "/api/rest/hosAudit/ruleAudit"
}

/// All addresses of the service. Whatever is at none of them goes to `beside`.
pub fn router(app: App, beside: Router) -> Router {
    let call = move |State(app): State<App>, request: Request| call(app, beside, request);
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/admin/reload", post(reload))
        .route("/sdk/{name}", get(sdk::file))
        .fallback(any(call))
        .with_state(app)
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if !app.is_ready() {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    } else if app.store().is_some_and(|store| store.counts().failing) {
        // It still answers, and who takes it out of service leaves a hospital without any answer.
        (StatusCode::OK, "degraded: records cannot be written\n")
    } else {
        (StatusCode::OK, "ready\n")
    }
}

async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let counts = app.store().map(|store| store.counts()).unwrap_or_default();
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.telemetry().render(&counts))
}

/// Only from the machine itself, and not through a proxy that runs on it.
async fn reload(State(app): State<App>, request: Request) -> Response {
    let forwarded = request.headers().contains_key("x-forwarded-for") || request.headers().contains_key("forwarded");
    if forwarded || !peer(&request).is_loopback() {
        return json(StatusCode::FORBIDDEN, "只接受本机的请求");
    }
    app.request_reload();
    said(StatusCode::ACCEPTED, 0, "已开始重新读取规则目录，结果见日志与 /metrics")
}

/// For a service that stands alone: no other address exists.
pub fn nothing_beside() -> Router {
    Router::new().fallback(|| async { json(StatusCode::NOT_FOUND, "没有这个地址") })
}

async fn call(app: App, beside: Router, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let Some(face) = Face::at(&path) else {
        let posted = *request.method() == Method::POST;
        let response = match beside.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let nobody = matches!(
            response.status(),
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
        );
        // Whoever posts a transaction to a mistyped address reads nothing but the envelope. The pages'
        // own interface speaks for itself.
        if posted && nobody && !path.starts_with("/api/v1/") {
            return intake::no_such_address(&app, &path);
        }
        return response;
    };
    let mut response = match *request.method() {
        Method::POST => {
            let peer = caller_address(peer(&request), request.headers(), &app);
            let (head, body) = request.into_parts();
            intake::answer(
                app,
                Arrival {
                    face,
                    headers: head.headers,
                    peer,
                    body,
                },
            )
            .await
        }
        Method::OPTIONS if allows_browsers(&path) => StatusCode::NO_CONTENT.into_response(),
        _ => {
            let mut response = json(StatusCode::METHOD_NOT_ALLOWED, "请用 POST");
            response
                .headers_mut()
                .insert(header::ALLOW, HeaderValue::from_static("POST"));
            response
        }
    };
    if allows_browsers(&path) {
        allow_browsers(response.headers_mut());
    }
    response
}

/// Permissive, because the pages that call this face are the hospitals' own and the face carries no
/// cookies.
fn allow_browsers(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("POST, OPTIONS"),
    );
    let allowed = "content-type, authorization, apikey, x-tif-paasid, x-tif-timestamp, x-tif-nonce, x-tif-signature";
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(allowed));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
}

/// The other end of the connection; a request that did not come over one counts as local.
fn peer(request: &Request<Body>) -> IpAddr {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    connection.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| {
        address.ip().to_canonical()
    })
}

/// Behind a trusted proxy, the address that the proxy saw: the last one it wrote. None where it wrote none that can be
/// read: its own is not the caller's.
fn caller_address(peer: IpAddr, headers: &HeaderMap, app: &App) -> Option<IpAddr> {
    if !app.config().server.proxies.iter().any(|proxy| proxy.contains(peer)) {
        return Some(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back()?;
    forwarded_address(forwarded.to_str().ok()?.rsplit(',').next()?.trim())
}

/// An address as proxies write it: alone or with the port, one of IPv6 in brackets or without.
fn forwarded_address(text: &str) -> Option<IpAddr> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    text.parse().ok().or_else(with_port).or_else(bracketed)
}

/// An answer of the service itself, outside of any transaction.
pub(crate) fn json(status: StatusCode, message: &str) -> Response {
    said(status, -1, message)
}

fn said(status: StatusCode, infcode: i8, message: &str) -> Response {
    let body = serde_json::json!({ "infcode": infcode, "err_msg": message }).to_string();
    (status, [(header::CONTENT_TYPE, "application/json;charset=UTF-8")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_are_found_by_path() {
        let before = Some(Face::Named(Transaction::Review(Stage::Prescribing)));
        let course = Some(Face::Named(Transaction::Review(Stage::Settlement)));
        for path in [
            "/fsi/api/riskConService/beforeAnalyze",
            "/3101",
            "/a/b/3101/",
            "/gw/ebus/x/fsi/api/riskConService/beforeAnalyze",
            "/3101A",
            "/3660",
        ] {
            assert_eq!(Face::at(path), before, "{path}");
        }
        assert_eq!(Face::at("/fsi/api/riskConService/courseAnalyze"), course);
        assert_eq!(Face::at("/fsi/api/3103"), Some(Face::Named(Transaction::Feedback)));
        for path in [
            "/api/callService",
            "/mbs/fmi/fsi/api/callFsiService/callService",
            "/api/rest/hosAudit/ruleAudit",
        ] {
            assert_eq!(Face::at(path), Some(Face::ByInfno), "{path}");
        }
        for path in ["/", "/x3101", "/3101/x", "/3104", ""] {
            assert_eq!(Face::at(path), None, "{path}");
        }
    }

    #[test]
    fn addresses_are_read_as_proxies_write_them() {
        let read = |text: &str| forwarded_address(text).map(|address| address.to_string());
        for text in ["10.1.2.3", "10.1.2.3:51234"] {
            assert_eq!(read(text).as_deref(), Some("10.1.2.3"), "{text}");
        }
        for text in ["2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443"] {
            assert_eq!(read(text).as_deref(), Some("2001:db8::1"), "{text}");
        }
        for text in [
            "",
            "unknown",
            "_hidden",
            "10.1.2",
            "10.1.2.3:",
            "[10.1.2.3]",
            "[2001:db8::1",
            "10.1.2.3:99999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_one_province_and_suffixes_are_ours() {
        assert_eq!(
            Transaction::of_infno("3660"),
            Some(Transaction::Review(Stage::Prescribing))
        );
        assert_eq!(
            Transaction::of_infno("3102A"),
            Some(Transaction::Review(Stage::Settlement))
        );
        assert_eq!(Transaction::of_infno("2304"), None);
    }
}
