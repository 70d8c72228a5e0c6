#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "report/tear_sheet.hpp"
#include "support/browser.hpp"
#include "support/sample_report.hpp"

// The tear sheet in a real browser. A probe is a script that the test appends with the page's own
// nonce: it uses the page as a reader would and writes what it sees into <html data-probe="...">.

namespace tw::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Returns the value of an attribute of the <html> element, or "(none)".
std::string root_attribute(const std::string& dom, const std::string& name) {
  const std::string head = dom.substr(0, dom.find("<head"));
  const std::string start = ' ' + name + "=\"";
  const std::size_t from = head.find(start);
  if (from == std::string::npos) return "(none)";
  const std::size_t value = from + start.size();
  return head.substr(value, head.find('"', value) - value);
}

std::string with_probe(std::string html, const backtest::BacktestReport& report,
                       const std::string& script) {
  const std::string element = "<script nonce=\"" + report.run_id +
                              "\">(() => { const root = document.documentElement;\n" + script +
                              "\n})();</script>";
  return html.insert(html.rfind("</body>"), element);
}

std::string probed(const backtest::BacktestReport& report, const std::string& script) {
  const support::ScratchFolder folder;
  const auto page = folder.write("report.html", with_probe(tear_sheet(report), report, script));
  const std::string dom = support::visit(page).dom;
  EXPECT_EQ(root_attribute(dom, "data-error"), "(none)");
  return root_attribute(dom, "data-probe");
}

/// Returns the outline of a curve: the `d` of its path.
std::string path_of(const std::string& page, const std::string& key) {
  const std::size_t element = page.find("data-key=\"" + key + '"');
  const std::size_t from = page.find(" d=\"", element) + 4;
  return page.substr(from, page.find('"', from) - from);
}

/// Returns the texts of the first chart's value axis, each with a blank behind it.
std::string value_ticks_of(const std::string& page) {
  const std::size_t axis = page.find("<div class=\"y\"");
  const std::string spans = page.substr(axis, page.find("</div>", axis) - axis);
  std::string texts;
  for (std::size_t end = spans.find("</span>"); end != std::string::npos;
       end = spans.find("</span>", end + 1)) {
    const std::size_t from = spans.rfind('>', end) + 1;
    texts += spans.substr(from, end - from) + ' ';
  }
  return texts;
}

TEST(TearSheetInABrowser, RunsItsScriptWithoutAnError) {
  for (const auto& run :
       {support::SampleRun{}, support::SampleRun{.sessions = 6, .bars_per_session = 78},
        support::SampleRun{.symbols = {"A", "B"}, .sessions = 700, .fast = 2, .slow = 5},
        support::SampleRun{.sessions = 3}, support::SampleRun{.sessions = 1}}) {
    const support::ScratchFolder folder;
    const auto visit =
        support::visit(folder.write("report.html", tear_sheet(support::sample_report(run))));

    EXPECT_EQ(visit.exit_code, 0);
    EXPECT_EQ(root_attribute(visit.dom, "data-ready"), "true");
    EXPECT_EQ(root_attribute(visit.dom, "data-error"), "(none)");
  }
}

TEST(TearSheetInABrowser, DrawsEveryCurveOfEveryChart) {
  const auto report = support::sample_report();

  const std::string seen = probed(report, R"(
    const drawn = [...document.querySelectorAll('figure.chart .line')]
      .map((path) => path.dataset.key + ':' + (path.getAttribute('d').split('L').length > 100));
    const box = document.querySelector('#equity .line.strategy').getBBox();
    root.dataset.probe = drawn.join(' ') + ' width ' + Math.round(box.width);)");

  EXPECT_EQ(seen,
            "benchmark:true equity:true drawdown:true price_0:true sharpe_252:true "
            "sharpe_126:true width 1000");
}

TEST(TearSheetInABrowser, DrawsTheSameChartsAsTheServerDid) {
  const auto report = support::sample_report();
  const std::string html = tear_sheet(report);
  const support::ScratchFolder folder;

  const std::string dom = support::visit(folder.write("report.html", html)).dom;

  for (const char* key : {"equity", "benchmark", "price_0"}) {
    const std::string drawn = path_of(html, key);
    EXPECT_GT(drawn.size(), 1000U);
    EXPECT_EQ(path_of(dom, key), drawn) << key;
  }
  EXPECT_EQ(value_ticks_of(dom), value_ticks_of(html));
  EXPECT_EQ(value_ticks_of(html), "100k 200k 300k 400k ");
}

