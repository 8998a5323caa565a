//! Tells real time whose services are not paid, from the files of points (docs/casework.md, 六).

use crate::Workbench;
use crate::consequences::system;
use casework::points::{Consequence, Measure, PointRecord};
use domain::PractitionerCode;
use ledger::{Kind, LedgerError, MatterFilter, MatterId, MatterOrder, Page};
use rulebook::{PaymentStop, PaymentStops};
use std::collections::HashMap;

/// Files that are listed at once.
const PART: u16 = 500;

/// What was read of each file, at which version: only those that changed are read again.
pub(crate) type Files = HashMap<MatterId, (i64, Option<(PractitionerCode, Vec<PaymentStop>)>)>;

/// Reads what changed in the files of points, and hands all stops to real time.
pub(crate) async fn tell_real_time(workbench: &Workbench) -> Result<(), LedgerError> {
    // Held to the end: who read earlier must not hand in later.
    let mut files = workbench.files_of_points().lock().await;
    let viewer = system();
    let reading = workbench.ledger().read(&viewer);
    let filter = MatterFilter {
        kinds: vec![Kind::Points],
        ..MatterFilter::default()
    };
    let mut page = Page::first(MatterOrder::LatestFirst, PART);
    loop {
        let listed = reading.matters(&filter, &page).await?;
        for row in listed.rows {
            if files.get(&row.id).is_some_and(|(version, _)| *version == row.version) {
                continue;
            }
            let course = reading.matter::<PointRecord>(&row.id).await?;
            let version = course.version();
            let record = course.state;
            let stops = record.consequences.iter().map(stop).collect();
            files.insert(row.id, (version, record.person.map(|person| (person.code, stops))));
        }
        page.after = listed.next;
        if page.after.is_none() {
            break;
        }
    }
    let mut all = PaymentStops::default();
    for (practitioner, stops) in files.values().filter_map(|(_, file)| file.as_ref()) {
        for stop in stops {
            all.enter(practitioner.clone(), *stop);
        }
    }
    workbench.app().set_payment_stops(all);
    Ok(())
}

/// Tells real time, for work that goes on without it too: what failed the worker tells within a minute.
pub(crate) async fn try_to_tell_real_time(workbench: &Workbench) {
    if let Err(error) = tell_real_time(workbench).await {
        tracing::error!(%error, "医保支付资格没有读成，事前提醒继续使用原来的");
    }
}

fn stop(consequence: &Consequence) -> PaymentStop {
    let (terminated, until) = match consequence.measure {
        Measure::Suspended { until } => (false, Some(until)),
        Measure::Terminated { .. } => (true, None),
    };
    PaymentStop {
        terminated,
        from: consequence.from,
        until: until.into_iter().chain(consequence.lifted_on).min(),
    }
}
