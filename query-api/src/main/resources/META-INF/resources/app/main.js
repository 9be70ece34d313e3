// Puts the page together.
import {ProductBars} from './bars.js';
import {Leaderboard} from './board.js';
import {Cards} from './cards.js';
import {Status} from './status.js';
import {translatePage} from './text.js';
import {isStill} from './theme.js';
import {Timeline} from './timeline.js';

const byId = id => document.getElementById(id);

translatePage();
const cards = new Cards();
const timeline = new Timeline(byId('timeline'), byId('timeline-metric'), byId('timeline-view'));
timeline.ofAll();

let productTimeline = null;
let opener = null;
function showProduct(productId) {
  const panel = byId('product-panel');
  if (!panel.contains(document.activeElement)) {
    opener = document.activeElement;
  }
  byId('product-name').textContent = productId;
  panel.hidden = false;
  productTimeline ??= new Timeline(byId('product-timeline'), byId('product-metric'), byId('product-view'));
  productTimeline.of(productId);
  // So that it is read out, and the keyboard goes on from there.
  byId('product-heading').focus({preventScroll: true});
  panel.scrollIntoView({block: 'nearest', behavior: isStill() ? 'auto' : 'smooth'});
}
byId('product-close').addEventListener('click', () => {
  productTimeline?.stop();
  byId('product-panel').hidden = true;
  // What it was opened from may be gone from the page, or have been the chart, which takes no focus.
  const isThere = opener?.isConnected && opener !== document.body;
  (isThere ? opener : byId('bars-heading')).focus({preventScroll: true});
});

const bars = new ProductBars(
  byId('bars'),
  {order: byId('bars-order'), top: byId('bars-top'), search: byId('bars-search'), note: byId('bars-note'), hint: byId('bars-hint')},
  showProduct);
const board = new Leaderboard(byId('board'), byId('board-metric'), byId('board-window'), showProduct);
new Status(() => [cards, timeline, productTimeline, bars, board].forEach(part => part?.redraw()));
