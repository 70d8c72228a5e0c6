// Gives the page exact values under the pointer, zoom, and the whole trade list. Everything that it
// draws was on the page before, from the same numbers; without it the page is only quieter.
//
// #data holds {currency, is_date, steps, curves, symbols, trades, tags}. Moments are days since 1970
// (is_date) or seconds; steps[0] is the first, each other the distance from its neighbour. A curve is
// {name, values} along the moments. A trade is the array that `F` names.
(() => {
  'use strict';
  const root = document.documentElement;
  addEventListener('error', (event) => { root.dataset.error = event.message; });

  const data = JSON.parse(document.getElementById('data').textContent);
  const F = { symbol: 0, entry: 1, exit: 2, quantity: 3, entryAt: 4, entryPrice: 5, exitAt: 6, exitPrice: 7,
    pnl: 8, result: 9, commission: 10, bars: 11, mae: 12, mfe: 13, entryTag: 14, exitTag: 15,
    exitQuantity: 16 };
  const times = [];
  data.steps.reduce((sum, step) => { times.push(sum + step); return sum + step; }, 0);
  const last = times.length - 1;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const clamp = (x, low, high) => Math.min(Math.max(x, low), high);
  const make = (tag, css, text) => {
    const element = document.createElement(tag);
    if (css) element.className = css;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // ---- Text of numbers and times, as the server writes them.
  const fixed = (x, decimals) => x === null || !Number.isFinite(x) ? 'n/a'
    : (Number(x.toFixed(decimals)) || 0).toLocaleString('en-US',
      { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const percent = (x, decimals = 2) => x === null ? 'n/a' : fixed(x * 100, decimals) + '%';
  const short = (x) => String(Math.round(x * 100) / 100);
  const plain = (x) => x.toLocaleString('en-US', { maximumFractionDigits: 8 });
  const price = (x) => x.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 8 });
  const date = (time) => new Date(data.is_date ? time * 864e5 : time * 1e3);
  const stamp = (time) => data.is_date ? date(time).toISOString().slice(0, 10)
    : date(time).toISOString().replace('.000', '');
  const valueText = (x, unit) => unit === 'percent' ? percent(x) : unit === 'price' ? (x === null ? 'n/a' : price(x))
    : fixed(x, 2);

  // ---- Axes. The same rules as axis.cpp.
  const valueTicks = (low, high) => {
    const rough = (high - low) / 6;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((f) => f * power >= rough * 0.999) || 10);
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i <= Math.floor(high / step + 1e-9); i += 1) ticks.push(i * step);
    return { ticks, step };
  };
  const logTicks = (low, high) => {
    const decades = Math.log10(high / low);
    const factors = decades > 2.5 ? [1] : decades > 1 ? [1, 2, 5] : [1, 2, 3, 5, 7];
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
      for (const f of factors) ticks.push(f * 10 ** power);
    }
    const shown = ticks.filter((x) => x >= low && x <= high);
    return shown.length < 3 ? valueTicks(low, high) : { ticks: shown };
  };
  const decimalsOf = (step) => clamp(Math.ceil(-Math.log10(step) - 1e-9), 0, 8);
  const magnitudes = [[1e12, 1e12, 1e13, 1e10, 'T'], [1e9, 1e9, 1e10, 1e7, 'B'], [1e6, 1e6, 1e7, 1e4, 'M'],
    [1e3, 1e4, 1e16, 1e2, 'k']];
  const tickText = (x, step, unit, largest) => {
    if (unit === 'percent') return percent(x, decimalsOf(step * 100));
    for (const [size, moneyFrom, from, stepMin, letter] of magnitudes) {
      if (largest < (unit === 'money' ? moneyFrom : from) || step < stepMin) continue;
      return x === 0 ? '0' : fixed(x / size, decimalsOf(step / size)) + letter;
    }
    return fixed(x, decimalsOf(step));
  };
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const monthNumber = (day) => day.getUTCFullYear() * 12 + day.getUTCMonth();
  const seconds = (time) => data.is_date ? time * 86400 : time;
  const dayText = (day) => day.getUTCDate() + ' ' + months[day.getUTCMonth()];
  const clock = (day, previous) => day.getUTCDate() === previous.getUTCDate() ? day.toISOString().slice(11, 16) : dayText(day);
  const monthText = (day) => months[day.getUTCMonth()] + ' ' + day.getUTCFullYear();
  const yearText = (day) => String(day.getUTCFullYear());
  const every = (length, shift = 0) => (time) => Math.floor((seconds(time) + shift) / length);
  const everyMonths = (count) => (time) => Math.floor(monthNumber(date(time)) / count);
  const periods = [[every(1800), clock], [every(3600), clock], [every(10800), clock], [every(86400), dayText],
    [every(604800, 259200), dayText], [everyMonths(1), monthText], [everyMonths(3), monthText],
    [everyMonths(12), yearText], [everyMonths(24), yearText], [everyMonths(60), yearText],
    [everyMonths(120), yearText], [everyMonths(600), yearText]];
  const timeTicks = (low, high, most) => {
    for (const [numberOf, text] of data.is_date ? periods.slice(3) : periods) {
      const ticks = [];
      for (let i = low + 1; i <= high && ticks.length <= most; i += 1) {
        if (numberOf(times[i]) !== numberOf(times[i - 1])) ticks.push({ i, text: text(date(times[i]), date(times[i - 1])) });
      }
      if (ticks.length <= most) return ticks;
    }
    return [];
  };

  // ---- Charts. All share one range of moments, [view.low, view.high].
  const view = { low: 0, high: last };
  const across = (i) => view.high > view.low ? (i - view.low) / (view.high - view.low) : 0;
  const tradesOf = data.symbols.map(() => []);
  for (const trade of data.trades) tradesOf[trade[F.symbol]].push(trade);

  // The lowest and the highest of each of some 700 buckets, in order of time: no extreme is lost.
  const drawnPoints = (values) => {
    const low = Math.max(view.low - 1, 0), high = Math.min(view.high + 1, last), count = high - low + 1;
    const points = [];
    if (count <= 1500) {
      for (let i = low; i <= high; i += 1) points.push(i);
      return points;
    }
    for (let bucket = 0; bucket < 700; bucket += 1) {
      const from = low + Math.floor(bucket * count / 700), to = low + Math.floor((bucket + 1) * count / 700);
      let least = -1, most = -1;
      for (let i = from; i < to; i += 1) {
        if (values[i] === null) continue;
        if (least < 0 || values[i] < values[least]) least = i;
        if (most < 0 || values[i] > values[most]) most = i;
      }
      if (least >= 0) points.push(...(least < most ? [least, most] : least > most ? [most, least] : [least]));
    }
    return points;
  };

  class Chart {
    constructor(figure) {
      this.figure = figure;
      this.plot = figure.querySelector('.plot');
      this.svg = figure.querySelector('.plot > svg');
      this.unit = figure.dataset.unit;
      this.fill = figure.dataset.fill;
      this.symbol = figure.dataset.symbol === undefined ? -1 : Number(figure.dataset.symbol);
      this.lines = all('.line', this.svg).map((path) => ({ path, ...data.curves[path.dataset.key] })).reverse();
      this.area = this.svg.querySelector('.area');
      this.cross = this.plot.appendChild(make('div', 'cross'));
      this.cross.hidden = true;
      this.isLog = figure.dataset.log === '1';
      const log = figure.querySelector('.log');
      if (log) this.offerLog(log);
      this.listen();
    }

    offerLog(button) {
      button.hidden = this.lines.some((line) => line.values.some((x) => x !== null && x <= 0));
      button.addEventListener('click', () => {
        this.isLog = !this.isLog;
        button.setAttribute('aria-pressed', String(this.isLog));
        this.figure.querySelector('.scale').hidden = !this.isLog;
        this.draw();
      });
    }

    scale() {
      let low = Infinity, high = -Infinity;
      for (const { values } of this.lines) {
        for (let i = view.low; i <= view.high; i += 1) {
          if (values[i] === null) continue;
          low = Math.min(low, values[i]);
          high = Math.max(high, values[i]);
        }
      }
      if (this.figure.dataset.zero) { low = Math.min(low, 0); high = Math.max(high, 0); }
      if (!(low <= high)) { low = 0; high = 1; }
      if (this.isLog) {
        const margin = high > low ? (high / low) ** 0.05 : 1.05;
        this.low = low / margin;
        this.high = high * margin;
        const range = Math.log(this.high / this.low);
        this.down = (x) => Math.log(this.high / x) / range;
        return;
      }
      const margin = high > low ? (high - low) * 0.05 : Math.max(Math.abs(high) * 0.1, 0.01);
      this.low = low - margin;
      this.high = this.fill === 'top' ? 0 : high + margin;
      this.down = (x) => (this.high - x) / (this.high - this.low);
    }

    path(values) {
      let isDown = false;
      return drawnPoints(values).map((i) => {
        if (values[i] === null) { isDown = false; return ''; }
        const step = (isDown ? 'L' : 'M') + short(across(i) * 1000) + ' ' + short(this.down(values[i]) * 1000);
        isDown = true;
        return step;
      }).join('');
    }

    draw() {
      if (this.figure.hidden) return;
      this.scale();
      const { ticks, step } = this.isLog ? logTicks(this.low, this.high) : valueTicks(this.low, this.high);
      const moments = timeTicks(view.low, view.high, 12);
      this.svg.querySelector('.grid').setAttribute('d',
        ticks.map((x) => 'M0 ' + short(this.down(x) * 1000) + 'H1000').join('')
        + moments.map((tick) => 'M' + short(across(tick.i) * 1000) + ' 0V1000').join(''));
      const zero = this.svg.querySelector('.zero');
      if (zero) zero.setAttribute('d', 'M0 ' + short(this.down(0) * 1000) + 'H1000');
      for (const line of this.lines) line.path.setAttribute('d', this.path(line.values));
      if (this.area) this.drawArea();
      this.drawAxes(ticks, step, moments);
      if (this.symbol >= 0) this.drawTrades();
    }

    drawArea() {
      const { values } = this.lines[0];
      const line = this.path(values);
      const edge = this.fill === 'top' ? 0 : 1000;
      const real = drawnPoints(values).filter((i) => values[i] !== null);
      this.area.setAttribute('d', line === '' ? '' : line + 'L' + short(across(real[real.length - 1]) * 1000) + ' ' + edge
        + 'L' + short(across(real[0]) * 1000) + ' ' + edge + 'Z');
    }

    drawAxes(ticks, step, moments) {
      const largest = Math.max(...ticks.map(Math.abs));
      this.figure.querySelector('.y').replaceChildren(...ticks.map((x) => {
        const own = step || 10 ** Math.floor(Math.log10(x) + 1e-9);
        const span = make('span', '', tickText(x, own, this.unit, step ? largest : x));
        span.style.top = this.down(x) * 100 + '%';
        return span;
      }));
      let previous = -1;
      const apart = moments.filter((tick) => {
        const place = across(tick.i);
        if (place - previous < 0.05 || place < 0.02 || place > 0.98) return false;
        previous = place;
        return true;
      });
      this.figure.querySelector('.x').replaceChildren(...apart.map((tick) => {
        const span = make('span', '', tick.text);
        span.style.left = across(tick.i) * 100 + '%';
        return span;
      }));
    }

    drawTrades() {
      let shown = tradesOf[this.symbol].filter((t) => t[F.exit] >= view.low && t[F.entry] <= view.high);
      const inView = shown.length;
      if (inView > 150) {
        shown = shown.sort((a, b) => Math.abs(b[F.pnl]) - Math.abs(a[F.pnl])).slice(0, 150);
      }
      const paths = { gain: '', loss: '' };
      const marks = [];
      const mark = (i, x, css, title) => {
        const element = make('i', 'mark ' + css);
        element.style.left = across(i) * 100 + '%';
        element.style.top = this.down(x) * 100 + '%';
        element.title = title;
        marks.push(element);
      };
      for (const t of shown) {
        const outcome = t[F.pnl] >= 0 ? 'gain' : 'loss';
        const title = tradeText(t);
        mark(t[F.entry], t[F.entryPrice], (t[F.quantity] >= 0 ? 'long ' : 'short ') + outcome, title);
        mark(t[F.exit], t[F.exitPrice], 'exit ' + outcome, title);
        paths[outcome] += 'M' + short(across(t[F.entry]) * 1000) + ' ' + short(this.down(t[F.entryPrice]) * 1000)
          + 'L' + short(across(t[F.exit]) * 1000) + ' ' + short(this.down(t[F.exitPrice]) * 1000);
      }
      const box = this.plot.querySelector('.marks');
      const svg = box.querySelector('svg');
      for (const outcome of ['gain', 'loss']) svg.querySelector('.' + outcome).setAttribute('d', paths[outcome]);
      box.replaceChildren(svg, ...marks);
      const count = inView === 1 ? '1 trade.' : fixed(inView, 0) + ' trades.';
      this.figure.querySelector('.said').textContent =
        inView > 150 ? count + ' The 150 largest are marked, zoom in to see the others.' : count;
    }

    // -- Pointer and keys.
    moment(event) {
      const box = this.plot.getBoundingClientRect();
      const part = clamp((event.clientX - box.left) / box.width, 0, 1);
      return Math.round(view.low + part * (view.high - view.low));
    }

    listen() {
      this.plot.tabIndex = 0;
      this.plot.addEventListener('pointerdown', (event) => {
        if (event.pointerType === 'mouse' && event.button === 0) this.startZoom(event);
      });
      this.plot.addEventListener('pointermove', (event) => {
        if (this.from !== undefined) this.showZoom(event);
        point(this, this.moment(event));
      });
      this.plot.addEventListener('pointerup', (event) => this.endZoom(event));
      this.plot.addEventListener('pointerleave', () => { if (this.from === undefined) point(null); });
      this.plot.addEventListener('dblclick', () => show(0, last));
      this.plot.addEventListener('keydown', (event) => this.key(event));
      this.plot.addEventListener('blur', () => point(null));
    }

    startZoom(event) {
      this.from = this.moment(event);
      this.plot.setPointerCapture(event.pointerId);
      this.zoom = this.plot.appendChild(make('div', 'zoom'));
    }

    showZoom(event) {
      const [low, high] = [this.from, this.moment(event)].sort((a, b) => a - b);
      this.zoom.style.left = across(low) * 100 + '%';
      this.zoom.style.width = (across(high) - across(low)) * 100 + '%';
    }

    endZoom(event) {
      if (this.from === undefined) return;
      const [low, high] = [this.from, this.moment(event)].sort((a, b) => a - b);
      this.zoom.remove();
      this.from = undefined;
      if (high - low >= 2) show(low, high);
    }

    key(event) {
      const step = event.shiftKey ? Math.ceil((view.high - view.low) / 20) : 1;
      const here = pointed < view.low || pointed > view.high ? view.high : pointed;
      const quarter = Math.max(Math.round((view.high - view.low) / 4), 1);
      const moves = {
        ArrowLeft: () => point(this, Math.max(here - step, view.low)),
        ArrowRight: () => point(this, Math.min(here + step, view.high)),
        Home: () => point(this, view.low), End: () => point(this, view.high), Escape: () => point(null),
        '+': () => show(here - quarter, here + quarter),
        '-': () => show(view.low - quarter, view.high + quarter), 0: () => show(0, last),
      };
      if (!moves[event.key]) return;
      event.preventDefault();
      moves[event.key]();
    }

    tipRows(i) {
      const rows = this.lines.map((line) => [line.name, valueText(line.values[i], this.unit)]);
      if (this.symbol < 0) return rows;
      const near = tradesOf[this.symbol].filter((t) => t[F.entry] === i || t[F.exit] === i).slice(0, 4);
      for (const t of near) {
        const side = t[F.quantity] >= 0 ? 'long ' : 'short ';
        if (t[F.entry] === i) rows.push(['Enter ' + side + plain(Math.abs(t[F.quantity])), 'at ' + price(t[F.entryPrice])]);
        if (t[F.exit] === i) rows.push(['Leave ' + side + 'at ' + price(t[F.exitPrice]), percent(t[F.result])]);
      }
      return rows;
    }
  }

  const tradeText = (t) => (t[F.quantity] >= 0 ? 'Long ' : 'Short ') + plain(Math.abs(t[F.quantity])) + ', '
    + stamp(t[F.entryAt]) + ' at ' + price(t[F.entryPrice]) + ' to ' + stamp(t[F.exitAt]) + ' at '
    + price(t[F.exitPrice]) + ': ' + percent(t[F.result]);

  const charts = last > 0 ? all('figure.chart').map((figure) => new Chart(figure)) : [];
  const pricedCount = charts.filter((chart) => chart.symbol >= 0).length;
  const tip = make('div', 'tip');
  const spoken = document.body.appendChild(make('p', 'unseen'));
  spoken.setAttribute('aria-live', 'polite');
  let pointed = last;

  // Puts the crosshair of every chart on moment `i`, and the values beside it in `chart`.
  const point = (chart, i) => {
    for (const other of charts) {
      other.cross.hidden = chart === null;
      if (chart !== null) other.cross.style.left = across(i) * 100 + '%';
    }
    if (chart === null) { tip.remove(); return; }
    pointed = i;
    const rows = chart.tipRows(i);
    tip.replaceChildren(make('b', '', stamp(times[i])), ...rows.map(([name, value]) => {
      const row = make('div');
      row.append(make('span', '', name), make('span', '', value));
      return row;
    }));
    if (tip.parentNode !== chart.plot) chart.plot.append(tip);
    const isRight = across(i) > 0.5;
    tip.style.left = isRight ? 'auto' : 'calc(' + across(i) * 100 + '% + 12px)';
    tip.style.right = isRight ? 'calc(' + (1 - across(i)) * 100 + '% + 12px)' : 'auto';
    if (document.activeElement === chart.plot) {
      spoken.textContent = stamp(times[i]) + ': ' + rows.map((row) => row.join(' ')).join(', ');
    }
  };

  // Shows the moments from `low` to `high` in every chart.
  const show = (low, high) => {
    view.low = clamp(low, 0, Math.max(last - 2, 0));
    view.high = clamp(high, Math.min(view.low + 2, last), last);
    point(null);
    for (const chart of charts) chart.draw();
    const name = times.length ? stamp(times[view.low]) + ' to ' + stamp(times[view.high]) : '';
    const text = document.querySelector('.ranges span');
    if (text) text.textContent = view.low === 0 && view.high === last ? 'Drag across a chart to zoom' : name;
    for (const button of all('.ranges button')) {
      const isShown = Number(button.dataset.low) === view.low && view.high === last;
      button.setAttribute('aria-pressed', String(isShown));
    }
  };

  const offerRanges = () => {
    const nav = document.querySelector('.ranges');
    if (!nav || last < 1) return;
    const end = date(times[last]);
    const back = (count) => Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - count, end.getUTCDate());
    const offers = [['All', -Infinity], ['10Y', back(120)], ['5Y', back(60)], ['3Y', back(36)], ['1Y', back(12)],
      ['YTD', Date.UTC(end.getUTCFullYear(), 0, 1)], ['6M', back(6)], ['3M', back(3)], ['1M', back(1)],
      ['1W', end - 7 * 864e5]];
    for (const [text, from] of offers) {
      const low = from === -Infinity ? 0 : times.findIndex((time) => date(time) >= from);
      const isUseful = text === 'All' || (low > 0 && last - low >= 15 && times.length > 20);
      if (!isUseful) continue;
      const button = nav.appendChild(make('button', '', text));
      button.type = 'button';
      button.dataset.low = low;
      button.addEventListener('click', () => show(low, last));
    }
    nav.append(make('span'));
  };

  const offerSymbols = () => {
    const select = document.querySelector('.symbol select');
    if (!select) return;
    const choose = () => {
      for (const chart of charts) {
        if (chart.symbol < 0) continue;
        chart.figure.hidden = chart.symbol !== Number(select.value);
        chart.draw();
      }
    };
    select.addEventListener('change', choose);
    choose();
  };

  // ---- The trade list: filtered, sorted, a hundred a page.
  const list = {
    table: document.querySelector('table.trades'), tools: document.querySelector('.trade-tools'),
    key: 'number', isDescending: false, page: 0, rows: [], size: 100,
  };
  const column = {
    number: (i) => i, symbol: (i, t) => data.symbols[t[F.symbol]], side: (i, t) => t[F.quantity] >= 0 ? 'long' : 'short',
    quantity: (i, t) => Math.abs(t[F.quantity]), entry_at: (i, t) => t[F.entryAt], entry_price: (i, t) => t[F.entryPrice],
    exit_at: (i, t) => t[F.exitAt], exit_price: (i, t) => t[F.exitPrice], pnl: (i, t) => t[F.pnl],
    return: (i, t) => t[F.result], commission: (i, t) => t[F.commission], bars_held: (i, t) => t[F.bars],
    mae: (i, t) => t[F.mae], mfe: (i, t) => t[F.mfe], entry_tag: (i, t) => data.tags[t[F.entryTag]],
    exit_tag: (i, t) => data.tags[t[F.exitTag]],
  };
  const shownAs = {
    number: (x) => String(x + 1), quantity: plain, entry_at: stamp, exit_at: stamp, entry_price: price, exit_price: price,
    pnl: (x) => fixed(x, 2), commission: (x) => fixed(x, 2), return: percent, mae: percent, mfe: percent, bars_held: String,
  };
  const keys = Object.keys(column);

  const select = () => {
    const form = list.tools.elements;
    const text = form.text.value.trim().toLowerCase();
    const matches = (i, t) => (!text || [column.symbol, column.entry_tag, column.exit_tag].some((c) => c(i, t).toLowerCase().includes(text)))
      && (!form.side.value || column.side(i, t) === form.side.value)
      && (!form.result.value || (form.result.value === 'win' ? t[F.pnl] > 0 : t[F.pnl] < 0));
    const rows = [];
    data.trades.forEach((t, i) => { if (matches(i, t)) rows.push(i); });
    const value = column[list.key];
    const sign = list.isDescending ? -1 : 1;
    rows.sort((a, b) => {
      const x = value(a, data.trades[a]), y = value(b, data.trades[b]);
      return (x < y ? -sign : x > y ? sign : 0) || a - b;
    });
    list.rows = rows;
    list.page = 0;
    fill();
  };

  const rowOf = (i) => {
    const t = data.trades[i];
    const row = make('tr');
    for (const key of keys) {
      const value = column[key](i, t);
      const isSigned = key === 'pnl' || key === 'return';
      row.append(make('td', isSigned ? (value < 0 ? 'loss' : value > 0 ? 'gain' : 'even') : '',
        shownAs[key] ? shownAs[key](value) : value));
    }
    // A split made another number of them.
    if (t[F.exitQuantity]) row.children[keys.indexOf('quantity')].append(' \u2192 ' + plain(Math.abs(t[F.exitQuantity])));
    if (t[F.symbol] < pricedCount) {
      const button = make('button', '', i + 1);
      button.type = 'button';
      button.title = 'Show in the price chart';
      row.firstChild.replaceChildren(button);
    }
    row.addEventListener('click', () => visit(t));
    return row;
  };

  const fill = () => {
    const pages = Math.max(Math.ceil(list.rows.length / list.size), 1);
    list.page = clamp(list.page, 0, pages - 1);
    const from = list.page * list.size;
    list.table.tBodies[0].replaceChildren(...list.rows.slice(from, from + list.size).map(rowOf));
    list.tools.querySelector('.count').textContent = list.rows.length === data.trades.length
      ? fixed(list.rows.length, 0) + ' trades' : fixed(list.rows.length, 0) + ' of ' + fixed(data.trades.length, 0) + ' trades';
    list.tools.querySelector('.page').textContent = (list.page + 1) + ' / ' + pages;
    list.tools.querySelector('.pages').hidden = pages === 1;
    list.tools.querySelector('[data-page="-1"]').disabled = list.page === 0;
    list.tools.querySelector('[data-page="1"]').disabled = list.page === pages - 1;
    for (const head of all('th', list.table)) {
      const isKey = head.dataset.key === list.key;
      head.setAttribute('aria-sort', isKey ? (list.isDescending ? 'descending' : 'ascending') : 'none');
    }
  };

  // Shows the trade in its price chart, with as much before and after it as it lasted.
  const visit = (t) => {
    const chart = charts.find((candidate) => candidate.symbol === t[F.symbol]);
    if (!chart) return;
    const symbols = document.querySelector('.symbol select');
    if (symbols) { symbols.value = t[F.symbol]; symbols.dispatchEvent(new Event('change')); }
    const margin = Math.max(t[F.exit] - t[F.entry], 20);
    show(t[F.entry] - margin, t[F.exit] + margin);
    chart.figure.scrollIntoView({ block: 'center' });
    point(chart, t[F.entry]);
  };

  const csv = () => {
    const quoted = (x) => {
      // A cell that a spreadsheet would run as a formula is shown as text.
      const text = typeof x === 'string' && /^[=+\-@\t\r]/.test(x) ? "'" + x : String(x);
      return /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
    };
    const lines = [keys.join(',')];
    for (const i of list.rows) {
      lines.push(keys.map((key) => {
        const value = column[key](i, data.trades[i]);
        return quoted(key === 'number' ? value + 1 : key.endsWith('_at') ? stamp(value) : value);
      }).join(','));
    }
    const link = make('a');
    link.href = URL.createObjectURL(new Blob([lines.join('\n') + '\n'], { type: 'text/csv' }));
    link.download = 'trades.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };

  const offerTrades = () => {
    if (!list.table) return;
    const cut = document.getElementById('cut');
    if (cut) cut.remove();
    for (const head of all('th', list.table)) {
      const button = make('button', '', head.textContent);
      button.type = 'button';
      button.addEventListener('click', () => {
        list.isDescending = list.key === head.dataset.key ? !list.isDescending : false;
        list.key = head.dataset.key;
        select();
      });
      head.replaceChildren(button);
    }
    list.tools.addEventListener('input', select);
    list.tools.addEventListener('submit', (event) => event.preventDefault());
    for (const button of all('[data-page]', list.tools)) {
      button.addEventListener('click', () => { list.page += Number(button.dataset.page); fill(); });
    }
    list.tools.querySelector('.csv').addEventListener('click', csv);
    addEventListener('beforeprint', () => { list.size = 2000; fill(); });
    addEventListener('afterprint', () => { list.size = 100; fill(); });
    select();
  };

  offerRanges();
  offerSymbols();
  offerTrades();
  show(0, last);
  const specification = document.querySelector('#run pre');
  try { specification.textContent = JSON.stringify(JSON.parse(specification.textContent), null, 2); } catch { /* As it is. */ }
  root.dataset.ready = 'true';
})();
