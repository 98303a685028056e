// The page's few line icons, drawn on a 20 by 20 grid.

const PATHS = {
  back: "M12 4 6 10l6 6",
  bolt: "M11 2 4 11h5l-1 7 7-9h-5z",
  chevron: "m6 8 4 4 4-4",
  close: "M5 5l10 10M15 5 5 15",
  dots: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  file: "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15",
  hash: "M8 3 6 17M14 3l-2 14M4 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  reply: "M3 4.5h14v9H9l-4 3.5v-3.5H3z",
  scales: "M10 3v14M6 17h8M4 5.5h12M4 5.5 1.8 11a2.4 2.4 0 0 0 4.4 0zM16 5.5 13.8 11a2.4 2.4 0 0 0 4.4 0z",
  send: "M3 3.5 17.5 10 3 16.5 5.5 10zM5.5 10h6",
  smile: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM7 12s1 2 3 2 3-2 3-2M7.5 8v.01M12.5 8v.01",
  switches: "M6 3v14M14 3v14M3.5 7.5h5M11.5 12.5h5",
  warning: "M10 3 2 17h16zM10 8v4M10 14.5v.01",
};

const SVG = "http://www.w3.org/2000/svg";

/** An icon that screen readers skip: the words beside it, or the button's label, say what it means. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
