// Keeps what a person is at in the browser's tab, and gives it back to a server that was started
// anew. `data.turn` is another for each session, so that a new one is heard.
const PLACE = "prosecution-quality.upload";

export default function ({ data, setStateValue }) {
  if (data.does === "keep") {
    sessionStorage.setItem(PLACE, data.text);
  } else if (data.does === "forget") {
    sessionStorage.removeItem(PLACE);
  } else if (data.does === "ask") {
    setStateValue("kept", { turn: data.turn, text: sessionStorage.getItem(PLACE) || "" });
  }
}
