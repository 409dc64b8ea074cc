//! Cycles from an empty folder on: region, cycle, coordinators, teams, milestones and their pins, all over HTTP.
//! S-07, S-09, S-10, S-12, T-01, I6 where it rests on pins.

mod calendar;
mod crash;
mod pins;
mod refusals;
pub mod support;
mod teams;
