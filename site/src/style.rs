//! One style sheet from many: imports are followed, white space goes, and every `url()` becomes the hashed name of the
//! file that it means. No list of browsers is given, so `light-dark()`, `oklch()` and nesting stay as written.

use crate::dist::Dist;
use crate::failure::{Failure, While};
use crate::workspace::Workspace;
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::dependencies::{Dependency, DependencyOptions, UrlDependency};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use std::fs;
use std::path::{Path, PathBuf};

/// Where npm puts the font's files.
const FONTS: &str = "@fontsource-variable/inter/files";

/// The file that every page shows text in first, worth a preload.
const FIRST_FONT: &str = "inter-latin-wght-normal.woff2";

/// A bundled style sheet in which each `url()` is still a placeholder.
pub struct Sheet {
    css: String,
    files: Vec<Linked>,
}

/// A file that the style sheet needs.
struct Linked {
    placeholder: String,
    path: PathBuf,
}

/// Bundles `style/main.css`.
pub fn bundle(workspace: &Workspace) -> Result<Sheet, Failure> {
    bundle_from(&workspace.style_entry(), &workspace.node_modules())
}

fn bundle_from(entry: &Path, node_modules: &Path) -> Result<Sheet, Failure> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).could_not("bundle the style sheet")?;
    sheet.minify(MinifyOptions::default()).could_not("shrink the style sheet")?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            analyze_dependencies: Some(DependencyOptions::default()),
            ..PrinterOptions::default()
        })
        .could_not("print the style sheet")?;
    let mut linked = Vec::new();
    for dependency in printed.dependencies.unwrap_or_default() {
        match dependency {
            Dependency::Url(url) => linked.push(resolve(&url, node_modules)?),
            Dependency::Import(import) => {
                return Err(Failure::new(format!("`@import {}` was not bundled: only files of ours are", import.url)));
            }
        }
    }
    Ok(Sheet { css: printed.code, files: linked })
}

/// A `url()` that starts with a dot is relative to its style sheet; any other is a file of the font's npm package.
/// Nothing is ever fetched from another host: the content security policy would refuse it.
fn resolve(url: &UrlDependency, node_modules: &Path) -> Result<Linked, Failure> {
    let from = Path::new(&url.loc.file_path);
    let path =
        if url.url.starts_with('.') { from.with_file_name(&url.url) } else { node_modules.join(FONTS).join(&url.url) };
    if path.is_file() {
        return Ok(Linked { placeholder: url.placeholder.clone(), path });
    }
    Err(Failure::new(format!(
        "{}:{}: `url({})` names no file; write `./…` for one beside the style sheet, or the name of one in npm's {FONTS}",
        url.loc.file_path, url.loc.start.line, url.url
    )))
}

impl Sheet {
    /// Stores the linked files, then the style sheet that names them.
    pub fn put_into(self, dist: &mut Dist) -> Result<(), Failure> {
        let mut css = self.css;
        for file in &self.files {
            let bytes = fs::read(&file.path).could_not(format!("read {}", file.path.display()))?;
            let name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or("file");
            if name == FIRST_FONT {
                dist.put("font", name, &bytes)?;
            }
            let stored = dist.store(name, &bytes)?;
            // The style sheet lies in `pkg/` too, so the bare name is the way to it.
            css = css.replace(&file.placeholder, stored.trim_start_matches("pkg/"));
        }
        dist.put("css", "caseline.css", css.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of style sheets that is removed with the value.
    struct Folder(PathBuf);

    impl Folder {
        fn with(name: &str, files: &[(&str, &str)]) -> Folder {
            let folder = std::env::temp_dir().join(format!("caseline-style-{}-{name}", std::process::id()));
            for (path, text) in files {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Folder(folder)
        }

        fn bundle(&self) -> Result<Sheet, Failure> {
            bundle_from(&self.0.join("main.css"), &self.0.join("node_modules"))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn imports_become_one_sheet_in_their_order() {
        let folder = Folder::with(
            "imports",
            &[
                ("main.css", r#"@import "tokens/ink.css"; @import "card.css"; body { margin: 0 }"#),
                ("tokens/ink.css", ":root { --ink: oklch(30% 0.02 250) }"),
                ("card.css", ".card { color: var(--ink) }"),
            ],
        );
        assert_eq!(
            folder.bundle().unwrap().css,
            ":root{--ink:oklch(30% .02 250)}.card{color:var(--ink)}body{margin:0}"
        );
    }

    #[test]
    fn both_themes_and_nesting_stay_as_written() {
        let written = ".a{color:light-dark(oklch(30% 0 0),oklch(90% 0 0));&:has(:checked){color:red}}";
        let folder = Folder::with("modern", &[("main.css", written)]);
        assert!(folder.bundle().unwrap().css.contains("light-dark(oklch(30% 0 0),oklch(90% 0 0))"));
        assert!(folder.bundle().unwrap().css.contains("&:has(:checked)"));
    }

    #[test]
    fn a_url_becomes_the_hashed_name_of_its_file() {
        let folder = Folder::with(
            "url",
            &[
                ("main.css", r#"@font-face { font-family: I; src: url("i.woff2") } .m { mask: url(./m.svg) }"#),
                ("m.svg", "<svg/>"),
                ("node_modules/@fontsource-variable/inter/files/i.woff2", "font"),
            ],
        );
        let mut dist = Dist::open(folder.0.join("dist")).unwrap();
        folder.bundle().unwrap().put_into(&mut dist).unwrap();
        dist.finish().unwrap();

        let names: Vec<String> = fs::read_dir(folder.0.join("dist/pkg"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let css = names.iter().find(|name| name.ends_with(".css")).unwrap();
        let css = fs::read_to_string(folder.0.join("dist/pkg").join(css)).unwrap();
        let linked: Vec<&String> = names.iter().filter(|name| name.ends_with("2") || name.ends_with(".svg")).collect();
        assert_eq!(linked.len(), 2);
        assert!(linked.iter().all(|name| css.contains(name.as_str())), "{css} names {linked:?}");
    }

    #[test]
    fn a_url_without_a_file_names_the_line_that_wrote_it() {
        let folder = Folder::with("missing", &[("main.css", "a { color: red }\n\nb { mask: url(./none.svg) }")]);
        let sentence = folder.bundle().err().unwrap().to_string();
        assert!(sentence.contains("main.css:3") && sentence.contains("url(./none.svg)"), "{sentence}");
    }
}
