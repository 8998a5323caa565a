//! The tree of organisations: what may stand where, and who sees which part of it.

use crate::books::Books;
use crate::people::*;
use crate::staff::*;
use casework::Role;
use domain::Division;
use ledger::{Access, AccessState, OrganisationKind, Viewer};

on_both! {
    what_is_put_is_read_and_putting_it_again_changes_nothing,
    the_tree_has_no_other_shape,
    a_tree_has_no_circle,
    a_department_follows_its_institution,
    everybody_sees_his_own_part_of_the_tree,
    an_administrator_keeps_his_own_part_of_the_tree,
}

use OrganisationKind::{Agency, Bureau, Department, Institution};

async fn what_is_put_is_read_and_putting_it_again_changes_nothing(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let mut hospital = organisation(Institution, HOSPITAL, "县中心", COUNTY);
    hospital.name = "第一医院".to_owned();
    hospital.level = Some("三级甲等".to_owned());
    hospital.access = Access {
        prescribing: AccessState::Live,
        settlement: AccessState::JointTest,
        feedback: AccessState::InterfaceChanged,
    };
    put(&ledger, &administrator, &hospital).await.unwrap();
    let reading = ledger.read(&administrator);
    assert_eq!(reading.organisation(HOSPITAL).await.unwrap(), hospital);
    let rows = ledger.anchor(at(MORNING)).await.unwrap().count;
    put(&ledger, &administrator, &hospital).await.unwrap();
    assert_eq!(ledger.anchor(at(MORNING)).await.unwrap().count, rows, "nothing changed");
    assert_eq!(ledger.place_name(&institution(HOSPITAL)).await.unwrap(), "第一医院");
    assert_eq!(ledger.place_name(&division(COUNTY)).await.unwrap(), "县局的名称");
    assert_eq!(ledger.place_name(&division("990000")).await.unwrap(), "990000");
}

async fn the_tree_has_no_other_shape(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let live = Access {
        prescribing: AccessState::Live,
        ..Access::NONE
    };
    for (what, put_in, expected) in [
        ("no name", organisation(Bureau, "", "省局", COUNTY), "code"),
        ("a blank", organisation(Bureau, "县 局", "省局", COUNTY), "code"),
        ("a zero byte", organisation(Bureau, "县\0局", "省局", COUNTY), "code"),
        ("unknown parent", organisation(Bureau, "新局", "没有", COUNTY), "parent"),
        (
            "bureau below hospital",
            organisation(Bureau, "新局", HOSPITAL, COUNTY),
            "parent",
        ),
        (
            "hospital below hospital",
            organisation(Institution, "H9", HOSPITAL, COUNTY),
            "parent",
        ),
        (
            "hospital below department",
            organisation(Institution, "H9", "H1-内科", COUNTY),
            "parent",
        ),
        (
            "agency below agency",
            organisation(Agency, "新中心", "县中心", COUNTY),
            "parent",
        ),
        (
            "department below bureau",
            organisation(Department, "内科", "县局", ""),
            "parent",
        ),
        (
            "department without parent",
            organisation(Department, "内科", "", ""),
            "parent",
        ),
        ("no division", organisation(Bureau, "新局", "省局", ""), "division"),
        (
            "short division",
            organisation(Bureau, "新局", "省局", "4403"),
            "division",
        ),
        ("letters", organisation(Bureau, "新局", "省局", "44030X"), "division"),
        (
            "outside the parent",
            organisation(Institution, "H9", "县局", "440306"),
            "division",
        ),
        ("another kind", organisation(Agency, "县局", "省局", COUNTY), "kind"),
        (
            "child left outside",
            organisation(Bureau, "县局", "省局", "440307"),
            "division",
        ),
        (
            "a bureau has no channels",
            ledger::Organisation {
                access: live,
                ..organisation(Bureau, "新局", "省局", COUNTY)
            },
            "access",
        ),
    ] {
        let before = books.text(&ledger).await;
        assert_eq!(field(put(&ledger, &administrator, &put_in).await), expected, "{what}");
        assert_eq!(books.text(&ledger).await, before, "{what}");
    }
}

