// Pictures. Those from the web are missing without a network: then their words stand in their place.

import { h } from "../dom.js";

export function drawImageElement(element) {
  return drawPicture(element, "image-small");
}

export function drawPicture({ image_url: url, alt_text: words }, className) {
  const image = h("img", { class: className, src: url, alt: words });
  image.addEventListener("error", () => image.replaceWith(h("span", { class: "image-missing" }, words)));
  return image;
}
