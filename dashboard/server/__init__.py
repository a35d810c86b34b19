"""The web server: Streamlit behind our own middleware, with sign-in, sessions, files and health."""
