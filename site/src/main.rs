//! Builds what the browser loads: the WebAssembly with its JavaScript, the style sheet and the fonts, each under a name
//! that carries a hash of its content, with brotli and gzip copies beside it. It stands where cargo-leptos and
//! wasm-bindgen-cli would, because those take longer to install than this takes to compile.
//! Deliberately absent: the server, which embeds `site/dist` and reads its `manifest.json`.

mod clocks;
mod compile;
mod dist;
mod failure;
mod packages;
mod sizes;
mod style;
mod vectors;
mod wasm;
mod watch;
mod workspace;

use failure::Failure;
use std::process::ExitCode;
use workspace::Workspace;

const USAGE: &str = "\
usage: caseline-site COMMAND

  build                       compile, shrink, bundle and compress into site/dist; what did not change is not done again
  sizes [--limit-brotli BUNDLE=N…]
                              print what a first visit loads; fail when a bundle's is more than N bytes of brotli
  watch [-- ARGUMENTS]        build the site and the server, run `caseline ARGUMENTS`, and again after every change
  vectors                     answer the public deadline vectors in WebAssembly, under node, and compare receipts";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("site: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Failure> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["build"] => build(&Workspace::find()?),
        ["sizes"] => sizes::print(&Workspace::find()?, &[]),
        ["sizes", "--limit-brotli", limits @ ..] => sizes::print(&Workspace::find()?, &sizes::limits(limits)?),
        ["watch"] => watch::run(&Workspace::find()?, &["serve", "--demo"]),
        ["watch", "--", rest @ ..] => watch::run(&Workspace::find()?, rest),
        ["vectors"] => vectors::run(&Workspace::find()?),
        _ => Err(Failure::new(USAGE)),
    }
}

/// Everything from sources to `site/dist`, then the sizes.
fn build(workspace: &Workspace) -> Result<(), Failure> {
    packages::check(workspace)?;
    let bundles = wasm::build(workspace)?;
    let sheet = style::bundle(workspace)?;

    let mut dist = dist::Dist::open(workspace.dist())?;
    for wasm::BrowserCode { bundle, javascript, wasm } in &bundles {
        dist.put(&format!("js-{bundle}"), &format!("{bundle}.js"), javascript)?;
        dist.put(&format!("wasm-{bundle}"), &format!("{bundle}.wasm"), wasm)?;
    }
    sheet.put_into(&mut dist)?;
    dist.put_if_there("attach", &workspace.attach())?;
    dist.put_if_there("icon", &workspace.icon())?;
    // The font's licence asks to travel with the font.
    dist.put("font-licence", "inter-licence.txt", &packages::font_licence(workspace)?)?;
    dist.finish()?;

    sizes::print(workspace, &[])
}
