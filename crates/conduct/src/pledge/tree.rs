//! The tree of responsibility of an institution (责任体系): who answers for what, and where nobody does.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// 责任岗位
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// 岗位编号
    pub id: String,
    /// 上级岗位; none for 第一责任人
    pub above: Option<String>,
    /// 岗位名称, e.g. 党委书记（第一责任人）
    pub title: String,
    /// 责任人
    pub holder: Option<String>,
    /// 职责
    pub duty: String,
}

/// 责任体系 · posts in the order of the tree, each with its depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponsibilityTree {
    posts: Vec<(usize, Post)>,
}

/// Why posts are no tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeProblem {
    /// not one first responsible
    #[error("第一责任人应有且只有一个（上级岗位为空的岗位），现有{0}个。请更正上级岗位。")]
    Roots(usize),
    /// one identifier twice
    #[error("岗位编号{0}重复。请更正。")]
    Twice(String),
    /// a post above that is not there
    #[error("岗位{post}的上级岗位{above}不存在。请更正上级岗位。")]
    Unknown {
        /// 岗位编号
        post: String,
        /// 上级岗位
        above: String,
    },
    /// posts that are above each other
    #[error("岗位{0}不在第一责任人之下：上级岗位互为上级。请更正上级岗位。")]
    Loose(String),
}

/// 缺口 · a post that nobody holds or that has no duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap<'a> {
    /// 岗位
    pub post: &'a Post,
    /// 缺什么
    pub missing: Missing,
}

/// 缺什么
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// 责任人
    Holder,
    /// 职责
    Duty,
}

impl ResponsibilityTree {
    /// The tree of these posts; posts below one post stay in their order.
    ///
    /// # Errors
    /// The first thing that keeps them from being one tree.
    pub fn new(posts: Vec<Post>) -> Result<Self, TreeProblem> {
        let mut ids = BTreeSet::new();
        for post in &posts {
            if !ids.insert(post.id.clone()) {
                return Err(TreeProblem::Twice(post.id.clone()));
            }
        }
        let mut below: BTreeMap<String, Vec<Post>> = BTreeMap::new();
        let (mut roots, total) = (Vec::new(), posts.len());
        for post in posts {
            match post.above.clone() {
                None => roots.push(post),
                Some(above) if ids.contains(&above) => below.entry(above).or_default().push(post),
                Some(above) => return Err(TreeProblem::Unknown { post: post.id, above }),
            }
        }
        if roots.len() != 1 {
            return Err(TreeProblem::Roots(roots.len()));
        }
        let mut ordered = Vec::with_capacity(total);
        let mut open: Vec<(usize, Post)> = roots.into_iter().map(|root| (0, root)).collect();
        while let Some((depth, post)) = open.pop() {
            let children = below.remove(&post.id).unwrap_or_default();
            open.extend(children.into_iter().rev().map(|child| (depth + 1, child)));
            ordered.push((depth, post));
        }
        match below.into_values().flatten().next() {
            Some(loose) => Err(TreeProblem::Loose(loose.id)),
            None => Ok(Self { posts: ordered }),
        }
    }

    /// The posts from the first responsible downwards, each with its depth.
    pub fn posts(&self) -> impl Iterator<Item = (usize, &Post)> {
        self.posts.iter().map(|(depth, post)| (*depth, post))
    }

    /// 缺口, in the order of the tree.
    pub fn gaps(&self) -> Vec<Gap<'_>> {
        let is_empty = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
        let gap = |post, missing, is_gap: bool| is_gap.then_some(Gap { post, missing });
        self.posts
            .iter()
            .flat_map(|(_, post)| {
                [
                    gap(post, Missing::Holder, is_empty(post.holder.as_deref())),
                    gap(post, Missing::Duty, is_empty(Some(&post.duty))),
                ]
            })
            .flatten()
            .collect()
    }
}
