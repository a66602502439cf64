//! A view that is not drawn again while it offers the same. A keyed list of one would do it too, with more code.

use std::mem::replace;

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};

pub struct Kept {
    pub offers: String,
    pub owner: Owner,
    pub draw: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Kept {
    /// Drawn within an owner of its own, which lives as long as what is drawn.
    fn drawn<T>(self, make: impl FnOnce(AnyView) -> T) -> (String, Owner, T) {
        let owner = self.owner.with(Owner::new);
        let view = owner.with(|| make((self.draw)()));
        (self.offers, owner, view)
    }
}

pub struct KeptState {
    offers: String,
    // Dropped before its owner.
    view: AnyViewState,
    owner: Owner,
}

impl From<(String, Owner, AnyViewState)> for KeptState {
    fn from((offers, owner, view): (String, Owner, AnyViewState)) -> KeptState {
        KeptState { offers, view, owner }
    }
}

impl Render for Kept {
    type State = KeptState;

    fn build(self) -> KeptState {
        self.drawn(Render::build).into()
    }

    fn rebuild(self, state: &mut KeptState) {
        if self.offers == state.offers {
            return;
        }
        let mut new = self.build();
        state.view.insert_before_this(&mut new.view);
        state.view.unmount();
        let old = replace(state, new);
        // What waits to run may still read from it.
        leptos::task::spawn_local(async move { drop(old.owner) });
    }
}

impl AddAnyAttr for Kept {
    type Output<SomeNewAttr: Attribute> = AnyView;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> AnyView
    where
        AnyView: RenderHtml,
    {
        (self.draw)().add_any_attr(attr).into_any()
    }
}

impl RenderHtml for Kept {
    type AsyncOutput = Kept;
    type Owned = Kept;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Kept {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        (self.draw)().to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> KeptState {
        self.drawn(|view| view.hydrate::<FROM_SERVER>(cursor, position)).into()
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> KeptState {
        let owner = self.owner.with(Owner::new);
        let view = owner.with(self.draw).hydrate_async(cursor, position).await;
        (self.offers, owner, view).into()
    }

    fn into_owned(self) -> Kept {
        self
    }
}

impl Mountable for KeptState {
    fn unmount(&mut self) {
        self.view.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.view.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.view.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.view.elements()
    }
}
