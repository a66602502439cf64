//! Choosing a password, by the link of an invitation or of a reset.

use caseline_domain::form;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::form::{Form, FormState, bounce, errors_of};
use crate::page::loaded;
use crate::ui::{Empty, EmptySize, InputKind, PageTitle, PlainFrame, SkeletonShape, TextField};

#[component]
pub fn ForgotPassword() -> impl IntoView {
    let state = FormState::new("forgot", |fields| errors_of(form::email(fields)));
    // The answer is the same whether the address is known or not.
    let sent = bounce().is_some_and(|bounce| bounce.act == "forgot" && bounce.errors.is_empty());
    view! {
        <PageTitle text="Forgot your password? · Caseline"/>
        <PlainFrame>
            <h1>"Forgot your password?"</h1>
            {if sent {
                view! {
                    <p>"If somebody has this address, a link to choose a new password is on its way. It is good for two hours."</p>
                    <a class="link" href="/sign-in">"Back to sign in"</a>
                }
                .into_any()
            } else {
                view! {
                    <p class="soft">"We send you a link to choose a new one."</p>
                    <Form state=state>
                        <TextField
                            name="email"
                            label="E-mail address"
                            kind=InputKind::Email
                            value=state.value("email")
                            error=state.error("email")
                            autocomplete="username"
                        />
                        <div class="row between">
                            <button class="button main" type="submit">"Send the link"</button>
                            <a class="link small" href="/sign-in">"Back to sign in"</a>
                        </div>
                    </Form>
                }
                .into_any()
            }}
        </PlainFrame>
    }
    .into_any()
}

/// Whose link it is, while it can be used.
#[cfg(feature = "ssr")]
pub async fn load(token: &str) -> Result<Option<String>, crate::page::PageError> {
    let request = crate::request::request()?;
    Ok(request.desk.whose_password_link(&caseline_desk::clock::Secret::presented(token)).await?)
}

#[component]
pub fn Welcome() -> impl IntoView {
    let params = use_params_map();
    let at = move || params.with(|params| format!("/welcome/{}", params.get("token").unwrap_or_default()));
    view! {
        <PageTitle text="Choose your password · Caseline"/>
        <PlainFrame>
            {loaded(at, SkeletonShape::Lines(3), |whose: Option<String>| view! { <ChoosePassword whose=whose/> })}
        </PlainFrame>
    }
    .into_any()
}

#[component]
fn ChoosePassword(whose: Option<String>) -> impl IntoView {
    let state = FormState::new("welcome", |fields| errors_of(form::new_password(fields)));
    let Some(email) = whose else {
        return view! {
            <Empty title="This link is used up" text="It was used before, or its time is over. Ask for a new one." size=EmptySize::Page>
                <a class="button main" href="/forgot-password">"Ask for a new link"</a>
            </Empty>
        }
        .into_any();
    };
    view! {
        <h1>"Choose your password"</h1>
        <p class="soft break">"For " <b>{email.clone()}</b></p>
        <Form state=state>
            // Password managers keep the password under this name.
            <input class="visually-hidden" type="text" name="username" autocomplete="username" value=email readonly tabindex="-1" aria-hidden="true"/>
            <TextField
                name="password"
                label="New password"
                hint="At least 8 characters. A few words in a row are easy to keep in mind."
                kind=InputKind::Password
                error=state.error("password")
                autocomplete="new-password"
            />
            <TextField
                name="password_again"
                label="The same again"
                kind=InputKind::Password
                error=state.error("password_again")
                autocomplete="new-password"
            />
            <div class="row"><button class="button main" type="submit">"Save and sign in"</button></div>
        </Form>
    }
    .into_any()
}
