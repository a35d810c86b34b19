// The contrast of texts that axe leaves undecided: letters over drawings, and single signs.
// `found` are the elements' paths as axe names them, through shadow roots. Gives back those below
// the measure of WCAG 2.2 (1.4.3), each with its ratio. Letters over an even ground are expected:
// of a drawing, the shapes under the middle of a text count.
(found) => {
  const LARGE = 24, LARGE_BOLD = 18.66, BOLD = 700;

  const channels = (colour) => {
    const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
      .getContext("2d", { willReadFrequently: true });
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };

  const over = ([r, g, b, a], below) =>
    [r, g, b].map((one, place) => one * a + below[place] * (1 - a)).concat(1);

  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((one) => {
      const part = one / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  const parentOf = (element) => element.parentElement ?? element.getRootNode().host;

  const paper = (element) => {
    const layers = [];
    for (let one = element; one; one = parentOf(one)) {
      layers.push(channels(getComputedStyle(one).backgroundColor));
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };

  const faded = (element, until) => {
    let opacity = 1;
    for (let one = element; one && one !== until; one = parentOf(one)) {
      opacity *= Number(getComputedStyle(one).opacity);
    }
    return opacity;
  };

  const fill = (shape, until) => {
    const style = getComputedStyle(shape);
    if (style.fill === "none") {
      return null;
    }
    const [r, g, b, a] = channels(style.fill);
    return [r, g, b, a * Number(style.fillOpacity) * faded(shape, until)];
  };

  // What is drawn before the letters and under their middle.
  const drawnUnder = (text, drawing) => {
    const box = text.getBoundingClientRect();
    const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
    return [...drawing.querySelectorAll("path, rect, circle")]
      .filter((shape) => shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)
      .filter((shape) => shape.isPointInFill(middle.matrixTransform(shape.getScreenCTM().inverse())))
      .map((shape) => fill(shape, drawing))
      .filter(Boolean)
      .reduce((below, layer) => over(layer, below), paper(drawing));
  };

  return found.flatMap((path) => {
    // A path into a frame or a shadow root is a list of selectors, one for each of them.
    const element = [path].flat(2).reduce(
      (place, selector) => (place.shadowRoot ?? place).querySelector(selector), document);
    const style = getComputedStyle(element);
    const drawing = element.closest("svg");
    // The same words lie under others of a drawing, outlined in the colour of the page.
    if (drawing && style.stroke !== "none" && element.closest("[aria-hidden=true]")) {
      return [];
    }
    const below = drawing ? drawnUnder(element, drawing) : paper(element);
    const written = drawing ? fill(element, drawing) : channels(style.color);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= LARGE || (size >= LARGE_BOLD && Number(style.fontWeight) >= BOLD);
    const contrast = ratio(over(written, below), below);
    return contrast < (isLarge ? 3 : 4.5)
      ? [[element.textContent.trim(), Math.round(contrast * 100) / 100]] : [];
  });
}
