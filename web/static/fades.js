// A bar that scrolls sideways begins at what is open in it, and fades where there is more.

for (const bar of document.querySelectorAll("[data-fades]")) {
  const fade = () => {
    bar.toggleAttribute("data-before", bar.scrollLeft > 1);
    bar.toggleAttribute("data-after", bar.scrollLeft + bar.clientWidth < bar.scrollWidth - 1);
  };
  const open = bar.querySelector("[aria-current]");
  // Not scrollIntoView: it might scroll the page, too.
  if (open) bar.scrollLeft = open.offsetLeft - bar.offsetLeft - (bar.clientWidth - open.offsetWidth) / 2;
  bar.addEventListener("scroll", fade, { passive: true });
  addEventListener("resize", fade);
  fade();
}
