//! The document around the application. It names today's files itself: leptos' own component wants a file beside the
//! executable and preloads without a nonce, which the content policy refuses.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use leptos_router::location::RequestUrl;

use crate::App;
use crate::bundle::Bundle;
use crate::page::PHONES;
use crate::request::{Code, RequestContext, STARTED, Wakes, phone_sentence};
use crate::ui::{Sprite, Theme};

/// Asks twice a second which server answers; while none does, nothing is known.
const RELOAD: &str = "let started; setInterval(async () => {
  const now = await fetch('STARTED').then(answer => answer.text(), () => started);
  if (started && now !== started) location.reload();
  started ??= now;
}, 500);";

/// Files are attached with a script that is loaded once somebody comes near a form: few who open a page attach anything.
const ATTACH: &str = "for (const near of ['focusin', 'pointerdown', 'dragenter'])
  addEventListener(near, () => document.querySelector('[data-attach]') && import('SCRIPT'));";

/// The whole document.
#[must_use]
pub fn shell() -> impl IntoView {
    let request = use_context::<RequestContext>();
    let theme = request.as_ref().map_or(Theme::System, |request| request.theme);
    let href = |role: &str| request.as_ref().and_then(|request| request.site.href(role));
    let at = use_context::<RequestUrl>().and_then(|at| at.parse().ok());
    let bundle = at.map(|at| Bundle::of(at.path()));
    let code = request.as_ref().zip(bundle).and_then(|(request, bundle)| request.site.code(bundle));
    let build = code.as_ref().map(|code| code.wasm.clone());
    // Not preloaded: a browser without script would fetch it for nothing, and say so.
    let wakes = request.as_ref().is_some_and(|request| request.wakes == Wakes::AtItsAddress);
    let wake = code.filter(|_| wakes).map(|Code { js, wasm }| {
        let script =
            format!("import init, {{ hydrate }} from '{js}'; await init({{ module_or_path: '{wasm}' }}); hydrate();");
        view! {
            <script type="module" nonce=use_nonce() inner_html=script></script>
        }
    });
    let attach = href("attach").filter(|_| wakes).map(|script| {
        view! {
            <script type="module" nonce=use_nonce() inner_html=ATTACH.replace("SCRIPT", &script)></script>
        }
    });
    let reload = request.as_ref().filter(|request| request.reloads).map(|_| {
        view! {
            <script nonce=use_nonce() inner_html=RELOAD.replace("STARTED", STARTED)></script>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute() data-build=build data-live=request.as_ref().and_then(|request| request.position.clone())>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                {href("css").map(|css| view! { <link rel="stylesheet" href=css/> })}
                {href("font").map(|font| view! { <link rel="preload" r#as="font" type="font/woff2" crossorigin="anonymous" href=font/> })}
                {href("icon").map(|icon| view! { <link rel="icon" href=icon/> })}
                // What a page says that cannot be loaded: see `page::Failed`.
                {request.as_ref().map(|request| view! { <template id=PHONES inner_html=phone_sentence(request.desk.settings())></template> })}
                {wake}
                {attach}
                {reload}
                <MetaTags/>
            </head>
            <body>
                <App/>
                // Behind what the browser takes over, so that its code need not carry the symbols.
                <Sprite/>
            </body>
        </html>
    }
}
