//! "If you submit now": the deadlines that each answer would give. All are on the page, and the style sheet shows the one
//! that is chosen, so it needs no script.

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::clock::{ClockView, ClocksView};
use crate::pages::portal::around::Numbers;
use crate::ui::{Caseline, CaselineSize, Ends, Phone, PriorityBadge, priority_class};

/// What an answer to "How much does it hurt?" comes to, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Answer {
    pub priority: Priority,
    /// The class of what is shown when it is chosen.
    pub shown: String,
    /// What the button says.
    pub button: String,
    /// What is promised to who phones; nothing where the request is written.
    pub spoken: Option<(String, String)>,
}

#[component]
pub fn Previews(
    p2: RwSignal<ClocksView>,
    p3: RwSignal<ClocksView>,
    answers: Vec<Answer>,
    us: Phone,
    abroad: Phone,
) -> impl IntoView {
    let previews = answers.into_iter().map(|Answer { priority, shown, spoken, .. }| {
        let class = format!("card tinted {} {shown}", priority_class(priority));
        match spoken {
            Some(spoken) => {
                view! { <Call priority=priority class=class spoken=spoken us=us.clone() abroad=abroad.clone()/> }
                    .into_any()
            }
            None => {
                let clocks = if priority == Priority::P2 { p2 } else { p3 };
                view! { <Written priority=priority class=class clocks=clocks/> }.into_any()
            }
        }
    });
    view! {
        <NotYet/>
        {previews.collect_view()}
    }
    .into_any()
}

#[component]
fn NotYet() -> impl IntoView {
    view! {
        <section class="card if-none">
            <div class="body stack-s">
                <h2 class="small-head">"If you submit now"</h2>
                <p class="small soft">
                    "Say how much it hurts, and you see here by when a person has your case and by when it is resolved."
                </p>
            </div>
        </section>
    }
}

/// What a request that is written would get. Only what changes is drawn again.
#[component]
fn Written(priority: Priority, class: String, clocks: RwSignal<ClocksView>) -> impl IntoView {
    let assignment = Signal::derive(move || clocks.with(|clocks| clocks.assignment.clone()));
    let resolution = Signal::derive(move || clocks.with(|clocks| clocks.resolution.clone()));
    view! {
        <section class=class>
            <div class="body stack-s">
                <div class="row between">
                    <h2 class="small-head">"If you submit now"</h2>
                    <PriorityBadge priority=priority/>
                </div>
                <div>
                    <div class="xs faint">"Assigned to a person by"</div>
                    <div class="due" data-test="due-assignment"><Due clock=assignment/></div>
                </div>
                <div>
                    <div class="xs faint">"Resolved by"</div>
                    <div class="due big" data-test="due-resolution"><Due clock=resolution/></div>
                </div>
                <Line clock=resolution priority=priority/>
                <p class="small soft">{move || resolution.with(|clock| clock.why.clone())}</p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Due(clock: Signal<ClockView>) -> impl IntoView {
    view! {
        <time datetime=move || clock.with(|clock| clock.due.iso.clone())>
            {move || clock.with(|clock| clock.due.text.clone())}
        </time>
    }
}

/// The line from now to the due time. It follows the minute, not the second.
#[component]
fn Line(clock: Signal<ClockView>, priority: Priority) -> impl IntoView {
    let drawn = Memo::new(move |_| {
        clock.with(|clock| (clock.pieces.clone(), clock.now, clock.says.clone(), clock.due.text.clone()))
    });
    move || {
        let (pieces, now, says, due) = drawn.get();
        view! {
            <Caseline
                pieces=pieces
                now=now
                says=says
                size=CaselineSize::Big
                class=priority_class(priority)
                ends=Ends { start: "now".to_owned(), due }
            />
        }
    }
}

/// What must be phoned: the number stands here as soon as the answer is chosen.
#[component]
fn Call(priority: Priority, class: String, spoken: (String, String), us: Phone, abroad: Phone) -> impl IntoView {
    let (assigned, resolved) = spoken;
    view! {
        <section class=class>
            <div class="body stack-s">
                <div class="row between">
                    <h2 class="small-head">"Call us now"</h2>
                    <PriorityBadge priority=priority/>
                </div>
                <p class="small soft">
                    "This is phoned, day and night, so that someone starts at once. What you typed is kept, and you get a code \
                    that opens it in front of the analyst."
                </p>
                <Numbers us=us abroad=abroad/>
                <div class="fact small">
                    <span class="soft">"A person is assigned"</span>
                    <span class="due">{assigned}</span>
                </div>
                <div class="fact small"><span class="soft">"Resolved"</span><span class="due">{resolved}</span></div>
            </div>
        </section>
    }
    .into_any()
}
