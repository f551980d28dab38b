//! One file for each command.

pub(crate) mod completions;
pub(crate) mod devices;
pub(crate) mod lists;
pub(crate) mod measure;
pub(crate) mod practice;
pub(crate) mod repair;
pub(crate) mod score;
pub(crate) mod serve;
pub(crate) mod takes;
pub(crate) mod upload;