TEST(TearSheetInABrowser, KeepsTheLogScaleThatTheServerChose) {
  auto report = support::sample_report();
  for (std::size_t i = 0; i < report.equity.size(); ++i) {
    report.equity[i].value = report.equity[i].value * static_cast<std::int64_t>(1 + i / 20);
  }
  const std::string html = tear_sheet(report);
  ASSERT_THAT(html, HasSubstr("data-log=\"1\""));
  const support::ScratchFolder folder;

  const std::string dom = support::visit(folder.write("report.html", html)).dom;

  EXPECT_EQ(value_ticks_of(dom), value_ticks_of(html));
  EXPECT_EQ(path_of(dom, "equity").size(), path_of(html, "equity").size());
}

TEST(TearSheetInABrowser, TellsTheExactValueUnderThePointer) {
  const auto report = support::sample_report();

  const std::string seen = probed(report, R"(
    const plot = document.querySelector('#equity .plot');
    plot.focus();
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home' }));
    for (let i = 0; i < 100; i += 1) plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    root.dataset.probe = document.querySelector('.tip').innerText.replaceAll('\n', ' ')
      + ' | ' + document.querySelectorAll('.cross:not([hidden])').length;)");

  EXPECT_THAT(seen, HasSubstr(to_string(report.equity[100].at)));
  const double equity = report.equity[100].value.as_double();
  const auto whole = static_cast<long>(equity) % 1000;
  EXPECT_THAT(seen, HasSubstr("Strategy"));
  EXPECT_THAT(seen, HasSubstr("," + std::string(whole < 100 ? (whole < 10 ? "00" : "0") : "") +
                              std::to_string(whole) + "."));
  EXPECT_THAT(seen, HasSubstr("| 4")) << "the crosshair is in all charts";
}

TEST(TearSheetInABrowser, SwitchesToALogScaleAndBack) {
  const std::string seen = probed(support::sample_report(), R"(
    const path = () => document.querySelector('#equity .line.strategy').getAttribute('d');
    const button = document.querySelector('#equity .log');
    const before = path();
    button.click();
    const log = path();
    const pressed = button.getAttribute('aria-pressed');
    button.click();
    root.dataset.probe = (log !== before) + ' ' + pressed + ' ' + (path() === before);)");

  EXPECT_EQ(seen, "true true true");
}

TEST(TearSheetInABrowser, ZoomsAllChartsTogetherAndBackAgain) {
  const std::string seen = probed(support::sample_report(), R"(
    const labels = (id) => [...document.querySelectorAll(id + ' .x span')].map((s) => s.textContent).join();
    const before = labels('#drawdown');
    const year = [...document.querySelectorAll('.ranges button')].find((b) => b.textContent === '1Y');
    year.click();
    const zoomed = labels('#drawdown') !== before && labels('#drawdown') === labels('#equity');
    const pressed = year.getAttribute('aria-pressed');
    document.querySelector('#equity .plot').dispatchEvent(new MouseEvent('dblclick'));
    root.dataset.probe = zoomed + ' ' + pressed + ' ' + (labels('#drawdown') === before);)");

  EXPECT_EQ(seen, "true true true");
}

TEST(TearSheetInABrowser, SortsFiltersAndPagesTheTrades) {
  const auto report =
      support::sample_report({.symbols = {"AAPL", "MSFT"}, .sessions = 1200, .fast = 2, .slow = 5});
  ASSERT_GT(report.trades.size(), 200U);

  const std::string seen = probed(report, R"(
    const rows = () => [...document.querySelectorAll('table.trades tbody tr')];
    const cells = (n) => rows().map((row) => row.cells[n].textContent);
    const number = (text) => Number(text.replaceAll(',', ''));
    const first = rows().length;
    document.querySelector('th[data-key=pnl] button').click();
    const pnl = cells(8).map(number);
    const sorted = pnl.every((x, i) => i === 0 || pnl[i - 1] <= x);
    document.querySelector('[data-page="1"]').click();
    const next = cells(8).map(number);
    const goesOn = next[0] >= pnl[99];
    const form = document.querySelector('.trade-tools');
    form.elements.text.value = 'msft';
    form.elements.result.value = 'win';
    form.elements.text.dispatchEvent(new Event('input', { bubbles: true }));
    const only = cells(1).every((s) => s === 'MSFT') && cells(8).every((s) => number(s) > 0);
    root.dataset.probe = [first, sorted, goesOn, only, rows().length > 0].join(' ');)");

  EXPECT_EQ(seen, "100 true true true true");
}

