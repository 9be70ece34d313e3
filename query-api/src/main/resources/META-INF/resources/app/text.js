// The page's words, in the browser's language.
const ENGLISH = {
  title: 'Sales ledger', totals: 'Totals', totalAmount: 'Total amount', totalUnits: 'Total units', unitsNote: 'refunded units taken off',
  perSecond: 'Payments a second', lastMinute: 'Last minute', timeline: 'Total over time', show: 'Show', view: 'View',
  amount: 'Amount', units: 'Units', cumulative: 'Cumulative', eachMinute: 'Each minute', close: 'Close',
  productTimeline: 'Product over time:', byProduct: 'Amount and units by product', order: 'Order', top: 'Top', search: 'Search',
  leaderboard: 'Leaderboard', window: 'Window', allTime: 'All time', min1: '1 minute', min5: '5 minutes', min15: '15 minutes',
  hour1: '1 hour', hour24: '24 hours', nothing: 'Nothing here yet', loading: 'Loading …', asOf: 'As of', newest: 'Newest payment', lag: 'Behind the log',
  quarantined: 'Quarantined, open', accounts: 'Accounts', zone: 'Times', more: 'More',
  highest: 'highest', lowest: 'lowest', unitsOf: n => `${n} units`, ofProducts: (n, all) => `${n} of ${all} products`,
  timelineInWords: (n, highest, lowest, newest, minute) => `${n} minutes; highest ${highest}, lowest ${lowest}; newest ${newest}, ${minute}`,
  newestMinutes: n => `the newest ${n} minutes with payments`,
  ofFound: (n, all) => `${n} of ${all} found`, bestProducts: n => `the best ${n} products`, enterOpens: id => `Enter opens ${id}`, asOfTime: time => `as of ${time}`,
  inCurrency: code => `in ${code}`, inWindow: (amount, seconds) => `${amount} a second, over ${seconds} s`,
  balanced: 'balanced', unbalanced: 'do not balance',
  noAddress: id => `A product named ${id} cannot be asked for by its address: its figures over time cannot be shown.`,
  live: 'Live', waiting: 'Connecting …', stale: 'Stale', partly: 'Incomplete', away: 'Away',
  saysAway: 'The API does not answer.',
  saysUnavailable: detail => `The views cannot be read now: ${detail}.`,
  saysDamaged: detail => `The accounts of this ledger cannot be read: ${detail}.`,
  standSince: time => ` These figures are from ${time} and stand still until it is mended.`,
  saysPartly: detail => `A part of this page is not shown: ${detail}.`,
  saysPartlyAway: 'A part of this page gets no answer and stands still. This page goes on trying.',
  saysNever: 'The API does not answer yet. This page goes on trying.',
  saysUnclaimed: 'No topology has claimed this ledger yet: nothing is counted.',
  saysSilent: 'The topology is silent: figures stand still until it is back.',
  saysSilentOf: those => `The topology is silent about partitions ${those}: their figures stand still until it is back.`,
  silentFor: seconds => `Silent for ${seconds} s.`,
  saysNoBeat: 'The topology has not spoken yet: figures stand still.',
  saysNoBeatOf: those => `The topology has not spoken of partitions ${those} yet: their figures stand still.`,
  saysAhead: 'The clock of the topology is ahead of the service: whether it lives cannot be told.',
  saysAheadOf: those => `The clock of the topology is ahead of the service for partitions ${those}: whether it lives there cannot be told.`,
  saysBroken: reason => `The topology stopped for good: ${reason}`,
  saysUnbalanced: 'The accounts do not balance: run ledger verify.',
  saysWarning: warning => `Payments are counted, but this should be mended: ${warning}`,
};
const CHINESE = {
  title: '销售账本', totals: '总计', totalAmount: '总金额', totalUnits: '总件数', unitsNote: '已扣除退款件数',
  perSecond: '每秒支付笔数', lastMinute: '最近一分钟', timeline: '总额走势', show: '指标', view: '视图',
  amount: '金额', units: '件数', cumulative: '累计', eachMinute: '每分钟', close: '关闭',
  productTimeline: '商品走势：', byProduct: '各商品金额与件数', order: '排序', top: '前', search: '搜索',
  leaderboard: '排行榜', window: '范围', allTime: '全部时间', min1: '1 分钟', min5: '5 分钟', min15: '15 分钟',
  hour1: '1 小时', hour24: '24 小时', nothing: '暂无数据', loading: '加载中 …', asOf: '数据时间', newest: '最新支付', lag: '落后日志',
  quarantined: '未处理的隔离记录', accounts: '账目', zone: '时区', more: '更多',
  highest: '最高', lowest: '最低', unitsOf: n => `${n} 件`, ofProducts: (n, all) => `显示 ${n} / ${all} 个商品`,
  timelineInWords: (n, highest, lowest, newest, minute) => `${n} 分钟；最高 ${highest}，最低 ${lowest}；最新 ${newest}，${minute}`,
  newestMinutes: n => `最近 ${n} 个有支付的分钟`,
  ofFound: (n, all) => `显示 ${n} / ${all} 个匹配商品`, bestProducts: n => `前 ${n} 个商品`, enterOpens: id => `按回车键打开 ${id}`, asOfTime: time => `${time} 的数据`,
  inCurrency: code => `币种 ${code}`, inWindow: (amount, seconds) => `每秒 ${amount}，近 ${seconds} 秒`,
  balanced: '平衡', unbalanced: '不平衡',
  noAddress: id => `名为 ${id} 的商品无法通过地址查询，因此不能显示其走势。`,
  live: '实时', waiting: '连接中 …', stale: '数据停滞', partly: '数据不全', away: '已断开',
  saysAway: '接口无响应。',
  saysUnavailable: detail => `暂时无法读取数据：${detail}。`,
  saysDamaged: detail => `无法读取此账本的账目：${detail}。`,
  standSince: time => `以下为 ${time} 的数据，恢复前不再更新。`,
  saysPartly: detail => `页面的一部分无法显示：${detail}。`,
  saysPartlyAway: '页面的一部分没有收到响应，数据停滞，页面将继续尝试。',
  saysNever: '接口尚无响应，页面将继续尝试。',
  saysUnclaimed: '尚无拓扑接管此账本，暂未计数。',
  saysSilent: '拓扑没有心跳，恢复前数据不再更新。',
  saysSilentOf: those => `拓扑在分区 ${those} 没有心跳，恢复前这些分区的数据不再更新。`,
  silentFor: seconds => `已静默 ${seconds} 秒。`,
  saysNoBeat: '拓扑尚未发出心跳，数据不再更新。',
  saysNoBeatOf: those => `拓扑在分区 ${those} 尚未发出心跳，这些分区的数据不再更新。`,
  saysAhead: '拓扑的时钟快于服务，无法判断它是否在运行。',
  saysAheadOf: those => `拓扑在分区 ${those} 的时钟快于服务，无法判断它在那里是否在运行。`,
  saysBroken: reason => `拓扑已停止：${reason}`,
  saysUnbalanced: '账目不平衡，请运行 ledger verify。',
  saysWarning: warning => `支付仍在计数，但请处理：${warning}`,
};

/** The language's name as Intl wants it; null for one that this page does not speak, or that is none. */
function spoken(asked) {
  try {
    const [name] = Intl.getCanonicalLocales((asked ?? '').replaceAll('_', '-'));
    return /^zh(-|$)/.test(name) ? 'zh-CN' : /^en(-|$)/.test(name) ? name : null;
  } catch (notOne) {
    return null;
  }
}

const asked = new URLSearchParams(location.search).get('lang');
export const locale = [asked, ...(navigator.languages ?? [navigator.language])].map(spoken).find(Boolean) ?? 'en';
export const isChinese = locale === 'zh-CN';
export const text = isChinese ? CHINESE : ENGLISH;

export function translatePage() {
  document.documentElement.lang = isChinese ? 'zh-CN' : 'en';
  document.title = text.title;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = text[element.dataset.text];
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', text[element.dataset.label]);
  }
}
