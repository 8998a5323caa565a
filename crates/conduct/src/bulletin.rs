//! The monthly bulletin.
