//! What a team takes along of its own analysis: its history as lines, its answers and scores as tables.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use etappe_protocol::commit::Commit;
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use futures_util::stream::{self, Stream};
use tracing::error;

use super::auth::Visitor;
use super::error::ApiError;
use super::teams::member;
use super::views::{CSV, File, FileQuery, XLSX, file, own_sheets, unwritten};
use crate::access::{AuditKind, Entry, Right};
use crate::app::App;
use crate::event_log::{ReadError, ReadLimit, SharedLog};
use crate::export::{ExportError, StreamWriter};
use crate::report::{self, MilestoneSheet, Table, Taken};

/// `GET /api/analysis/{analysis}/export.jsonl`: the whole history, as `etappe import` reads it. Stored chain heads stay
/// where they are; the last line has the chain.
pub async fn history(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
) -> Result<Response, ApiError> {
    let analysis = member(&visitor, &analysis, Right::History)?;
    let log = Arc::clone(app.streams.log());
    let page = log.read(analysis, Revision::ZERO, ReadLimit::default()).await.map_err(unread)?;
    let first = page.commits.first().ok_or(ApiError::NotFound)?;
    let begun = StreamWriter::begin(Vec::new(), app.streams.catalogues(), first, page.head);
    let writer = begun.map_err(|error| unwritable(&error))?;
    note(&app, &visitor, analysis, "history").await;
    let lines = lines(HistoryLines { log, analysis, head: page.head, writer, page: page.commits });
    let headers = [
        (CONTENT_TYPE, "application/jsonl"),
        (CONTENT_DISPOSITION, "attachment; filename=\"analysis.jsonl\""),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

/// `GET /api/analysis/{analysis}/answers.csv`
pub async fn answers_csv(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    Query(query): Query<FileQuery>,
) -> Result<File, ApiError> {
    let table = answers(&app, &visitor, &analysis, &query).await?;
    let bytes = report::csv(&table).map_err(unwritten)?;
    Ok(file(CSV, "attachment; filename=\"answers.csv\"", bytes))
}

/// `GET /api/analysis/{analysis}/answers.xlsx`
pub async fn answers_xlsx(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    Query(query): Query<FileQuery>,
) -> Result<File, ApiError> {
    let table = answers(&app, &visitor, &analysis, &query).await?;
    let bytes = report::xlsx(&[table]).map_err(unwritten)?;
    Ok(file(XLSX, "attachment; filename=\"answers.xlsx\"", bytes))
}

/// `GET /api/analysis/{analysis}/scores.csv`: scores and coverage in one table.
pub async fn scores_csv(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    Query(query): Query<FileQuery>,
) -> Result<File, ApiError> {
    let table = |taken: &Taken<'_>| report::scores_in_one(query.language(), taken);
    let table = taken(&app, &visitor, &analysis, "scores", table).await?;
    let bytes = report::csv(&table).map_err(unwritten)?;
    Ok(file(CSV, "attachment; filename=\"scores.csv\"", bytes))
}

/// `GET /api/analysis/{analysis}/scores.xlsx`
pub async fn scores_xlsx(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    Query(query): Query<FileQuery>,
) -> Result<File, ApiError> {
    let tables = |taken: &Taken<'_>| report::scores(query.language(), taken);
    let tables = taken(&app, &visitor, &analysis, "scores", tables).await?;
    let bytes = report::xlsx(&tables).map_err(unwritten)?;
    Ok(file(XLSX, "attachment; filename=\"scores.xlsx\"", bytes))
}

async fn answers(app: &App, visitor: &Visitor, analysis: &str, query: &FileQuery) -> Result<Table, ApiError> {
    taken(app, visitor, analysis, "answers", |taken| report::answers(query.language(), taken)).await
}

/// What whoever may open the analysis takes along: what it says now, and the sheets that hold.
async fn taken<T>(
    app: &App,
    visitor: &Visitor,
    analysis: &str,
    what: &str,
    made: impl FnOnce(&Taken<'_>) -> T,
) -> Result<T, ApiError> {
    let analysis = member(visitor, analysis, Right::Open)?;
    let state = app.programme.analysis(analysis).await?;
    let created = state.created.as_ref();
    let catalogue = created
        .and_then(|created| app.streams.catalogues().get(&created.catalogue_key, created.catalogue_edition));
    let catalogue = catalogue.ok_or(ApiError::Unavailable)?;
    let entries = own_sheets(app, analysis, &state).await?;
    let mut sheets: Vec<_> = entries
        .iter()
        .filter(|(entry, _)| !entry.superseded)
        .map(|(entry, held)| MilestoneSheet::of(&entry.sheet, held.as_ref().map(|held| &held.state)))
        .collect();
    sheets.sort_by_key(|sheet| (sheet.sheet.moment_ms, sheet.sheet.milestone));
    let made = made(&Taken { catalogue: &catalogue, state: &state, sheets });
    note(app, visitor, analysis, what).await;
    Ok(made)
}

async fn note(app: &App, visitor: &Visitor, analysis: StreamId, what: &str) {
    app.audit.note(Entry::of(visitor.person.actor, AuditKind::Exported).at(analysis).with(what)).await;
}

fn unread(error: ReadError) -> ApiError {
    error!(%error, "export");
    ApiError::Unavailable
}

fn unwritable(error: &ExportError) -> ApiError {
    error!(%error, "export");
    ApiError::Unavailable
}

/// A history on its way out: a page in memory, and the state of the stream.
struct HistoryLines {
    log: SharedLog,
    analysis: StreamId,
    /// The last revision that goes out; what is written meanwhile stays for the next time.
    head: Revision,
    writer: StreamWriter<Vec<u8>>,
    page: Vec<Commit>,
}

/// Pages as they are read. After an error the answer is cut off, so that nobody takes a part for the whole.
fn lines(history: HistoryLines) -> impl Stream<Item = Result<Bytes, ExportError>> {
    stream::try_unfold(Some(history), async |history: Option<HistoryLines>| {
        let Some(mut history) = history else { return Ok(None) };
        for commit in history.page.iter().filter(|commit| commit.revision <= history.head) {
            history.writer.commit(commit)?;
        }
        if history.writer.reached() == history.head {
            let (bytes, _) = history.writer.end()?;
            return Ok(Some((bytes.into(), None)));
        }
        let reached = history.writer.reached();
        let page = history.log.read(history.analysis, reached, ReadLimit::default()).await;
        let page = page.map_err(|error| ExportError::Broken(history.analysis, error.to_string()))?;
        if page.commits.is_empty() {
            return Err(ExportError::Broken(history.analysis, "ends early".to_owned()));
        }
        history.page = page.commits;
        let bytes = std::mem::take(history.writer.out());
        Ok(Some((bytes.into(), Some(history))))
    })
}
