//! Attachments: checked by content, kept once, handed out only with their matter.

use crate::books::Books;
use crate::people::*;
use ledger::{Ledger, LedgerError, MatterId, Scanner, Shelf, Shelved};
use std::time::Duration;

on_both! {
    a_file_is_kept_once_and_handed_out_with_its_matter,
    files_that_are_not_what_they_say_are_refused,
    a_scanner_has_the_last_word,
    a_file_that_was_changed_is_not_handed_out,
    json_is_kept_by_the_program_and_brought_in_by_nobody,
}

pub const PDF: &[u8] = b"%PDF-1.7 appeal";

pub fn shelf(books: &Books) -> Shelf {
    Shelf::open(books.path("files"), 1_000, None).unwrap()
}

pub async fn attach(ledger: &Ledger, id: &MatterId, file: &Shelved) -> Result<casework::Attachment, LedgerError> {
    ledger
        .write(&auditor(), at("2026-04-02 09:00:00"), async |writing| {
            writing.attach(id, file).await
        })
        .await
}

async fn a_file_is_kept_once_and_handed_out_with_its_matter(books: Books) {
    let (ledger, shelf) = (books.open().await, shelf(&books));
    let id = open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 5)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let other = open_lead(
        &ledger,
        draft("H2", COUNTY, "GZ1", &[(2, 5)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let file = shelf.accept("..\\..\\申诉 材料.PDF", PDF).await.unwrap();
    assert_eq!(
        (file.name.as_str(), file.kind.media_type()),
        ("申诉 材料.PDF", "application/pdf")
    );
    assert_eq!(shelf.accept("又一份.pdf", PDF).await.unwrap().digest, file.digest);
    let paper = attach(&ledger, &id, &file).await.unwrap();
    assert_eq!((&paper.name, &paper.digest), (&file.name, &file.digest));
    attach(&ledger, &id, &file).await.unwrap();

    let auditor = auditor();
    let reading = ledger.read(&auditor);
    let files = reading.attachments(&id).await.unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(
        (files[0].kind.as_str(), files[0].bytes, files[0].stored_by.as_str()),
        ("pdf", 15, "审核甲")
    );
    let (row, content) = reading.attachment(&id, &file.digest, &shelf).await.unwrap();
    assert_eq!((&row, content.as_slice()), (&files[0], PDF));
    for (matter, digest) in [(&other, file.digest.as_str()), (&id, "../../etc/passwd"), (&id, "00")] {
        let denied = reading.attachment(matter, digest, &shelf).await;
        assert_eq!(denied.map(|_| ()).map_err(|error| error.code()), Err("LG-NOT-FOUND"));
    }
    let stranger = hospital("医保办", "H1");
    let denied = ledger.read(&stranger).attachment(&id, &file.digest, &shelf).await;
    assert_eq!(
        denied.map(|_| ()).map_err(|error| error.code()),
        Err("LG-NOT-FOUND"),
        "a lead is not told"
    );
    assert!(
        !format!("{:?}", reading.trail_of(&id).await.unwrap()).contains("申诉"),
        "a file name in the trail"
    );
}

async fn files_that_are_not_what_they_say_are_refused(books: Books) {
    let shelf = shelf(&books);
    let large = [PDF, &[0; 1_000]].concat();
    for (name, content) in [
        ("空.pdf", b"".as_slice()),
        ("大.pdf", &large),
        ("图.png", PDF),
        ("页.html", b"<script>alert(1)</script>"),
        ("程序.pdf", b"MZ\x90\x00"),
        ("没有扩展名", PDF),
    ] {
        let refused = shelf.accept(name, content).await.unwrap_err();
        assert_eq!(refused.code(), "LG-ATTACHMENT", "{name}");
        assert!(refused.to_string().contains(name), "{refused}");
    }
    assert_eq!(shelf.content(&"0".repeat(64)).unwrap_err().code(), "LG-NOT-FOUND");
}

async fn a_scanner_has_the_last_word(books: Books) {
    let scanner = |script: &str| Scanner {
        program: "sh".into(),
        arguments: ["-c", script, "sh"].map(str::to_owned).to_vec(),
        patience: Duration::from_secs(5),
    };
    let shelf = |script: &str| Shelf::open(books.path("files"), 1_000, Some(scanner(script))).unwrap();
    for (script, code) in [
        ("grep -q appeal \"$1\" && exit 1", "LG-ATTACHMENT"),
        ("exit 2", "LG-UNAVAILABLE"),
        ("kill -9 $$", "LG-UNAVAILABLE"),
    ] {
        let answer = shelf(script).accept("a.pdf", PDF).await;
        assert_eq!(answer.map(|_| ()).map_err(|error| error.code()), Err(code), "{script}");
    }
    let hasty = Scanner {
        patience: Duration::from_millis(50),
        ..scanner("sleep 60")
    };
    let hasty = Shelf::open(books.path("files"), 1_000, Some(hasty)).unwrap();
    assert_eq!(hasty.accept("a.pdf", PDF).await.unwrap_err().code(), "LG-UNAVAILABLE");
    let left = std::fs::read_dir(books.path("files").join("incoming")).unwrap().count();
    assert_eq!(left, 0, "what was refused is gone");
    let clean = shelf("grep -q appeal \"$1\" && exit 0; exit 1")
        .accept("a.pdf", PDF)
        .await
        .unwrap();
    assert_eq!(shelf("exit 0").content(&clean.digest).unwrap(), PDF);
}

async fn a_file_that_was_changed_is_not_handed_out(books: Books) {
    let (ledger, shelf) = (books.open().await, shelf(&books));
    let id = open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 5)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let file = shelf.accept("a.pdf", PDF).await.unwrap();
    attach(&ledger, &id, &file).await.unwrap();
    let place = books.path("files").join(&file.digest[..2]).join(&file.digest);
    std::fs::write(place, b"%PDF-1.7 another").unwrap();
    let auditor = auditor();
    let answer = ledger.read(&auditor).attachment(&id, &file.digest, &shelf).await;
    assert_eq!(answer.map(|_| ()).map_err(|error| error.code()), Err("LG-CORRUPT"));
}

async fn json_is_kept_by_the_program_and_brought_in_by_nobody(books: Books) {
    let (ledger, shelf) = (books.open().await, shelf(&books));
    let id = open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 5)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let json = "{\"edition\":{}}";
    let brought = shelf.accept("通报.json", json.as_bytes()).await.unwrap_err();
    assert!(matches!(brought, LedgerError::Attachment { .. }), "{brought}");
    let kept = shelf.keep("通报.json", json).unwrap();
    assert_eq!(kept, shelf.keep("通报.json", json).unwrap());
    attach(&ledger, &id, &kept).await.unwrap();
    let viewer = auditor();
    let reading = ledger.read(&viewer);
    let (row, content) = reading.attachment(&id, &kept.digest, &shelf).await.unwrap();
    assert_eq!((row.kind.as_str(), content.as_slice()), ("json", json.as_bytes()));
}
