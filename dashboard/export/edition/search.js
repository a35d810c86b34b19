// Search as an extra: every page is reached without it. The index is a script, since a page that is
// opened from a disk may read no other file, and it is asked for when somebody begins to look.
const MOST_SHOWN = 20;
const form = document.querySelector("[data-search]");
const field = form.querySelector("input");
const status = form.querySelector("[role=status]");
const list = form.querySelector("ul");
const { up, here } = form.dataset;
let pages;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function everyPage({ places, measures }) {
  const ownFirst = [...places].sort((a, b) => (b.id === here) - (a.id === here));
  return ownFirst.flatMap((place) => [
    { name: place.name, address: `${place.id}/index.html`, text: folded(place.name) },
    ...measures.map((measure) => ({
      name: `${measure.title}, ${place.name}`,
      address: `${place.id}/${measure.id}.html`,
      text: folded(`${measure.id} ${measure.title} ${measure.words} ${place.name}`),
    })),
  ]);
}

function load() {
  field.removeEventListener("focus", load);
  const script = document.createElement("script");
  script.src = `${up}search-index.js`;
  script.addEventListener("load", () => {
    pages = everyPage(globalThis.edition);
    look();
  });
  document.head.append(script);
}

function item(page) {
  const link = document.createElement("a");
  link.href = up + page.address;
  link.textContent = page.name;
  const line = document.createElement("li");
  line.append(link);
  return line;
}

function said(number) {
  if (number === 0) {
    return "No page contains these words. Search for fewer words, or only the beginning of a word.";
  }
  const found = number === 1 ? "1 page found." : `${number} pages found.`;
  return number > MOST_SHOWN ? `${found} The first ${MOST_SHOWN} are listed.` : found;
}

function look() {
  const words = folded(field.value).split(/\s+/).filter(Boolean);
  if (!pages || words.length === 0) {
    status.textContent = "";
    list.replaceChildren();
    return;
  }
  const found = pages.filter(({ text }) => words.every((word) => text.includes(word)));
  status.textContent = said(found.length);
  list.replaceChildren(...found.slice(0, MOST_SHOWN).map(item));
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("focus", load);
field.addEventListener("input", look);
