//! Hearth: a family's own chat, on a computer at home.
pub mod cli;
