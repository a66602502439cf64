//! A form came back to a page that no longer has it: what happened, and everything that was typed.

use leptos::prelude::*;

use super::banner::{Banner, News};
use super::facts::{Fact, FactList};

/// `typed`: each field that was filled in, by its label.
#[component]
pub fn LeftOver(news: News, #[prop(into)] sentence: String, typed: Vec<Fact>) -> impl IntoView {
    view! {
        <Banner news=news>{sentence}</Banner>
        {(!typed.is_empty())
            .then(|| {
                view! {
                    <section class="well stack-s" data-test="left-over">
                        <h2 class="small-head">"What you had typed"</h2>
                        <FactList facts=typed/>
                    </section>
                }
            })}
    }
    .into_any()
}
