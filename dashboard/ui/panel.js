// Puts a card's markup in its place, reports clicks on links to other pages of the session, lands
// where such a link says, and prints or copies where a card offers it. Who was at a link stays at it
// when the card is written anew.
// Its styles are those of all cards, read once; they come as STYLES before these lines.
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLES);

const STEP = 100;
const PATIENCE = 3_000;
const STIRS = ["wheel", "touchstart", "pointerdown", "keydown"];

// The word whose tip is shown. Escape closes the tip until the word is left (WCAG 1.4.13).
let explained = null;
const TIP_REM = 34;
// The tip begins at its word, or as near to it as the card has room.
const arrives = (event) => {
  const word = event.target.closest("dfn");
  if (!word) {
    return;
  }
  explained = word;
  const card = word.closest("[data-panel]").getBoundingClientRect();
  const line = [...word.getClientRects()].at(-1);
  const isFromRight = getComputedStyle(word).direction === "rtl";
  const start = isFromRight ? card.right - line.right : line.left - card.left;
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const most = card.width - TIP_REM * rem;
  word.style.setProperty("--tip-start", `${Math.max(0, Math.min(start, most))}px`);
};
const leaves = (event) => event.target.closest("dfn")?.removeAttribute("data-closed");
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    explained?.setAttribute("data-closed", "");
  }
});

function holding(place, held) {
  const same = [...place.querySelectorAll("a, button, summary")].find(
    (one) => one.textContent === held,
  );
  place.tabIndex = -1;
  (same || place).focus({ preventScroll: true });
}

// What the address asks for comes into view, and stays there while what is above it is drawn.
function showing(place) {
  const here = place.querySelector("[data-here]");
  if (!here) {
    return;
  }
  here.tabIndex = -1;
  here.focus({ preventScroll: true });
  const watch = setInterval(() => here.scrollIntoView({ block: "center" }), STEP);
  const stop = () => clearInterval(watch);
  STIRS.forEach((stir) => window.addEventListener(stir, stop, { once: true, capture: true }));
  setTimeout(stop, PATIENCE);
}

// The address says the view as it stands; what is copied says the state of the records as well.
async function copy(button) {
  const address = new URL(window.location.href);
  address.searchParams.set("state", button.dataset.state);
  const said = button.parentElement.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(address.href);
    said.textContent = button.dataset.copiedSays;
  } catch {
    // Browsers let a page copy at an address that they trust alone.
    window.history.replaceState({}, "", address);
    said.textContent = button.dataset.refusedSays;
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector("[data-panel]");
  parentElement.adoptedStyleSheets = [sheet];
  // What stands in the page is written otherwise than it was sent, so it is no use to compare them.
  if (place.written !== data.html) {
    place.written = data.html;
    const held = parentElement.activeElement?.textContent;
    place.innerHTML = data.html;
    if (held) {
      holding(place, held);
    }
    showing(place);
  }
  // Functions of the module: adding them again changes nothing.
  ["pointerover", "focusin"].forEach((kind) => place.addEventListener(kind, arrives));
  ["pointerout", "focusout"].forEach((kind) => place.addEventListener(kind, leaves));
  place.onclick = (event) => {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
    const copies = event.target.closest("[data-state]");
    if (copies) {
      copy(copies);
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
