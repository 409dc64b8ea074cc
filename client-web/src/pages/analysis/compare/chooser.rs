//! Two points to choose: milestones, a day, now; and whatever the address names.

use etappe_protocol::civil::CivilDate;
use etappe_protocol::compare::Point;
use etappe_protocol::id::MilestoneId;
use etappe_protocol::revision::Revision;
use leptos::prelude::*;

use super::Known;
use crate::browser;
use crate::components::{tr, use_lang};
use crate::team::ends::Ends;

const BY_DATE: &str = "date";

/// Both ends.
#[component]
pub fn Chooser(
    /// The points that there are.
    known: Known,
    /// The ends that are chosen.
    chosen: RwSignal<Option<Ends>>,
) -> impl IntoView {
    view! {
        <div class="compare-ends">
            <End known=known chosen=chosen is_from=true/>
            <End known=known chosen=chosen is_from=false/>
            <button type="button" class="quiet" on:click=move |_| browser::print()>{tr(|t| t.team.print)}</button>
        </div>
    }
}

#[component]
fn End(known: Known, chosen: RwSignal<Option<Ends>>, is_from: bool) -> impl IntoView {
    let lang = use_lang();
    let id = if is_from { "compare-from" } else { "compare-to" };
    let label = tr(if is_from { |t| t.compare.from } else { |t| t.compare.to });
    let current = Memo::new(move |_| chosen.get().map(|ends| if is_from { ends.from } else { ends.to }));
    let by_date = RwSignal::new(false);
    let set = move |point: Point| {
        chosen.update(|ends| {
            if let Some(ends) = ends {
                *(if is_from { &mut ends.from } else { &mut ends.to }) = point;
            }
        });
    };
    let points = Memo::new(move |_| {
        let mut points = Vec::new();
        if is_from {
            points.push(Point::Revision(Revision::ZERO));
        }
        let mut sheets = known.sheets.get();
        sheets.retain(|entry| !entry.superseded);
        sheets.sort_by_key(|entry| entry.sheet.moment_ms);
        points.extend(sheets.iter().map(|entry| Point::Milestone {
            cycle: entry.sheet.cycle,
            milestone: MilestoneId(entry.sheet.milestone),
        }));
        points.push(Point::Now);
        // What the address names stays there to be chosen.
        if let Some(current) = current.get().filter(|current| !points.contains(current)) {
            points.push(current);
        }
        points
    });
    let options = move || {
        let options = points.get().into_iter().map(|point| {
            let words = move || known.dated_name(point, lang.get());
            view! {
                <option
                    value=point.to_string()
                    selected=move || current.get() == Some(point) && !by_date.get()
                >
                    {words}
                </option>
            }
        });
        options.collect_view()
    };
    let choose = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        by_date.set(value == BY_DATE);
        if let Ok(point) = value.parse() {
            set(point);
        }
    };
    let choose_day = move |event: web_sys::Event| {
        if let Ok(day) = event_target_value(&event).parse::<CivilDate>() {
            set(moment(day, is_from));
            by_date.set(false);
        }
    };
    view! {
        <div class="compare-end">
            <label for=id>{label}</label>
            <select id=id data-testid=id on:change=choose>
                {options}
                <option value=BY_DATE selected=by_date>{tr(|t| t.compare.by_date)}</option>
            </select>
            <input
                type="date"
                hidden=move || !by_date.get()
                aria-label=tr(|t| t.compare.date)
                data-testid=format!("{id}-date")
                on:change=choose_day
            />
        </div>
    }
}

/// The beginning of a day for what came since, its end for what came until; the present where that is still ahead.
fn moment(day: CivilDate, is_from: bool) -> Point {
    const DAY_MS: i64 = 86_400_000;
    let midnight_ms = i64::from(day.days()) * DAY_MS;
    let zone = browser::own_zone().unwrap_or_else(|| "UTC".to_owned());
    let ahead_ms = browser::zone_offset(&zone, midnight_ms).unwrap_or(0) * 60_000;
    let begins_ms = midnight_ms.saturating_sub(ahead_ms);
    let time_ms = if is_from { begins_ms } else { begins_ms + DAY_MS - 1 };
    if browser::now_ms() < time_ms { Point::Now } else { Point::Moment(time_ms) }
}
