//! The facilitator guide and the handouts: open to whoever has the address, on the screen and on paper.

use etappe_tests::browser::{Browser, Driver};
use etappe_tests::server::Server;
use serde_json::json;

const PAGES: [&str; 6] = ["guide", "handout/m0", "handout/m1", "handout/m2", "handout/m3", "handout/m4"];

/// A server without anything in it, and a browser that nobody signed in with.
async fn visit(check: impl AsyncFnOnce(&Browser, &str)) {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let driver = Driver::start().await;
    let browser = driver.browser().await;
    check(&browser, &format!("http://{}", server.address())).await;
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.close().await;
    driver.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn guide_and_handouts_open_in_both_languages() {
    visit(async |browser, base| {
        let says = "return document.querySelector('main').lang === arguments[0] && \
                    document.querySelector('h1').innerText === arguments[1]";
        // No level is left out on the way down.
        let in_order = "const levels = [...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map(h => +h.tagName[1]); \
                        return levels[0] === 1 && levels.every((l, i) => l <= (levels[i - 1] ?? 0) + 1)";
        for (page, de, en) in [
            ("guide", "Leitfaden für die Workshops", "Guide to the workshops"),
            ("handout/m2", "Vom Hinsehen zum Verabreden", "From looking to agreeing"),
        ] {
            browser.client.goto(&format!("{base}/{page}")).await.unwrap();
            browser.find("lang-de").await.click().await.unwrap();
            browser.until("German", says, vec![json!("de"), json!(de)]).await;
            browser.until("headings", in_order, vec![]).await;
            browser.find("lang-en").await.click().await.unwrap();
            browser.until("English", says, vec![json!("en"), json!(en)]).await;
        }
        browser.client.goto(&format!("{base}/guide#m3")).await.unwrap();
        let there = "const top = document.getElementById('m3')?.getBoundingClientRect().top; \
                     return top !== undefined && Math.abs(top) < innerHeight / 2";
        browser.until("the chapter that the address names", there, vec![]).await;
        let ends = "return [...document.querySelectorAll('.way a')].every(a => document.querySelector(a.hash))";
        browser.until("a chapter for each station", ends, vec![]).await;
    })
    .await;
}

#[tokio::test]
async fn a15_guide_and_handouts_fit_320_pixels() {
    visit(async |browser, base| {
        let size = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true });
        browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
        for page in PAGES {
            browser.client.goto(&format!("{base}/{page}")).await.unwrap();
            for language in ["lang-de", "lang-en"] {
                browser.find(language).await.click().await.unwrap();
                browser.find("print").await;
                let fits = "return document.documentElement.scrollWidth <= 320";
                browser.until(page, fits, vec![]).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn on_paper_there_is_nothing_to_press_and_a_handout_is_one_page() {
    visit(async |browser, base| {
        for page in PAGES {
            browser.client.goto(&format!("{base}/{page}")).await.unwrap();
            for language in ["lang-de", "lang-en"] {
                browser.find(language).await.click().await.unwrap();
                let media = |media: &str| json!({ "media": media });
                browser.devtools("Emulation.setEmulatedMedia", media("print")).await;
                let hidden = "return [...document.querySelectorAll('.bar, .skip, button, .handout-others')] \
                              .every(e => !e.checkVisibility())";
                browser.until("no controls", hidden, vec![]).await;
                browser.devtools("Emulation.setEmulatedMedia", media("")).await;
                let paper = json!({ "preferCSSPageSize": true, "printBackground": true });
                let printed = browser.devtools("Page.printToPDF", paper).await;
                let printed = printed["value"]["data"].as_str().unwrap().to_owned();
                // Chromium writes each page as an object of its own, uncompressed.
                let count = "return atob(arguments[0]).match(/\\/Type \\/Page\\b/g).length";
                let pages = browser.script(count, vec![json!(printed)]).await;
                // The guide opens with a page of its own, then each chapter has one.
                assert_eq!(pages, json!(if page == "guide" { 6 } else { 1 }), "{page}, {language}");
            }
        }
    })
    .await;
}
