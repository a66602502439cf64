//! The title of a page, as the browser's tab shows it.

use leptos::prelude::*;

/// Sets the document's title to this very text, whatever stands in it. leptos' own component writes it into the
/// server's HTML unescaped, so that a case's subject could be markup; nothing else may use it (a test looks).
#[component]
pub fn PageTitle(#[prop(into)] text: String) -> impl IntoView {
    // On the server it becomes HTML; in the browser the same component sets `document.title`, which is plain text.
    let text = if cfg!(feature = "ssr") { escaped(&text) } else { text };
    view! { <leptos_meta::Title text=text/> }
}

/// As the content of `<title>`, where only these two mean something (HTML, "escapable raw text elements").
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::path::Path;

    use futures::StreamExt;
    use leptos_meta::{MetaTags, ServerMetaContext, provide_meta_context};

    use super::*;

    #[tokio::test]
    async fn a_hostile_subject_stays_text_in_the_head() {
        let _ = any_spawner::Executor::init_tokio();
        let owner = Owner::new();
        owner.set();
        let (context, output) = ServerMetaContext::new();
        provide_context(context);
        provide_meta_context();
        let subject = "</title><img src=x onerror=alert(1)> & co";
        let html = view! {
            <head><MetaTags/></head>
            <body><PageTitle text=format!("C-1042 {subject} · Caseline")/></body>
        }
        .to_html();
        let page: String = output.inject_meta_context(futures::stream::iter([html])).await.collect().await;
        assert!(!page.contains("<img"), "{page}");
        assert!(page.contains("<title>C-1042 &lt;/title>&lt;img src=x onerror=alert(1)> &amp; co · Caseline</title>"));
    }

    #[test]
    fn no_page_sets_its_title_in_another_way() {
        fn look(folder: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    look(&path, found);
                } else if !path.ends_with("ui/title.rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let other = |line: &&str| {
                        line.contains("<Title")
                            || (line.contains("leptos_meta") && line.contains("Title"))
                            || line.contains("leptos_meta::*")
                    };
                    found.extend(text.lines().filter(other).map(|line| format!("{}: {line}", path.display())));
                }
            }
        }
        let mut found = Vec::new();
        look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(found.is_empty(), "use ui::PageTitle:\n{}", found.join("\n"));
    }
}
