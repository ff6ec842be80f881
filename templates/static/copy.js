// Copies what stands in a field. Without scripts the field is there to copy from by hand.
(() => {
  "use strict";
  for (const row of document.querySelectorAll("[data-copies]")) {
    const field = document.getElementById(row.dataset.copies), said = row.querySelector("[role=status]");
    row.hidden = false;
    row.querySelector("button").addEventListener("click", () => {
      field.focus();
      field.select();
      let copied = false;
      try { copied = document.execCommand("copy"); } catch { /* a browser that refuses leaves it chosen */ } // every browser has it, and it asks nobody
      said.textContent = copied ? "Copied." : "It is chosen now: copy it with your keyboard, or by holding it.";
    });
  }
})();
