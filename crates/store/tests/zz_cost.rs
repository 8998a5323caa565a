mod support;
use domain::*;
use support::*;
use std::time::Instant;
#[test]
fn cost() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let drugs: Vec<(String,String)> = (0..200).map(|n| (format!("XC03CAF159A0010101{n:05}"), format!("注射用头孢哌酮钠舒巴坦钠{n}"))).collect();
    let mut seed = Seed(3);
    let visits = (0..2000).map(|p| {
        let mut es = vec![]; let mut ls = vec![];
        for e in 0..10u32 {
            let at = format!("2025-{:02}-10 08:00:00", e + 1);
            es.push(encounter(&format!("44030000001{p:08}{e:02}"), &at));
            for k in 0..30 {
                let (code, name) = seed.pick(&drugs);
                let mut l = with_prescription(line(&format!("RX4403{p:06}{e:02}{k:03}"), e, &at), &format!("CF{p}{e}{}", k / 5));
                l.item = ItemCode::new(code); l.name = name.as_str().into();
                l.doctor = PractitionerCode::new(format!("D4403000000{}", seed.below(3)));
                ls.push(l);
            }
        }
        visit(&format!("44030019800101{p:04}"), es, ls, true)
    });
    let t = Instant::now();
    store.import_visits(visits).unwrap();
    println!("import 2000 persons x 300 lines: {:?}", t.elapsed());
    println!("file {} MB", std::fs::metadata(dir.path().join("realtime.redb")).unwrap().len() >> 20);
    for _ in 0..2 {
    let t = Instant::now();
    let mut n = 0;
    for p in 0..2000 { n += store.history(&PersonId::new(format!("44030019800101{p:04}")), day("2024-01-01"), None).unwrap().lines.len(); }
    println!("history: {:?} each, {n}", t.elapsed() / 2000);
    }
    let t = Instant::now();
    for _ in 0..2000 { let _ = store.history(&PersonId::new("440300198001010500"), day("2024-01-01"), None).unwrap(); }
    println!("history, one person hot: {:?} each", t.elapsed() / 2000);
    let t = Instant::now();
    for _ in 0..2000 { let _ = store.history(&PersonId::new("nobody"), day("2024-01-01"), None).unwrap(); }
    println!("history, nobody: {:?} each", t.elapsed() / 2000);
    if std::env::var("HOT").is_ok() { for _ in 0..100000 { let _ = store.history(&PersonId::new("440300198001010500"), day("2024-01-01"), None).unwrap(); } return; }
    let mut lat = vec![];
    for n in 0..200 {
        let (a, b) = std::sync::mpsc::channel();
        let who = format!("44030019800101{n:04}");
        let v = visit(&who, vec![encounter("NEW", "2025-12-01 08:00:00")], (0..5).map(|k| line(&format!("N{k}"), 0, "2025-12-01 08:00:00")).collect(), false);
        let t = Instant::now();
        store.submit_durable(entry(call(&format!("C{n}"), &who, "NEW", "2025-12-01 08:00:00"), Some(v), vec![finding(&format!("J{n}"), &["N1"])]), move |r| a.send(r).unwrap());
        b.recv().unwrap().unwrap();
        lat.push(t.elapsed());
    }
    lat.sort();
    println!("durable alone: median {:?} p99 {:?}", lat[100], lat[197]);
    let t = Instant::now();
    for n in 0..4000 {
        let who = format!("44030019800101{:04}", n % 2000);
        let v = visit(&who, vec![encounter("NEW", "2025-12-01 08:00:00")], (0..5).map(|k| line(&format!("N{k}"), 0, "2025-12-01 08:00:00")).collect(), false);
        store.submit(entry(call(&format!("D{n}"), &who, "NEW", "2025-12-01 08:00:00"), Some(v), vec![finding(&format!("K{n}"), &["N1"])])).unwrap();
    }
    store.flush().unwrap();
    println!("4000 queued: {:?}, commits {}", t.elapsed(), store.counts().committed_batches);
    let t = Instant::now(); drop(store); println!("close {:?}", t.elapsed());
    let t = Instant::now(); let store = open(dir.path()); println!("open {:?}", t.elapsed());
    let t = Instant::now(); store.verify().unwrap(); println!("verify {:?}", t.elapsed());
}
