//! An input of one line with its label, as forms have it.

use leptos::prelude::*;

/// Label, input, and a hint below where there is one.
#[component]
pub fn Field(
    /// Names the input within the page.
    #[prop(into)]
    id: String,
    /// What it is for.
    #[prop(into)]
    label: Signal<String>,
    /// What stands in it.
    value: RwSignal<String>,
    /// A few words more.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// `text`, `date`, `time`, `number`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Most characters that it takes.
    #[prop(default = etappe_protocol::limits::TITLE_CHARS)]
    max: usize,
    /// Id of a list of suggestions.
    #[prop(default = "")]
    list: &'static str,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let described = hint.is_some().then(|| hint_id.clone());
    view! {
        <p class="field" data-kind=kind>
            <label for=id.clone()>{label}</label>
            <input
                id=id.clone()
                data-testid=id
                type=kind
                maxlength=(kind == "text").then(|| max.to_string())
                min=(kind == "number").then_some("1")
                max=(kind == "number").then_some("1440")
                list=(!list.is_empty()).then_some(list)
                aria-describedby=described
                autocomplete="off"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            {hint.map(|hint| view! { <span class="muted small" id=hint_id>{hint}</span> })}
        </p>
    }
}

/// A word of the page as a label.
#[must_use]
pub fn label(word: fn(&'static crate::locale::Texts) -> &'static str) -> Signal<String> {
    let word = super::tr(word);
    Signal::derive(move || word().to_owned())
}
