// Offers a file that lies ready for some minutes. Pressed later, the page is asked to lay it there
// anew, and the press is made good when it has.
export default function ({ parentElement, data, setTriggerValue }) {
  const link = parentElement.querySelector("[data-file]");
  link.textContent = data.label;
  link.href = data.href;
  link.download = data.name;
  // Before the server puts it away: what is on its way then is not lost.
  link.freshUntil = Date.now() + (data.seconds - 30) * 1000;
  link.onclick = (event) => {
    if (Date.now() > link.freshUntil) {
      event.preventDefault();
      link.isWanted = true;
      setTriggerValue("anew", true);
    }
  };
  if (link.isWanted) {
    link.isWanted = false;
    link.click();
  }
}
