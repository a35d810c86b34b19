// Puts a card's markup in its place, reports clicks on links to other pages of the session, and
// prints where a card offers it.
export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector("[data-panel]");
  if (place.innerHTML !== data.html) {
    place.innerHTML = data.html;
  }
  place.onclick = (event) => {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
    const link = event.target.closest("a[data-page]");
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (link && !elsewhere) {
      event.preventDefault();
      setTriggerValue("opened", link.getAttribute("href"));
    }
  };
}
