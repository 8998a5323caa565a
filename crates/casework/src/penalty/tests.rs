//! What the articles allow and refuse, to the fen.

use super::*;

fn item(article: Article, loss_fen: i64, fine: Fine) -> Discretion {
    Discretion {
        violation: Violation {
            article,
            behaviour: "重复收费".to_owned(),
            loss: Money::from_fen(loss_fen),
            refused_correction: false,
            grave_consequence: false,
        },
        fine,
        department_suspension: None,
        agreement_termination: false,
        settlement_suspension_months: None,
        reasons: "主动配合调查".to_owned(),
        mitigation: None,
    }
}

fn times(hundredths: u32) -> Fine {
    Fine::Multiple { hundredths }
}

fn yuan(text: &str) -> Fine {
    Fine::Amount {
        amount: text.parse().unwrap(),
    }
}

#[test]
fn fines_are_exact_to_the_fen() {
    for (article, loss, hundredths, fine, arithmetic) in [
        (
            Article::Article38,
            12_345_678,
            100,
            "123456.78",
            "123456.78元×1.00倍=123456.78元",
        ),
        (
            Article::Article38,
            12_345_678,
            150,
            "185185.17",
            "123456.78元×1.50倍=185185.17元",
        ),
        // 每分钱的零头舍去：0.33元×1.25倍=0.4125元。
        (Article::Article38, 33, 125, "0.41", "0.33元×1.25倍=0.41元"),
        (
            Article::Article40,
            5_000_000,
            333,
            "166500.00",
            "50000.00元×3.33倍=166500.00元",
        ),
        (
            Article::Article41Fraud,
            880_050,
            500,
            "44002.50",
            "8800.50元×5.00倍=44002.50元",
        ),
    ] {
        let item = item(article, loss, times(hundredths));
        assert_eq!(item.check(), Ok(()));
        assert_eq!(item.fine_amount().to_string(), fine);
        assert_eq!(item.arithmetic(), arithmetic);
    }
}

#[test]
fn ranges_are_those_of_the_articles() {
    let code = |item: &Discretion| item.check().map_err(|refusal| refusal.code());
    for (article, hundredths, expected) in [
        (Article::Article38, 99, Err("CW-RANGE")),
        (Article::Article38, 100, Ok(())),
        (Article::Article38, 200, Ok(())),
        (Article::Article38, 201, Err("CW-RANGE")),
        (Article::Article40, 199, Err("CW-RANGE")),
        (Article::Article40, 500, Ok(())),
        (Article::Article40, 501, Err("CW-RANGE")),
        (Article::Article41Fraud, 199, Err("CW-RANGE")),
        (Article::Article41, 200, Err("CW-ARTICLE")),
        (Article::Article39, 100, Err("CW-ARTICLE")),
    ] {
        assert_eq!(
            code(&item(article, 100_000, times(hundredths))),
            expected,
            "{article:?} {hundredths}"
        );
    }
    for (amount, refused, expected) in [
        ("9999.99", true, Err("CW-RANGE")),
        ("10000.00", true, Ok(())),
        ("50000.00", true, Ok(())),
        ("50000.01", true, Err("CW-RANGE")),
        ("10000.00", false, Err("CW-CONDITION")),
    ] {
        let mut item = item(Article::Article39, 0, yuan(amount));
        item.violation.refused_correction = refused;
        assert_eq!(code(&item), expected, "{amount}");
    }
}

#[test]
fn below_the_range_only_with_a_ground() {
    let mut item = item(Article::Article38, 100_000, times(50));
    assert_eq!(item.check().map_err(|refusal| refusal.code()), Err("CW-RANGE"));
    item.mitigation = Some("《行政处罚法》第三十二条第（一）项：主动消除危害后果".to_owned());
    assert_eq!(item.check(), Ok(()));
    item.fine = times(250);
    assert_eq!(item.check().map_err(|refusal| refusal.code()), Err("CW-RANGE"));
    item.fine = Fine::None;
    assert_eq!(item.check(), Ok(()));
    item.mitigation = None;
    assert_eq!(item.check().map_err(|refusal| refusal.code()), Err("CW-TEXT"));
}

#[test]
fn suspension_and_termination_have_their_conditions() {
    let code = |item: &Discretion| item.check().map_err(|refusal| refusal.code());
    let suspended = |article, months| {
        let mut item = item(article, 100_000, times(200));
        item.department_suspension = Some(Suspension {
            department: "骨科".to_owned(),
            months,
        });
        item
    };
    assert_eq!(code(&suspended(Article::Article38, 6)), Err("CW-CONDITION"));
    let mut grave = suspended(Article::Article38, 6);
    grave.violation.grave_consequence = true;
    assert_eq!(code(&grave), Ok(()));
    for (months, expected) in [(5, Err("CW-RANGE")), (6, Ok(())), (12, Ok(())), (13, Err("CW-RANGE"))] {
        assert_eq!(code(&suspended(Article::Article40, months)), expected, "{months}");
    }
    assert_eq!(code(&suspended(Article::Article41Fraud, 6)), Err("CW-ARTICLE"));
    let mut terminated = item(Article::Article40, 100_000, times(200));
    terminated.agreement_termination = true;
    assert_eq!(code(&terminated), Ok(()));
    terminated.violation.article = Article::Article38;
    assert_eq!(code(&terminated), Err("CW-ARTICLE"));
    for (months, expected) in [(2, Err("CW-RANGE")), (3, Ok(())), (12, Ok(())), (13, Err("CW-RANGE"))] {
        let mut person = item(Article::Article41, 0, Fine::None);
        person.settlement_suspension_months = Some(months);
        assert_eq!(code(&person), expected, "{months}");
    }
}

#[test]
fn heavier_is_heavier_in_any_respect() {
    let penalty = |items| Penalty { items };
    let base = penalty(vec![item(Article::Article38, 100_000, times(150))]);
    let lighter = penalty(vec![item(Article::Article38, 100_000, times(100))]);
    let graver = penalty(vec![item(Article::Article40, 50_000, times(200))]);
    assert!(!base.is_exceeded_by(&base) && !base.is_exceeded_by(&lighter));
    assert!(lighter.is_exceeded_by(&base) && base.is_exceeded_by(&graver));
}

#[test]
fn late_payment_costs_three_per_cent_a_day_up_to_the_fine() {
    let fine = Money::from_fen(1_000_001);
    assert_eq!(late_fine(fine, 0), Money::ZERO);
    assert_eq!(late_fine(fine, 10).to_string(), "3000.00");
    assert_eq!(late_fine(fine, 34), fine);
}
