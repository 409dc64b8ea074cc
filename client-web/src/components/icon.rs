//! Small drawings beside words; they never stand alone.

use leptos::prelude::*;

/// Which drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// All is well.
    Check,
    /// On its way.
    Sending,
    /// Waits.
    Clock,
    /// Not connected.
    Cut,
    /// Two that differ.
    Two,
    /// Something to read.
    Notice,
    /// Backwards.
    Up,
    /// Onwards.
    Down,
    /// Opens and closes.
    Fold,
    /// Something new.
    Plus,
    /// Not begun.
    Circle,
    /// Begun.
    Half,
    /// Given up.
    Cross,
    /// Somebody asks.
    Question,
    /// Look again.
    Again,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5 6.5 12 13 4.5",
            Self::Sending => "M8 13V3.5M4 7.5l4-4 4 4",
            Self::Clock => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 4.8V8l2.3 1.6",
            Self::Cut => {
                "M2 2l12 12M5 5.2A3.6 3.6 0 0 0 4.6 12H11M7 3.6a4 4 0 0 1 5 3.6 2.7 2.7 0 0 1 1.6 3.9"
            }
            Self::Two => "M6 2.5v11M3 5.5l3-3 3 3M11 13.5v-8M8.6 10.8l2.4 2.7 2.4-2.7",
            Self::Notice => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 5v3.6M8 11v.2",
            Self::Up => "M3.5 10 8 5.5l4.5 4.5",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Circle => "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z",
            Self::Half => "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 4.8v6.4M9.6 5.3v5.4M11.2 6.4v3.2",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Question => "M5.5 6a2.6 2.6 0 1 1 3.8 2.2c-.9.5-1.3.9-1.3 1.9M8 12.6v.2",
            Self::Again => "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.6h-2.6",
            Self::Down | Self::Fold => "M3.5 6 8 10.5 12.5 6",
        }
    }
}

/// Draws an icon.
#[component]
pub fn Drawing(
    /// Which, following a signal.
    #[prop(into)]
    icon: Signal<Icon>,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=move || icon.get().path()></path>
        </svg>
    }
}
