// What a finger hits: every button, link and field of a page is tried at the edges of 44 pixels.
const SIDE_PX = 44;

/** How many targets there are, and those that a finger would miss. A link in a line of text may be as high
    as its line, and so may one that stands for a whole one nearby (WCAG 2.2, 2.5.8). */
export function misses(page) {
  return page.evaluate((side) => {
    // Boxes may begin between two pixels.
    const reach = side / 2 - 1;
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")];
    const isPressed = (each) =>
      each.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !each.matches(".skip, [type=hidden]");
    const isInText = (each) => each.localName === "a" && each.closest("p, dd, .message__body") && getComputedStyle(each).display === "inline";
    const named = (each) => {
      const { width, height } = each.getBoundingClientRect();
      const name = each.getAttribute("aria-label") ?? each.innerText ?? "";
      return `${each.localName}.${each.className} ${name.trim().slice(0, 30)} of ${width.toFixed(1)} by ${height.toFixed(1)}`;
    };
    const targets = all.filter((each) => isPressed(each) && !isInText(each));
    const missed = targets.flatMap((target) => {
      target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      // A link whose surface is spread over what holds it is pressed anywhere there.
      const isSpread =
        getComputedStyle(target, "::after").position === "absolute" && getComputedStyle(target).position === "static";
      const area = target.labels?.[0]?.contains(target) ? target.labels[0] : target;
      const box = (isSpread ? area.offsetParent : area).getBoundingClientRect();
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      const hit = [[0, -reach], [0, reach], [-reach, 0], [reach, 0]].map(([dx, dy]) => document.elementFromPoint(x + dx, y + dy));
      const wrong = hit.find((each) => !area.contains(each));
      return wrong === undefined ? [] : [`${named(target)}, beside it ${wrong === null ? "nothing" : named(wrong)}`];
    });
    return { count: targets.length, missed };
  }, SIDE_PX);
}
