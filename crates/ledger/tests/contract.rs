//! The contract of the books: every test runs on SQLite and on PostgreSQL, by the same code.
//!
//! PostgreSQL is started by the tests themselves, on a socket in a folder that goes away with them.
//! Where it is not installed they fail, unless `MINGJING_SKIP_POSTGRES=1` says that this is meant.

/// Makes of each `async fn(Books)` two tests.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[test]
            fn $test() {
                crate::books::on_sqlite(super::$test);
            })*
        }
        mod on_postgres {
            $(#[test]
            fn $test() {
                crate::books::on_postgres(super::$test);
            })*
        }
    };
}

#[path = "contract/accounts.rs"]
mod accounts;
#[path = "contract/alerts.rs"]
mod alerts;
#[path = "contract/attachments.rs"]
mod attachments;
#[path = "contract/backup.rs"]
mod backup;
#[path = "contract/books.rs"]
mod books;
#[path = "contract/clinical.rs"]
mod clinical;
#[path = "contract/faults.rs"]
mod faults;
#[path = "contract/findings.rs"]
mod findings;
#[path = "contract/house_settings.rs"]
mod house_settings;
#[path = "contract/identity.rs"]
mod identity;
#[path = "contract/jobs.rs"]
mod jobs;
#[path = "contract/key_proposals.rs"]
mod key_proposals;
#[path = "contract/keys.rs"]
mod keys;
#[path = "contract/matters.rs"]
mod matters;
#[path = "contract/members.rs"]
mod members;
#[path = "contract/named.rs"]
mod named;
#[path = "contract/organisations.rs"]
mod organisations;
#[path = "contract/parties.rs"]
mod parties;
#[path = "contract/people.rs"]
mod people;
#[path = "contract/postgres.rs"]
mod postgres;
#[path = "contract/proposals.rs"]
mod proposals;
#[path = "contract/random.rs"]
mod random;
#[path = "contract/recognition.rs"]
mod recognition;
#[path = "contract/rights.rs"]
mod rights;
#[path = "contract/rule_quality.rs"]
mod rule_quality;
#[path = "contract/schema.rs"]
mod schema;
#[path = "contract/scoping.rs"]
mod scoping;
#[path = "contract/settings.rs"]
mod settings;
#[path = "contract/sign_in.rs"]
mod sign_in;
#[path = "contract/staff.rs"]
mod staff;
#[path = "contract/sums.rs"]
mod sums;
#[path = "contract/surveys.rs"]
mod surveys;
#[path = "contract/tasks.rs"]
mod tasks;
#[path = "contract/trail.rs"]
mod trail;
#[path = "contract/upkeep.rs"]
mod upkeep;
#[path = "contract/vault.rs"]
mod vault;
