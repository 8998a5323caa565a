//! 医生端提醒 · The script that a hospital's page includes and the page that a
//! desktop program opens, as `sdk/dist` holds them, out of the program itself.
//!
//! Static and the same for everybody: no file here knows a caller. The script
//! calls the one face that allows browsers, see [`crate::router`].

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const SCRIPT: &str = "text/javascript; charset=utf-8";
const PAGE: &str = "text/html; charset=utf-8";

/// The page runs nothing but its own scripts and talks to nobody but this server.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'",
);

/// One file under `/sdk/`.
struct SdkFile {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
    etag: HeaderValue,
}

impl SdkFile {
    fn new(name: &'static str, kind: &'static str, text: &'static str) -> Self {
        let digest = hex::encode(Sha256::digest(text));
        // Hexadecimal digits are a valid header value, always.
        let etag = HeaderValue::try_from(format!("\"{digest}\"")).unwrap_or(HeaderValue::from_static("\"\""));
        Self { name, kind, text, etag }
    }
}

static FILES: LazyLock<[SdkFile; 4]> = LazyLock::new(|| {
    [
        SdkFile::new("mingjing.js", SCRIPT, include_str!("../../../sdk/dist/mingjing.js")),
        SdkFile::new(
            "mingjing.es5.js",
            SCRIPT,
            include_str!("../../../sdk/dist/mingjing.es5.js"),
        ),
        SdkFile::new("alert.html", PAGE, include_str!("../../../sdk/dist/alert.html")),
        SdkFile::new("alert.js", SCRIPT, include_str!("../../../sdk/dist/alert.js")),
    ]
});

/// Answers `GET /sdk/{name}`. A browser keeps the file and asks each time whether it is still the
/// same, so that a hospital has the new script the moment the server is replaced.
pub(crate) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return crate::router::json(StatusCode::NOT_FOUND, "没有这个地址");
    };
    let mut response = if knows(&headers, &file.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.text.into_response()
    };
    let policy = (file.kind == PAGE).then_some((header::CONTENT_SECURITY_POLICY, PAGE_POLICY));
    let always = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.kind)),
        (header::ETAG, file.etag.clone()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // A page of another origin may include the script with `integrity`, which needs this.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    for (name, value) in always.into_iter().chain(policy) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// True where the client names the file that it would get.
fn knows(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let named = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    named
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == "*" || tag.as_bytes() == etag.as_bytes())
}
