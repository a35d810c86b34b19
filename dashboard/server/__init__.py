"""The server: the application behind our middleware, who may come in, and its end."""
