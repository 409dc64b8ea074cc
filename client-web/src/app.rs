//! Which page this is. Every link is a real one, so the address is read once.

use etappe_protocol::id::StreamId;
use leptos::prelude::*;

use crate::browser;
use crate::components::message::Message;
use crate::components::tr;
use crate::guide::Phase;
use crate::locale::Lang;
use crate::pages::analysis::Analysis;
use crate::pages::cycle::{self, CyclePage};
use crate::pages::guide::GuidePage;
use crate::pages::handout::HandoutPage;
use crate::pages::join::Join;
use crate::pages::report::{self, ReportPage};
use crate::pages::settings::Settings;
use crate::pages::start::{Start, StartView};
use crate::team::tab::Tab;

/// What an address means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// A start page.
    Start(StartView),
    /// An invitation with its secret.
    Join(String),
    /// One of the pages of an analysis.
    Analysis(StreamId, Tab),
    /// Something about an analysis to be printed.
    Report(ReportPage),
    /// My name and my sessions.
    Settings,
    /// The facilitator guide.
    Guide,
    /// The handout of a phase.
    Handout(Phase),
    /// A page about a cycle.
    Cycle(CyclePage),
    /// Nothing.
    Unknown,
}

impl Route {
    /// Reads path and hash.
    #[must_use]
    pub fn read(path: &str, hash: &str) -> Self {
        match path.trim_end_matches('/') {
            "" => Self::Start(StartView::Own),
            "/p" => Self::Start(StartView::Programme),
            "/r" => Self::Start(StartView::Regions),
            "/r/audit" => Self::Start(StartView::Audit),
            "/join" => Self::Join(hash.trim_start_matches('#').to_owned()),
            "/settings" => Self::Settings,
            "/guide" => Self::Guide,
            path => Self::below(path).unwrap_or(Self::Unknown),
        }
    }

    /// The addresses that name something after a slash.
    fn below(path: &str) -> Option<Self> {
        let (page, name) = path.strip_prefix('/')?.split_once('/')?;
        match page {
            "c" => CyclePage::read(name).map(Self::Cycle),
            "a" => ReportPage::read(name)
                .map(Self::Report)
                .or_else(|| Tab::read(name).map(|(stream, tab)| Self::Analysis(stream, tab))),
            "handout" => Phase::from_code(name).map(Self::Handout),
            _ => None,
        }
    }
}

/// The whole client.
#[component]
pub fn App() -> impl IntoView {
    let remembered = browser::remembered("lang").and_then(|code| Lang::from_code(&code));
    let lang = RwSignal::new(remembered.unwrap_or_default());
    provide_context(lang);
    Effect::new(move |_| {
        if let Some(root) = browser::document().document_element() {
            root.set_attribute("lang", lang.get().code()).ok();
        }
    });
    let location = browser::window().location();
    let route = Route::read(&location.pathname().unwrap_or_default(), &location.hash().unwrap_or_default());
    let page = match route {
        Route::Start(shows) => view! { <Start shows=shows/> }.into_any(),
        Route::Join(token) => view! { <Join token=token/> }.into_any(),
        Route::Cycle(page) => cycle::view(page),
        Route::Analysis(stream, tab) => view! { <Analysis stream=stream tab=tab/> }.into_any(),
        Route::Report(page) => report::view(page),
        Route::Settings => view! { <Settings/> }.into_any(),
        Route::Guide => view! { <GuidePage/> }.into_any(),
        Route::Handout(phase) => view! { <HandoutPage phase=phase/> }.into_any(),
        Route::Unknown => {
            let (title, text) = (tr(|t| t.not_found), tr(|t| t.not_found_text));
            view! {
                <main id="main" class="narrow" tabindex="-1">
                    <Message
                        title=Signal::derive(move || title().to_owned())
                        text=Signal::derive(move || text().to_owned())
                    />
                </main>
            }
            .into_any()
        }
    };
    view! {
        <a class="skip" href="#main">{tr(|t| t.skip)}</a>
        {page}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let id = "0123456789abcdef".repeat(2);
        assert_eq!(Route::read("/", ""), Route::Start(StartView::Own));
        assert_eq!(Route::read("/join", "#secret"), Route::Join("secret".to_owned()));
        assert_eq!(Route::read(&format!("/a/{id}"), "#B2"), Route::Analysis(id.parse().unwrap(), Tab::Sheet));
        assert_eq!(
            Route::read(&format!("/a/{id}/scores/"), ""),
            Route::Analysis(id.parse().unwrap(), Tab::Scores)
        );
        let paper = Route::read(&format!("/a/{id}/report"), "");
        assert_eq!(paper, Route::Report(ReportPage::Analysis(id.parse().unwrap())));
        assert_eq!(Route::read("/settings", ""), Route::Settings);
        assert_eq!(Route::read("/guide", "#m2"), Route::Guide);
        assert_eq!(Route::read("/handout/m2/", ""), Route::Handout(Phase::M2));
        assert_eq!(Route::read("/handout/m9", ""), Route::Unknown);
        assert_eq!(Route::read("/a/short", ""), Route::Unknown);
        assert_eq!(Route::read("/elsewhere", ""), Route::Unknown);
    }
}
