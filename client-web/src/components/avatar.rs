//! A person as a small round mark.

use etappe_protocol::id::ActorId;
use leptos::prelude::*;

use crate::desk::{hue, initials};

/// Initials in a circle; the name stands beside it or is said by whoever places it.
#[component]
pub fn Avatar(
    /// Who.
    actor: ActorId,
    /// How they are called.
    name: String,
) -> impl IntoView {
    view! {
        <span class="avatar" data-hue=hue(actor).to_string() aria-hidden="true">
            {initials(&name)}
        </span>
    }
}