async fn a_tree_has_no_circle(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    for (code, parent) in [("国家局", ""), ("省局", "国家局")] {
        let division = if code == "国家局" { "000000" } else { "440000" };
        put(&ledger, &administrator, &organisation(Bureau, code, parent, division))
            .await
            .unwrap();
    }
    for (code, parent, division) in [
        ("省局", "省局", "440000"),
        ("省局", "县局", "440000"),
        ("国家局", "县局", "000000"),
    ] {
        let circle = organisation(Bureau, code, parent, division);
        assert_eq!(
            field(put(&ledger, &administrator, &circle).await),
            "parent",
            "{code} below {parent}"
        );
    }
}

async fn a_department_follows_its_institution(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let reading = ledger.read(&administrator);
    assert_eq!(
        reading.organisation("H1-内科").await.unwrap().division,
        Division::new(COUNTY)
    );
    put(
        &ledger,
        &administrator,
        &organisation(Institution, HOSPITAL, "邻县局", "440306"),
    )
    .await
    .unwrap();
    assert_eq!(
        reading.organisation("H1-内科").await.unwrap().division,
        Division::new("440306")
    );
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}

async fn everybody_sees_his_own_part_of_the_tree(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let nobody = Viewer::of_account(&administrator.actor.user);
    for (viewer, expected) in [
        (administrator, "H1 H1-内科 H2 县中心 县局 省局 邻县局"),
        (
            bureau("省", Role::SectionChief, "440000"),
            "H1 H1-内科 H2 县中心 县局 省局 邻县局",
        ),
        (bureau("县", Role::SectionChief, COUNTY), "H1 H1-内科 县中心 县局"),
        (hospital("院", HOSPITAL), "H1 H1-内科"),
        (nobody, ""),
    ] {
        let listed = ledger.read(&viewer).organisations().await.unwrap();
        let codes: Vec<&str> = listed.iter().map(|organisation| organisation.code.as_str()).collect();
        assert_eq!(codes.join(" "), expected, "{viewer:?}");
        for hidden in ["H1", "H1-内科", "H2", "县中心", "县局", "省局", "邻县局", "没\0有"] {
            let found = ledger.read(&viewer).organisation(hidden).await;
            let expected = match codes.contains(&hidden) {
                true => Ok(()),
                false => Err("LG-NOT-FOUND"),
            };
            assert_eq!(code(found), expected, "{hidden} for {viewer:?}");
        }
    }
}

async fn an_administrator_keeps_his_own_part_of_the_tree(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let of = |place| ledger::NewGrant {
        place,
        ..usual(Role::SystemAdministrator)
    };
    let county = staff(&ledger, &administrator, "县管理员", &of(division(COUNTY))).await;
    let house = staff(&ledger, &administrator, "院管理员", &of(institution(HOSPITAL))).await;
    let chief = staff(&ledger, &administrator, "科长", &usual(Role::SectionChief)).await;
    let own = organisation(Institution, "H3", "县局", COUNTY);
    let foreign = organisation(Institution, "H3", "邻县局", "440306");
    let taken = organisation(Institution, "H2", "县局", COUNTY);
    let department = organisation(Department, "H1-外科", HOSPITAL, "");
    let other = organisation(Department, "H2-外科", "H2", "");
    for (what, viewer, put_in, expected) in [
        ("own county", &county, &own, Ok(())),
        ("another county", &county, &foreign, Err("LG-NOT-FOUND")),
        ("a hospital of another county", &county, &taken, Err("LG-NOT-FOUND")),
        ("a department of the county", &county, &department, Ok(())),
        ("own department", &house, &department, Ok(())),
        ("another hospital's department", &house, &other, Err("LG-NOT-FOUND")),
        ("a hospital by a hospital", &house, &own, Err("LG-NOT-FOUND")),
        ("a section chief", &chief, &department, Err("CW-ROLE")),
        (
            "no role",
            &Viewer::of_account(&chief.actor.user),
            &department,
            Err("CW-ROLE"),
        ),
        ("the system", &system(), &department, Err("CW-ROLE")),
    ] {
        assert_eq!(code(put(&ledger, viewer, put_in).await), expected, "{what}");
    }
}
