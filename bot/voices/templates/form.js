"use strict";
const form = document.getElementById("form");
const said = document.getElementById("said");
const copy = () => Array.from(crypto.getRandomValues(new Uint8Array(4)), (one) => one.toString(16).padStart(2, "0")).join("");
let here = copy();

function answers() {
  return Array.from(form.querySelectorAll("fieldset"), (asked) => {
    const chosen = asked.querySelector("input:checked");
    const words = asked.querySelector("textarea").value.replace(/\s+/g, " ").trim();
    return { chosen, words, field: asked, line: asked.dataset.start + (chosen ? chosen.value + (words ? ", " + words : "") : "") };
  });
}

function save() {
  const all = answers();
  const count = all.filter((one) => one.chosen).length;
  const lone = all.find((one) => one.words && !one.chosen);
  if (lone) {
    said.textContent = "You wrote something and chose no answer. Choose one, or “Not sure”: " + lone.field.querySelector("legend").textContent;
    lone.field.querySelector("input").focus();
    return;
  }
  if (!count) {
    said.textContent = "Nothing is answered yet.";
    return;
  }
  const lines = [form.dataset.head, form.dataset.copy + here, "", ...all.map((one) => one.line), form.dataset.end, ""];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain;charset=utf-8" }));
  link.download = form.dataset.file + "-" + here + ".txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  said.textContent = count + " of " + all.length + " questions answered. Your answers are in the file " + link.download +
    ". Send it to whoever gave you this page.";
}

document.getElementById("save").addEventListener("click", save);
document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("clear").addEventListener("click", () => {
  form.reset();
  here = copy();
  said.textContent = "All answers on this page are cleared.";
  window.scrollTo(0, 0);
});
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("with-script").hidden = false;
document.getElementById("without-script").hidden = true;
