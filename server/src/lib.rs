//! The Etappe server.
