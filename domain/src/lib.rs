//! What is true of a support case without a database, a clock or a screen: the process as types and functions.
//! Compiled for the server and for the browser, so both always agree. Deliberately absent: any input or output.

pub mod access;
pub mod account;
pub mod case;
pub mod duty;
pub mod form;
pub mod hours;
pub mod id;
pub mod instant;
pub mod legacy;
pub mod plan;
pub mod survey;
pub mod text;
pub mod words;
