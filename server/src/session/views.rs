//! Views that a connection watches: who may, what is sent, and when it ends.

use std::sync::Arc;

use etappe_protocol::frame::{Failure, ServerFrame, View};
use etappe_protocol::view::ViewName;
use tracing::debug;

use super::close::Close;
use super::connection::{Connection, Viewed};
use super::inbound::retry_after;
use crate::access::{self, Right};
use crate::projection::Look;

impl Connection {
    pub(super) async fn on_watch(&mut self, number: u32, view: ViewName) -> Result<(), Close> {
        let is_taken = self.views.iter().any(|viewed| viewed.view == view);
        if is_taken || !self.has_room_for(number) {
            return self.fail(number, Failure::Subscription, None).await;
        }
        // Whether there is such a cycle is not told either.
        if !self.may_watch(view) {
            return self.fail(number, Failure::UnknownStream, None).await;
        }
        let ViewName::Board(cycle) = view;
        let seen: Vec<_> = match self.app.cycles.held(cycle).await {
            Ok(held) if held.state.created.is_some() => held.state.enrolled().collect(),
            Ok(_) => return self.fail(number, Failure::UnknownStream, None).await,
            Err(error) => {
                debug!(stream.id = %cycle, %error, "not a cycle that can be read");
                return self.fail(number, Failure::Unreadable, retry_after(Failure::Unreadable)).await;
            }
        };
        // Before anything is shown: the teams see who looked.
        self.app.audit.looked_at_all(self.visitor.person.actor, seen, access::Look::Board).await;
        let board = self.app.projections.watch(cycle, Arc::clone(&self.wake));
        self.views.push(Viewed { number, view, board });
        Ok(())
    }

    fn may_watch(&self, view: ViewName) -> bool {
        match view {
            ViewName::Board(cycle) => self.visitor.person.may(Right::Board, cycle),
        }
    }

    /// Sends what has changed in every view.
    pub(super) async fn deliver_views(&mut self) -> Result<(), Close> {
        for index in (0..self.views.len()).rev() {
            let Some(viewed) = self.views.get_mut(index) else { continue };
            let number = viewed.number;
            let Look { updates, ended } = viewed.board.look();
            for update in updates {
                self.send(&ServerFrame::View(number, View::Board(Box::new(update)))).await?;
            }
            if let Some(failure) = ended {
                self.views.remove(index);
                self.fail(number, failure, retry_after(failure)).await?;
            }
        }
        Ok(())
    }

    /// Ends every view that the person may not see any more.
    pub(super) async fn view_again(&mut self) -> Result<(), Close> {
        for index in (0..self.views.len()).rev() {
            let Some(viewed) = self.views.get(index) else { continue };
            let (number, view) = (viewed.number, viewed.view);
            if !self.may_watch(view) {
                self.views.remove(index);
                self.fail(number, Failure::UnknownStream, None).await?;
            }
        }
        Ok(())
    }
}
