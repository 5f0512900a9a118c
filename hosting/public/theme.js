// Runs before the first paint, so that a page in the dark theme never flashes white. src/app/theme.ts changes what is kept here.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem("theme");
  } catch {
    // Storage is switched off: the system's theme it is.
  }
  var dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
