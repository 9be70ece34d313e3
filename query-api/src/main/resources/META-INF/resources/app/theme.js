// The charts' colours are the page's own.
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Whether who looks wants nothing to move by itself. */
export const isStill = () => still.matches;

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(`--${name}`).trim();
  return {
    panel: colour('panel'), line: colour('line'), ink: colour('ink'), soft: colour('soft'),
    amount: colour('amount'), units: colour('units'), font: style.fontFamily,
  };
}

export const colourOf = metric => metric === 'amount' ? colours().amount : colours().units;

export function onThemeChange(react) {
  dark.addEventListener('change', react);
}

/** A name as it is: ECharts takes {name|text} in a tooltip for markup. */
export const unmarked = name => name.replaceAll('{', '{\u200b');

/** What all charts share. */
export function base() {
  const {panel, line, ink, soft, font} = colours();
  return {
    backgroundColor: 'transparent',
    animation: !isStill(), animationDuration: 250, animationDurationUpdate: 200,
    textStyle: {color: soft, fontFamily: font},
    tooltip: {
      // Drawn on the canvas: the page's policy forbids the markup that the other mode inserts.
      renderMode: 'richText', confine: true, backgroundColor: panel, borderColor: line,
      textStyle: {color: ink, fontFamily: font, fontSize: 13},
    },
  };
}

export function axis(more) {
  const {line, soft} = colours();
  const {axisLabel, ...others} = more;
  return {
    axisLine: {lineStyle: {color: line}}, axisTick: {show: false}, splitLine: {lineStyle: {color: line, opacity: .6}},
    axisLabel: {color: soft, hideOverlap: true, ...axisLabel}, ...others,
  };
}
