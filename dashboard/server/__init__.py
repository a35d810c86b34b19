"""The server: the application behind our middleware, sign-in, sessions, files and health."""
