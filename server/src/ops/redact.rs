//! `etappe redact`: words out of an analysis, on the machine itself.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use etappe_protocol::id::StreamId;
use etappe_protocol::redact::{RedactionFound, Target};

use crate::access::Audit;
use crate::app::Store;
use crate::clock::Clock;
use crate::erasure::{AT_THE_MACHINE, Erasure};
use crate::event_log::redb::LOG_FILE;
use crate::projection::{Rebuild, SharedViews};
use crate::stream::{Catalogues, Streams, StreamsConfig};

/// Runs it and says what was found; with `is_dry` nothing changes.
///
/// # Errors
/// Whatever kept it from being done; while the server is running it does it itself, in the browser.
pub fn main(data: &Path, analysis: StreamId, words: String, is_dry: bool) -> Result<(), Box<dyn Error>> {
    let found = super::serve::runtime()?.block_on(run(data, analysis, words, is_dry))?;
    let RedactionFound { commits, chars, fields, questions, is_shown, milestones } = &found;
    let verb = if is_dry { "would be made" } else { "were made" };
    println!("{chars} characters in {commits} commits {verb} unreadable");
    println!(
        "they stand or stood in {} texts and {questions} questions; {milestones} milestones were kept since",
        fields.len()
    );
    if *is_shown && is_dry {
        println!("some of it is to be read now");
    }
    Ok(())
}

/// As [`main`], without a word.
///
/// # Errors
/// As [`main`].
pub async fn run(
    data: &Path,
    analysis: StreamId,
    words: String,
    is_dry: bool,
) -> Result<RedactionFound, Box<dyn Error>> {
    let offline = Offline::open(data)?;
    let target = Target { passage: None, words: Some(words) };
    let found = if is_dry {
        offline.erasure.find(analysis, &target).await
    } else {
        let redacted = offline.erasure.redact(AT_THE_MACHINE, analysis, target).await;
        offline.make_views().await?;
        redacted
    };
    offline.close().await?;
    Ok(found?)
}

/// An installation that nobody serves, opened to erase something.
pub(super) struct Offline {
    pub(super) erasure: Erasure,
    streams: Arc<Streams>,
    views: SharedViews,
    catalogues: Arc<Catalogues>,
}

impl Offline {
    pub(super) fn open(data: &Path) -> Result<Self, Box<dyn Error>> {
        if !data.join(LOG_FILE).exists() {
            return Err("no log in this folder".into());
        }
        let Store { log, audit, catalogues, .. } = Store::open(data)?;
        let config = StreamsConfig::default();
        let views: SharedViews = log.clone();
        let catalogues = Arc::new(catalogues);
        let streams = Streams::new(log.clone(), log, Arc::clone(&catalogues), Clock::System, config);
        let erasure = Erasure::new(data, Arc::clone(&streams), Audit::new(audit, Clock::System));
        Ok(Self { erasure, streams, views, catalogues })
    }

    /// Nobody keeps the views up with the log here, and those of the analysis are gone: all are made anew.
    pub(super) async fn make_views(&self) -> Result<(), Box<dyn Error>> {
        let (log, store) = (Arc::clone(self.streams.log()), Arc::clone(&self.views));
        let rebuild = Rebuild { log, store, catalogues: Arc::clone(&self.catalogues), is_check: false };
        rebuild.run().await?;
        Ok(())
    }

    pub(super) async fn close(&self) -> Result<(), Box<dyn Error>> {
        self.streams.drain().await;
        Ok(self.streams.log().close().await?)
    }
}
