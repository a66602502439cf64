//! The `caseline` program: the server and its command line. Deliberately absent: rules of the process, SQL, pages.

mod command;
mod config;
mod http;

use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("caseline: {error}");
            ExitCode::FAILURE
        }
    }
}
