// Puts the page together.
import {ProductBars} from './bars.js';
import {Leaderboard} from './board.js';
import {Cards} from './cards.js';
import {Status} from './status.js';
import {translatePage} from './text.js';
import {Timeline} from './timeline.js';

const byId = id => document.getElementById(id);

translatePage();
const cards = new Cards();
const timeline = new Timeline(byId('timeline'), byId('timeline-metric'), byId('timeline-view'));
timeline.ofAll();

let productTimeline = null;
function showProduct(productId) {
  byId('product-name').textContent = productId;
  byId('product-panel').hidden = false;
  productTimeline ??= new Timeline(byId('product-timeline'), byId('product-metric'), byId('product-view'));
  productTimeline.of(productId);
  byId('product-panel').scrollIntoView({block: 'nearest', behavior: 'smooth'});
}
byId('product-close').addEventListener('click', () => {
  productTimeline?.stop();
  byId('product-panel').hidden = true;
});

const bars = new ProductBars(
  byId('bars'),
  {order: byId('bars-order'), top: byId('bars-top'), search: byId('bars-search'), note: byId('bars-note'), hint: byId('bars-hint')},
  showProduct);
const board = new Leaderboard(byId('board'), byId('board-metric'), byId('board-window'), showProduct);
new Status(() => [cards, timeline, bars, board].forEach(part => part.redraw()));