TEST(TearSheetInABrowser, ShowsATradeInItsChartWhenItsRowIsChosen) {
  const auto report =
      support::sample_report({.symbols = {"AAPL", "MSFT"}, .sessions = 700, .fast = 2, .slow = 5});

  const std::string seen = probed(report, R"(
    const row = [...document.querySelectorAll('table.trades tbody tr')]
      .find((r) => r.cells[1].textContent === 'MSFT');
    row.querySelector('button').click();
    const shown = [...document.querySelectorAll('figure[data-symbol]')].filter((f) => !f.hidden);
    root.dataset.probe = shown.length + ' ' + shown[0].querySelector('h2').textContent + ' '
      + document.querySelector('.tip b').textContent.includes(row.cells[4].textContent);)");

  EXPECT_EQ(seen, "1 MSFT price and trades true");
}

TEST(TearSheetInABrowser, ShowsAHostileNameAsText) {
  auto report = support::sample_report({.symbols = {"<script>document.documentElement.dataset."
                                                    "owned=1</script><img src=x onerror="
                                                    "document.documentElement.dataset.owned=2>"},
                                        .sessions = 300});
  report.warnings = {"</script><script>document.documentElement.dataset.owned=3</script>"};
  const support::ScratchFolder folder;

  const std::string dom = support::visit(folder.write("report.html", tear_sheet(report))).dom;

  EXPECT_EQ(root_attribute(dom, "data-ready"), "true");
  EXPECT_EQ(root_attribute(dom, "data-owned"), "(none)");
}

TEST(TearSheetInABrowser, FetchesNothingEvenIfAnElementThatWouldGotIn) {
  support::TripWire wire;
  const std::string address = "http://127.0.0.1:" + std::to_string(wire.port());
  // An <iframe> is left out: Chromium opens a connection before it asks the policy, though it sends
  // no request on it.
  const std::string attack = "<img src=\"" + address + "/a\"><link rel=\"stylesheet\" href=\"" +
                             address + "/b\"><script src=\"" + address +
                             "/c\"></script><script>document.documentElement.dataset.owned=1;"
                             "fetch('" +
                             address + "/d')</script>";
  std::string html = tear_sheet(support::sample_report({.sessions = 300}));
  html.insert(html.find("<main>"), attack);
  const support::ScratchFolder folder;

  const std::string dom = support::visit(folder.write("report.html", html)).dom;

  EXPECT_EQ(root_attribute(dom, "data-owned"), "(none)") << "a script without the nonce ran";
  EXPECT_FALSE(wire.was_touched());
}

TEST(TearSheetInABrowser, WouldBeSeenFetchingByThatTest) {
  support::TripWire wire;
  const support::ScratchFolder folder;
  const auto page = folder.write("page.html", "<!doctype html><img src=\"http://127.0.0.1:" +
                                                  std::to_string(wire.port()) + "/a\">");

  support::visit(page);

  EXPECT_TRUE(wire.was_touched());
}

TEST(TearSheetInABrowser, LooksDifferentInTheDark) {
  const support::ScratchFolder folder;
  const auto page = folder.write("report.html", tear_sheet(support::sample_report()));

  const std::string light = support::picture_of(page, 1280, 900, false);
  const std::string dark = support::picture_of(page, 1280, 900, true);

  EXPECT_TRUE(light.starts_with("\x89PNG"));
  EXPECT_GT(light.size(), 40'000U);
  EXPECT_GT(dark.size(), 40'000U);
  EXPECT_NE(light, dark);
}

TEST(TearSheetInABrowser, IsNeverWiderThanTheScreen) {
  auto report = support::sample_report();
  report.title = std::string(200, 'T');
  report.warnings.push_back(std::string(200, 'w'));
  report.assumptions.push_back({std::string(80, 'n'), std::string(200, 'v')});

  const std::string script = R"(
    const wide = document.documentElement.scrollWidth - innerWidth;
    const few = innerWidth < 640 ? 2 : 6;
    const columns = getComputedStyle(document.querySelector('.cards')).gridTemplateColumns.split(' ').length;
    root.dataset.probe = wide + ' ' + (columns === few);)";
  for (const int width : {400, 1280}) {
    const support::ScratchFolder folder;
    const auto page = folder.write("report.html", with_probe(tear_sheet(report), report, script));
    EXPECT_EQ(root_attribute(support::visit(page, width).dom, "data-probe"), "0 true") << width;
  }
}

}  // namespace
}  // namespace tw::report
