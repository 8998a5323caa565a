//! The description from which the pages' client is generated is the one of this program.

use std::path::Path;

#[test]
fn the_description_in_the_repository_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/openapi.json");
    let now = serde_json::to_string_pretty(&workbench::openapi()).unwrap() + "\n";
    if std::env::var("MINGJING_BLESS").is_ok() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "ui/openapi.json 与接口不一致：运行 MINGJING_BLESS=1 cargo test -p workbench --test description 重新生成，再 npm run api"
    );
}
