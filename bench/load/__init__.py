"""Many people at once: a crowd's reruns and the server's memory, beside plain Streamlit."""
