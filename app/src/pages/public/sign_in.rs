//! Signing in.

use caseline_domain::form;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::form::{Form, FormState, KEPT, SIGN_IN, errors_of};
use crate::page::loaded;
use crate::ui::{InputKind, PageTitle, PlainFrame, SkeletonShape, TextField};

/// What the page shows beside its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct SignInPage {
    /// In demo mode: who can sign in, and as what, and with which password.
    demo: Vec<(String, String)>,
    password: String,
}

#[cfg(feature = "ssr")]
pub fn load() -> Result<SignInPage, crate::page::PageError> {
    let request = crate::request::request()?;
    if !request.demo {
        return Ok(SignInPage::default());
    }
    let demo = caseline_desk::people::DEMO_SIGN_INS
        .iter()
        .map(|(email, what)| ((*email).to_owned(), (*what).to_owned()))
        .collect();
    Ok(SignInPage { demo, password: caseline_desk::people::DEMO_PASSWORD.to_owned() })
}

#[component]
pub fn SignIn() -> impl IntoView {
    let state = FormState::new(SIGN_IN, |fields| errors_of(form::sign_in(fields)));
    let next = leptos_router::hooks::use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let kept = state.value(KEPT);
    view! {
        <PageTitle text="Sign in · Caseline"/>
        <PlainFrame>
            <h1>"Sign in"</h1>
            <Form state=state>
                <input type="hidden" name="next" value=state.value_or("next", &next)/>
                {(!kept.is_empty()).then(|| view! { <input type="hidden" name=KEPT value=kept/> })}
                <TextField
                    name="email"
                    label="E-mail address"
                    kind=InputKind::Email
                    value=state.value("email")
                    error=state.error("email")
                    autocomplete="username"
                />
                <TextField
                    name="password"
                    label="Password"
                    kind=InputKind::Password
                    error=state.error("password")
                    autocomplete="current-password"
                />
                <div class="row between">
                    <button class="button main" type="submit">"Sign in"</button>
                    <a class="link small" href="/forgot-password">"Forgot your password?"</a>
                </div>
            </Form>
            {loaded(|| "/sign-in".to_owned(), SkeletonShape::Lines(2), |page: SignInPage| view! { <DemoSignIns page=page/> })}
        </PlainFrame>
    }
    .into_any()
}

/// Only with demo data: whom one can be.
#[component]
fn DemoSignIns(page: SignInPage) -> impl IntoView {
    (!page.demo.is_empty()).then(|| {
        view! {
            <section class="card">
                <div class="body stack-s">
                    <h2>"Demo data: be one of these"</h2>
                    <ul class="stack-s small">
                        {page
                            .demo
                            .into_iter()
                            .map(|(email, what)| view! { <li class="row between"><b>{email}</b><span class="soft">{what}</span></li> })
                            .collect_view()}
                    </ul>
                    <p class="small soft">"The password is " <code>{page.password}</code> " for each."</p>
                </div>
            </section>
        }
    })
}
