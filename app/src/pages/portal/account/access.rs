//! Which partners a merchant lets read its cases or act on them: given by name or address, withdrawn with a question
//! before. Deliberately absent: any list of partners to choose from.

use caseline_domain::form;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::form::{Form, FormState, errors_of};
use crate::ui::{ChoiceOption, Choices, Dialog, DialogButton, TextField};

/// Who has access, and who had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Access {
    /// Of each partner the id, the name, and since when it may do what.
    partners: Vec<(String, String, String)>,
    /// What was withdrawn, a sentence each.
    past: Vec<String>,
}

#[component]
pub fn WhoHasAccess(access: Access) -> impl IntoView {
    let Access { partners, past } = access;
    let none = partners.is_empty();
    view! {
        <section class="card" id="access">
            <header><h2>"Who has access"</h2></header>
            <div class="body stack divided" data-test="access">
                {none.then(|| view! { <p class="soft">"Only members of your account. You can let a partner read your cases, or act for you."</p> })}
                {partners.into_iter().map(|partner| view! { <Partner partner=partner/> }).collect_view()}
                <GiveAccess/>
                {(!past.is_empty())
                    .then(|| view! {
                        <details>
                            <summary>"Withdrawn"</summary>
                            <ul class="stack-xs small soft">
                                {past.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}
                            </ul>
                        </details>
                    })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Partner(partner: (String, String, String)) -> impl IntoView {
    let (partner, name, says) = partner;
    let (dialog, title) = (format!("withdraw-{partner}"), format!("Withdraw the access of {name}?"));
    view! {
        <div class="item">
            <div class="stack-xs">
                <span class="strong break">{name.clone()}</span>
                <p class="small soft">{says}</p>
            </div>
            <DialogButton opens=dialog.clone() class="button s">
                "Withdraw" <span class="visually-hidden">" the access of " {name}</span>
            </DialogButton>
            <Dialog id=dialog.clone() title=title>
                <form method="post">
                    <input type="hidden" name="act" value="withdraw"/>
                    <input type="hidden" name="partner" value=partner/>
                    <div class="body">
                        <p>"Its people see nothing of your cases any more, from this moment on. What they began for you and have not sent is thrown away. Your cases stay yours."</p>
                    </div>
                    <footer>
                        <button class="button" type="button" popovertarget=dialog popovertargetaction="hide">"Keep it"</button>
                        <button class="button danger" type="submit">"Yes, withdraw it"</button>
                    </footer>
                </form>
            </Dialog>
        </div>
    }
    .into_any()
}

#[component]
fn GiveAccess() -> impl IntoView {
    let state = FormState::new("grant", |fields| errors_of(form::grant(fields)));
    let levels = vec![
        ChoiceOption::new("read", "Read").detail("See your cases, and nothing else."),
        ChoiceOption::new("act", "Act").detail("Open requests for you too, answer, agree to close, escalate."),
    ];
    view! {
        <details open=state.came_back()>
            <summary>"Give a partner access"</summary>
            <Form state=state>
                <TextField
                    name="partner"
                    label="Partner"
                    hint="Its exact name, or the address of its technical contact."
                    value=state.value("partner")
                    error=state.error("partner")
                />
                <Choices name="level" legend="Its people may" options=levels value=state.value("level") error=state.error("level")/>
                <div class="row"><button class="button" type="submit">"Give access"</button></div>
            </Form>
        </details>
    }
    .into_any()
}

/// Gathers it on the server.
#[cfg(feature = "ssr")]
pub mod load {
    use caseline_desk::store::GrantRow;
    use caseline_domain::access::Actor;
    use caseline_domain::account::GrantLevel;
    use caseline_domain::hours::Offsets;
    use caseline_domain::instant::Timestamp;
    use caseline_domain::words;

    use super::Access;
    use crate::page::PageError;
    use crate::request::RequestContext;

    /// Nothing for a partner's account, which gives nobody access.
    pub async fn access(
        request: &RequestContext,
        actor: &Actor,
        zone: &Offsets,
        now: Timestamp,
    ) -> Result<Option<Access>, PageError> {
        let Some(grants) = request.desk.grants(actor).await? else { return Ok(None) };
        let (mut partners, mut past) = (Vec::new(), Vec::new());
        for GrantRow { partner, partner_name, level, by, at, withdrawn } in grants {
            let may = match level {
                GrantLevel::Read => "read your cases",
                GrantLevel::Act => "act for you",
            };
            let moment = |at| words::moment(at, zone, now);
            let since = moment(at);
            match withdrawn {
                None => partners.push((
                    partner.to_string(),
                    partner_name,
                    format!("May {may}. Since {since}, given by {by}."),
                )),
                Some((taker, until)) => past.push(format!(
                    "{partner_name} could {may} since {since}, given by {by}; withdrawn {}, by {taker}.",
                    moment(until)
                )),
            }
        }
        Ok(Some(Access { partners, past }))
    }
}
