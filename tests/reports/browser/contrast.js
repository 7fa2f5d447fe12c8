// Texts whose contrast against their ground is below WCAG 2.1 AA: 4.5, or 3 for large text. An empty list is right.
(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1];
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const opacity = (element) =>
      (element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1);
  const luminance = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const v = c[i] / 255;
    return sum + weight * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  }, 0);
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest('script, style, [aria-hidden=true], .unseen, [hidden]') ||
        !element.getClientRects().length)
      continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const ink = rgba(element instanceof SVGElement ? style.fill : style.color);
    const shown = over([...ink.slice(0, 3), ink[3] * opacity(element)], below);
    const [a, b] = [luminance(shown), luminance(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5))
      bad.push(`${node.textContent.trim().slice(0, 30)} (${element.className.baseVal ?? element.className}): ${
          ratio.toFixed(2)}`);
  }
  return [...new Set(bad)].slice(0, 10);
})()
