//! One file for each command.

pub(crate) mod backup;
pub(crate) mod browse;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod console;
pub(crate) mod content;
pub(crate) mod coverage;
pub(crate) mod delete;
pub(crate) mod devices;
pub(crate) mod export;
pub(crate) mod links;
pub(crate) mod lists;
pub(crate) mod measure;
pub(crate) mod practice;
pub(crate) mod repair;
pub(crate) mod restore;
pub(crate) mod review;
pub(crate) mod revoke;
pub(crate) mod score;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod share;
pub(crate) mod show;
pub(crate) mod takes;
pub(crate) mod upload;
pub(crate) mod verify;
