//! All addresses of the workbench. The description that clients are generated from is made of the same
//! list, so that an address without a description does not exist.

use crate::{
    Problem, Workbench, alerts, assets, callers, catalogue, codes, conduct, dashboard, exports, findings, health,
    institutions, keys, live, matters, proposals, rules, search, session, single_sign_on, system, timeline, users,
    vault,
};
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Where the interface lies.
const BASE: &str = "/api/v1";

/// The largest body that is taken from who is not logged in, in bytes.
const PUBLIC_BODY: usize = 16 << 10;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "明镜工作台接口",
        description = "疑点、事项、规则、机构、用户与留痕。金额以元为单位写成带两位小数的文本，日期写成2026-11-24，时间写成2026-11-24 09:30:00（北京时间）。"
    ),
    servers((url = "/api/v1")),
    components(schemas(Problem))
)]
struct Description;

fn described() -> OpenApiRouter<Workbench> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(session::sign_in, session::sign_out))
        .routes(routes!(session::me))
        .routes(routes!(session::change_password))
        .routes(routes!(codes::enable, codes::disable))
        .routes(routes!(single_sign_on::offered))
        .routes(routes!(single_sign_on::start))
        .routes(routes!(single_sign_on::callback))
        .routes(routes!(single_sign_on::link, single_sign_on::unlink))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::reset))
        .routes(routes!(users::disable))
        .routes(routes!(users::enable))
        .routes(routes!(users::grant))
        .routes(routes!(users::revoke))
        .routes(routes!(proposals::list))
        .routes(routes!(proposals::sign))
        .routes(routes!(proposals::refuse))
        .routes(routes!(proposals::withdraw))
        .routes(routes!(keys::list, keys::propose))
        .routes(routes!(keys::revoke))
        .routes(routes!(users::people))
        .routes(routes!(findings::list))
        .routes(routes!(findings::totals))
        .routes(routes!(exports::findings))
        .routes(routes!(findings::page))
        .routes(routes!(findings::look))
        .routes(routes!(timeline::of_finding))
        .routes(routes!(matters::list))
        .routes(routes!(matters::totals))
        .routes(routes!(exports::matters))
        .routes(routes!(matters::page))
        .routes(routes!(matters::beginnings))
        .routes(routes!(matters::command))
        .routes(routes!(matters::attach))
        .routes(routes!(matters::attached))
        .routes(routes!(matters::documents))
        .routes(routes!(matters::make_document))
        .routes(routes!(conduct::list_staff))
        .routes(routes!(conduct::import_staff))
        .routes(routes!(conduct::open_all))
        .routes(routes!(conduct::year))
        .routes(routes!(conduct::export))
        .routes(routes!(conduct::person))
        .routes(routes!(conduct::mine))
        .routes(routes!(conduct::archive))
        .routes(routes!(conduct::own_archive))
        .routes(routes!(conduct::shipped))
        .routes(routes!(conduct::check))
        .routes(routes!(conduct::replay_year))
        .routes(routes!(conduct::performance))
        .routes(routes!(conduct::import_packets))
        .routes(routes!(conduct::import_commendations))
        .routes(routes!(conduct::ledger))
        .routes(routes!(conduct::list_bulletins))
        .routes(routes!(conduct::library))
        .routes(routes!(conduct::compose))
        .routes(routes!(conduct::edition))
        .routes(routes!(conduct::bulletin_file))
        .routes(routes!(conduct::bulletin_picture))
        .routes(routes!(conduct::issue_survey))
        .routes(routes!(conduct::survey_results))
        .routes(routes!(conduct::run))
        .routes(routes!(conduct::bulletin_settings, conduct::set_bulletin_settings))
        .routes(routes!(conduct::seal_patient))
        .routes(routes!(conduct::district))
        .routes(routes!(conduct::export_district))
        .routes(routes!(conduct::district_report))
        .routes(routes!(conduct::import_participants))
        .routes(routes!(conduct::import_items))
        .routes(routes!(conduct::import_reports))
        .routes(routes!(conduct::counters))
        .routes(routes!(conduct::indicators))
        .routes(routes!(conduct::import_monthly))
        .routes(routes!(conduct::import_consumed))
        .routes(routes!(conduct::import_doses))
        .routes(routes!(conduct::import_targets))
        .routes(routes!(conduct::high_cost))
        .routes(routes!(conduct::hospitals))
        .routes(routes!(conduct::import_stays))
        .routes(routes!(conduct::import_limits))
        .routes(routes!(conduct::check_order))
        .routes(routes!(conduct::answer_reminder))
        .routes(routes!(conduct::reasons))
        .merge(public())
        .routes(routes!(vault::put))
        .routes(routes!(vault::requests, vault::ask))
        .routes(routes!(vault::agree))
        .routes(routes!(vault::open))
        .routes(routes!(dashboard::dashboard))
        .routes(routes!(live::once))
        .routes(routes!(live::events))
        .routes(routes!(search::search))
        .routes(routes!(institutions::organisations))
        .routes(routes!(institutions::put_organisation))
        .routes(routes!(institutions::list))
        .routes(routes!(institutions::page))
        .routes(routes!(rules::list))
        .routes(routes!(rules::page))
        .routes(routes!(rules::knowledge))
        .routes(routes!(alerts::own))
        .routes(routes!(system::trail))
        .routes(routes!(system::verify))
        .routes(routes!(system::jobs))
        .routes(routes!(system::retry))
        .routes(routes!(callers::list))
        .routes(routes!(system::calendar))
        .routes(routes!(system::put_calendar))
        .routes(routes!(catalogue::search))
        .routes(routes!(system::books))
        .routes(routes!(health::health))
}

/// What answers anybody: forms that are opened with a printed code, and totals that are everybody's.
fn public() -> OpenApiRouter<Workbench> {
    OpenApiRouter::new()
        .routes(routes!(conduct::public_form, conduct::public_answer))
        .routes(routes!(conduct::public_totals))
        .layer(DefaultBodyLimit::max(PUBLIC_BODY))
}

/// The description of the interface (OpenAPI 3.1).
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, described) = OpenApiRouter::new().nest(BASE, described()).split_for_parts();
    described
}

/// All addresses: the interface, its description, and the pages. To be merged with those of the
/// national interface.
pub fn router(workbench: Workbench) -> Router {
    let (interface, description) = OpenApiRouter::new().nest(BASE, described()).split_for_parts();
    let text = Json(description);
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let body_max = workbench.settings().body_max;
    Router::new()
        .route("/api/openapi.json", get(move || async move { text.clone() }))
        .route(&format!("{BASE}/{{*unknown}}"), get(unknown).fallback(unknown))
        .merge(interface.layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        )))
        .route("/", get(assets::page))
        .route("/{*page}", get(assets::page))
        .layer(
            ServiceBuilder::new()
                .layer(CompressionLayer::new())
                .layer(fixed("x-content-type-options", "nosniff"))
                .layer(fixed("x-frame-options", "DENY"))
                .layer(fixed("referrer-policy", "no-referrer"))
                .layer(DefaultBodyLimit::max(body_max)),
        )
        .with_state(workbench)
}

async fn unknown() -> impl IntoResponse {
    Problem::not_found("这个地址")
}
