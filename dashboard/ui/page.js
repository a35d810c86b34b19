// Keeps people where they are: a page that was gone to begins at its heading, and one that was come
// back to at the link by which it was left. Nothing moves for those who have moved on meanwhile.
const MAIN = "[data-testid=stMain]";
const STEP = 100;
// Long enough for a slow line: whoever does something meanwhile is left alone at once.
const PATIENCE = 60_000;
const STIRS = ["wheel", "touchstart", "pointerdown", "keydown"];
const left = new Map();
let page;
let waiting;
let cameBack = false;
let person;
// A sign-in ends while its computer sleeps, and what stands on the page would stay until a click.
const LOOKED_AT = 60_000;

async function stillHere() {
  if (!person || document.hidden) {
    return;
  }
  // Without an answer there is no server either, and the page says so itself.
  const answer = await fetch("/sign-in/here").catch(() => undefined);
  if (answer && !answer.ok) {
    window.location.reload();
  }
}

const panels = () =>
  [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .map((place) => place.shadowRoot)
    .filter(Boolean);

const linkTo = (href) =>
  [document, ...panels()]
    .flatMap((place) => [...place.querySelectorAll("a[href]")])
    .find((link) => link.getAttribute("href") === href);

const isDrawn = () =>
  document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";

function heading() {
  if (panels().some((panel) => panel.querySelector("[data-here]"))) {
    return true;
  }
  const title = document.querySelector(`${MAIN} h1`);
  if (!isDrawn() || !title) {
    return false;
  }
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  return true;
}

// Tries until it is done, for as long as the person leaves mouse and keys alone.
function patiently(done) {
  clearInterval(waiting);
  const until = Date.now() + PATIENCE;
  const stop = () => {
    clearInterval(waiting);
    STIRS.forEach((stir) => window.removeEventListener(stir, stop, true));
  };
  STIRS.forEach((stir) => window.addEventListener(stir, stop, true));
  waiting = setInterval(() => {
    if (done() || Date.now() > until) {
      stop();
    }
  }, STEP);
}

function goingOn(event) {
  const link = event.composedPath().find((one) => one.matches?.("a[href]"));
  if (link && !link.hash) {
    const top = document.querySelector(MAIN)?.scrollTop;
    left.set(window.location.pathname, { top, href: link.getAttribute("href") });
    cameBack = false;
    patiently(() => document.activeElement === document.body && heading());
  }
}

// The card in which something is: the box with a border around it.
function cardOf(part) {
  for (let box = part; box; box = box.parentElement) {
    if (getComputedStyle(box).borderTopStyle !== "none") {
      return box;
    }
  }
  return part;
}

// Parts of a page are found by the key of their place: Streamlit's own ids change with headings.
function jumping() {
  const part = CSS.escape(decodeURIComponent(window.location.hash.slice(1)));
  patiently(() => {
    const found = part && document.querySelector(`.st-key-${part}`);
    if (!found || !isDrawn()) {
      return !part;
    }
    const place = cardOf(found);
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView();
    return true;
  });
}

function comingBack() {
  if (window.location.hash) {
    return;
  }
  // By the path alone: on the way back Streamlit passes an address that holds the other page's.
  const was = left.get(window.location.pathname);
  cameBack = was !== undefined;
  if (!cameBack) {
    return;
  }
  patiently(() => {
    const main = document.querySelector(MAIN);
    // Charts above it are still to come: until then there is not so far to go down.
    main.scrollTop = was.top;
    const link = linkTo(was.href);
    if (!isDrawn() || !link || Math.abs(main.scrollTop - was.top) > 1) {
      return false;
    }
    link.focus({ preventScroll: true });
    return true;
  });
}

// The server writes both into the first page; a session may choose another language later.
function speak({ language, direction, languageQuery }) {
  Object.assign(document.documentElement, { lang: language, dir: direction });
  const address = new URL(window.location.href);
  if (languageQuery && address.searchParams.get("lang") !== languageQuery) {
    address.searchParams.set("lang", languageQuery);
    window.history.replaceState({}, "", address);
  }
}

// Streamlit writes a few words in English only. Their text is changed in place, which it does not
// notice: its elements stay its own.
const ITS_OWN = ["stFileUploader", "stMainMenuPopover", "stStatusWidget", "stToolbar", "stHeader"]
  .map((id) => `[data-testid=${id}]`)
  .concat("[data-baseweb=popover]", "[role=listbox]")
  .join();
let words = {};

function translateOwnWords() {
  if (!words.Upload) {
    return;
  }
  for (const place of document.querySelectorAll(ITS_OWN)) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const [, number, rest] = text.data.match(/^(\d+(?:[KMG]?B)?) (more|per file)$/) ?? [];
      const pattern = rest === "more" ? words["{number} more"] : words["{size} per file"];
      const said = rest ? pattern.replace(/\{\w+\}/, number) : words[text.data];
      if (said && said !== text.data) {
        text.data = said;
      }
    }
  }
}

export default function ({ data }) {
  speak(data);
  words = data.words;
  translateOwnWords();
  if (page === undefined) {
    window.addEventListener("click", goingOn, true);
    window.addEventListener("popstate", comingBack);
    window.addEventListener("hashchange", jumping);
    document.addEventListener("visibilitychange", stillHere);
    window.addEventListener("online", stillHere);
    setInterval(stillHere, LOOKED_AT);
    new MutationObserver(translateOwnWords).observe(document.body, {
      childList: true,
      subtree: true,
    });
    jumping();
  } else if (page !== data.page && !cameBack) {
    patiently(heading);
  }
  page = data.page;
  person = data.person;
}
