// Puts a card's markup in its place, reports clicks on links to other pages of the session, lands
// where such a link says, and prints where a card offers it.
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
      // What the click changes stands on the same page: it is brought into view.
      const { lands } = link.dataset;
      const landing = lands && document.querySelector(`.st-key-${lands}`);
      if (landing) {
        // Below the navigation, which stays above what is scrolled.
        landing.style.scrollMarginBlockStart = "4.5rem";
        landing.scrollIntoView({ block: "start" });
      }
      setTriggerValue("opened", link.getAttribute("href"));
    }
  };
}
