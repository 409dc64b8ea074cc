//! The Etappe browser client.
