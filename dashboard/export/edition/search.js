// Extras: every page can be reached and read without them. The search index is a script, since a page
// that is opened from a disk may read no other file. It is loaded when someone begins to search.
// All texts come from the form's data attributes, with {names} in the place of values.
const MOST_SHOWN = 20;
const form = document.querySelector("[data-search]");
const field = form.querySelector("input");
const status = form.querySelector("[role=status]");
const list = form.querySelector("ul");
const { up, here, name, none, found, first } = form.dataset;
let pages;

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

// Letters and words as `schemas/language/text_search.py` has them.
const FORMS = {
  "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'",
  "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "\u0640": "",
};
const HAN = /[\u3400-\u4dbf\u4e00-\u9fff]+|[^\u3400-\u4dbf\u4e00-\u9fff]+/g;
const folded = (text) =>
  text.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "").toLowerCase()
    .replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15)
    .replace(/./gsu, (letter) => FORMS[letter] ?? letter);
const searched = (text) =>
  folded(text).split(/\s+/).filter(Boolean)
    .flatMap((word) => word.replace(/^ال(?=[\p{L}\p{N}_]{3})/u, "").match(HAN));

// Whether a text has a word, or each pair of signs of several Chinese words without spaces.
function has(text, word) {
  if (text.includes(word) || !/[\u3400-\u9fff]/.test(word[0])) {
    return text.includes(word);
  }
  const pairs = [...word].slice(1).map((_, at) => text.includes(word.slice(at, at + 2)));
  return pairs.some(Boolean) && [false, ...pairs].every((one, at) => one || pairs[at]);
}

function everyPage({ places, measures }) {
  const ownFirst = [...places].sort((a, b) => (b.id === here) - (a.id === here));
  const overall = measures.map((measure) => ({
    name: measure.title,
    address: `measures/${measure.id}.html`,
    text: folded(`${measure.id} ${measure.title} ${measure.words}`),
  }));
  const ofPlaces = ownFirst.flatMap((place) => [
    { name: place.name, address: `${place.id}/index.html`, text: folded(place.name) },
    ...measures.map((measure) => ({
      name: filled(name, { title: measure.title, place: place.name }),
      address: `${place.id}/${measure.id}.html`,
      text: folded(`${measure.id} ${measure.title} ${measure.words} ${place.name}`),
    })),
  ]);
  // On the page of a place, its own pages come first.
  return places.some((place) => place.id === here) ? [...ofPlaces, ...overall] : [...overall, ...ofPlaces];
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

function result(number) {
  if (number === 0) {
    return none;
  }
  return filled(number > MOST_SHOWN ? first : found, { number, most: MOST_SHOWN });
}

function look() {
  const words = searched(field.value);
  if (!pages || words.length === 0) {
    status.textContent = "";
    list.replaceChildren();
    return;
  }
  const matches = pages.filter(({ text }) => words.every((word) => has(text, word)));
  status.textContent = result(matches.length);
  list.replaceChildren(...matches.slice(0, MOST_SHOWN).map(item));
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("focus", load);
field.addEventListener("input", look);

// Where the edition has an address, the text to copy has it too.
if (location.protocol !== "file:") {
  for (const code of document.querySelectorAll("code[data-embed]")) {
    const address = new URL(up + code.dataset.embed, location.href);
    code.textContent = code.textContent.replace(/src="[^"]*"/, () => `src="${address}"`);
  }
}
