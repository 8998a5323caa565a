//! The shape that every matter has: a state, commands, events, and two functions between them.

use crate::{Actor, Clock, Refusal, Role, UserId};
use domain::Moment;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

/// 办理事项 · a matter with a course. Its default is the matter before its first event.
pub trait Machine: Default + Clone + PartialEq + Debug + Serialize + DeserializeOwned {
    /// what somebody wants to do
    type Command: Clone + Debug + Serialize + DeserializeOwned;
    /// what happened
    type Event: Clone + PartialEq + Debug + Serialize + DeserializeOwned;

    /// What the command leads to if the actor gives it at this moment. Nothing changes here; the
    /// caller stores the events and applies them.
    ///
    /// # Errors
    /// The refusal says why not and what to do instead.
    fn decide(&self, command: Self::Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Self::Event>, Refusal>;

    /// Carries an event that was decided into the state.
    fn apply(&mut self, recorded: &Recorded<Self::Event>);

    /// 环节 · the name of the stage as the interface shows it.
    fn stage_zh(&self) -> &'static str;
}

/// 办理记录 · an event with who caused it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<E> {
    /// 经办人
    pub by: UserId,
    /// 身份: the role in which the person acted
    pub role: Role,
    /// 时间
    #[serde(with = "crate::stored")]
    pub at: Moment,
    /// 事件
    pub event: E,
}

/// The events of one decision as the store keeps them.
pub fn record<E>(events: Vec<E>, actor: &Actor, clock: &Clock<'_>) -> Vec<Recorded<E>> {
    events
        .into_iter()
        .map(|event| Recorded {
            by: actor.user.clone(),
            role: actor.role,
            at: clock.now,
            event,
        })
        .collect()
}

/// The state that the events make, in their order.
pub fn replay<'a, M: Machine>(events: impl IntoIterator<Item = &'a Recorded<M::Event>>) -> M
where
    M::Event: 'a,
{
    let mut state = M::default();
    for event in events {
        state.apply(event);
    }
    state
}
