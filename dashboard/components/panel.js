// Puts a card's markup in its place and reports clicks on links to other pages of the session.
export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector("[data-panel]");
  if (place.innerHTML !== data.html) {
    place.innerHTML = data.html;
  }
  place.onclick = (event) => {
    const link = event.target.closest("a[data-page]");
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (link && !elsewhere) {
      event.preventDefault();
      setTriggerValue("opened", link.getAttribute("href"));
    }
  };
}
