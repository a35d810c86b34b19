"""Sign-in by OpenID Connect: its settings, what roles may see, who is signed in, and the way in."""
