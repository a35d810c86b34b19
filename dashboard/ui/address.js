// Completes the address in place. Writing it through Streamlit would add a step to the browser's
// history that the Back button could never leave: each time, the same address is written again.
export default function ({ data }) {
  const wanted = data.query ? `?${data.query}` : "";
  if (window.location.search !== wanted) {
    const part = window.location.hash;
    window.history.replaceState({}, "", window.location.pathname + wanted + part);
  }
}
