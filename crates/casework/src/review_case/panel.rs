//! The panel of a joint review: who may sit, and what its votes mean.

use super::{PanelMember, ReviewCase, Vote};
use crate::Refusal;
use std::collections::BTreeSet;

/// The smallest panel.
pub(super) const MEMBERS_LEAST: usize = 3;

/// Refuses a panel that is too small, without clinical expert, with somebody who sits twice, has
/// withdrawn, or already judged this finding.
pub(super) fn admissible(case: &ReviewCase, members: &[PanelMember]) -> Result<(), Refusal> {
    let users: BTreeSet<_> = members.iter().map(|member| &member.user).collect();
    if users.len() != members.len() {
        return Err(Refusal::Duplicate { what: "合议人员" });
    }
    for member in members {
        if case.recused.contains(&member.user) {
            return Err(Refusal::Recused {
                who: member.user.to_string(),
            });
        }
        for (earlier, part) in [
            (&case.first_reviewer, "初审人"),
            (&case.second_reviewer, "复审人"),
            (&case.checker, "核查人"),
        ] {
            if earlier.as_ref() == Some(&member.user) {
                return Err(Refusal::SamePerson {
                    first: part,
                    second: "合议人员",
                });
            }
        }
    }
    complete(members)
}

/// Refuses a panel that is too small or without clinical expert.
pub(super) fn complete(members: &[PanelMember]) -> Result<(), Refusal> {
    if members.len() < MEMBERS_LEAST {
        return Err(Refusal::PanelTooSmall {
            least: MEMBERS_LEAST,
            present: members.len(),
        });
    }
    if !members.iter().any(|member| member.clinical_expert) {
        return Err(Refusal::PanelLacksExpert);
    }
    Ok(())
}

/// What the votes say: upheld only by more than half, so that a tie is in favour of the institution.
pub(super) fn majority(members: &[PanelMember], votes: &[Vote]) -> Result<bool, Refusal> {
    let seats: BTreeSet<_> = members.iter().map(|member| &member.user).collect();
    let voters: BTreeSet<_> = votes.iter().map(|vote| &vote.user).collect();
    if seats != voters || votes.len() != members.len() {
        return Err(Refusal::VotesDiffer);
    }
    let upholding = votes.iter().filter(|vote| vote.upholds).count();
    Ok(upholding * 2 > votes.len())
}
