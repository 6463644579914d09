// Before the first paint: the theme and motion that were chosen, else what the system asks for.
(function () {
  var root = document.documentElement;
  var prefs = {};
  try {
    prefs = JSON.parse(localStorage.getItem('croupier.prefs') || '{}') || {};
  } catch {
    prefs = {};
  }
  var light = matchMedia('(prefers-color-scheme: light)').matches;
  root.dataset.theme =
    prefs.theme === 'light' || prefs.theme === 'dark' ? prefs.theme : light ? 'light' : 'dark';
  var still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  root.dataset.motion = prefs.motion === 'reduced' || still ? 'reduced' : 'full';
})();
