//! The place of what is being fetched, in its size, so that nothing jumps when it comes.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkeletonShape {
    /// Lines of text.
    Lines(u8),
    /// Rows of a table.
    Rows(u8),
    /// Big numbers.
    Figures(u8),
}

#[component]
pub fn Skeleton(shape: SkeletonShape) -> impl IntoView {
    let (class, count) = match shape {
        SkeletonShape::Lines(count) => ("skeleton", count),
        SkeletonShape::Rows(count) => ("skeleton rows", count),
        SkeletonShape::Figures(count) => ("skeleton figures figures", count),
    };
    view! {
        <div class=class role="status" aria-label="Loading">
            {(0..count).map(|_| view! { <i></i> }).collect_view()}
        </div>
    }
}
