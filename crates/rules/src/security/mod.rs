//! Secrets, injection, insecure settings.
